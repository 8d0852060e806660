"""The sheets of the example: handed in one by one through the seal, as the form hands them in."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import seal
from panel.config import Settings
from panel.example.opinions import hands_in, opinion
from panel.example.texts import dice
from panel.models.cycles import Round, RoundCriterion
from panel.models.people import Person, Recusal
from panel.models.proposals import Proposal

_DRAFT_ONE_IN = 12  # how many of the sheets that are not in yet have been begun


def score(
    db: Session,
    settings: Settings,
    round_: Round,
    proposals: Sequence[Proposal],
    voters: Sequence[Person],
    recusals: Sequence[Recusal],
) -> None:
    """Hand in what the generator says; no author and no recused member scores."""
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
