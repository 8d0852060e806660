"""Proposals from a file: submitted at once, each with a first version, without an author."""

from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import commitments
from panel.imports.plan import Counts, Job, Plan
from panel.imports.table import Column, Line, Table
from panel.models.proposals import WRITTEN_FIELDS, Kind, Posture, Proposal, ProposalState, ProposalVersion
from panel.models.search import index_proposals
from panel.web.form import LINE_LIMIT, PROSE_LIMIT

CODE_LIMIT: Final = 40
COLUMNS: Final = (
    Column("id", ("code", "item_id", "番号", "コード"), required=True),
    Column("kind", ("種別", "区分"), required=True),
    Column("title_ja", ("件名", "名称", "題名", "分野名")),
    Column("title_en", ("title", "件名（英語）", "名称（英語）")),
    Column("summary_ja", ("概要", "要旨")),
    Column("summary_en", ("summary", "概要（英語）", "要旨（英語）")),
    Column("rationale_ja", ("理由",)),
    Column("rationale_en", ("rationale", "理由（英語）")),
    Column("actions_ja", ("取組", "取組案")),
    Column("actions_en", ("actions", "取組（英語）")),
    Column("goals_ja", ("目標", "目標・指標")),
    Column("goals_en", ("goals", "目標（英語）")),
    Column("posture", ("方向性", "方針")),
    Column("horizon", ("時期", "期間")),
    Column("area_ja", ("capability_area_ja", "能力分野")),
    Column("area_en", ("capability_area_en", "能力分野（英語）")),
    Column("industry_code", ("jsic_code", "産業分類コード")),
    Column("industry_ja", ("jsic_name_ja", "産業分類")),
    Column("industry_en", ("jsic_name_en", "産業分類（英語）")),
    Column("sources", ("source", "出典")),
)
KINDS: Final = {
    "technology": Kind.TECHNOLOGY,
    "技術分野": Kind.TECHNOLOGY,
    "技術": Kind.TECHNOLOGY,
    "sector": Kind.SECTOR,
    "産業分野": Kind.SECTOR,
    "産業": Kind.SECTOR,
}
POSTURES: Final = {
    "maintain": Posture.MAINTAIN,
    "維持": Posture.MAINTAIN,
    "strengthen": Posture.STRENGTHEN,
    "強化": Posture.STRENGTHEN,
    "cultivate": Posture.CULTIVATE,
    "育成": Posture.CULTIVATE,
    "reduce": Posture.REDUCE,
    "縮小": Posture.REDUCE,
    "縮小・撤退": Posture.REDUCE,
}
HORIZONS: Final = {
    "within_5": "within_5",
    "within 5 years": "within_5",
    "5年以内": "within_5",
    "about_10": "about_10",
    "in about 10 years": "about_10",
    "約10年": "about_10",
    "おおむね10年": "about_10",
    "beyond_10": "beyond_10",
    "beyond 10 years": "beyond_10",
    "10年超": "beyond_10",
}
_LINES: Final = {
    "title_ja": LINE_LIMIT,
    "title_en": LINE_LIMIT,
    "area_ja": LINE_LIMIT,
    "area_en": LINE_LIMIT,
    "industry_code": 20,
    "industry_ja": LINE_LIMIT,
    "industry_en": LINE_LIMIT,
}
_CHOICES: Final = ("kind", "posture", "horizon")


@dataclass(frozen=True)
class Entry:
    """One row: its code and all it says, by the names of a proposal's fields."""

    line: Line
    code: str
    written: dict[str, Any]


def plan(db: Session, job: Job, table: Table) -> Plan:
    """What the file would change; problems go on the table's list."""
    entries = _entries(table)
    known = {one.code: one for one in db.scalars(select(Proposal).where(Proposal.cycle_id == job.cycle.id))}
    changed = []
    for entry in entries:
        before = known.get(entry.code)
        if before is None or not _differs(entry, before, table):
            continue
        changed.append(entry)
        if before.author_id is not None or before.state != ProposalState.SUBMITTED:
            entry.line.wrong("id", _("A proposal of this number exists and is not changed by a file."))
    n_new = sum(entry.code not in known for entry in entries)
    counts = Counts(n_new, len(changed), len(entries) - n_new - len(changed))
    return Plan(counts, (), partial(_write, job=job, table=table, entries=entries, known=known))


def _entries(table: Table) -> list[Entry]:
    seen: dict[str, int] = {}
    entries = []
    for line in table.lines():
        code = line.line("id", CODE_LIMIT, required=True)
        entry = Entry(line, code, _written(line))
        if code in seen:
            line.wrong("id", _("This number already stands in row %(row)s.", row=seen[code]))
        elif code:
            seen[code] = line.number
            entries.append(entry)
    return entries


def _written(line: Line) -> dict[str, Any]:
    written: dict[str, Any] = {
        name: line.line(name, _LINES[name]) if name in _LINES else line.prose(name, PROSE_LIMIT)
        for name in WRITTEN_FIELDS
        if name not in _CHOICES
    }
    if not line.raw("kind").strip():
        line.wrong("kind", _("This must not be empty."))
    if not (written["title_ja"] or written["title_en"]):
        line.wrong("title_ja", _("A proposal needs a title in at least one language."))
    return {
        **written,
        "kind": line.choice("kind", KINDS, Kind.TECHNOLOGY),
        "posture": line.choice("posture", POSTURES, None),
        "horizon": line.choice("horizon", HORIZONS, ""),
    }


def _news(entry: Entry, before: Proposal, table: Table) -> dict[str, Any]:
    """What a row says that is not stored yet; a column the file does not have changes nothing."""
    return {
        name: value for name, value in entry.written.items() if name in table.places and getattr(before, name) != value
    }


def _differs(entry: Entry, before: Proposal, table: Table) -> bool:
    return bool(_news(entry, before, table))


def _write(db: Session, *, job: Job, table: Table, entries: list[Entry], known: dict[str, Proposal]) -> dict[str, str]:
    written = []
    for entry in entries:
        before = known.get(entry.code)
        if before is None:
            written.append(new_proposal(job, entry.code, entry.written))
        elif news := _news(entry, before, table):
            for name, value in news.items():
                setattr(before, name, value)
            before.version += 1
            before.updated_at = job.now
            written.append(before)
    return store(db, job, written)


def new_proposal(job: Job, code: str, written: dict[str, Any]) -> Proposal:
    """A submitted proposal that came by a file."""
    return Proposal(
        cycle_id=job.cycle.id,
        code=code,
        state=ProposalState.SUBMITTED,
        version=1,
        created_at=job.now,
        updated_at=job.now,
        submitted_at=job.now,
        **written,
    )


def store(db: Session, job: Job, written: list[Proposal]) -> dict[str, str]:
    """Write proposals with the version they now have and the words they are found by; returns the commitments."""
    db.add_all(written)
    db.flush()
    versions = [
        ProposalVersion(
            proposal_id=one.id,
            number=one.version,
            submitted=True,
            written={name: getattr(one, name) for name in WRITTEN_FIELDS},
            author_id=job.actor.person_id if job.actor else None,
            created_at=job.now,
        )
        for one in written
    ]
    db.add_all(versions)
    db.flush()
    index_proposals(db, written)
    return commitments.of(*versions)
