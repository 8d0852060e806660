"""The report of a member's scores beside the rest: severity, fit, order and spread, by place and without names."""

import numpy as np
import pytest
from hypothesis import given
from scipy.stats import spearmanr

from panel.calc.marks import Scale
from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64
from panel.calc.statistics.raters import RaterReport, rater_report
from panel.calc.statistics.severity_mixed import Mixed, mixed
from tests.calc.rounds import FIVE, NINE, quickly
from tests.calc.tables import SHROUT_FLEISS, with_gaps

NAN = np.nan


def report(y: F64, scale: Scale = NINE) -> RaterReport:
    return rater_report(y, ~np.isnan(y), scale)


def panel(seed: int = 5) -> F64:
    """Eight members on forty proposals: member 0 is strict, 1 answers at random, 2 spreads wide."""
    rng = np.random.default_rng(seed)
    quality = rng.normal(5, 1, 40)
    y = quality + 0.5 * rng.normal(size=(8, 40))
    y[0] -= 2
    y[1] = rng.normal(5, 1.5, 40)
    y[2] = 5 + 3 * (y[2] - 5)
    y = np.clip(y, 1, 9)
    y[rng.random(y.shape) < 0.1] = NAN
    return y


def test_a_strict_member_is_flagged_and_the_others_are_not() -> None:
    found = report(panel())
    assert found.severe.tolist() == [True] + [False] * 7
    assert found.effect[0] < -1
    assert found.reason is None


def test_a_member_who_answers_at_random_fits_badly_and_stands_apart() -> None:
    found = report(panel())
    assert found.fit[1] > 1.5
    assert found.misfitting[1]
    assert np.flatnonzero(found.apart).tolist() == [1]


def test_a_member_who_spreads_wide_is_told_by_the_spread() -> None:
    assert report(panel()).spread.argmax() == 2


def test_the_order_is_compared_with_the_mean_of_the_others() -> None:
    y = panel()
    for rater, ours in enumerate(report(y).with_rest):
        rest = np.nanmean(np.delete(y, rater, axis=0), axis=0)
        both = ~np.isnan(y[rater]) & ~np.isnan(rest)
        assert ours == pytest.approx(spearmanr(y[rater, both], rest[both]).statistic)


def test_an_eighth_of_the_scale_is_what_counts_as_severe() -> None:
    """The same effect is half a step of 1 to 5, too little on a scale from 0 to 100."""
    y = panel()
    assert report(y).severe[0]
    assert not report(y, Scale(0, 100)).severe.any()


def test_a_model_fitted_before_is_not_fitted_again() -> None:
    mask = SHROUT_FLEISS > 0
    model = mixed(SHROUT_FLEISS, mask)
    assert isinstance(model, Mixed)
    one, other = rater_report(SHROUT_FLEISS, mask, NINE, model), report(SHROUT_FLEISS)
    assert one.effect is model.rater.effect
    assert one.effect.tolist() == other.effect.tolist()
    assert rater_report(SHROUT_FLEISS, mask, NINE, Reason.DISCONNECTED).reason == Reason.DISCONNECTED


def test_without_severity_there_is_a_reason_and_the_rest_still_stands() -> None:
    found = report(np.array([[1.0, 2, 4, 3], [2, 1, 3, 4], [1, 2, 3, 4]]), FIVE)
    assert found.reason == Reason.NO_VARIATION
    assert np.isnan(found.effect).all()
    assert np.isfinite(found.fit).all()
    assert np.isfinite(found.with_rest).all()


@quickly
@given(with_gaps(1, 5))
def test_any_panel_has_a_report_without_infinities(y: F64) -> None:
    found = report(y, FIVE)
    assert found.n.tolist() == (~np.isnan(y)).sum(axis=1).tolist()
    for figures in (found.effect, found.effect_sd, found.fit, found.with_rest, found.spread):
        assert figures.shape == found.n.shape
        assert not np.isinf(figures).any()
    told = found.with_rest[~np.isnan(found.with_rest)]
    assert (np.abs(told) <= 1 + 1e-9).all()


def test_no_members_have_an_empty_report() -> None:
    assert report(np.empty((0, 3))).n.size == 0
    assert report(np.full((3, 2), NAN)).reason == Reason.ALL_MISSING
