"""The marks of a closed round as one array: which sheets one member wrote is known here, who it was is not."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from panel.calc.reasons import Reason

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


def load(db: Session, seal_key: bytes, round_id: int, proposal_ids: Collection[int]) -> Loaded:
    """What a closed round gave on these proposals, `Scores.items` being their codes in order, criteria by their keys.

    Read once and kept in memory; nothing is raised for a round whose owners are forgotten, it has a reason.
    """
    raise NotImplementedError
