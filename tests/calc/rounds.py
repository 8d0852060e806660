"""Invented rounds for the tests of the calculation: whatever may happen in a round, small."""

from dataclasses import dataclass
from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st

from panel.calc.consensus import Rule
from panel.calc.marks import Blank, Mark, Scale
from panel.calc.results import Tally
from panel.calc.tally import Item, Roster, Sheet, tally
from panel.calc.weights import CriterionSpec

quickly = settings(max_examples=50, deadline=None)

FIVE = Scale(1, 5)
NINE = Scale(1, 9)

scales = st.sampled_from([FIVE, NINE, Scale(0, 4), Scale(-2, 2), Scale(1, 2), Scale(0, 10)])
blanks = st.sampled_from(list(Blank))


def marks(scale: Scale = FIVE) -> st.SearchStrategy[Mark]:
    """Any mark on the scale, numbers three times as likely as blanks."""
    numbers = st.sampled_from(scale.values)
    return st.one_of(numbers, numbers, numbers, blanks)


@dataclass(frozen=True)
class Round:
    """The arguments of a tally."""

    items: list[Item]
    criteria: list[CriterionSpec]
    sheets: list[Sheet]
    rosters: dict[str, Roster]

    def tally(self) -> Tally:
        return tally(self.items, self.criteria, self.sheets, self.rosters, Rule())


KINDS = ("technology", "sector")


@st.composite
def criteria_sets(draw: st.DrawFn) -> list[CriterionSpec]:
    """One to four criteria with their own scales, directions, axes, weights and kinds."""
    spec = st.tuples(
        scales,
        st.sampled_from([1, -1]),
        st.sampled_from(["need", "opportunity", None]),
        st.decimals(0, 100, places=2),
        st.sampled_from([None, frozenset({"technology"})]),
    )
    drawn = draw(st.lists(spec, min_size=1, max_size=4))
    return [CriterionSpec(f"C{number}", *parts) for number, parts in enumerate(drawn, start=1)]


@st.composite
def rounds(draw: st.DrawFn) -> Round:
    """Up to four proposals, up to five raters; some hand in nothing, some leave criteria out."""
    criteria = draw(criteria_sets())
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=4))
    items = [Item(f"P{number}", kind) for number, kind in enumerate(kinds, start=1)]
    answers = st.fixed_dictionaries({}, optional={c.id: marks(c.scale) for c in criteria})
    sheets, rosters = [], {}
    for item in items:
        given_sheets = draw(st.lists(answers, max_size=5))
        sheets += [Sheet(item.id, f"r{number}", given) for number, given in enumerate(given_sheets)]
        rosters[item.id] = Roster(len(given_sheets) + draw(st.integers(0, 3)), draw(st.integers(0, 2)))
    return Round(items, criteria, sheets, rosters)


def plain_round(*rows: list[Mark], scale: Scale = FIVE, eligible: int | None = None) -> Round:
    """One criterion; each row holds the marks of one proposal, P1, P2 … in order."""
    items = [Item(f"P{number}") for number in range(1, len(rows) + 1)]
    sheets = [
        Sheet(item.id, f"r{number}", {"C1": mark})
        for item, row in zip(items, rows, strict=True)
        for number, mark in enumerate(row)
    ]
    rosters = {
        item.id: Roster(len(row) if eligible is None else eligible) for item, row in zip(items, rows, strict=True)
    }
    return Round(items, [CriterionSpec("C1", scale, weight=Decimal(1))], sheets, rosters)
