"""When a decision departs from what the panel's scores say, so that it needs a reason of its own.

The rule looks at one proposal alone, so that it does not matter in which order decisions are recorded: its rank among
the ranked proposals, in thirds, and the class of its scores.
"""

from collections.abc import Mapping
from typing import Final, Literal

from panel.calc.consensus import ConsensusClass

TierName = Literal["priority", "important", "watch", "not_adopted"]
Departure = Literal["above_rank", "below_rank", "without_agreement", "against_agreement"]

WORDS: Final[Mapping[Departure, Mapping[str, str]]] = {
    "above_rank": {
        "ja": "順位が上位3分の1に入っていない提案を優先としています。",
        "en": "It is given priority although it does not rank in the upper third.",
    },
    "below_rank": {
        "ja": "順位が上位3分の1に入る提案を採択していません。",
        "en": "It is not adopted although it ranks in the upper third.",
    },
    "without_agreement": {
        "ja": "意見が割れているか評点が足りない提案を優先としています。",
        "en": "It is given priority although the panel is split or too few members scored it.",
    },
    "against_agreement": {
        "ja": "評点の合意と異なる区分です。",
        "en": "The tier is contrary to what the scores agree on.",
    },
}
_AGAINST: Final[Mapping[TierName, frozenset[ConsensusClass]]] = {
    "priority": frozenset({ConsensusClass.AGREED_LOW}),
    "important": frozenset({ConsensusClass.AGREED_LOW}),
    "watch": frozenset({ConsensusClass.AGREED_HIGH}),
    "not_adopted": frozenset({ConsensusClass.AGREED_HIGH}),
}
_UNSETTLED: Final = frozenset({ConsensusClass.SPLIT, ConsensusClass.TOO_FEW})


def departure(tier: TierName, rank: int | None, n_ranked: int, consensus: ConsensusClass) -> Departure | None:
    """Why this tier departs from the tally, or None where it does not.

    `rank` is the place among `n_ranked` proposals, 1 the best; None for a proposal without a total.
    """
    if consensus in _AGAINST[tier]:
        return "against_agreement"
    if tier == "priority" and consensus in _UNSETTLED:
        return "without_agreement"
    upper = rank is not None and 3 * rank <= n_ranked + 2  # of seven the first three
    if tier == "priority" and not upper:
        return "above_rank"
    if tier == "not_adopted" and upper:
        return "below_rank"
    return None
