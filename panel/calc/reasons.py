"""A figure of a tally, or why there is none, in words: what is undefined is never printed as a number."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from panel.calc.document import Text


class Reason(StrEnum):
    """Why a statistic has no value."""

    ALL_MISSING = "all_missing"
    ONE_RATER = "one_rater"
    ONE_ITEM = "one_item"
    N_LT_3 = "n_lt_3"
    NO_VARIATION = "no_variation"
    NO_CHANGES = "no_changes"
    NO_DENOMINATOR = "no_denominator"
    DISCONNECTED = "disconnected"
    TOO_FEW_RATINGS = "too_few_ratings"
    DOMINATED = "dominated"
    OTHER_QUESTIONS = "other_questions"
    ALL_ZERO = "all_zero"
    NO_WEIGHT = "no_weight"
    TOO_MANY = "too_many"
    FORGOTTEN = "forgotten"
    UNLINKED = "unlinked"
    UNSTATED = "unstated"
    HIDDEN = "hidden"


WORDS: Final[Mapping[Reason, Text]] = MappingProxyType(
    {
        Reason.ALL_MISSING: Text("評点がありません。", "There are no scores."),
        Reason.ONE_RATER: Text(
            "評点をつけた委員が1人だけなので、一致の度合いは求められません。",
            "Only one member scored, so there is nothing to agree with.",
        ),
        Reason.ONE_ITEM: Text(
            "提案が1件だけなので、順位の一致は求められません。",
            "There is only one proposal, so there is no order to agree on.",
        ),
        Reason.N_LT_3: Text("3人（3件）に満たないので示しません。", "Not shown of fewer than three."),
        Reason.NO_VARIATION: Text(
            "評点がすべて同じなので、求められません。", "All scores are the same, so this does not exist."
        ),
        Reason.NO_CHANGES: Text("だれも評点を変えていません。", "Nobody changed a score."),
        Reason.NO_DENOMINATOR: Text(
            "分母が0以下になるため、求められません。", "Its denominator is zero or less, so this does not exist."
        ),
        Reason.DISCONNECTED: Text(
            "委員の担当が重ならない組に分かれているので、共通の順位は付けられません。",
            "The members' assignments fall into groups that share no proposal, so there is no common order.",
        ),
        Reason.TOO_FEW_RATINGS: Text("評点が少なすぎて求められません。", "There are too few scores for this."),
        Reason.DOMINATED: Text(
            "すべての評価項目で上回るので、どのような配点でも順序は変わりません。",
            "It is ahead on every criterion, so no weights change the order.",
        ),
        Reason.OTHER_QUESTIONS: Text(
            "評価項目が異なる提案どうしなので比べられません。",
            "They were asked on different criteria, so they cannot be compared.",
        ),
        Reason.ALL_ZERO: Text(
            "すべて0なので、どの評価項目も同じ重みとして扱います。",
            "All are zero, so every criterion counts the same.",
        ),
        Reason.NO_WEIGHT: Text(
            "どの評価項目の重みも0なので、総合評点がありません。", "No criterion has a weight, so there are no totals."
        ),
        Reason.TOO_MANY: Text("件数が多すぎるため求めません。", "There are too many for this to be computed."),
        Reason.FORGOTTEN: Text(
            "だれの評点かを確かめる鍵が破棄されたので、もう計算できません。",
            "The key that tells whose sheets belong together was destroyed, so this cannot be computed any more.",
        ),
        Reason.UNLINKED: Text(
            "どの評点が同じ委員のものか分からないので、計算できません。",
            "It is not known which sheets belong to one member, so this cannot be computed.",
        ),
        Reason.UNSTATED: Text(
            "確信度を答えた委員がいないので、求められません。", "Nobody said how sure they are, so this does not exist."
        ),
        Reason.HIDDEN: Text(
            "人数が少ないか、個人の評点が推測されるおそれがあるので、どの提案についても示せません。",
            "On no proposal can this be shown: too few scored it, or it would tell what single members gave.",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Stat:
    """A figure with its number of units, its interval and its p-value where they exist; None and a reason otherwise."""

    value: float | None
    n: int
    reason: Reason | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None

    @classmethod
    def none(cls, reason: Reason, n: int = 0) -> "Stat":
        """A figure that does not exist."""
        return cls(None, n, reason)
