"""The report's own words in both languages; everything else in it comes from the facts."""

from collections.abc import Mapping
from typing import Final

from panel.calc.consensus import ConsensusClass
from panel.calc.document import Text
from panel.calc.marks import Blank
from panel.calc.report.facts import Axis, CommentKind, Group, Horizon, Kind, Posture, Role, Tier
from panel.calc.results import TotalName

SYNTHETIC: Final = Text("評点は種を固定した生成器による例示です", "Scores come from a seeded generator")

FEW: Final = Text(
    "評価者が少なく個人の評点が推測されるおそれがあるため、平均と分布は示さない。",
    "So few members scored it that mean and distribution would give single scores away; they are left out.",
)
TIERS: Final[Mapping[Tier, Text]] = {
    "priority": Text("優先的に維持・強化", "Priority"),
    "important": Text("維持・強化", "Maintain and strengthen"),
    "watch": Text("注視・継続検討", "Watch and take up again"),
    "not_adopted": Text("不採択", "Not adopted"),
}
CLASSES: Final[Mapping[ConsensusClass, Text]] = {
    ConsensusClass.AGREED_HIGH: Text("高評価で合意", "Agreed high"),
    ConsensusClass.AGREED_MIDDLE: Text("中位で合意", "Agreed middle"),
    ConsensusClass.AGREED_LOW: Text("低評価で合意", "Agreed low"),
    ConsensusClass.SPLIT: Text("意見が割れている", "Split"),
    ConsensusClass.OPEN: Text("合意に至らず", "No consensus"),
    ConsensusClass.TOO_FEW: Text("評点が足りない", "Too few scores"),
}
BLANKS: Final[Mapping[Blank, Text]] = {
    Blank.RECUSED: Text("回避", "recused"),
    Blank.UNABLE: Text("判断できない", "unable to judge"),
    Blank.NOT_APPLICABLE: Text("該当なし", "not applicable"),
    Blank.ABSTAINED: Text("棄権", "abstained"),
    Blank.NOT_YET: Text("未評価", "not answered"),
}
ROLES: Final[Mapping[Role, Text]] = {
    "chair": Text("座長", "Chair"),
    "deputy": Text("座長代理", "Deputy chair"),
    "member": Text("委員", "Member"),
    "observer": Text("オブザーバー", "Observer"),
    "secretariat": Text("事務局", "Secretariat"),
}
GROUPS: Final[Mapping[Group, Text]] = {
    "government": Text("官", "Government"),
    "industry": Text("産", "Industry"),
    "academia": Text("学", "Academia"),
    "other": Text("その他", "Other"),
}
KINDS: Final[Mapping[Kind, Text]] = {
    "technology": Text("技術分野", "Technology field"),
    "sector": Text("産業分野", "Industrial sector"),
}
AXES: Final[Mapping[Axis, Text]] = {
    "need": Text("必要性", "Need"),
    "opportunity": Text("機会", "Opportunity"),
}
TOTAL_NAMES: Final[Mapping[TotalName, Text]] = {
    "all": Text("総合評点", "Overall total"),
    "need": Text("必要性の評点", "Total, need"),
    "opportunity": Text("機会の評点", "Total, opportunity"),
}
POSTURES: Final[Mapping[Posture, Text]] = {
    "maintain": Text("維持", "Maintain"),
    "strengthen": Text("強化", "Strengthen"),
    "cultivate": Text("育成", "Cultivate"),
    "reduce": Text("縮小・撤退", "Reduce or exit"),
}
HORIZONS: Final[Mapping[Horizon, Text]] = {
    "within_5": Text("5年以内", "Within five years"),
    "about_10": Text("おおむね10年", "About ten years"),
    "beyond_10": Text("10年超", "Beyond ten years"),
}
COMMENT_KINDS: Final[Mapping[CommentKind, Text]] = {
    "support": Text("賛成", "support"),
    "concern": Text("懸念", "concern"),
    "question": Text("質問", "question"),
    "evidence": Text("根拠", "evidence"),
    "wording": Text("文言", "wording"),
}
