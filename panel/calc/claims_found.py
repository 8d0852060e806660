"""How each sentence of a tally was found: what was changed, how often, from which seed; for whoever asks."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from panel.calc.analysis import Claim, ClaimKind, Settings
from panel.calc.document import Text
from panel.calc.report.sentences import percent


def found(claim: Claim, settings: Settings) -> Text:
    """The way to one claim, with its numbers."""
    return _WAYS[claim.kind](claim, settings)


def _nudged(claim: Claim, settings: Settings) -> Text:
    members, moved, k = round(claim.numbers["members"]), percent(claim.numbers["nudge"]), settings.places
    return Text(
        f"評価項目の重みを1つずつ{moved} %増減した場合と、委員{members}人を1人ずつ除いた場合のすべてで集計し直し、"
        f"上位{k}件を比べました。",
        f"Each weight in turn was made {moved} % larger and {moved} % smaller, each of the {members} members in turn "
        f"was left out, and each time everything was tallied again and the first {k} compared.",
    )


def _drawn(_claim: Claim, settings: Settings) -> Text:
    inside, outside, n = percent(settings.inside), percent(settings.outside), f"{settings.replicates:,}"
    return Text(
        f"委員から同じ規模の組を{n}通り選び直して（乱数の種{settings.seed}）、そのつど順位を付けました。"
        f"上位{settings.places}件に入った割合が{inside} %以上なら「入る」、{outside} %以下なら「入らない」です。",
        f"{n} panels of the same size were drawn from the members, beginning at seed {settings.seed}, and each ranked "
        f"everything anew. In means among the first {settings.places} in at least {inside} % of them, out in at most "
        f"{outside} %.",
    )


def _left_out(claim: Claim, settings: Settings) -> Text:
    members = round(claim.numbers["members"])
    return Text(
        f"委員{members}人を1人ずつ除いて{members}回集計し直し、上位{settings.places}件を比べました。"
        "どの委員かは、だれにも示しません。",
        f"Everything was tallied {members} times more, each time without one member, and the first {settings.places} "
        "compared. Which members these are is shown to nobody.",
    )


def _reweighed(_claim: Claim, _settings: Settings) -> Text:
    return Text(
        "当落線をはさむ提案のすべての組について、総合評点が等しくなるまでに移す必要がある最小の重みを求め、"
        "その中で最も小さいものを示しています。5 %未満はわずか、15 %超は大きな変化とみなします。",
        "For every pair of proposals on either side of the line the least weight was worked out that must move until "
        "their totals are equal; the smallest of all is given. Below 5 % counts as little, above 15 % as much.",
    )


def _by_median(_claim: Claim, _settings: Settings) -> Text:
    return Text(
        "委員の総合評点の中央値で順位を付け、中央値が等しい提案は平均で順位を付けました。",
        "The proposals were ranked by the median of the members' totals, and where that is equal by the mean.",
    )


def _evened_out(_claim: Claim, _settings: Settings) -> Text:
    return Text(
        "評点を、提案の良さと委員ごとの厳しさの和とみなすモデル（混合効果モデル）で、厳しさの分を差し引きました。",
        "Each score was taken as the merit of the proposal and the strictness of the member (a mixed model), and the "
        "strictness taken off.",
    )


def _agreement(_claim: Claim, _settings: Settings) -> Text:
    return Text(
        "ICC(A,k)は委員の平均、ICC(A,1)は委員1人の評点の信頼性、ケンドールのWは順位の一致を表し、いずれも1が最大です。"
        "読み方はKoo・Li（2016）とSchmidt（1997）によります。",
        "ICC(A,k) tells how reliable the mean of the members is, ICC(A,1) the scores of one, Kendall's W how alike "
        "they order; 1 is the most. They are read after Koo and Li (2016) and Schmidt (1997).",
    )


_WAYS: Final[Mapping[ClaimKind, Callable[[Claim, Settings], Text]]] = MappingProxyType(
    {
        ClaimKind.TOP_STAYS: _nudged,
        ClaimKind.TOP_MOVES: _nudged,
        ClaimKind.BANDS: _drawn,
        ClaimKind.ONE_MEMBER: _left_out,
        ClaimKind.NOBODY_DECIDES: _left_out,
        ClaimKind.WEIGHTS: _reweighed,
        ClaimKind.NO_WEIGHTS: _reweighed,
        ClaimKind.MEDIAN: _by_median,
        ClaimKind.SEVERITY: _evened_out,
        ClaimKind.TRUST: _agreement,
    }
)
