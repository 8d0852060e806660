"""What a round is computed from: what it asked, of whom, and what they handed in."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from panel import seal
from panel.calc.marks import Blank, Mark, Scale, parse_mark
from panel.calc.tally import Item, Roster, Sheet
from panel.calc.weights import CriterionSpec
from panel.models.ballots import Ballot, pseudonym
from panel.models.ballots import Mark as MarkRow
from panel.models.cycles import Round, RoundCriterion, RoundProposal, RoundVoter
from panel.models.people import Recusal
from panel.models.proposals import Proposal


@dataclass(frozen=True)
class Asked:
    """What a round asks, by the keys that results carry: proposals by code, criteria by key."""

    proposals: Mapping[int, Item]
    criteria: Mapping[int, CriterionSpec]  # by the id of the round's criterion


def asked_in(db: Session, round_id: int) -> Asked:
    """The proposals and criteria a round was opened with."""
    proposals = db.execute(
        select(Proposal.id, Proposal.code, Proposal.kind)
        .join(RoundProposal, RoundProposal.proposal_id == Proposal.id)
        .where(RoundProposal.round_id == round_id)
        .order_by(Proposal.code)
    )
    criteria = db.scalars(
        select(RoundCriterion).where(RoundCriterion.round_id == round_id).order_by(RoundCriterion.position)
    )
    return Asked(
        {row.id: Item(row.code, str(row.kind)) for row in proposals},
        {criterion.id: criterion_spec(criterion) for criterion in criteria},
    )


def criterion_spec(criterion: RoundCriterion) -> CriterionSpec:
    """A frozen criterion as the calculation knows it."""
    return CriterionSpec(
        criterion.key,
        Scale(criterion.lowest, criterion.highest),
        criterion.direction,
        criterion.axis and str(criterion.axis),
        criterion.weight,
        frozenset({criterion.applies_to}) if criterion.applies_to else None,
    )


def rosters(db: Session, round_id: int, asked: Asked) -> dict[str, Roster]:
    """Who was to score each proposal: everybody on the round's list but its author and the recused."""
    voters = db.scalar(select(func.count()).select_from(RoundVoter).where(RoundVoter.round_id == round_id)) or 0
    by_author = set(
        db.scalars(
            select(RoundProposal.proposal_id)
            .join(Proposal, Proposal.id == RoundProposal.proposal_id)
            .join(RoundVoter, RoundVoter.person_id == Proposal.author_id)
            .where(RoundProposal.round_id == round_id, RoundVoter.round_id == round_id)
        )
    )
    recused = dict(
        db.execute(
            select(Recusal.proposal_id, func.count())
            .join(Proposal, Proposal.id == Recusal.proposal_id)
            .join(RoundVoter, RoundVoter.person_id == Recusal.person_id)
            .where(RoundVoter.round_id == round_id, Recusal.lifted_at.is_(None))
            .where(Proposal.author_id.is_distinct_from(Recusal.person_id))
            .group_by(Recusal.proposal_id)
        ).all()
    )
    return {
        item.id: Roster(voters - (key in by_author) - recused.get(key, 0), recused.get(key, 0))
        for key, item in asked.proposals.items()
    }


def imported_rosters(asked: Asked, sheets: Iterable[Sheet]) -> dict[str, Roster]:
    """Of an imported round only those are known who handed something in."""
    handed_in = dict.fromkeys((item.id for item in asked.proposals.values()), 0)
    for sheet in sheets:
        handed_in[sheet.item_id] += 1
    return {key: Roster(n) for key, n in handed_in.items()}


# ---- Sheets ----


def opened_sheets(db: Session, seal_key: bytes, round_: Round, asked: Asked) -> tuple[list[Sheet], int]:
    """Open the sealed ballots, store what they hold, and give it to the calculation; and how many members scored."""
    found = seal.open_round(db, seal_key, round_)
    opened = found.ballots
    marks = {one.ballot_id: _marks(one.sheet, asked) for one in opened}
    _store_words(db, opened)
    rows = [
        {"ballot_id": ballot_id, "round_criterion_id": key, **_columns(mark)}
        for ballot_id, given in marks.items()
        for key, mark in given.items()
    ]
    if rows:
        db.execute(insert(MarkRow), rows)
    return [_sheet(asked, one.proposal_id, one.rater, marks[one.ballot_id]) for one in opened], found.n_raters


def _marks(sheet: seal.Sheet, asked: Asked) -> dict[int, Mark]:
    """The answers of one sheet by criterion; a question left open has none."""
    read = {
        key: parse_mark(sheet.marks.get(str(key), ""), criterion.scale) for key, criterion in asked.criteria.items()
    }
    return {key: mark for key, mark in read.items() if mark is not Blank.NOT_YET}


def _columns(mark: Mark) -> dict[str, int | str | None]:
    return {"value": None, "blank": mark.value} if isinstance(mark, Blank) else {"value": mark, "blank": None}


def _store_words(db: Session, opened: Sequence[seal.OpenedBallot]) -> None:
    if opened:
        table = Ballot.__table__
        db.connection().execute(
            update(table)  # type: ignore[arg-type]  # a mapped table is a table
            .where(table.c.id == bindparam("ballot"))
            .values(stakeholder_group=bindparam("group"), confidence=bindparam("sure"), reason=bindparam("words")),
            [
                {
                    "ballot": one.ballot_id,
                    "group": one.group,
                    "sure": one.sheet.confidence or None,
                    "words": one.sheet.reason or None,
                }
                for one in opened
            ],
        )


def imported_sheets(db: Session, round_id: int, asked: Asked) -> tuple[list[Sheet], int]:
    """The sheets of a past scoring, whose marks were stored by the import itself; and how many raters it had."""
    ballots = db.execute(
        select(Ballot.id, Ballot.proposal_id)
        .where(Ballot.round_id == round_id, Ballot.voided.is_(False))
        .order_by(Ballot.id)
    ).all()
    marks: dict[str, dict[int, Mark]] = {ballot.id: {} for ballot in ballots}
    for row in db.execute(
        select(MarkRow.ballot_id, MarkRow.round_criterion_id, MarkRow.value, MarkRow.blank)
        .join(Ballot, Ballot.id == MarkRow.ballot_id)
        .where(Ballot.round_id == round_id, Ballot.voided.is_(False))
    ):
        marks[row.ballot_id][row.round_criterion_id] = Blank(row.blank) if row.blank else row.value
    numbers = Counter[int]()
    sheets = []
    for one in ballots:
        numbers[one.proposal_id] += 1
        sheets.append(_sheet(asked, one.proposal_id, pseudonym(numbers[one.proposal_id]), marks[one.id]))
    n_raters = db.scalar(select(func.count()).select_from(RoundVoter).where(RoundVoter.round_id == round_id)) or 0
    return sheets, n_raters


def _sheet(asked: Asked, proposal_id: int, rater: str, marks: Mapping[int, Mark]) -> Sheet:
    """A sheet as it is calculated with and kept: without its group, which could tell whose it is."""
    by_key = {asked.criteria[key].id: mark for key, mark in marks.items()}
    return Sheet(asked.proposals[proposal_id].id, rater, by_key)
