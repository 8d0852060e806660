"""What other weights make of a tally: held against the definitions, one by one and in random rounds."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panel.calc.document import Text
from panel.calc.marks import Scale
from panel.calc.reasons import Reason
from panel.calc.scenarios import (
    Basis,
    Candidate,
    Crossing,
    Question,
    Start,
    beginnings,
    begun_with,
    outcome,
    side_by_side,
    typed,
)
from panel.calc.statistics.exchanges import exchange
from panel.calc.statistics.weight_reach import weight_reach
from panel.calc.weight_sets import Dependence, WeightSet

SCALE = Scale(1, 5)
AXES = ("need", "opportunity", None)
Means = Sequence[float | None]


def basis(weights: Sequence[str | int], *means: Means, places: int = 1) -> Basis:
    """A round by its fixed weights and the mean marks of its proposals; "-" of a mean is a criterion not asked."""
    questions = tuple(
        Question(f"c{place}", Text(f"項目{place}", f"Criterion {place}"), AXES[place % 3], Decimal(weight))
        for place, weight in enumerate(weights)
    )
    candidates = tuple(
        Candidate(row, f"P{row:02d}", Text(), tuple(mean is not None for mean in given), tuple(given))
        for row, given in enumerate(means)
    )
    return Basis(questions, candidates, SCALE, places)


def test_a_total_is_the_weighted_mean_over_what_was_asked() -> None:
    found = basis([1, 1, 2], (5.0, 3.0, 1.0), (4.0, None, 2.0))
    assert found.candidates[0].total((1, 1, 2)) == 2.5
    assert found.candidates[1].total((1, 1, 2)) == pytest.approx(8 / 3)
    assert found.candidates[1].total((0, 1, 0)) is None
    assert found.candidates[0].total((0, 0, 0)) is None


def test_a_mean_that_is_not_shown_leaves_no_total_unless_it_counts_nothing() -> None:
    hidden = Candidate(1, "P01", Text(), (True, True), (4.0, None))
    assert hidden.total((1, 1)) is None
    assert hidden.total((1, 0)) == 4.0


def test_who_crosses_the_line_is_who_stands_on_the_other_side() -> None:
    found = basis([3, 2], (5.0, 2.0), (3.6, 3.6), (2.0, 5.0), (1.0, 1.0), places=2)
    turned = outcome(found, (2, 3))
    assert (turned.entering, turned.leaving, turned.n_moved) == (("P02",), ("P00",), 2)
    assert turned.shares == (0.4, 0.6)
    lines = side_by_side(found, [turned, outcome(found, (6, 4))])
    assert [line.code for line in lines] == ["P00", "P01", "P02", "P03"]
    assert [line.beside[0].up for line in lines] == [-2, 0, 2, 0]
    assert [line.beside[0].crossing for line in lines] == [Crossing.OUT, Crossing.NO, Crossing.IN, Crossing.NO]
    assert not any(line.beside[1].up for line in lines)


def test_ties_share_a_place_and_a_tie_across_the_line_is_within() -> None:
    found = basis([1, 1], (4.0, 2.0), (2.0, 4.0), (1.0, 1.0))
    assert [found.standing(found.fixed)[code].brief for code in ("P00", "P01", "P02")] == ["=1", "=1", "3"]
    assert [line.within for line in side_by_side(found, [])] == [True, True, False]
    assert outcome(found, (2, 1)).leaving == ("P01",)


@pytest.mark.parametrize(
    ("start", "key", "weights"),
    [
        (Start.FIXED, "", ("33.3333", "20", "0")),
        (Start.EQUAL, "", ("1", "1", "1")),
        (Start.NEED, "", ("33.3333", "0", "0")),
        (Start.OPPORTUNITY, "", ("0", "20", "0")),
        (Start.MORE, "c0", ("40.0000", "20", "0")),
        (Start.LESS, "c1", ("33.3333", "16.0000", "0")),
        (Start.MEMBERS, "", ("33.3333", "20", "0")),
    ],
)
def test_weights_to_begin_with(start: Start, key: str, weights: tuple[str, ...]) -> None:
    asked = basis(["33.3333", 20, 0]).questions
    assert begun_with(asked, start, key) == tuple(map(Decimal, weights))


def test_the_mean_of_what_members_stated_is_typed_in_hundredths() -> None:
    asked = basis([1, 1, 1]).questions
    stated = ((0.5, 0.5, 0.0), (0.2, 0.3, 0.5), (0.3, 0.1, 0.6))
    assert begun_with(asked, Start.MEMBERS, "", stated) == (Decimal("33.3333"), Decimal("30"), Decimal("36.6667"))


def test_no_weights_are_offered_twice() -> None:
    offered = beginnings(basis([1, 1]).questions)
    assert (Start.EQUAL, "") not in offered
    assert (Start.NEED, "") in offered
    assert len(beginnings(basis([2, 1, 0]).questions)) == 8, "fixed, equal, two axes, and two for each with a weight"


def test_shares_are_typed_with_four_decimals() -> None:
    assert typed((1.0, 2.0)) == [Decimal("33.3333"), Decimal("66.6667")]
    assert typed((0.0, 0.0)) == [Decimal("0.0000"), Decimal("0.0000")]


# ---- Two proposals ----


def test_the_least_change_makes_both_totals_equal_and_a_little_more_turns_them() -> None:
    found = basis([60, 40], (4.4, 2.6), (3.6, 3.6), (2.6, 4.4))
    swap = exchange(found, found.candidates[2], found.candidates[0])
    assert (swap.ahead.code, swap.behind.code) == ("P00", "P02")
    assert swap.change == pytest.approx(0.1)
    assert [step.points for step in swap.steps] == pytest.approx([-10, 10])
    assert swap.ahead.at_swap == swap.behind.at_swap == pytest.approx(3.5)
    assert swap.beyond == (Decimal("49.9500"), Decimal("50.0500"))


def test_a_proposal_that_is_ahead_on_everything_cannot_be_overtaken() -> None:
    found = basis([60, 40], (4.4, 2.6), (3.0, 2.0))
    swap = exchange(found, *found.candidates)
    assert (swap.change, swap.reason, swap.beyond) == (None, Reason.DOMINATED, ())
    assert [step.alone for step in swap.steps] == [None, None]
    assert swap.ahead.at_swap is None


def test_two_that_can_be_equal_at_most_have_no_weights_beyond() -> None:
    found = basis([60, 40], (4.4, 2.6), (3.0, 2.6))
    swap = exchange(found, *found.candidates)
    assert swap.change == pytest.approx(0.6)
    assert swap.beyond == ()


def test_two_that_are_equal_need_no_change() -> None:
    found = basis([1, 1], (4.0, 2.0), (2.0, 4.0))
    swap = exchange(found, *found.candidates)
    assert swap.tied
    assert swap.ahead.total == swap.behind.total


def test_two_of_other_questions_are_not_compared() -> None:
    found = basis([1, 1, 1], (4.0, 2.0, None), (2.0, None, 4.0))
    assert exchange(found, *found.candidates).reason is Reason.OTHER_QUESTIONS


def test_a_criterion_fixed_at_zero_takes_no_part() -> None:
    found = basis([60, 0, 40], (4.4, 1.0, 2.6), (3.0, 5.0, 2.0))
    swap = exchange(found, *found.candidates)
    assert [step.key for step in swap.steps] == ["c0", "c2"]
    assert swap.reason is Reason.DOMINATED


MARK = st.integers(10, 50).map(lambda tenths: tenths / 10)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(MARK, MARK, MARK), min_size=2, max_size=6), st.tuples(*[st.integers(1, 9)] * 3))
def test_beyond_the_least_change_the_one_behind_is_ahead(
    means: list[tuple[float, float, float]], weights: tuple[int, int, int]
) -> None:
    found = basis(weights, *means)
    swap = exchange(found, found.candidates[0], found.candidates[1])
    if swap.reason is None:
        assert swap.ahead.at_swap == pytest.approx(swap.behind.at_swap, abs=1e-9)
        assert sum(step.at_swap or 0 for step in swap.steps) == pytest.approx(1)
        assert sum(abs(step.points) for step in swap.steps) / 200 == pytest.approx(swap.change, abs=1e-9)
    if swap.beyond:
        by_code = {one.code: one.total([float(weight) for weight in swap.beyond]) for one in found.candidates}
        ahead, behind = by_code[swap.ahead.code], by_code[swap.behind.code]
        assert ahead is not None
        assert behind is not None
        assert behind > ahead - 1e-4


# ---- Over many weights ----


def test_two_criteria_are_weighed_exactly() -> None:
    found = weight_reach(basis([60, 40], (5.0, 1.0), (3.5, 3.5), (1.0, 5.0), (1.0, 1.0), places=2))
    assert found.exact
    middle = next(one for one in found.proposals if one.code == "P01")
    assert (middle.dependence, middle.any.best, middle.any.worst) == (Dependence.ALWAYS_IN, 1, 2)
    first, last = found.proposals[1], found.proposals[-1]
    assert (first.code, first.dependence, first.favoured_by) == ("P00", Dependence.DEPENDS, 0)
    assert first.any.p_top == pytest.approx(0.5)
    assert first.any.p_first == pytest.approx(0.375)
    assert (last.code, last.dependence, last.any.central) == ("P03", Dependence.NEVER_IN, None)


def test_every_set_of_weights_fills_the_first_places() -> None:
    means = [(4.0, 2.0, 3.0), (2.0, 4.0, 3.0), (3.0, 3.0, 4.0), (1.0, 5.0, 2.0), (5.0, 1.0, 1.0)]
    found = weight_reach(basis([3, 2, 1], *means, places=2), [(0.5, 0.25, 0.25), (0.0, 0.5, 0.5)])
    assert set(found.sets) == set(WeightSet)
    for name in found.sets:
        assert sum(one.reach[name].p_top for one in found.proposals) == pytest.approx(2, abs=1e-9), name
        assert sum(one.reach[name].p_first for one in found.proposals) == pytest.approx(1, abs=1e-9), name


def test_weights_that_are_alike_have_no_order_to_keep() -> None:
    means = [(4.0, 2.0), (2.0, 4.0)]
    assert WeightSet.ORDERED not in weight_reach(basis([1, 1], *means)).sets
    assert WeightSet.ORDERED in weight_reach(basis([2, 1], *means)).sets


def test_one_that_is_ahead_on_everything_is_first_under_all_weights() -> None:
    found = weight_reach(basis([2, 1, 1], (5.0, 5.0, 5.0), (4.0, 3.0, 4.0), (1.0, 2.0, 3.0)))
    assert [one.dependence for one in found.proposals] == [
        Dependence.ALWAYS_IN,
        Dependence.NEVER_IN,
        Dependence.NEVER_IN,
    ]
    assert found.contested == 0


@pytest.mark.parametrize("means", [(), ((4.0, 2.0),)])
def test_fewer_than_two_have_a_reason_instead(means: tuple[Means, ...]) -> None:
    found = weight_reach(basis([1, 1], *means))
    assert found.proposals == ()
    assert found.reason in (Reason.ONE_ITEM, Reason.ALL_MISSING)


@pytest.mark.parametrize(("places", "n"), list(product((1, 3, 6), (1, 4, 10))))
def test_those_about_the_line_are_a_part_of_the_order_with_the_line_in_it(places: int, n: int) -> None:
    found = basis([1], *[(5 - row / 2,) for row in range(6)], places=places)
    near = [one.code for one in found.nearest_the_line(n)]
    codes = [one.code for one in found.by_place()]
    assert len(near) == min(n, 6)
    start = codes.index(near[0])
    assert near == codes[start : start + len(near)]
    assert codes[places - 1] in near
    assert [one.code for one in weight_reach(found).nearest_the_line(n)] == near


def test_the_pair_across_the_line() -> None:
    found = basis([1], (5.0,), (4.0,), (3.0,), places=2)
    pair = found.across_the_line()
    assert pair is not None
    assert [one.code for one in pair] == ["P01", "P02"]
    assert basis([1], (5.0,)).across_the_line() is None
