"""What shortlists are chosen from, for one reader, and the asker's own shortlists, nobody else's."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from panel.calc.disclosure import Shown, shown
from panel.calc.document import Text
from panel.calc.ranking import renumbered
from panel.calc.shortlisting import Asked, By, Candidate, Group, groups
from panel.errors import Missing
from panel.models.cycles import Round
from panel.models.proposals import Kind, Proposal
from panel.models.shortlists import ShortlistDraft
from panel.models.tallies import TallyRow
from panel.policy import rounds
from panel.policy.places import CycleHere
from panel.policy.rounds import RoundHere, RoundRead
from panel.policy.subjects import Actor, Place
from panel.sketches import standing

_KINDS: Mapping[str, Text] = {
    Kind.TECHNOLOGY: Text("技術分野", "Technology fields"),
    Kind.SECTOR: Text("産業分野", "Industrial sectors"),
}
_OF_PROPOSAL = (
    *(Proposal.id, Proposal.code, Proposal.kind, Proposal.title_ja, Proposal.title_en),
    *(Proposal.area_ja, Proposal.area_en, Proposal.industry_ja, Proposal.industry_en),
)


@dataclass(frozen=True)
class Choice:
    """The proposals of a round that have a total this reader may see, by their places, and how they are grouped."""

    candidates: tuple[Candidate, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Own:
    """One of the asker's shortlists: its name, and what is asked of it."""

    id: int
    name: str
    asked: Asked
    version: int


@dataclass(frozen=True)
class ShortlistHere:
    """A shortlist where it stands; its place says whose it is, so that to others it does not exist."""

    own: Own
    round: RoundRead
    cycle: CycleHere
    place: Place


def choice(db: Session, actor: Actor, here: RoundHere | ShortlistHere) -> Choice:
    """What this reader may choose from. One select. Raises Missing before the round is frozen."""
    if here.round.snapshot_id is None:
        raise Missing
    columns: tuple[Any, ...] = (TallyRow.rank, TallyRow.total, TallyRow.n, *_OF_PROPOSAL)
    rows = db.execute(
        select(*columns)
        .join(Proposal, Proposal.id == TallyRow.proposal_id)
        .where(TallyRow.snapshot_id == here.round.snapshot_id, TallyRow.proposal_id.not_in(actor.recused_from))
        .where(TallyRow.total.is_not(None))
        .order_by(TallyRow.rank, Proposal.code)
    ).all()
    seen = [row for row in rows if shown(row.n, here.round.shown_from) is Shown.ALL]
    places = renumbered({row.id: row.rank for row in seen})
    names: dict[tuple[By, str], Text] = {}
    candidates = tuple(_candidate(row, places[row.id].rank or 0, names) for row in seen)
    return Choice(candidates, tuple(groups(candidates, names)))


def _candidate(row: Row[Any], rank: int, names: dict[tuple[By, str], Text]) -> Candidate:
    """One row as a candidate; what its groups are called is added to `names`."""
    called = {
        By.KIND: _KINDS[row.kind],
        By.FIELD: Text(row.area_ja, row.area_en),
        By.SECTOR: Text(row.industry_ja, row.industry_en),
    }
    keys = {by: row.kind if by is By.KIND else name.japanese for by, name in called.items() if name}
    names.update({(by, key): called[by] for by, key in keys.items()})
    return Candidate(row.id, row.code, Text(row.title_ja, row.title_en), row.total, rank, keys)


def own(db: Session, actor: Actor, round_id: int) -> list[Own]:
    """The asker's shortlists of a round, oldest first."""
    columns = (ShortlistDraft.id, ShortlistDraft.name, ShortlistDraft.asked, ShortlistDraft.version)
    own_ones = select(*columns).where(standing(ShortlistDraft, actor, round_id)).order_by(ShortlistDraft.id)
    return [_own(row) for row in db.execute(own_ones)]


def shortlist(db: Session, actor: Actor, cycle_id: int, shortlist_id: int) -> ShortlistHere:
    """One shortlist of a round of this cycle. Raises Missing."""
    row = db.execute(
        select(ShortlistDraft, Round.number)
        .join(Round, Round.id == ShortlistDraft.round_id)
        .where(ShortlistDraft.id == shortlist_id, Round.cycle_id == cycle_id)
    ).one_or_none()
    if row is None:
        raise Missing
    draft, number = row
    here = rounds.result_here(db, actor, cycle_id, str(number))
    place = replace(here.place, owner_id=draft.person_id)
    return ShortlistHere(_own(draft), here.round, here.cycle, place)


def _own(row: Row[Any] | ShortlistDraft) -> Own:
    return Own(row.id, row.name, Asked.from_plain(row.asked), row.version)
