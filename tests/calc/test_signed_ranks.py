"""Wilcoxon's signed ranks and the tests of many hypotheses at once, against SciPy and against all signs written out."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control, rankdata, wilcoxon

from panel.calc.reasons import Reason
from panel.calc.statistics.multiplicity import benjamini_hochberg, benjamini_yekutieli, holm
from panel.calc.statistics.wilcoxon import Method, Zeros, signed_rank
from tests.calc.rounds import quickly

NAN = np.nan
changes = st.lists(st.integers(-4, 4), min_size=1, max_size=9)
p_values = st.lists(st.one_of(st.floats(0, 1), st.none()), max_size=12)


def over_all_signs(differences: list[int], zeros: Zeros) -> float:
    """The two-sided p-value with every sign of every change tried."""
    d = np.array([x for x in differences if x or zeros is Zeros.PRATT])
    ranks = rankdata(np.abs(d))[d != 0]
    plus = ranks[d[d != 0] > 0].sum()
    sums = np.array([ranks @ signs for signs in product((0, 1), repeat=len(ranks))])
    return min(1.0, 2 * min((sums >= plus).mean(), (sums <= plus).mean()))


@quickly
@given(changes, st.sampled_from(Zeros))
def test_the_exact_p_is_that_over_all_signs(differences: list[int], zeros: Zeros) -> None:
    """Regression for SciPy's `wilcoxon`, whose handling of ties and zeros moved over versions (gh-13689, gh-26082)."""
    assert signed_rank(np.array(differences, float), zeros).p == pytest.approx(over_all_signs(differences, zeros))


@quickly
@given(st.lists(st.integers(-4, 4), min_size=6, max_size=40).filter(any))
def test_the_normal_approximation_is_that_of_scipy(differences: list[int]) -> None:
    d = np.array(differences, float)
    for zeros, name in ((Zeros.PRATT, "pratt"), (Zeros.DROP, "wilcox")):
        theirs = wilcoxon(d, zero_method=name, correction=False, method="asymptotic")
        ours = signed_rank(d, zeros, Method.NORMAL)
        assert ours.p == pytest.approx(theirs.pvalue)
        assert min(ours.w_plus, ours.w_minus) == pytest.approx(theirs.statistic)


def test_no_change_at_all_is_no_evidence_and_no_warning() -> None:
    """Regression for SciPy's `wilcoxon`, which warns of an invalid division here; ours says that nobody changed."""
    test = signed_rank(np.zeros(7))
    assert (test.p, test.p_greater, test.z, test.n, test.n_changed) == (1.0, 1.0, None, 7, 0)
    assert test.reason == Reason.NO_CHANGES


@pytest.mark.parametrize("differences", [np.array([]), np.full(4, NAN)])
def test_no_pairs_have_no_p(differences: np.ndarray[tuple[int], np.dtype[np.float64]]) -> None:
    test = signed_rank(differences)
    assert (test.p, test.n, test.reason) == (None, 0, Reason.ALL_MISSING)


def test_up_to_25_changes_are_counted_exactly_and_26_approximated() -> None:
    d = np.arange(1.0, 26)
    assert signed_rank(d).p == 2**-24
    d = np.append(d, 26.0)
    assert signed_rank(d).p == signed_rank(d, method=Method.NORMAL).p
    assert signed_rank(d, method=Method.EXACT).p == 2**-25


def test_turned_round_it_is_the_same_test() -> None:
    d = np.array([3.0, -1, 0, 2, 2, -1, 4, 0])
    one, other = signed_rank(d), signed_rank(-d)
    assert one.p == other.p
    assert (one.w_plus, one.w_minus) == (other.w_minus, other.w_plus)
    assert one.z == -other.z


def test_noise_of_arithmetic_is_no_change_and_breaks_no_tie() -> None:
    d = np.array([0.1 + 0.2 - 0.3, 1.0, 0.1 + 0.2 + 0.7, -1.0, 2.0])
    clean = np.array([0.0, 1, 1, -1, 2])
    assert signed_rank(d).p == signed_rank(clean).p
    assert signed_rank(d).n_changed == 4


@quickly
@given(p_values)
def test_false_discoveries_are_adjusted_as_scipy_does_where_there_is_no_gap(values: list[float | None]) -> None:
    p = np.array(values, dtype=np.float64)
    given_p = ~np.isnan(p)
    for ours, method in ((benjamini_hochberg, "bh"), (benjamini_yekutieli, "by")):
        adjusted = ours(p)
        assert np.isnan(adjusted[~given_p]).all()
        if given_p.any():
            assert adjusted[given_p] == pytest.approx(false_discovery_control(p[given_p], method=method))


@quickly
@given(p_values)
def test_holm_lies_between_the_raw_p_and_bonferroni_and_keeps_the_order(values: list[float | None]) -> None:
    p = np.array(values, dtype=np.float64)
    p = p[~np.isnan(p)]
    adjusted = holm(p)
    assert (adjusted >= p).all()
    assert (adjusted <= np.minimum(p * len(p), 1) + 1e-12).all()
    assert (np.diff(adjusted[np.argsort(p)]) >= 0).all()
    assert (adjusted >= benjamini_hochberg(p) - 1e-12).all()


@pytest.mark.parametrize("wrong", [-0.1, 1.1, np.inf])
def test_a_p_value_outside_zero_to_one_is_refused(wrong: float) -> None:
    for adjust in (benjamini_hochberg, benjamini_yekutieli, holm):
        with pytest.raises(ValueError, match="between 0 and 1"):
            adjust(np.array([0.5, wrong]))
