"""How far a panel agrees, in plain sentences: what each figure says here, what it means, and when not to trust it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from panel.calc.analysis import PanelAnalysis
from panel.calc.document import Text
from panel.calc.reasons import WORDS as REASONS
from panel.calc.reasons import Reason, Stat
from panel.calc.report.sentences import number


@dataclass(frozen=True, slots=True)
class FigureWords:
    """How a figure is called, in words and as a symbol, what it means, and when not to trust it."""

    title: Text
    symbol: str
    meaning: Text
    caution: Text


FIGURES: Final[Mapping[str, FigureWords]] = MappingProxyType(
    {
        "mean": FigureWords(
            Text("委員全員の平均の信頼性", "How far the panel's mean can be relied on"),
            "ICC(A,k)",
            Text(
                "同じ規模の別の委員で評価し直しても、同じような総合評点になる度合いです。1に近いほど安定しています。",
                "How near another panel of the same size would come to the same totals; 1 is exactly the same.",
            ),
            Text(
                "提案どうしの差が小さいと、委員の意見がそろっていても低くなります。95％の幅を合わせて見てください。",
                "Where proposals hardly differ it is low, however well members agree. Judge by the whole interval.",
            ),
        ),
        "one": FigureWords(
            Text("委員1人の評点の信頼性", "How far one member's score can be relied on"),
            "ICC(A,1)",
            Text(
                "委員1人の評点が、ほかの1人の評点とどれだけ一致するかです。",
                "How near one member's scores are to those of another.",
            ),
            Text(
                "評価者が1人の場合、0.2～0.4が普通です。低くても評価の失敗ではなく、大勢で評価する理由です。",
                "In reviews 0.2 to 0.4 is usual. A low value is no failure: it is why several members are asked.",
            ),
        ),
        "consistent": FigureWords(
            Text("厳しさの違いを除いた、委員1人の信頼性", "The same, strictness set aside"),
            "ICC(C,1)",
            Text(
                "評点の全体的な高低を問わず、提案の間の差のつけ方がどれだけそろっているかです。",
                "How far members put the same distance between proposals, whether they score high or low as a whole.",
            ),
            Text(
                "上の値との差が、評点の厳しさの違いです。",
                "What lies between this and the figure above is strictness.",
            ),
        ),
        "kendall": FigureWords(
            Text("順序の一致", "Agreement on the order"),
            "W",
            Text(
                "委員ごとに提案を並べた順序が、どれだけそろっているかです。0はばらばら、1は全員が同じ順序です。",
                "How alike the members' orders are: 0 no order in common, 1 the same order by everybody.",
            ),
            Text(
                "評点の高さは見ません。委員や提案が少ないと、偶然でも高くなります。",
                "It sees the order alone, not how high scores are. Few members or proposals raise it by chance.",
            ),
        ),
        "alpha": FigureWords(
            Text("評点そのものの一致", "Agreement on the scores themselves"),
            "α",
            Text(
                "偶然を超えて、評点がどれだけ一致しているかです。1は完全な一致、0は偶然と同じです。",
                "How far scores agree beyond chance: 1 entirely, 0 as if by chance.",
            ),
            Text(
                "0.8以上なら信頼でき、0.667未満では結論を控えるのが目安です。"
                "データの分類のために作られた厳しい目安で、意見を問う評価ではこれより低いのが普通です。",
                "From 0.8 reliable, below 0.667 no ground for conclusions: thresholds made for coding of texts, "
                "which opinions seldom reach.",
            ),
        ),
    }
)


def said(name: str, stat: Stat) -> Text:
    """What a figure says of this panel, in one sentence; why there is none where it does not exist."""
    if stat.value is None:
        return REASONS[stat.reason] if stat.reason else Text("–", "–")
    return _SENTENCES[name](stat.value)


def printed(stat: Stat) -> str:
    """The figure with its interval: 0.62 (0.41–0.80); nothing agreed less than by chance is printed as at most zero."""
    if stat.value is None:
        return "–"
    value = "≤ 0" if stat.value < 0 else number(stat.value)
    if stat.low is None or stat.high is None:
        return value
    return f"{value} ({number(stat.low)}–{number(stat.high)})".replace("-", "−")


_NO_SEVERITY: Final[Mapping[Reason, Text]] = MappingProxyType(
    {
        Reason.NO_VARIATION: Text(
            "委員の厳しさに、偶然を超える違いは見られません。そのため補正しません。",
            "Members do not differ in strictness by more than chance would have it, so nothing is adjusted.",
        ),
        Reason.TOO_FEW_RATINGS: Text(
            "評点が少なすぎて厳しさを推定できません。そのため補正しません。",
            "There are too few scores to tell how strict anybody is, so nothing is adjusted.",
        ),
    }
)


def no_severity(reason: Reason) -> Text:
    """Why strict and lenient members are not evened out."""
    return _NO_SEVERITY.get(reason, REASONS[reason])


def of_severity(figures: PanelAnalysis) -> Text:
    """How unlike the members' strictness is."""
    stat = figures.severity
    if stat.value is None:
        return no_severity(stat.reason or Reason.ALL_MISSING)
    steps = number(stat.value)
    return Text(
        f"委員の厳しさの違いは、標準偏差で{steps}段階です。全員がすべての提案を評価していれば、順位には影響しません。",
        f"Members differ in strictness by {steps} steps of the scale (standard deviation). Where everybody scored "
        "everything this does not touch the order.",
    )


def _level(value: float, words: tuple[tuple[float, Text], ...]) -> Text:
    """The words of the highest threshold that is reached; the last ones have none."""
    return next(text for threshold, text in words if value >= threshold)


_LOWEST: Final = float("-inf")


def _of_mean(value: float) -> Text:
    return _level(
        value,
        (
            (0.9, Text("委員の平均は、きわめて安定しています。", "The panel's mean can be relied on very well.")),
            (0.75, Text("委員の平均は、よく安定しています。", "The panel's mean can be relied on well.")),
            (0.5, Text("委員の平均は、ある程度安定しています。", "The panel's mean can be relied on moderately.")),
            (
                _LOWEST,
                Text(
                    "委員の平均は安定していません。別の委員なら違う結果になりえます。",
                    "The panel's mean can hardly be relied on: others might have come to another result.",
                ),
            ),
        ),
    )


def _of_one(value: float) -> Text:
    return _level(
        value,
        (
            (0.75, Text("1人の評点だけでも、よく当てになります。", "One member's scores alone would tell much.")),
            (
                0.4,
                Text(
                    "1人の評点だけでも、ある程度は当てになります。", "One member's scores alone would tell something."
                ),
            ),
            (
                0.2,
                Text(
                    "1人の評点だけでは足りません。評価としては普通の水準です。",
                    "One member's scores alone are not enough, as is usual in reviews.",
                ),
            ),
            (
                _LOWEST,
                Text(
                    "1人の評点だけでは、ほとんど分かりません。", "One member's scores alone would tell hardly anything."
                ),
            ),
        ),
    )


def _of_consistency(value: float) -> Text:
    return _level(
        value,
        (
            (0.75, Text("差のつけ方は、よくそろっています。", "Members part proposals in much the same way.")),
            (0.4, Text("差のつけ方は、ある程度そろっています。", "Members part proposals in a somewhat similar way.")),
            (_LOWEST, Text("差のつけ方は、あまりそろっていません。", "Members part proposals in different ways.")),
        ),
    )


def _of_order(value: float) -> Text:
    return _level(
        value,
        (
            (0.8, Text("順序は、きわめてよくそろっています。", "Members put proposals in very much the same order.")),
            (0.6, Text("順序は、よくそろっています。", "Members put proposals in much the same order.")),
            (0.4, Text("順序は、ある程度そろっています。", "Members agree moderately on the order.")),
            (0.2, Text("順序は、あまりそろっていません。", "Members agree weakly on the order.")),
            (_LOWEST, Text("順序は、ほとんどそろっていません。", "Members hardly agree on any order.")),
        ),
    )


def _of_scores(value: float) -> Text:
    return _level(
        value,
        (
            (0.8, Text("評点は、よく一致しています。", "Members give much the same scores.")),
            (0.667, Text("評点は、おおむね一致しています。", "Members give roughly the same scores.")),
            (
                0.2,
                Text(
                    "評点の一致は、偶然を超えますが十分ではありません。", "Scores agree beyond chance, but not enough."
                ),
            ),
            (_LOWEST, Text("評点の一致は、偶然と大きく変わりません。", "Scores agree hardly more than by chance.")),
        ),
    )


_SENTENCES: Final[Mapping[str, Callable[[float], Text]]] = MappingProxyType(
    {"mean": _of_mean, "one": _of_one, "consistent": _of_consistency, "kendall": _of_order, "alpha": _of_scores}
)
