"""A small panel's facts for the tests of the report: three proposals, two criteria, five members, all invented."""

from datetime import date
from decimal import Decimal
from typing import Any

from panel.calc.consensus import Rule
from panel.calc.document import Text
from panel.calc.marks import Blank, Mark, Scale
from panel.calc.report.facts import (
    Comments,
    Criterion,
    Decision,
    Facts,
    Meeting,
    Member,
    Proposal,
    Round,
)
from panel.calc.results import ItemResult
from panel.calc.tally import Item, Roster, Sheet, tally
from panel.calc.weights import CriterionSpec

FIVE = Scale(1, 5)
HASH = "0123456789abcdef" * 4
HOSTILE = "<script>alert(1)</script> =1+1 #let $a$ *b* 𠮷 🚀 髙﨑邉①㈱"

CRITERIA = (
    Criterion("importance", Text("重要性", "Importance"), Text("重要か。", "Is it?"), "need", 2.0, FIVE),
    Criterion(
        "supply_risk",
        Text("供給網の脆弱性", "Supply risk"),
        Text(),
        "opportunity",
        1.0,
        FIVE,
        {1: Text("低い", "low"), 5: Text("高い", "high")},
        theme="supply_chain",
    ),
)


def results() -> tuple[ItemResult, ...]:
    """T01 is agreed high; T02 is ranked second with every kind of silence; T03 has no score at all."""
    specs = [CriterionSpec(c.key, c.scale, 1, c.axis, Decimal(str(c.weight))) for c in CRITERIA]
    silent: list[Mark] = [Blank.UNABLE, Blank.NOT_APPLICABLE, Blank.ABSTAINED]
    sheets = [Sheet("T01", f"m{n}", {"importance": 5, "supply_risk": 4}) for n in range(5)]
    sheets += [Sheet("T02", "m0", {"importance": 2, "supply_risk": 5})]
    sheets += [Sheet("T02", f"s{n}", {"importance": mark, "supply_risk": mark}) for n, mark in enumerate(silent)]
    rosters = {"T01": Roster(5), "T02": Roster(5, recused=2), "T03": Roster(5)}
    return tally([Item("T01"), Item("T02"), Item("T03")], specs, sheets, rosters, Rule()).items


def facts(**changes: Any) -> Facts:
    """The facts, with some of them changed."""
    given: dict[str, Any] = {
        "panel": Text("有識者会議", "Expert Panel"),
        "cycle": Text("戦略2027", "Strategy 2027"),
        "first_fiscal_year": 2027,
        "last_fiscal_year": 2031,
        "dated_on": date(2026, 11, 22),
        "roster": (
            Member(Text("委員乙", "Member B"), "ヤマ", "member", Text("大学", "University"), "academia"),
            Member(Text("座長", "Chair"), "かわ", "chair", Text("省", "Ministry"), "government"),
            Member(Text("委員甲", "Member A"), "あお", "member", Text("企業", "Company"), "industry"),
            Member(Text("事務局員", "Clerk"), "い", "secretariat", Text("省", "Ministry"), "government"),
        ),
        "criteria": CRITERIA,
        "rule": Rule(),
        "quorum": 3,
        "rounds": (Round(1, date(2026, 10, 1), date(2026, 10, 31), 5, 5),),
        "proposals": (
            Proposal("T01", "technology", Text("技術一", "Technology one"), actions=Text("試す", "Try")),
            Proposal("T02", "sector", Text("産業二", "Sector two")),
            Proposal("T03", "technology", Text(HOSTILE)),
        ),
        "results": results(),
        "tally_round": 1,
        "decisions": (
            Decision("T01", "priority", Text("優先する。", "Prioritise."), Text("重要なため。")),
            Decision("T02", "watch", Text(HOSTILE), Text("様子を見る。"), Text("順位より慎重に扱う。")),
        ),
        "comments": (Comments("T01", {"support": 2, "concern": 0}, (Text("急ぐべき。"),)),),
        "meetings": (Meeting(1, date(2026, 9, 1), Text("進め方", "How to proceed")),),
        "own": {"approach": (Text("選択と集中。", "Selection and concentration."),)},
        "glossary": ((Text("座長", "chair"), Text()),),
        "snapshot": HASH,
        "synthetic_scores": False,
    }
    return Facts(**{**given, **changes})
