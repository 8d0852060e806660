"""What a tally is worth, for one reader: of exactly the proposals they may read, frozen where that fits."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from panel.calc.analysis import Analysis


def read(
    db: Session, seal_key: bytes, round_id: int, proposal_ids: Collection[int], places: int | None = None
) -> Analysis:
    """The analysis of these proposals of a closed round, those of which the reader may see everything.

    `places` is the k of "the first k"; without it that of the rule, or the upper third. The one that was frozen where
    it is of the same proposals and places; any other is computed, and kept in memory. `items[].id` are codes.
    """
    raise NotImplementedError
