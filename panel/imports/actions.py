"""Importing: one path for pages and commands, from the bytes of a file to all of its rows written or none."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from panel import ledger
from panel.calc.calendar import CYCLE_YEARS, fiscal_year, in_japan
from panel.calc.consensus import Rule
from panel.calc.text import TextRefused, clean_line
from panel.config import Settings
from panel.errors import Conflict, Invalid, NotAllowed
from panel.formats import sheet as sheets
from panel.formats.sheet import SheetRefused
from panel.imports import members, proposals, scores
from panel.imports.plan import Counts, Job, Plan, ScoreOptions
from panel.imports.preview import ShownRow, shown_rows
from panel.imports.refusals import add_refusal
from panel.imports.table import Column, ImportRefused, Problems, Table, table_of
from panel.models.cycles import Cycle, Panel
from panel.models.events import Upload
from panel.models.people import Role
from panel.policy.actions import Action
from panel.policy.rules import Verdict, may
from panel.policy.subjects import Actor, Place

__all__ = ["KINDS", "Looked", "Result", "ScoreOptions", "import_file", "keep_upload", "look_at", "require_secretariat"]

KEPT_FOR: Final = timedelta(hours=24)
"""How long an uploaded file waits for its confirmation."""
NAME_LIMIT: Final = 80


@dataclass(frozen=True)
class Kind:
    """One kind of file: who may bring it in, its columns, and what plans it."""

    action: Action
    columns: tuple[Column, ...]
    plan: Callable[[Session, Job, Table], Plan | None]


KINDS: Final = {
    "members": Kind(Action.MEMBER_INVITE, members.COLUMNS, members.plan),
    "proposals": Kind(Action.ITEM_CREATE, proposals.COLUMNS, proposals.plan),
    "scores": Kind(Action.SCORE_IMPORT, scores.COLUMNS, scores.plan),
}


@dataclass(frozen=True)
class Looked:
    """What a file holds and would do, before anything is written."""

    problems: Problems
    encoding: str = ""
    header: tuple[str, ...] = ()
    rows: tuple[ShownRow, ...] = ()  # the first ones, and those with problems
    found: tuple[tuple[str, str | None], ...] = ()  # our column, and the header of the file it was found under
    unread: tuple[str, ...] = ()
    n_rows: int = 0
    plan: Plan | None = None


@dataclass(frozen=True)
class Result:
    """What an import did."""

    what: str
    cycle_id: int
    counts: Counts
    facts: tuple[str, ...]

    def __str__(self) -> str:
        counted = f"{self.counts.new} new, {self.counts.changed} changed, {self.counts.unchanged} unchanged"
        return "; ".join((f"{self.what}: {counted}", *self.facts))


def look_at(db: Session, job: Job, data: bytes, filename: str) -> Looked:
    """Read a file and plan what it would do, with everything that is wrong with it; nothing is written."""
    problems, kind = Problems(), KINDS[job.what]
    _check_phase(job, kind.action)
    try:
        sheet = sheets.read(data, filename)
    except SheetRefused as refusal:
        add_refusal(problems, refusal)
        return Looked(problems)
    table = table_of(sheet, kind.columns, problems)
    plan = None if problems.n else kind.plan(db, job, table)
    return Looked(
        problems,
        sheet.encoding,
        sheet.header,
        shown_rows(sheet, problems.shown),
        tuple((column.key, table.headers.get(column.key)) for column in kind.columns),
        table.unread,
        len(sheet.rows),
        plan,
    )


def require_secretariat(actor: Actor, panel_id: int) -> None:
    """Others may write proposals of their own, but not bring in files of them. Raises NotAllowed."""
    if Role.SECRETARIAT not in actor.roles_on(panel_id):
        raise NotAllowed(_("Only the secretariat brings in files."))


def _check_phase(job: Job, action: Action) -> None:
    """The operator at the command line is held to the same phases as the secretariat."""
    panel_id = job.cycle.panel_id
    if job.actor is not None:
        require_secretariat(job.actor, panel_id)
    secretariat = Actor(0, "", "en", roles={panel_id: frozenset({Role.SECRETARIAT})})
    if may(secretariat, action, Place(panel_id, job.cycle.phase)).verdict is not Verdict.YES:
        raise Conflict(_("This cannot be imported in the present phase of the cycle."))


def import_file(
    db: Session,
    actor: Actor | None,
    what: str,
    data: bytes,
    filename: str,
    *,
    cycle_name: str,
    settings: Settings,
    now: datetime,
    options: ScoreOptions | None = None,
) -> Result:
    """Bring in a whole file. Raises ImportRefused with every problem, and then nothing of it is written.

    `actor` is None for the operator at the command line, for whom a cycle of that name is made if there is none.
    """
    with db.begin_nested():
        cycle = db.scalars(select(Cycle).where(Cycle.name == cycle_name)).one_or_none()
        facts = () if cycle else (_("The cycle “%(name)s” is new.", name=cycle_name),)
        job = Job(what, cycle or _new_cycle(db, actor, cycle_name, now), actor, settings, now, options)
        looked = look_at(db, job, data, filename)
        if looked.problems.n or looked.plan is None:
            raise ImportRefused(looked.problems)
        content, counts = looked.plan.write(db), looked.plan.counts
        thing, panel_id = f"cycle:{job.cycle.id}", job.cycle.panel_id
        numbers = {"n_new": counts.new, "n_changed": counts.changed, "n_unchanged": counts.unchanged}
        ledger.record(db, actor, f"import.{what}", thing, content, panel_id=panel_id, **numbers)
    return Result(what, job.cycle.id, counts, (*facts, *looked.plan.facts))


def _new_cycle(db: Session, actor: Actor | None, name: str, now: datetime) -> Cycle:
    """A cycle of a panel of its own, under the rule everybody starts with. Raises Invalid for a name that is none."""
    try:
        sound = clean_line(name) == name
    except TextRefused:
        sound = False
    if not sound or not 0 < len(name) <= NAME_LIMIT:
        raise Invalid(_("A cycle's name is one line of at most %(limit)s characters.", limit=NAME_LIMIT))
    panel = Panel(title_ja=name, title_en=name, created_at=now)
    db.add(panel)
    db.flush()
    first = fiscal_year(in_japan(now).date())
    cycle = Cycle(
        panel_id=panel.id,
        name=name,
        title_ja=name,
        title_en=name,
        from_fiscal_year=first,
        to_fiscal_year=first + CYCLE_YEARS - 1,
        rule=Rule().as_plain(),
        created_at=now,
    )
    db.add(cycle)
    db.flush()
    ledger.record(db, actor, "cycle.create", f"cycle:{cycle.id}", panel_id=panel.id)
    return cycle


def keep_upload(db: Session, job: Job, data: bytes, filename: str) -> str:
    """Keep a file until its sender confirms it, and forget those nobody confirmed; returns its token."""
    assert job.actor is not None  # noqa: S101 - only a page keeps files
    db.execute(delete(Upload).where(Upload.created_at < job.now - KEPT_FOR))
    upload = Upload(
        token=secrets.token_hex(16),
        person_id=job.actor.person_id,
        cycle_id=job.cycle.id,
        what=job.what,
        name=filename[:300],
        content=data,
        options=vars(job.options) if job.options else {},
        created_at=job.now,
    )
    db.add(upload)
    db.flush()
    return upload.token
