"""The facts of a report on eight proposals about whose ranking something is known, invented as by the statistics."""

from dataclasses import replace
from typing import Any

from panel.calc.analysis import Analysis, Band, Claim, ClaimKind, Flag, ItemAnalysis, PanelAnalysis, Settings
from panel.calc.document import Text
from panel.calc.ranking import Place
from panel.calc.reasons import Reason, Stat
from panel.calc.report.facts import Facts, Proposal
from panel.calc.results import ItemResult
from tests.calc.facts import facts, results

SEED = 4711
CODES = tuple(f"P{number}" for number in range(1, 9))
CHANCES = (1.0, 0.97, 0.62, 0.55, 0.07, 0.12, 0.001, 0.0)
CONTESTED = ("P3", "P4", "P6")
ICC = Stat(0.83, 8, low=0.7, high=0.91)
CLAIMS = (
    Claim(ClaimKind.TOP_STAYS, {"first": 2, "members": 5, "nudge": 0.2}),
    Claim(ClaimKind.BANDS, {"places": 3, "in": 2, "contested": 3, "out": 3}, CONTESTED),
    Claim(ClaimKind.ONE_MEMBER, {"deciding": 2, "members": 5, "places": 3}, ("P3", "P4")),
    Claim(
        ClaimKind.WEIGHTS,
        {"change": 0.04, "places": 3, "sources": 1, "exact": 1},
        ("P3", "P4"),
        ("importance", "supply_risk"),
    ),
    Claim(ClaimKind.MEDIAN, {"places": 3}),
    Claim(ClaimKind.SEVERITY, {"sd": 0.4, "places": 3}, ("P6",)),
    Claim(ClaimKind.TRUST, {"members": 5, "mean": 0.83, "low": 0.7, "high": 0.91, "one": 0.3, "kendall": 0.5}),
)


def item(place: int) -> ItemAnalysis:
    """The proposal at a place, counted from 1."""
    code, chance = CODES[place - 1], CHANCES[place - 1]
    band = Band.CONTESTED if code in CONTESTED else Band.IN if place < 3 else Band.OUT
    return ItemAnalysis(
        id=code,
        total=5 - place / 2,
        rank=place,
        low=max(1, place - 1),
        high=min(8, place + 2),
        p_top=chance,
        expected=float(place),
        band=band,
        median_rank=place,
        adjusted=None,
        adjusted_rank=None,
        decisive=0,
        moves=0,
        swap=None,
        disagreement=None,
        cns=None,
        polarisation=None,
        flags=(Flag.ONE_MEMBER, Flag.WEIGHTS) if code == "P3" else (),
    )


def analysis(**changes: Any) -> Analysis:
    """What is known, with some of it changed."""
    panel = PanelAnalysis(
        kendall=Stat(0.5, 8),
        one=Stat(0.3, 8, low=0.1, high=0.6),
        consistent=Stat(0.4, 8),
        mean=ICC,
        alpha=Stat.none(Reason.NO_VARIATION),
        severity=Stat.none(Reason.NO_VARIATION),
    )
    whole = Analysis(Settings(SEED, places=3), 5, tuple(item(place) for place in range(1, 9)), panel, CLAIMS)
    return replace(whole, **changes)


def result(place: int) -> ItemResult:
    """A result with the same rank as the analysis."""
    whole = results()[0]
    totals = {name: replace(total, place=Place(place, "alone")) for name, total in whole.totals.items()}
    return replace(whole, id=CODES[place - 1], totals=totals)


def certain(**changes: Any) -> Facts:
    """The facts of the report, with some of them changed; a ninth proposal has no place."""
    first, *_, last = facts().proposals
    proposals = [replace(first, key=code, title=Text(f"題{code}です。", f"Title {code}")) for code in CODES]
    unranked: Proposal = replace(last, key="P9", title=Text("九", "Nine"))
    given: dict[str, Any] = {
        "proposals": (*proposals, unranked),
        "results": (*(result(place) for place in range(1, 9)), replace(results()[2], id="P9")),
        "decisions": (),
        "analysis": analysis(),
    }
    return facts(**{**given, **changes})
