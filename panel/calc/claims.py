"""The sentences of a tally for a chair who knows no statistics: what holds, what does not, and what it hangs on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from panel.calc.analysis import Claim, ClaimKind
from panel.calc.document import Text
from panel.calc.report.sentences import percent

NAMED: Final = 5
"""So many proposals are named in a sentence; the page lists the others."""
FRAGILE, ROBUST = 0.05, 0.15
_RELIABILITY: Final = (
    (0.9, Text("非常に高い", "excellent")),
    (0.75, Text("高い", "good")),
    (0.5, Text("中程度", "moderate")),
    (-1e9, Text("低い", "poor")),
)
"""Koo & Li 2016, judged on the interval."""
_CONCORDANCE: Final = (
    (0.8, Text("非常によくそろっています", "agree very strongly")),
    (0.6, Text("よくそろっています", "agree strongly")),
    (0.4, Text("ある程度そろっています", "agree moderately")),
    (0.2, Text("あまりそろっていません", "agree weakly")),
    (-1e9, Text("ほとんどそろっていません", "hardly agree")),
)
"""The nearest of .1, .3, .5, .7 and .9, as Schmidt 1997 names them."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A claim with its numbers as they are printed, and the names of what it speaks of."""

    claim: Claim
    items: tuple[Text, ...]
    criteria: tuple[Text, ...]

    def n(self, name: str) -> int:
        """A whole number."""
        return round(self.claim.numbers[name])

    @property
    def line(self) -> int:
        return self.n("places")


def words(claim: Claim, items: Mapping[str, Text], criteria: Mapping[str, Text]) -> Text:
    """The sentence of a claim; `items` and `criteria` are the names of what it may speak of, by their keys.

    What has no name there is called by its key.
    """
    named = tuple(items.get(key, Text(key, key)) for key in claim.items)
    asked = tuple(criteria.get(key, Text(key, key)) for key in claim.criteria)
    return _SENTENCES[claim.kind](_Said(claim, named, asked))


# ---- What holds ----


def _top_stays(said: _Said) -> Text:
    first = said.n("first")
    ja, en = (
        ("首位", "The first stays first")
        if first == 1
        else (f"上位{first}件の顔ぶれ", f"The first {first} stay the same {first}")
    )
    return Text(
        f"{ja}は、どの評価項目の重みを2割増減しても、どの委員を1人除いても変わりません。",
        f"{en}, even if the weight of any one criterion moves by a fifth, or any one member is left out.",
    )


def _top_moves(said: _Said) -> Text:
    breaking, members = said.n("breaking"), said.n("members")
    ja, en = [], []
    if breaking:
        ja.append(f"委員{members}人のうちのある1人を除くだけで（{breaking}人に当てはまります）")
        en.append(f"if one member is left out (true of {breaking} of {members})")
    if said.criteria:
        ja.append(f"{_quoted(said.criteria).ja}の重みを2割増減するだけで")
        en.append(f"if the weight of {_either(said.criteria)} moves by a fifth")
    return Text(
        f"上位{said.line}件の顔ぶれは、{'、あるいは'.join(ja)}変わります。",
        f"Who is among the first {said.line} changes already {', or '.join(en)}.",
    )


def _bands(said: _Said) -> Text:
    inside, contested, outside = (said.n(band) for band in ("in", "contested", "out"))
    ja, en = f"ほぼ確実に入るのは{inside}件、入らないのは{outside}件", f"{inside} almost surely in, {outside} out"
    if not contested:
        return Text(
            f"同じような構成の別の委員が評価したとしても、上位{said.line}件はほとんど変わりません（{ja}）。",
            f"If an equally composed panel had sat, the first {said.line} would hardly change: {en}.",
        )
    names = _names(said.items)
    return Text(
        f"同じような構成の別の委員が評価したとすると、上位{said.line}件に{ja}で、{contested}件はどちらともいえません：{names.ja}。",
        f"If an equally composed panel had sat, the first {said.line} would be: {en}, "
        f"and {contested} could go either way: {names.en}.",
    )


def _one_member(said: _Said) -> Text:
    deciding, members, names = said.n("deciding"), said.n("members"), _names(said.items)
    return Text(
        f"委員{members}人のうち{deciding}人については、その1人を除くだけで上位{said.line}件の顔ぶれが変わります。"
        f"入れ替わる提案：{names.ja}。",
        f"Leaving out one member is enough to change who is among the first {said.line}; "
        f"that is so for {deciding} of {members}. It concerns {names.en}.",
    )


def _nobody_decides(said: _Said) -> Text:
    return Text(
        f"どの委員を1人除いても、上位{said.line}件の顔ぶれは変わりません。1人の評点で決まってはいません。",
        f"No single member decides: whoever is left out, the first {said.line} stay the same.",
    )


# ---- What it hangs on ----


def _weights(said: _Said) -> Text:
    change, n_sources = said.claim.numbers["change"], said.n("sources")
    sources, targets = said.criteria[:n_sources], said.criteria[n_sources:]
    above, below = said.items
    reading = _reading(change)
    least = (
        Text("これより小さな変化では入れ替わりません。", "no smaller change does.")
        if said.n("exact")
        else Text("調べた中で最も小さな変化です。", "no smaller change that does was found.")
    )
    return Text(
        f"{_quoted(sources).ja}から{_quoted(targets).ja}へ重みの{percent(change)} %を移すと、「{above.japanese}」と"
        f"「{below.japanese}」が当落線をはさんで入れ替わります。{least.ja}{reading.ja}",
        f"Moving {percent(change)} % of the weight from {_both(sources)} to {_both(targets)} makes “{above.english}” "
        f"and “{below.english}” change places across the line after {said.line}; {least.en} {reading.en}",
    )


def _reading(change: float) -> Text:
    """How large a change of the weights is."""
    if change < FRAGILE:
        return Text("わずかな変化なので、当落は配点しだいです。", "That is little: the line hangs on the weights.")
    if change <= ROBUST:
        return Text("当落は配点にやや左右されます。", "The line is somewhat sensitive to the weights.")
    return Text(
        "大きな変化が必要なので、当落は配点に左右されにくいといえます。",
        "That is much: the line is robust to the weights.",
    )


def _no_weights(said: _Said) -> Text:
    return Text(
        f"どのような配点にしても、上位{said.line}件の顔ぶれは変わりません。",
        f"Whatever the weights, the first {said.line} stay the same.",
    )


def _median(said: _Said) -> Text:
    if not said.items:
        return Text(
            f"平均の代わりに中央値で並べても、上位{said.line}件の顔ぶれは変わりません。",
            f"Ordered by the median instead of the mean, the first {said.line} stay the same.",
        )
    names = _names(said.items)
    return Text(
        f"平均の代わりに中央値で並べると、{len(said.items)}件が当落線を越えます：{names.ja}。",
        f"Ordered by the median instead of the mean, {len(said.items)} cross the line after {said.line}: {names.en}.",
    )


def _severity(said: _Said) -> Text:
    sd, names = said.claim.numbers["sd"], _names(said.items)
    ja, en = (
        f"委員の点の付け方の厳しさには、平均して{sd:.1f}段階ほどの開きがあります。",
        (f"Members differ in how strict they are, typically by {sd:.1f} steps. "),
    )
    if not said.items:
        return Text(
            f"{ja}これをならしても、上位{said.line}件の顔ぶれは変わりません。",
            f"{en}With that evened out, the first {said.line} stay the same.",
        )
    return Text(
        f"{ja}これをならすと、{len(said.items)}件が当落線を越えます：{names.ja}。",
        f"{en}With that evened out, {len(said.items)} cross the line after {said.line}: {names.en}.",
    )


# ---- How far to trust it ----


def _trust(said: _Said) -> Text:
    parts = [part for part in (_reliability(said), _single(said), _concordance(said)) if part]
    return Text("".join(part.ja for part in parts), " ".join(part.en for part in parts))


def _reliability(said: _Said) -> Text:
    """ICC(A,k) on its interval: from which to which word it reaches."""
    numbers = said.claim.numbers
    if "mean" not in numbers:
        return Text()
    low, high = numbers.get("low", numbers["mean"]), numbers.get("high", numbers["mean"])
    lowest, highest = _word(_RELIABILITY, low), _word(_RELIABILITY, high)
    ja, en = (
        (highest.ja, highest.en)
        if lowest == highest
        else (f"{lowest.ja}～{highest.ja}", f"{lowest.en} to {highest.en}")
    )
    between = Text(f"、95 %区間{_figure(low)}～{_figure(high)}", f", 95 % interval {_figure(low)} to {_figure(high)}")
    if "low" not in numbers:
        between = Text()
    return Text(
        f"委員{said.n('members')}人の平均の信頼性は{ja}といえます（ICC(A,k) {_figure(numbers['mean'])}{between.ja}）。",
        f"The reliability of the mean of these {said.n('members')} members is {en} "
        f"(ICC(A,k) {_figure(numbers['mean'])}{between.en}).",
    )


def _single(said: _Said) -> Text:
    numbers = said.claim.numbers
    if "one" not in numbers:
        return Text()
    one = _figure(numbers["one"])
    return Text(
        f"委員1人の評点だけでは{one}ですが、審査では0.2～0.4が普通で、失敗を意味しません。",
        f"That of a single member is {one}; 0.2 to 0.4 is usual in reviews and no failure of the panel.",
    )


def _concordance(said: _Said) -> Text:
    numbers = said.claim.numbers
    if "kendall" not in numbers:
        return Text()
    word, w = _word(_CONCORDANCE, numbers["kendall"]), _figure(numbers["kendall"])
    return Text(
        f"委員どうしの順位は{word.ja}（ケンドールのW {w}）。",
        f"Their orders of the proposals {word.en} (Kendall's W {w}).",
    )


def _word(scale: Sequence[tuple[float, Text]], value: float) -> Text:
    return next(word for least, word in scale if value >= least)


def _figure(value: float) -> str:
    """Two decimals; what is not above zero is printed as such."""
    return f"{value:.2f}" if value > 0 else "≤ 0"


# ---- Names ----


def _names(items: Sequence[Text]) -> Text:
    """The first few, and how many more."""
    first, more = items[:NAMED], len(items) - NAMED
    ja, en = _quoted(first).ja, ", ".join(f"“{item.english}”" for item in first)
    return Text(f"{ja}ほか{more}件", f"{en} and {more} more") if more > 0 else Text(ja, en)


def _quoted(texts: Sequence[Text]) -> Text:
    return Text("".join(f"「{text.japanese}」" for text in texts), "")


def _either(texts: Sequence[Text]) -> str:
    return " or ".join(f"“{text.english}”" for text in texts)


def _both(texts: Sequence[Text]) -> str:
    return " and ".join(f"“{text.english}”" for text in texts)


_SENTENCES: Final[Mapping[ClaimKind, Callable[[_Said], Text]]] = MappingProxyType(
    {
        ClaimKind.TOP_STAYS: _top_stays,
        ClaimKind.TOP_MOVES: _top_moves,
        ClaimKind.BANDS: _bands,
        ClaimKind.ONE_MEMBER: _one_member,
        ClaimKind.NOBODY_DECIDES: _nobody_decides,
        ClaimKind.WEIGHTS: _weights,
        ClaimKind.NO_WEIGHTS: _no_weights,
        ClaimKind.MEDIAN: _median,
        ClaimKind.SEVERITY: _severity,
        ClaimKind.TRUST: _trust,
    }
)
