"""Intraclass correlation, and percent agreement beside it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import f as f_distribution

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64
from panel.calc.statistics.icc import Icc, IccFigure, Variances, icc
from panel.calc.statistics.percent_agreement import percent_agreement
from panel.calc.statistics.severity_mixed import Mixed, mixed
from tests.calc.rounds import quickly
from tests.calc.tables import SHROUT_FLEISS, complete, table

NAN = np.nan


def icc_of(y: F64, variances: Variances | None = None) -> Icc:
    return icc(y, ~np.isnan(y), variances)


def figures(result: Icc) -> list[IccFigure]:
    return [getattr(result, name) for name in Icc.__dataclass_fields__ if name not in ("n", "k")]


def assert_alike(one: IccFigure, other: IccFigure) -> None:
    assert one.reason == other.reason
    for ours, theirs in zip((one.value, one.low, one.high), (other.value, other.low, other.high), strict=True):
        assert ours == (None if theirs is None else pytest.approx(theirs, abs=1e-9, rel=1e-6))


def test_the_six_coefficients_are_the_published_ones() -> None:
    values = [figure.value for figure in figures(icc_of(SHROUT_FLEISS))]
    assert values == pytest.approx([0.17, 0.29, 0.71, 0.44, 0.62, 0.91], abs=0.005)


@quickly
@given(complete(1, 5, raters=2, items=2))
def test_every_figure_is_a_number_or_nothing_with_a_reason(y: F64) -> None:
    for figure in figures(icc_of(y)):
        assert (figure.value is None) == (figure.reason is not None)
        for number in (figure.value, figure.f, figure.p, figure.low, figure.high):
            assert number is None or np.isfinite(number)
        assert figure.value is None or figure.value <= 1


@quickly
@given(complete(1, 9, raters=3, items=4))
def test_the_interval_of_consistency_holds_it(y: F64) -> None:
    figure = icc_of(y).consistency
    if figure.low is not None and figure.high is not None:
        assert figure.low <= figure.value <= figure.high


def test_at_the_ends_of_its_interval_the_ratio_is_at_its_quantiles() -> None:
    figure = icc_of(SHROUT_FLEISS).consistency
    k = len(SHROUT_FLEISS)
    true_ratios = [(1 + (k - 1) * rho) / (1 - rho) for rho in (figure.low, figure.high)]
    tails = [f_distribution.cdf(figure.f / ratio, figure.df1, figure.df2) for ratio in true_ratios]
    assert tails == pytest.approx([0.975, 0.025])


def test_members_of_one_mind_have_coefficients_of_one() -> None:
    y = np.tile([1.0, 2, 4, 3], (3, 1))
    for figure in figures(icc_of(y)):
        assert (figure.value, figure.f, figure.p, figure.low, figure.high) == (1, None, 0, 1, 1)


def test_severity_lowers_agreement_and_leaves_consistency() -> None:
    result = icc_of(np.array([[1.0, 2, 3, 4], [3, 4, 5, 6]]))
    assert result.consistency.value == 1
    assert result.agreement.value < 0.5
    assert result.agreement.p == 0


@pytest.mark.parametrize(
    ("y", "reason"),
    [
        (np.full((2, 3), NAN), Reason.ALL_MISSING),
        (np.array([[1.0, 2, 3]]), Reason.ONE_RATER),
        (np.array([[1.0], [2]]), Reason.ONE_ITEM),
        (np.full((3, 3), 5.0), Reason.NO_VARIATION),
        (np.array([[0.3, 0.1 + 0.2], [0.1 + 0.2, 0.3]]), Reason.NO_VARIATION),
        (np.array([[1.0, 2, NAN], [1, 2, 3]]), Reason.TOO_FEW_RATINGS),
    ],
)
def test_where_no_coefficient_exists_a_reason_stands(y: F64, reason: Reason) -> None:
    assert {(figure.value, figure.reason) for figure in figures(icc_of(y))} == {(None, reason)}


def test_items_that_do_not_differ_have_no_consistency() -> None:
    result = icc_of(np.array([[4.0, 4, 4], [6, 6, 6]]))
    assert result.consistency.reason is Reason.NO_VARIATION
    assert result.one_way_of_mean.reason is Reason.NO_VARIATION
    assert result.agreement.value == 0


def test_variances_of_a_complete_table_give_what_its_mean_squares_give() -> None:
    fit = mixed(SHROUT_FLEISS, ~np.isnan(SHROUT_FLEISS))
    assert isinstance(fit, Mixed)
    variances = Variances(fit.var_item, fit.var_rater, fit.var_resid)
    gapped = np.vstack([SHROUT_FLEISS, SHROUT_FLEISS[0]])
    gapped[4, 0] = NAN
    result, whole = icc_of(gapped, variances), icc_of(SHROUT_FLEISS)
    assert result.agreement.value == pytest.approx(whole.agreement.value)
    assert result.consistency.value == pytest.approx(whole.consistency.value)
    assert result.k == pytest.approx(6 / (1 / 4 + 5 / 5))
    assert result.agreement_of_mean.value > whole.agreement_of_mean.value
    assert result.agreement_of_mean.p is None
    assert result.one_way.reason is Reason.TOO_FEW_RATINGS


def test_variances_of_nothing_have_no_coefficient() -> None:
    result = icc_of(np.array([[1.0, 2, NAN], [1, 2, 3]]), Variances(0.0, 0.0, 0.0))
    assert result.agreement.reason is Reason.NO_VARIATION


@quickly
@given(complete(1, 9), st.integers(-3, 3))
def test_a_constant_added_to_one_member_leaves_consistency(y: F64, constant: int) -> None:
    moved = y.copy()
    moved[0] += constant
    assert_alike(icc_of(moved).consistency, icc_of(y).consistency)
    assert_alike(icc_of(moved).consistency_of_mean, icc_of(y).consistency_of_mean)


@quickly
@given(complete(1, 9), st.sampled_from([0.25, 3.0]), st.integers(-5, 5))
def test_another_scale_leaves_every_coefficient(y: F64, factor: float, shift: int) -> None:
    for one, other in zip(figures(icc_of(factor * y + shift)), figures(icc_of(y)), strict=True):
        assert_alike(one, other)


def test_percent_agreement_counts_items_with_two_scores_or_more() -> None:
    y, mask = table([[4, 4, 4, None], [4, 5, None, None], [4, 6, None, None]])
    assert percent_agreement(y, mask).value == 50
    assert percent_agreement(y, mask).n == 2
    assert percent_agreement(y, mask, 2).value == 100


def test_percent_agreement_is_not_troubled_by_noise() -> None:
    y, mask = table([[0.1 + 0.2], [0.3]])
    assert percent_agreement(y, mask).value == 100


def test_percent_agreement_of_one_member_or_nobody_is_nothing() -> None:
    y, mask = table([[4, 4]])
    assert percent_agreement(y, mask).reason is Reason.ONE_RATER
    assert percent_agreement(y, ~mask).reason is Reason.ALL_MISSING
