"""The sealed rounds of the example: opened, scored sheet by sheet through the seal, closed by the program itself."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import seal
from panel.config import Settings
from panel.example.opinions import hands_in, opinion
from panel.example.texts import dice
from panel.models.cycles import Criterion, Cycle, Round, RoundCriterion, RoundProposal, RoundVoter
from panel.models.people import Person, Recusal
from panel.models.proposals import Proposal

_DRAFT_ONE_IN = 12  # how many of the sheets that are not in yet have been begun


def open_round(
    db: Session,
    settings: Settings,
    cycle: Cycle,
    proposals: Sequence[Proposal],
    voters: Sequence[Person],
    *,
    number: int,
    opened_at: datetime,
    closes_at: datetime,
) -> Round:
    """Open a round over these proposals: criteria, wording and voters are frozen into it."""
    round_ = Round(
        cycle_id=cycle.id,
        number=number,
        rule=cycle.rule,
        quorum=cycle.quorum,
        sealed_key=seal.new_round_key(settings.seal_key),
        opened_at=opened_at,
        closes_at=closes_at,
    )
    db.add(round_)
    db.flush()
    asked = [column.key for column in RoundCriterion.__table__.columns if column.key in Criterion.__table__.columns]
    for criterion in db.scalars(select(Criterion).where(Criterion.cycle_id == cycle.id)):
        frozen = {name: getattr(criterion, name) for name in asked if name != "id"}
        db.add(RoundCriterion(round_id=round_.id, criterion_id=criterion.id, **frozen))
    db.add_all(
        RoundProposal(round_id=round_.id, proposal_id=proposal.id, proposal_version=proposal.version)
        for proposal in proposals
    )
    db.add_all(
        RoundVoter(round_id=round_.id, person_id=person.id, stakeholder_group=person.stakeholder_group)
        for person in voters
    )
    db.flush()
    return round_


def score(
    db: Session,
    settings: Settings,
    round_: Round,
    proposals: Sequence[Proposal],
    voters: Sequence[Person],
    recusals: Sequence[Recusal],
) -> None:
    """Hand in what the generator says, as the form would: no author and no recused member scores."""
    kept_out = {(recusal.proposal_id, recusal.person_id) for recusal in recusals}
    kept_out |= {(proposal.id, proposal.author_id) for proposal in proposals if proposal.author_id}
    keys = {
        criterion.key: str(criterion.id)
        for criterion in db.scalars(select(RoundCriterion).where(RoundCriterion.round_id == round_.id))
    }
    for proposal in proposals:
        for person in voters:
            rater = str(person.email)
            is_in = hands_in(rater, proposal.code, round_.number)
            begun = dice("draft", rater, proposal.code).randrange(_DRAFT_ONE_IN) == 0
            if (proposal.id, person.id) not in kept_out and (is_in or begun):
                sheet = _sheet(person, proposal, round_, keys)
                seal.save(db, settings.seal_key, round_, person.id, proposal.id, version=0, sheet=sheet, record=is_in)


def _sheet(person: Person, proposal: Proposal, round_: Round, keys: dict[str, str]) -> seal.Sheet:
    given = opinion(str(person.email), proposal.code, list(keys), round_.number)
    return seal.Sheet(
        {keys[key]: mark for key, mark in given.marks.items()},
        given.confidence,
        given.reason.written_in(person.language) if given.reason else "",
    )
