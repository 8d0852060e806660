"""What a whole tally comes to, said in a few plain sentences and in the four quarters of a map."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from panel.calc.consensus import ConsensusClass, Rule
from panel.calc.document import Text
from panel.calc.marks import Scale
from panel.calc.report.sentences import number

Quarter = Literal["high_agreed", "low_agreed", "high_apart", "low_apart"]
QUARTERS: Final[tuple[Quarter, ...]] = ("low_agreed", "high_agreed", "low_apart", "high_apart")
_AGREED: Final = (ConsensusClass.AGREED_HIGH, ConsensusClass.AGREED_MIDDLE, ConsensusClass.AGREED_LOW)


@dataclass(frozen=True, slots=True)
class Standing:
    """One proposal as a reader may see it; without rank, total and quartiles where those are not shown."""

    key: int
    code: str
    title: Text
    rank: int | None
    total: float | None
    q1: float | None
    q3: float | None
    consensus: ConsensusClass

    @property
    def apart(self) -> float | None:
        """The interquartile range: how far the middle half of the members is apart."""
        return None if self.q1 is None or self.q3 is None else self.q3 - self.q1


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence, and the proposals it speaks of, to be named after it."""

    words: Text
    about: tuple[Standing, ...] = ()


def upper_third(n_ranked: int) -> int:
    """The last place of the upper third, as the rule on departing decisions counts it: of seven the third."""
    return (n_ranked + 2) // 3


def line_after(rule: Rule, n_ranked: int) -> int:
    """The k of "the first k": what the rule says, or the upper third; at least the first."""
    return rule.places or max(1, upper_third(n_ranked))


def findings(standings: Sequence[Standing], places: int | None = None) -> list[Finding]:
    """Where the panel agrees, where it is split and whether that matters, and where it is furthest apart.

    It matters among the first `places`; without them in the upper third.
    """
    split = [one for one in standings if one.consensus is ConsensusClass.SPLIT]
    last = places or upper_third(sum(one.rank is not None for one in standings))
    found = [_agreement(standings), _division(split, last)]
    return [*found, *_widest(split)]


def _agreement(standings: Sequence[Standing]) -> Finding:
    counts = Counter(one.consensus for one in standings)
    high, middle, low = (counts[consensus] for consensus in _AGREED)
    agreed, whole = high + middle + low, len(standings)
    if not agreed:
        return Finding(
            Text(f"{whole}件のうち、合意に達した提案はまだありません。", f"The panel agrees on none of {whole} yet.")
        )
    return Finding(
        Text(
            f"{whole}件のうち{agreed}件で合意しています。高い評価が{high}件、中位が{middle}件、低い評価が{low}件です。",
            f"The panel agrees on {agreed} of {_proposals(whole)}: {high} high, {middle} middle, {low} low.",
        )
    )


def _division(split: Sequence[Standing], last: int) -> Finding:
    if not split:
        return Finding(Text("意見が割れている提案はありません。", "It is split on none."))
    upper = tuple(one for one in split if one.rank is not None and one.rank <= last)
    ja, en = f"意見が割れているのは{len(split)}件", f"It is split on {len(split)}"
    if not upper:
        return Finding(
            Text(f"{ja}で、上位{last}位に入るものはありません。", f"{en}, none of them among the first {last}.")
        )
    return Finding(
        Text(
            f"{ja}で、うち{len(upper)}件は上位{last}位に入っています。",
            f"{en}, {len(upper)} of them among the first {last}.",
        ),
        upper,
    )


def _widest(split: Sequence[Standing]) -> list[Finding]:
    """The split proposal whose middle half reaches furthest; the first of several."""
    widest = max(split, key=lambda one: one.apart or 0.0, default=None)
    if widest is None or not widest.apart:
        return []
    low, high = number(widest.q1), number(widest.q3)
    return [
        Finding(
            Text(
                f"意見の開きが最も大きい提案（委員の中央の半数が{low}～{high}）：",
                f"Furthest apart, with the middle half of the members from {low} to {high}:",
            ),
            (widest,),
        )
    ]


def _proposals(n: int) -> str:
    return f"{n} proposal" if n == 1 else f"{n} proposals"


# ---- The map ----


def quarter(standing: Standing, scale: Scale, limit: float) -> Quarter | None:
    """Where a proposal lies on the map of total and agreement; None without a total.

    High is the middle of the scale and above, agreed an interquartile range up to `limit`.
    """
    if standing.total is None or standing.apart is None:
        return None
    high = standing.total >= (scale.lo + scale.hi) / 2
    if standing.apart <= limit:
        return "high_agreed" if high else "low_agreed"
    return "high_apart" if high else "low_apart"


def map_finding(counts: Counter[Quarter]) -> Text:
    """The four quarters in one sentence, what is to be talked about first."""
    apart, agreed = counts["high_apart"], counts["high_agreed"]
    low_agreed, low_apart = counts["low_agreed"], counts["low_apart"]
    first = (
        Text(
            f"評価は高いのに意見が開いている提案が{apart}件あります。",
            f"{apart} scored high, but members are apart on them. ",
        )
        if apart
        else Text(
            "評価の高い提案で、意見が開いているものはありません。", "Members are apart on none that scored high. "
        )
    )
    return Text(
        f"{first.ja}高くそろっているのは{agreed}件、低くそろっているのは{low_agreed}件、低く開いているのは{low_apart}件です。",
        f"{first.en}{agreed} high and {low_agreed} low together, {low_apart} low and apart.",
    )


QUARTER_WORDS: Final[dict[Quarter, Text]] = {
    "low_agreed": Text("低くそろう", "low, together"),
    "high_agreed": Text("高くそろう", "high, together"),
    "low_apart": Text("低いが開く", "low, apart"),
    "high_apart": Text("高いが開く（先に議論）", "high, but apart: discuss first"),
}
MAP_AXES: Final = (
    Text("総合評点（右ほど高い）", "Total (higher to the right)"),
    Text("四分位範囲（上ほど意見がそろう）", "Interquartile range (together at the top)"),
)
