"""Numbers of one question: n of n, centre, spread; a blank is never a number."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.calc.marks import Blank, Mark, Scale
from panel.calc.summary import half_up, quartiles, summary, total_summary
from tests.calc.rounds import FIVE, blanks, marks, quickly

mark_lists = st.lists(marks(), max_size=20)
number_lists = st.lists(st.sampled_from(FIVE.values), min_size=2, max_size=30)


def test_a_panel_of_fifteen_is_told_apart_by_every_reason() -> None:
    given_marks = [3, 4, 4, 5, 5, 5, 2, 3, 4, 4, 5, Blank.UNABLE]
    result = summary(given_marks, FIVE, {Blank.NOT_YET: 1, Blank.RECUSED: 2})
    assert (result.n, result.eligible) == (11, 13)
    assert result.blanks == {
        Blank.NOT_YET: 1,
        Blank.UNABLE: 1,
        Blank.NOT_APPLICABLE: 0,
        Blank.ABSTAINED: 0,
        Blank.RECUSED: 2,
    }
    assert result.histogram == {1: 0, 2: 1, 3: 2, 4: 4, 5: 4}
    assert result.reason is None


def test_without_marks_no_number_exists() -> None:
    result = summary([Blank.ABSTAINED], FIVE)
    assert (result.n, result.eligible, result.reason) == (0, 1, "no_marks")
    assert {result.mean, result.median, result.q1, result.q3, result.sd, result.iqr} == {None}


def test_one_mark_has_a_centre_but_no_deviation() -> None:
    result = summary([4], FIVE)
    assert (result.mean, result.median, result.iqr, result.sd, result.reason) == (4, 4, 0, None, "one_rater")
    assert total_summary([3.5], FIVE, {}).sd is None


def test_a_zero_is_a_mark() -> None:
    result = summary([0, 0, 3], Scale(0, 4))
    assert (result.n, result.mean, result.histogram[0]) == (3, 1.0, 2)


def test_a_mark_off_the_scale_is_refused() -> None:
    with pytest.raises(ValueError, match=r"off the scale 1 to 5: .*6"):
        summary([3, 6], FIVE)


@quickly
@given(number_lists)
def test_centre_and_spread_agree_with_the_standard_library(values: list[int]) -> None:
    result = summary(values, FIVE)
    assert result.mean == pytest.approx(statistics.mean(values))
    assert result.sd == pytest.approx(statistics.stdev(values))
    assert result.median == statistics.median(values)
    assert [result.q1, result.median, result.q3] == statistics.quantiles(values, n=4, method="inclusive")


@quickly
@given(st.lists(st.floats(1, 5), min_size=2, max_size=30))
def test_totals_agree_with_the_standard_library(totals: list[float]) -> None:
    result = total_summary(totals, FIVE, {})
    assert result.mean == pytest.approx(statistics.mean(totals))
    assert result.sd == pytest.approx(statistics.stdev(totals), abs=1e-9)
    assert quartiles(sorted(totals)) == pytest.approx(statistics.quantiles(totals, n=4, method="inclusive"))
    assert sum(result.histogram.values()) == result.n


@quickly
@given(number_lists)
def test_marks_and_totals_of_the_same_numbers_have_one_summary(values: list[int]) -> None:
    one, other = summary(values, FIVE), total_summary(values, FIVE, {})
    assert (one.mean, one.median, one.q1, one.q3) == (other.mean, other.median, other.q1, other.q3)
    assert one.sd == pytest.approx(other.sd)
    assert (one.n, one.eligible, one.histogram) == (other.n, other.eligible, other.histogram)


@quickly
@given(mark_lists, st.randoms())
def test_the_order_of_marks_changes_nothing(given_marks: list[Mark], random: object) -> None:
    shuffled = list(given_marks)
    random.shuffle(shuffled)
    assert summary(shuffled, FIVE) == summary(given_marks, FIVE)


@quickly
@given(mark_lists, blanks)
def test_a_blank_changes_nothing_but_its_own_count(given_marks: list[Mark], blank: Blank) -> None:
    without, with_it = summary(given_marks, FIVE), summary([*given_marks, blank], FIVE)
    for name in ("n", "mean", "median", "q1", "q3", "sd", "histogram", "reason"):
        assert getattr(with_it, name) == getattr(without, name)
    assert with_it.blanks == {**without.blanks, blank: without.blanks[blank] + 1}
    assert with_it.eligible == without.eligible + (blank is not Blank.RECUSED)


@quickly
@given(number_lists)
def test_the_centre_lies_between_the_extremes(values: list[int]) -> None:
    result = summary(values, FIVE)
    assert min(values) <= result.q1 <= result.median <= result.q3 <= max(values)
    assert min(values) <= result.mean <= max(values)


@pytest.mark.parametrize(
    ("total", "value"), [(2.5, 3), (3.5, 4), (2.4999, 2), (2.5 - 1e-15, 3), (1.0, 1), (5.0, 5), (-1.5, -1)]
)
def test_the_exact_middle_goes_up(total: float, value: int) -> None:
    assert half_up(total, FIVE) == value
