"""Reads of the reports room: the cycle, its own paragraphs, its frozen editions, and the single sheets."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import groupby

from sqlalchemy import String, bindparam, case, cast, func, select
from sqlalchemy.orm import Session

from panel import clock
from panel.calc.consensus import Rule
from panel.calc.disclosure import Shown, shown
from panel.calc.document import Document
from panel.calc.document_json import from_json
from panel.calc.report.build import build
from panel.calc.report.changes import Change, changes
from panel.errors import Missing
from panel.models.ballots import Ballot, Mark, pseudonym
from panel.models.cycles import Round, RoundCriterion
from panel.models.proposals import Proposal
from panel.models.reports import Report, ReportText
from panel.policy.actions import Action
from panel.policy.places import CycleHere, cycle_here
from panel.policy.rules import may
from panel.policy.subjects import Actor, Place
from panel.reports.facts import Source, facts, source_of


def cycle(db: Session, _actor: Actor, cycle_id: int) -> CycleHere:
    """The cycle a report belongs to. Raises Missing."""
    return cycle_here(db, cycle_id, clock.now())


def cycle_with_round(db: Session, actor: Actor, cycle_id: int, number: int) -> CycleHere:
    """The cycle of a round by its number. Raises Missing, before two people could agree on a round that is none."""
    here = cycle(db, actor, cycle_id)
    if db.scalar(select(Round.id).where(Round.cycle_id == cycle_id, Round.number == number)) is None:
        raise Missing
    return here


@dataclass(frozen=True)
class Chapter:
    """A chapter of the report as a place to write in."""

    key: str
    text_ja: str
    text_en: str
    version: int  # 0: nothing written yet
    cycle: CycleHere

    @property
    def place(self) -> Place:
        """Where the chapter stands: in its cycle."""
        return self.cycle.place


def chapter(db: Session, cycle_here_: CycleHere, key: str) -> Chapter:
    """The secretariat's own paragraphs of one chapter."""
    row = db.scalars(
        select(ReportText).where(ReportText.cycle_id == cycle_here_.id, ReportText.chapter == key)
    ).one_or_none()
    if row is None:
        return Chapter(key, "", "", 0, cycle_here_)
    return Chapter(key, row.text_ja, row.text_en, row.version, cycle_here_)


def written(db: Session, cycle_id: int) -> dict[str, str]:
    """By chapter, in which languages the secretariat has written paragraphs of its own: ja, en or both."""
    rows = db.execute(
        select(
            ReportText.chapter, (ReportText.text_ja != "").label("ja"), (ReportText.text_en != "").label("en")
        ).where(ReportText.cycle_id == cycle_id)
    )
    return {row.chapter: "both" if row.ja and row.en else "ja" if row.ja else "en" for row in rows if row.ja or row.en}


def document(
    db: Session, seal_key: bytes, actor: Actor | None, cycle_id: int, number: int | None
) -> tuple[Source, Document]:
    """The report of a frozen round as this reader may have it: what they are recused from is absent. Raises Missing."""
    source = source_of(db, cycle_id, number)
    if source is None:
        raise Missing
    hidden = hidden_from(db, actor, cycle_here(db, cycle_id, clock.now())) if actor else frozenset()
    return source, build(facts(db, seal_key, source, hidden))


def hidden_from(db: Session, actor: Actor, here: CycleHere) -> frozenset[int]:
    """The proposals of a cycle that the table keeps out of this reader's report: recused from, until publication."""
    if not actor.recused_from:
        return frozenset()
    mine = select(Proposal.id).where(Proposal.cycle_id == here.id, Proposal.id.in_(actor.recused_from))
    return frozenset(
        proposal_id
        for proposal_id in db.scalars(mine)
        if not may(actor, Action.EXPORT_REPORT, replace(here.place, proposal_id=proposal_id))
    )


@dataclass(frozen=True)
class Frozen:
    """A document as it was handed over."""

    id: int
    number: int
    sha256: str
    frozen_at: datetime
    published_at: datetime | None
    cycle: CycleHere

    @property
    def place(self) -> Place:
        """Where the edition stands: in its cycle."""
        return self.cycle.place


_FROZEN = (Report.id, Report.number, Report.sha256, Report.frozen_at, Report.published_at)


def frozen_editions(db: Session, here: CycleHere) -> list[Frozen]:
    """The frozen editions of a cycle, newest first."""
    rows = db.execute(select(*_FROZEN).where(Report.cycle_id == here.id).order_by(Report.number.desc()))
    return [Frozen(*row, here) for row in rows]


def changed_since(db: Session, editions: Sequence[Frozen], made: Document) -> tuple[Change, ...] | None:
    """What the report says otherwise than its newest frozen edition; None where there is none to compare with."""
    return changes(frozen_document(db, editions[0].id), made) if editions else None


def frozen(db: Session, _actor: Actor, report_id: int) -> Frozen:
    """One frozen edition. Raises Missing."""
    row = db.execute(select(*_FROZEN, Report.cycle_id).where(Report.id == report_id)).one_or_none()
    if row is None:
        raise Missing
    return Frozen(*row[:-1], cycle_here(db, row.cycle_id, clock.now()))


def frozen_document(db: Session, report_id: int) -> Document:
    """The document of a frozen edition, as it was."""
    stored = db.scalar(select(Report.document).where(Report.id == report_id))
    if stored is None:
        raise Missing
    return _read(stored)


@lru_cache(maxsize=4)
def _read(stored: str) -> Document:
    """Read once: an edition never changes, and the title page compares with the newest one each time."""
    return from_json(stored)


# ---- Single sheets ----

SHEET_COLUMNS = ("proposal", "sheet", "confidence")


def sheet_header(db: Session, round_id: int) -> tuple[list[int], list[str]]:
    """The criteria of a round, and the header of its sheets: one column a criterion, the reason last."""
    rows = db.execute(
        select(RoundCriterion.id, RoundCriterion.key)
        .where(RoundCriterion.round_id == round_id)
        .order_by(RoundCriterion.position)
    ).all()
    return [row.id for row in rows], [*SHEET_COLUMNS, *(row.key for row in rows), "reason"]


_SHEETS = (
    select(
        Proposal.id,
        Proposal.author_id,
        Proposal.code,
        Ballot.id.label("ballot"),
        Ballot.confidence,
        Ballot.reason,
    )
    .join(Ballot, Ballot.proposal_id == Proposal.id)
    .where(Ballot.round_id == bindparam("round_id"), Ballot.voided.is_(False))
    .where(Ballot.recorded.is_not(None) | Ballot.draft.is_(None))
    .order_by(Proposal.code, Ballot.id)
)


def sheets(
    db: Session, round_id: int, criteria: list[int], may_take: Callable[[int, int | None], bool]
) -> Iterator[Sequence[object]]:
    """Every sheet of a closed round as one row: no names; a sheet's number is good for one proposal only.

    Ballot ids are random, so counting them in their order tells neither who nor when. Blanks stay words. Proposals with
    so few sheets that each could be guessed at are left out. Before those of another one are given, `may_take(its id,
    its author's)` is asked.
    """
    answers, unanswered = _answers(db, round_id, criteria), [None] * len(criteria)
    rule = Rule.from_plain(db.scalars(select(Round.rule).where(Round.id == round_id)).one())
    rows = db.execute(_SHEETS, {"round_id": round_id}).all()
    for (proposal_id, author_id), group in groupby(rows, lambda row: (row.id, row.author_id)):
        of_proposal = list(group)
        if shown(len(of_proposal), rule.shown_from) is Shown.ALL and may_take(proposal_id, author_id):
            for number, row in enumerate(of_proposal, 1):
                marks = answers.get(row.ballot, unanswered)
                yield (row.code, pseudonym(number), row.confidence, *marks, row.reason)


def _answers(db: Session, round_id: int, criteria: list[int]) -> dict[str, Sequence[object]]:
    """The marks of each ballot in the order of the criteria; the database turns them into columns, which is quicker."""
    answer = func.coalesce(cast(Mark.value, String), Mark.blank)
    columns = [func.max(case((Mark.round_criterion_id == criterion, answer))) for criterion in criteria]
    asked = select(RoundCriterion.id).where(RoundCriterion.round_id == round_id)
    rows = db.execute(
        select(Mark.ballot_id, *columns).where(Mark.round_criterion_id.in_(asked)).group_by(Mark.ballot_id)
    )
    return {ballot: answered for ballot, *answered in rows}
