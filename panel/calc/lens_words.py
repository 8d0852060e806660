"""How the lenses are called, what each asks, how its places come about, and when not to trust it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from panel.calc.document import Text
from panel.calc.lenses import Lens, Part


@dataclass(frozen=True, slots=True)
class LensWords:
    """How a lens is called, what it asks, how its places come about, and when not to trust it."""

    title: Text
    question: Text
    method: Text
    caution: Text


LENSES: Final[Mapping[Lens, LensWords]] = MappingProxyType(
    {
        Lens.GROUPS: LensWords(
            Text("官・産・学の別", "By stakeholder group"),
            Text(
                "一つの立場の委員だけが評価していたら、結果は変わりますか。",
                "Would it look different if one stakeholder group alone had scored?",
            ),
            Text(
                "その立場の委員の総合評点だけを平均して並べたものです。",
                "The totals of the members of this group alone, averaged.",
            ),
            Text(
                "その立場で評価した委員が3人以上いて、個人の評点を推測できない提案だけを比べています。"
                "人数が少ないほど、1人の評点で順位が大きく動きます。",
                "Only proposals are compared on which three or more of the group scored and where that tells nobody's "
                "score. The fewer they are, the more one member moves a place.",
            ),
        ),
        Lens.EXPERTISE: LensWords(
            Text("確信度の別", "By expertise"),
            Text(
                "確信度の高い委員は、ほかの委員と違う見方をしていますか。",
                "Do those who said they were sure see it otherwise than the rest?",
            ),
            Text(
                "評価票で確信度を「高」とした総合評点と、それ以外の総合評点を、別々に平均して並べたものです。",
                "The totals of sheets with high confidence, or of all others, averaged apart.",
            ),
            Text(
                "確信度は自己申告で、正しさとはあまり関係しません。各提案で3人以上いて、"
                "個人の評点を推測できない場合だけ比べています。",
                "Confidence is the members' own word, and says little about being right. Only proposals are compared "
                "on which three or more said so and where that tells nobody's score.",
            ),
        ),
        Lens.WITHOUT_ONE: LensWords(
            Text("1人を除いたとき", "Without one member"),
            Text("だれか1人の評点だけで結果が決まっていませんか。", "Does one single member decide?"),
            Text(
                "委員を1人ずつ除いて平均し直し、その1人だけで上位に入るか外れるかが決まる委員の数と、"
                "1人で動く順位の最大を数えたものです。",
                "Each member is left out in turn: how many of them alone take a proposal across the line, and the most "
                "places that one of them moves it.",
            ),
            Text(
                "だれを除いたときに動くかは、だれにも示しません。1人で動く提案は、その1人が誤っているのではなく、"
                "順位が僅差だということです。",
                "Whose sheets these are is shown to nobody. A place that one member moves is a close one; it does not "
                "mean that this member is wrong.",
            ),
        ),
        Lens.SEVERITY: LensWords(
            Text("評点の厳しさをならしたとき", "Strict and lenient members evened out"),
            Text(
                "厳しい委員に当たった提案が損をしていませんか。",
                "Did a proposal lose because strict members scored it?",
            ),
            Text(
                "委員ごとの厳しさを推定し（混合モデル、経験ベイズ）、その分を差し引いて並べたものです。",
                "Every member's strictness is estimated and taken off (mixed model, empirical Bayes).",
            ),
            Text(
                "全員がすべての提案を評価していれば、厳しさで順位は変わりません。"
                "推定が成り立たないときは補正せず、その理由を示します。",
                "Where everybody scored everything, strictness cannot change the order. Where it cannot be estimated "
                "nothing is adjusted, and the page says why.",
            ),
        ),
        Lens.MEDIAN: LensWords(
            Text("中央値で並べたとき", "By the median"),
            Text("極端な評点が平均を動かしていませんか。", "Do a few extreme scores carry the mean?"),
            Text(
                "総合評点の中央値で並べ、同じ値は平均値で順位を付けたものです。",
                "Ordered by the median of the totals; the mean breaks ties.",
            ),
            Text(
                "平均値より細かな差を見落としますが、意図的に極端な評点をつけても動きにくい並べ方です。"
                "平均値と5位以上違う提案は、評点の分布を見てください。",
                "It overlooks small differences that the mean sees, but extreme scores hardly move it. Where it "
                "differs from the mean by more than five places, look at the distribution.",
            ),
        ),
        Lens.TRIMMED: LensWords(
            Text("上下2割を除いた平均", "Without the extremes"),
            Text(
                "最も高い評点と最も低い評点を除くと、結果は変わりますか。",
                "Would it look different without the highest and the lowest scores?",
            ),
            Text(
                "総合評点の高いほうと低いほうから2割ずつ（端数切り捨て）を除いた刈込平均で並べたものです。",
                "The mean of the totals without the highest and the lowest fifth (20 % trimmed mean).",
            ),
            Text(
                "評価した委員が5人に満たない提案では、除かれる評点がなく平均値と同じです。",
                "Of fewer than five scores nothing is left out, and it is the mean itself.",
            ),
        ),
        Lens.CONFIDENCE: LensWords(
            Text("確信度で重みを付けた平均", "Weighted by confidence"),
            Text(
                "確信度の高い評点を重く見ると、結果は変わりますか。",
                "Would it look different if scores given with confidence counted more?",
            ),
            Text(
                "確信度（高3、中2、低1）を重みにした平均で並べたものです。1人の重みは平均の2倍までです。",
                "The mean weighted by confidence (high 3, medium 2, low 1), nobody counting more than twice the mean.",
            ),
            Text(
                "確信度を高く書けば重みが増えるので、操作されやすい並べ方です。参考にとどめ、決定の根拠にしないでください。",
                "Easily gamed: whoever claims to be sure counts more. Never decide by it alone.",
            ),
        ),
        Lens.METHODS: LensWords(
            Text("別の計算方法", "Does the method matter?"),
            Text(
                "平均とは違う方法で並べても、同じ結果になりますか。",
                "Would other ways of making an order come to the same?",
            ),
            Text(
                "評価項目の平均から作る方法（TOPSIS、PROMETHEE II）と、委員ごとの順位から作る方法"
                "（ボルダ、コープランド、シュルツェ）です。",
                "From the mean marks on each criterion (TOPSIS, PROMETHEE II), or from the order of each member "
                "(Borda, Copeland, Schulze).",
            ),
            Text(
                "確かめるためのものです。TOPSISとPROMETHEE IIの順位は、ほかにどの提案があるかで変わります。"
                "どの方法でも上位に残る提案は、方法によらず上位と言えます。",
                "A cross-check only. With TOPSIS and PROMETHEE II a place depends on which other proposals there are. "
                "What is among the first by every method does not owe that to the method.",
            ),
        ),
    }
)

PARTS: Final[Mapping[Part, Text]] = MappingProxyType(
    {
        Part.GOVERNMENT: Text("官", "Government"),
        Part.INDUSTRY: Text("産", "Industry"),
        Part.ACADEMIA: Text("学", "Academia"),
        Part.OTHER: Text("その他", "Other"),
        Part.SURE: Text("確信度が高い", "High confidence"),
        Part.LESS_SURE: Text("それ以外", "The rest"),
        Part.ANY: Text("だれか1人", "Any one member"),
        Part.OWN: Text("自分の評点を除く", "Without your own sheets"),
        Part.TOPSIS: Text("TOPSIS", "TOPSIS"),
        Part.PROMETHEE: Text("PROMETHEE II", "PROMETHEE II"),
        Part.BORDA: Text("ボルダ", "Borda"),
        Part.COPELAND: Text("コープランド", "Copeland"),
        Part.SCHULZE: Text("シュルツェ", "Schulze"),
    }
)
