"""The marks of a closed round as one array: which sheets one member wrote is known here, who it was is not."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from panel import envelope, inputs, owners
from panel.analysis.memory import Memory
from panel.calc.reasons import Reason
from panel.db import batches
from panel.errors import Missing
from panel.models.ballots import Ballot, Mark
from panel.models.cycles import Round
from panel.models.tallies import FrozenAnalysis, Snapshot, TallyRow

if TYPE_CHECKING:
    from panel.calc.statistics.scores import Scores


@dataclass(frozen=True)
class Loaded:
    """The scores of a round, or the reason why there are none.

    Rows are members who scored, in an order that tells nothing; `rater_of` gives the row of the asker, whose own person
    id is passed, never another's, and None where they scored nothing.
    """

    scores: "Scores | None"
    rater_of: Callable[[int], int | None]
    reason: Reason | None = None


@dataclass(frozen=True)
class _Whole:
    """A whole round as it is kept; `rows` are those of the members by their names under the owners' key."""

    scores: "Scores"
    places: Mapping[int, int]  # of the proposals, by id
    rows: Mapping[str, int]


_KEPT: Final[Memory[_Whole]] = Memory(limit=3)


def load(db: Session, seal_key: bytes, round_id: int, proposal_ids: Collection[int], *, anew: bool = False) -> Loaded:
    """What a closed round gave on these proposals, `Scores.items` being their codes in order, criteria by their keys.

    Read once and kept in memory, or `anew` by who doubts what is there. Nothing is raised for a round whose owners are
    forgotten: it has a reason. Raises Missing for a round that is not closed.
    """
    round_ = closed_round(db, round_id)
    if round_.owner_key is None:
        _KEPT.drop(lambda key: isinstance(key, tuple) and key[0] == round_.sha256)
        return Loaded(None, _nobody, Reason.UNLINKED if round_.imported else Reason.FORGOTTEN)
    if anew:
        _KEPT.drop(lambda key: key == (round_.sha256, round_.owner_key))
    try:
        whole = _KEPT.get((round_.sha256, round_.owner_key), lambda: _read(db, seal_key, round_))
    except envelope.WrongKey:
        return Loaded(None, _nobody, Reason.UNLINKED)
    return _part(whole, seal_key, round_, sorted(whole.places[one] for one in proposal_ids if one in whole.places))


def closed_round(db: Session, round_id: int) -> Row[Any]:
    """Keys, rule and snapshot of a closed round, and which analysis was frozen. Raises Missing for any other."""
    columns = (Round.id, Round.owner_key, Round.imported, Round.rule, Snapshot.id.label("snapshot_id"))
    frozen = (FrozenAnalysis.sha256.label("analysis_sha256"), FrozenAnalysis.places.label("analysis_places"))
    found = db.execute(
        select(*columns, Snapshot.sha256, Snapshot.inputs_sha256, Snapshot.n_raters, *frozen)
        .join(Snapshot, Snapshot.round_id == Round.id)
        .outerjoin(FrozenAnalysis, FrozenAnalysis.snapshot_id == Snapshot.id)
        .where(Round.id == round_id)
    ).one_or_none()
    if found is None:
        raise Missing
    return found


def _nobody(_person_id: int) -> None:
    return None


def _part(whole: _Whole, seal_key: bytes, round_: Row[Any], places: list[int]) -> Loaded:
    """Some of the proposals, with those members alone who scored one of them."""
    scores = whole.scores if len(places) == len(whole.scores.items) else whole.scores.of_items(places)
    mask = scores.mask
    kept = [row for row in range(len(scores.groups)) if mask[row].any()]
    if len(kept) < len(scores.groups):
        scores = scores.of_raters(kept)
    rows = {row: place for place, row in enumerate(kept)}
    return Loaded(scores, partial(_row_of, whole.rows, rows, seal_key, round_))


def _row_of(
    names: Mapping[str, int], rows: Mapping[int, int], seal_key: bytes, round_: Row[Any], person_id: int
) -> int | None:
    row = owners.own_row(seal_key, round_, names, person_id)
    return None if row is None else rows.get(row)


# ---- From the database ----


def _read(db: Session, seal_key: bytes, round_: Row[Any]) -> _Whole:
    """Everything a round gave. Its marks are those that counted: closing it laid down no others."""
    from panel.calc.statistics.gathering import Sheets, gathered  # noqa: PLC0415 - brings NumPy

    asked = inputs.asked_in(db, round_.id)
    places = {key: place for place, key in enumerate(asked.proposals)}
    linked = owners.rows(db, seal_key, round_, list(places))
    assert linked is not None  # noqa: S101 - the round has its key
    eligible = select(TallyRow.proposal_id, TallyRow.eligible).where(TallyRow.snapshot_id == round_.snapshot_id)
    entitled = dict(db.execute(eligible).all())
    columns = {key: column for column, key in enumerate(asked.criteria)}
    marks = select(Mark.ballot_id, Mark.round_criterion_id, Mark.value).where(
        Mark.round_criterion_id.in_(columns), Mark.value.is_not(None)
    )
    scores = gathered(
        list(asked.proposals.values()),
        list(asked.criteria.values()),
        [entitled[key] for key in places],
        Sheets(linked.of_ballot, linked.groups, _confidences(db)),
        columns,
        batches(db, marks),
    )
    return _Whole(scores, places, linked.of_name)


def _confidences(db: Session) -> Iterator[Sequence[tuple[Any, ...]]]:
    """How sure members said they are, by ballot; of all rounds, which is faster than looking up each."""
    return batches(db, select(Ballot.id, Ballot.confidence).where(Ballot.confidence.is_not(None)))
