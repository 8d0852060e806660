"""What a tally is worth, for one reader: of exactly the proposals they may read, frozen where that fits."""

from collections.abc import Collection
from typing import Final

from sqlalchemy.orm import Session

from panel.analysis import frozen
from panel.analysis.computing import computed, places_of, shown_in_full
from panel.analysis.loading import closed_round
from panel.analysis.memory import Memory
from panel.calc.analysis import Analysis

_COMPUTED: Final[Memory[Analysis]] = Memory(limit=16)


def read(
    db: Session, seal_key: bytes, round_id: int, proposal_ids: Collection[int], places: int | None = None
) -> Analysis:
    """The analysis of these proposals of a closed round, those of which the reader may see everything.

    `places` is the k of "the first k"; without it that of the rule, or the upper third. The one that was frozen where
    it is of the same proposals and places; any other is computed, and kept in memory. `items[].id` are codes. Of a
    proposal that too few scored nothing is computed, though it is asked for. Raises Missing for an open round.
    """
    round_ = closed_round(db, round_id)
    whole = shown_in_full(db, round_)
    asked = whole & frozenset(proposal_ids)
    k = places or places_of(round_, len(asked))
    fits = frozen.stored(db, round_, k) if asked == whole else None
    if fits is not None:
        return fits
    key = (round_.sha256, round_.owner_key, asked, k)
    return _COMPUTED.get(key, lambda: computed(db, seal_key, round_, asked, k))
