"""How sure a place is, in words: which side of the line, how often, and what would take it across.

The line lies after the first k. Chances are shares of many panels drawn from the members, so none is ever written as
certain: "over 99 %" is the most that can be said.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from panel.calc.analysis import Band, Flag, ItemAnalysis, Settings, Swap
from panel.calc.consensus import ConsensusClass
from panel.calc.document import Text, same
from panel.calc.report.sentences import joined, number, percent

BANDS: Final[Mapping[Band, Text]] = MappingProxyType(
    {Band.IN: Text("圏内", "in"), Band.CONTESTED: Text("当落線上", "contested"), Band.OUT: Text("圏外", "out")}
)
FLAGS: Final[Mapping[Flag, Text]] = MappingProxyType(
    {
        Flag.ONE_MEMBER: Text("1人で変わる", "one member"),
        Flag.WEIGHTS: Text("重みで変わる", "weights"),
        Flag.MEDIAN: Text("中央値で変わる", "median"),
        Flag.SEVERITY: Text("厳しさで変わる", "strictness"),
        Flag.DISAGREEMENT: Text("意見の隔たり", "disagreement"),
        Flag.THIN: Text("回答が少ない", "few answers"),
    }
)
FLAGS_EXPLAINED: Final[Mapping[Flag, Text]] = MappingProxyType(
    {
        Flag.ONE_MEMBER: Text(
            "委員をだれか1人除くだけで、当落が変わります。", "Leaving out a single member takes it across the line."
        ),
        Flag.WEIGHTS: Text(
            "評価項目の重みを5 %未満移すだけで、当落が変わります。",
            "Moving less than 5 % of the weight between criteria takes it across the line.",
        ),
        Flag.MEDIAN: Text(
            "平均でなく中央値で並べると、当落が変わるか、順位が5つより多く変わります。",
            "Ranked by the median instead of the mean it crosses the line, or moves by more than five places.",
        ),
        Flag.SEVERITY: Text(
            "点の厳しい委員と甘い委員の差をならすと、当落が変わります。",
            "With strict and lenient members evened out it crosses the line.",
        ),
        Flag.DISAGREEMENT: Text(
            "評点の開きが大きく、意見の隔たりを示す指標（RAND/UCLA法）が1を超えています。",
            "Scores lie so far apart that the index of disagreement (RAND/UCLA) is above 1.",
        ),
        Flag.THIN: Text(
            "評点のない評価項目が多く、総合評点が重みの半分に満たない回答に基づいています。",
            "Many questions were left without a score: its total stands on less than half of the weight.",
        ),
    }
)
_TWO_CAMPS: Final = 0.5
"""Above this polarisation scores lie nearer to two camps than to being spread evenly (van der Eijk 2001)."""
_SPREAD: Final = 0.25
"""Halfway between one value and an even spread."""
_BAND_SENTENCES: Final[Mapping[Band, Text]] = MappingProxyType(
    {
        Band.IN: Text("まず入ると言えます（圏内）。", "it is in."),
        Band.CONTESTED: Text("入るとも入らないとも言い切れません（当落線上）。", "its place is contested."),
        Band.OUT: Text("まず入らないと言えます（圏外）。", "it is out."),
    }
)


def chance(share: float) -> Text:
    """97 %; a share that rounds to all or nothing is "over 99 %" or "under 1 %"."""
    whole = round(share * 100)
    if whole >= 100:
        return Text("99 %超", "over 99 %")
    return same(f"{whole} %") if whole > 0 else Text("1 %未満", "under 1 %")


def interval(item: ItemAnalysis) -> str:
    """The places it takes in most of the panels drawn: 2–6, or the one it takes in all of those."""
    return f"{item.low}–{item.high}" if item.low != item.high else str(item.low)


def line_words(k: int, *, is_trial: bool = False) -> Text:
    """What the line is called where it is drawn."""
    if is_trial:
        return Text(f"試しの当落線：上位{k}件", f"trial line: first {k}")
    return Text(f"上位{k}件の当落線", f"line of the first {k}")


# ---- One place ----


def place_sentence(item: ItemAnalysis, settings: Settings, n_ranked: int) -> Text:
    """Where it stands, and between which places it would stand."""
    middle = percent(settings.interval[1] - settings.interval[0])
    if item.low == item.high:
        where = Text(f"{middle} %の場合に{item.low}位のままです", f"at {item.low} in {middle} % of the cases")
    else:
        where = Text(
            f"{middle} %の場合に{item.low}位から{item.high}位の間に入ります",
            f"between {item.low} and {item.high} in {middle} % of the cases",
        )
    return Text(
        f"{n_ranked}件中{item.rank}位です。同じような構成の別の委員が評価したとすると、{where.ja}。",
        f"Place {item.rank} of {n_ranked}. If an equally composed panel had sat, it would stand {where.en}.",
    )


def chance_sentence(item: ItemAnalysis, settings: Settings) -> Text:
    """How likely it is among the first k, and what that makes of it."""
    often, band = chance(item.p_top), _BAND_SENTENCES[item.band]
    return Text(
        f"上位{settings.places}件に入る見込みは{often.ja}で、{band.ja}",
        f"Its chance of being among the first {settings.places} is {often.en}: {band.en}",
    )


def swap_sentence(swap: Swap | None, criteria: Mapping[str, Text]) -> Text:
    """The smallest change of the weights by which it would change places with another one across the line."""
    if swap is None:
        return Text(
            "さまざまな重みを試しても、当落は変わりませんでした。",
            "Of many other weights tried, none takes it across the line.",
        )
    taken, given = (
        joined([_share(criteria.get(key, same(key)), moved) for key, moved in swap.moved.items() if moved * sign > 0])
        for sign in (-1, 1)
    )
    moved = number(100 * swap.change, 1)
    return Text(
        f"重みの{moved} %を移すと、{swap.other}と入れ替わって当落が変わります。"
        f"減らす項目：{taken.ja}。増やす項目：{given.ja}。",
        f"Moving {moved} % of the weight takes it across the line, in exchange with {swap.other}: "
        f"less for {taken.en}, more for {given.en}.",
    )


def _share(criterion: Text, moved: float) -> Text:
    points = number(100 * abs(moved), 1)
    return Text(f"「{criterion.japanese}」{points} %", f"{criterion.english} ({points} %)")


def members_sentence(item: ItemAnalysis) -> Text:
    """How many members decide by themselves on which side of the line it stands, and how far one moves it."""
    if item.decisive:
        first = Text(
            f"委員のうち{item.decisive}人は、その1人を除くだけで、この提案の当落を変えます。",
            f"{_members(item.decisive)} would, if left out alone, take it across the line. ",
        )
    else:
        first = Text(
            "どの委員を1人除いても、当落は変わりません。",
            "Whichever single member is left out, it stays on its side of the line. ",
        )
    if not item.moves:
        return Text(f"{first.ja}順位も変わりません。", f"{first.en}Its place does not change either.")
    places = "1 place" if item.moves == 1 else f"{item.moves} places"
    return Text(
        f"{first.ja}1人を除くことによる順位の変動は最大{item.moves}つです。",
        f"{first.en}Leaving out one member moves it by {places} at most.",
    )


def _members(n: int) -> str:
    return "1 member" if n == 1 else f"{n} members"


def median_sentence(item: ItemAnalysis) -> Text:
    """Its place by the median, where one score far off weighs nothing."""
    if item.median_rank == item.rank:
        return Text("中央値で並べても順位は同じです。", "By the median its place is the same.")
    return Text(
        f"中央値で並べると{item.median_rank}位になります。",
        f"By the median it would take place {item.median_rank}.",
    )


def strictness_sentence(item: ItemAnalysis) -> Text | None:
    """Its place with strict and lenient members evened out; None where that cannot be told."""
    if item.adjusted is None or item.adjusted_rank is None:
        return None
    if item.adjusted_rank == item.rank:
        return Text(
            "点の厳しい委員と甘い委員の差をならしても、順位は同じです。",
            "With strict and lenient members evened out its place is the same.",
        )
    total = number(item.adjusted)
    return Text(
        f"点の厳しい委員と甘い委員の差をならすと{item.adjusted_rank}位（総合評点{total}）になります。",
        f"With strict and lenient members evened out it would take place {item.adjusted_rank} (total {total}).",
    )


# ---- Agreement on one proposal ----


def camps_sentence(item: ItemAnalysis, consensus: ConsensusClass) -> Text | None:
    """Whether the members are of one mind, spread out, or in two camps; None where that cannot be told."""
    if item.polarisation is None:
        return None
    if consensus is ConsensusClass.SPLIT or item.polarisation > _TWO_CAMPS:
        return Text(
            "評点は高い側と低い側の2つに分かれています。平均は、どちらの側の意見も表していません。",
            "The scores lie in two camps, high and low; the mean is the opinion of neither.",
        )
    if item.polarisation > _SPREAD or (item.disagreement is not None and item.disagreement > 1):
        return Text(
            "評点は尺度に広く散らばっていますが、2つには分かれていません。",
            "The scores are spread over the scale, but not in two camps.",
        )
    if consensus is ConsensusClass.OPEN:
        return Text(
            "評点はおおむね1か所にまとまっていますが、合意の判定基準には届きません。",
            "The scores lie around one value, but not so closely that the rule calls it an agreement.",
        )
    return Text("評点は1か所にまとまっています。", "The scores lie around one value.")
