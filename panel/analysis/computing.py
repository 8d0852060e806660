"""The analysis of some proposals of a closed round, computed now, with a seed that nobody chose."""

from collections.abc import Collection
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from panel.analysis.loading import load
from panel.calc.analysis import Analysis, Settings
from panel.calc.consensus import Rule
from panel.calc.overview import line_after
from panel.calc.reasons import Reason
from panel.models.tallies import TallyRow

if TYPE_CHECKING:
    from panel.calc.statistics.scores import Scores

_SEED_DIGITS: Final = 12  # hexadecimal, so that every reader of JSON holds the number exactly


def shown_in_full(db: Session, round_: Row[Any]) -> frozenset[int]:
    """The proposals of a closed round of which everything may be shown."""
    shown_from = Rule.from_plain(round_.rule).shown_from
    enough = (TallyRow.snapshot_id == round_.snapshot_id, TallyRow.n >= shown_from)
    return frozenset(db.scalars(select(TallyRow.proposal_id).where(*enough)))


def places_of(round_: Row[Any], n_proposals: int) -> int:
    """The k of "the first k": that of the rule, or the upper third."""
    return line_after(Rule.from_plain(round_.rule), n_proposals)


def computed(
    db: Session, seal_key: bytes, round_: Row[Any], proposal_ids: Collection[int], places: int, *, anew: bool = False
) -> Analysis:
    """The analysis of these proposals, or the reason why there is none; from the marks as they are stored if `anew`."""
    if not proposal_ids:
        return Analysis(Settings(0, places), 0, (), None, (), Reason.TOO_FEW_RATINGS)
    loaded = load(db, seal_key, round_.id, proposal_ids, anew=anew)
    if loaded.scores is None:
        return Analysis(Settings(0, places), 0, (), None, (), loaded.reason)
    from panel.calc.statistics.analyse import analyse  # noqa: PLC0415 - brings NumPy

    return analyse(loaded.scores, Settings(_seed(loaded.scores), places))


def _seed(scores: "Scores") -> int:
    """A hash of what everybody who reads these proposals knows.

    That of the inputs would let them try what they guess of the proposals they are kept from, though so few scored
    those that they have no part in the analysis; one of the scores, which sheets are one member's.
    """
    names = "\n".join((*scores.items, *scores.criteria))
    return int(sha256(names.encode()).hexdigest()[:_SEED_DIGITS], 16)
