"""Strict and lenient members: least squares, and shrunk effects against a dense fit."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import minimize

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64, Bool
from panel.calc.statistics.severity import Additive, additive, least_squares, ridge
from panel.calc.statistics.severity_mixed import Mixed, mixed
from tests.calc.rounds import quickly
from tests.calc.tables import SHROUT_FLEISS, complete, table, with_gaps

NAN = np.nan
GAPS = table(
    [[3, 4, NAN, 5, 2, 4], [2, 4, 3, NAN, 1, 3], [5, NAN, 4, 5, 3, 5], [NAN, 3, 3, 4, 1, 2], [4, 5, 3, 5, NAN, 4]]
)
APART = table([[1, 3, NAN, NAN], [2, 5, NAN, NAN], [NAN, NAN, 2, 4], [NAN, NAN, 1, 4]])
BAD = {
    "nothing at all": (np.full((3, 4), NAN), Reason.ALL_MISSING),
    "no members": (np.empty((0, 4)), Reason.ALL_MISSING),
    "no proposals": (np.empty((3, 0)), Reason.ALL_MISSING),
    "one member": (np.array([[1.0, 2, 3]]), Reason.ONE_RATER),
    "one proposal": (np.array([[1.0], [2], [3]]), Reason.ONE_ITEM),
    "all equal": (np.full((3, 4), 3.0), Reason.NO_VARIATION),
    "two halves that share nothing": (APART[0], Reason.DISCONNECTED),
    "a chain without a loop": (np.array([[1.0, 2, NAN], [NAN, 4, 5]]), Reason.TOO_FEW_RATINGS),
}


AWKWARD = {
    "two points and no effects": np.array([[1, 2, NAN, NAN, 2], [2, NAN, NAN, 2, 1]]),
    "effects far above the noise": np.array([[NAN, 100, 203], [51, 150, 252], [99, 201, 300], [150, 249, 351]]),
    "noise near the arithmetic": np.array([[NAN, 2, 3 + 1e-4], [2, 3 + 1e-4, 4], [3, 4, 5]]),
}


def fitted(y: F64, mask: Bool) -> Mixed:
    model = mixed(y, mask)
    assert isinstance(model, Mixed)
    return model


def lines(y: F64, mask: Bool, weights: F64 | None = None) -> Additive:
    fit = additive(y, mask, weights)
    assert isinstance(fit, Additive)
    return fit


def dense_least_squares(y: F64, mask: Bool, weights: F64) -> tuple[F64, F64, F64]:
    """Adjusted means, members' effects and standard errors from the whole design matrix."""
    (n_raters, n_items), (rater, item) = mask.shape, np.nonzero(mask)
    design = np.hstack([np.eye(n_items)[item], (np.eye(n_raters) - 1 / n_raters)[rater]])
    root = np.sqrt(weights[mask])[:, None]
    solved, _, rank, _ = np.linalg.lstsq(design * root, y[mask] * root[:, 0], rcond=None)
    rss = float((weights[mask] * (y[mask] - design @ solved) ** 2).sum())
    covariance = np.linalg.pinv(design.T @ (root**2 * design)) * rss / (len(item) - rank)
    return solved[:n_items], solved[n_items:], np.sqrt(np.diag(covariance)[:n_items])


@pytest.mark.parametrize("weighted", [False, True])
def test_least_squares_are_those_of_the_whole_design(weighted: bool) -> None:
    y, mask = GAPS
    weights = np.random.default_rng(4).uniform(0.5, 2, y.shape) if weighted else np.ones(y.shape)
    fit = lines(y, mask, weights if weighted else None)
    item, rater, se = dense_least_squares(y, mask, weights)
    assert fit.item == pytest.approx(item, abs=1e-9)
    assert fit.rater == pytest.approx(rater, abs=1e-9)
    assert fit.item_se == pytest.approx(se, abs=1e-9)


@quickly
@given(complete(), st.integers(1, 4))
def test_in_a_complete_panel_severity_moves_nobody(y: F64, harsher: int) -> None:
    y[0] -= harsher
    fit = lines(y, ~np.isnan(y))
    assert fit.item == pytest.approx(y.mean(axis=0))


def test_a_strict_member_no_longer_costs_a_proposal_its_score() -> None:
    true, strict = np.array([5.0, 4, 3, 2, 1, 3]), np.array([[0.0], [0], [-2]])
    y = true + strict
    y[2, :3] = y[0, 3:] = NAN
    assert lines(y, ~np.isnan(y)).item - true == pytest.approx(np.full(6, -2 / 3))


def test_a_great_penalty_leaves_the_raw_means_and_a_tiny_one_least_squares() -> None:
    y, mask = GAPS
    heavy, light = ridge(y, mask, 1e9), ridge(y, mask, 1e-9)
    assert isinstance(heavy, Additive)
    assert isinstance(light, Additive)
    assert heavy.item == pytest.approx(np.nanmean(y, axis=0), abs=1e-6)
    assert light.item_effect == pytest.approx(lines(y, mask).item_effect, abs=1e-6)
    assert np.isnan(heavy.item_se).all()


@pytest.mark.parametrize("penalty", [0.0, -1.0, NAN])
def test_a_penalty_is_above_zero(penalty: float) -> None:
    with pytest.raises(ValueError, match="above zero"):
        ridge(*GAPS, penalty)


def test_a_score_of_no_weight_does_not_count_and_one_below_zero_is_refused() -> None:
    y, mask = table([[1, 2, 3], [2, 4, 3], [9, 3, 5]])
    weights = np.ones(y.shape)
    weights[2, 0] = 0.0
    without, gap = additive(y, mask, weights), additive(*table([[1, 2, 3], [2, 4, 3], [NAN, 3, 5]]))
    assert isinstance(without, Additive)
    assert isinstance(gap, Additive)
    assert (without.item.tolist(), without.rss, without.df) == (gap.item.tolist(), gap.rss, gap.df)
    assert additive(y, mask, np.zeros(y.shape)) == Reason.ALL_MISSING
    with pytest.raises(ValueError, match="zero or more"):
        additive(y, mask, -weights)


def test_least_squares_adjust_only_where_members_scored_enough() -> None:
    assert isinstance(least_squares(*GAPS), Additive)
    assert least_squares(GAPS[0][:, :5], GAPS[1][:, :5]) == Reason.TOO_FEW_RATINGS
    y = np.arange(30.0).reshape(5, 6) % 7
    y[1:, 0] = NAN
    assert least_squares(y, ~np.isnan(y)) == Reason.TOO_FEW_RATINGS
    assert least_squares(*table([[NAN, NAN]])) == Reason.ALL_MISSING


@pytest.mark.parametrize(("y", "reason"), BAD.values(), ids=BAD.keys())
def test_what_cannot_be_adjusted_says_why(y: F64, reason: Reason) -> None:
    assert mixed(y, ~np.isnan(y)) == reason


@pytest.mark.parametrize("fit", [additive, lambda y, mask: ridge(y, mask, 1.0)])
def test_groups_that_share_nothing_have_no_common_order(fit: Any) -> None:
    assert fit(*APART) == Reason.DISCONNECTED
    assert fit(*table([[NAN, NAN]])) == Reason.ALL_MISSING


def dense_criterion(y: F64, mask: Bool) -> Any:
    """Minus twice the restricted likelihood at two ratios, from the whole covariance of the scores."""
    rater, item = np.nonzero(mask)
    same_item, same_rater = item[:, None] == item, rater[:, None] == rater

    def criterion(ratios: F64) -> float:
        v = np.eye(len(item)) + ratios[0] * same_item + ratios[1] * same_rater
        inverse = np.linalg.inv(v)
        residual = y[mask] - inverse.sum(axis=0) @ y[mask] / inverse.sum()
        squares = residual @ inverse @ residual
        return float((len(item) - 1) * np.log(squares) + np.linalg.slogdet(v)[1] + np.log(inverse.sum()))

    return criterion


def random_panel(seed: int, sds: tuple[float, ...] = (0.0, 0.4, 1.0)) -> tuple[F64, Bool]:
    """A panel with at least one gap, its effects as wide as one of `sds` says."""
    rng = np.random.default_rng(seed)
    n_raters, n_items = rng.integers(4, 9, 2)
    item, rater = rng.choice(sds, 2)
    y = item * rng.normal(size=n_items) + rater * rng.normal(size=(n_raters, 1)) + rng.normal(size=(n_raters, n_items))
    kept = rng.random(y.shape) > 0.2
    kept[0, 0] = False
    return table(np.where(kept, np.rint(2 * y) + 9, NAN))


@pytest.mark.parametrize("seed", range(12))
def test_variances_have_the_greatest_restricted_likelihood(seed: int) -> None:
    y, mask = random_panel(seed)
    model = fitted(y, mask)
    criterion = dense_criterion(y, mask)
    starts = ([1.0, 1.0], [0.1, 0.1], [0.01, 2.0], [2.0, 0.01])
    best = min(minimize(criterion, start, bounds=[(0, None)] * 2).fun for start in starts)
    assert criterion(np.array([model.var_item, model.var_rater]) / model.var_resid) <= best + 1e-7


def test_of_two_tops_of_the_likelihood_the_higher_is_found() -> None:
    y, mask = table([[NAN, 5], [3, 1], [2, 2], [NAN, 4], [1, NAN], [2, NAN]])
    model, criterion = fitted(y, mask), dense_criterion(y, mask)
    lower = minimize(criterion, [0.1, 100.0], bounds=[(0, None)] * 2)
    assert criterion(np.array([model.var_item, model.var_rater]) / model.var_resid) < lower.fun - 0.02


@pytest.mark.parametrize("y", AWKWARD.values(), ids=AWKWARD.keys())
def test_awkward_tables_are_fitted_without_a_warning(y: F64) -> None:
    model = fitted(y, ~np.isnan(y))
    assert np.isfinite([model.mu, model.var_item, model.var_rater, model.var_resid]).all()


@pytest.mark.parametrize("seed", range(6))
def test_effects_and_their_covariance_solve_hendersons_equations(seed: int) -> None:
    """Over both sides of the table, wider and taller."""
    y, mask = random_panel(seed, (2.0,))
    model = fitted(y, mask)
    assert min(model.var_item, model.var_rater) > 0
    (n_raters, n_items), (rater, item) = mask.shape, np.nonzero(mask)
    design = np.hstack([np.eye(n_items)[item], np.eye(n_raters)[rater]])
    prior = np.repeat([1 / model.var_item, 1 / model.var_rater], [n_items, n_raters])
    covariance = np.linalg.inv(design.T @ design / model.var_resid + np.diag(prior))
    effects = covariance @ design.T @ (y[mask] - model.mu) / model.var_resid
    assert [*model.item.effect, *model.rater.effect] == pytest.approx(effects, abs=1e-7)
    assert model.item.covariance() == pytest.approx(covariance[:n_items, :n_items], abs=1e-7)
    assert model.rater.sd == pytest.approx(np.sqrt(np.diag(covariance)[n_items:]), abs=1e-7)
    one, other = covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1], model.item.difference_variance(0, 1)
    assert other == pytest.approx(one, abs=1e-7)
    assert model.item.difference_variance(1, 1) == 0


def test_one_missing_score_changes_little() -> None:
    """The closed form of a complete table and the iteration of one with a gap are the same estimate."""
    rng = np.random.default_rng(8)
    y = rng.normal(size=40) + rng.normal(size=(20, 1)) + rng.normal(size=(20, 40))
    whole = fitted(y, ~np.isnan(y))
    y[3, 3] = NAN
    holed = fitted(y, ~np.isnan(y))
    for name in ("mu", "var_item", "var_rater", "var_resid"):
        assert getattr(holed, name) == pytest.approx(getattr(whole, name), rel=0.02)


@quickly
@given(with_gaps(raters=3, items=3), st.randoms(use_true_random=False))
def test_the_order_of_members_and_proposals_does_not_matter(y: F64, random: Any) -> None:
    model = mixed(y, ~np.isnan(y))
    assume(isinstance(model, Mixed))
    raters, items = list(range(y.shape[0])), list(range(y.shape[1]))
    random.shuffle(raters)
    random.shuffle(items)
    shuffled = y[np.ix_(raters, items)]
    again = fitted(shuffled, ~np.isnan(shuffled))
    assert isinstance(model, Mixed)
    assert again.var_rater == pytest.approx(model.var_rater, rel=1e-5, abs=1e-7)
    assert again.item.effect == pytest.approx(model.item.effect[items], rel=1e-5, abs=1e-6, nan_ok=True)


def test_rescaled_scores_have_rescaled_effects() -> None:
    y, mask = GAPS
    once, twice = fitted(y, mask), fitted(2 * y + 3, mask)
    assert twice.var_rater == pytest.approx(4 * once.var_rater)
    assert twice.adjusted == pytest.approx(2 * once.adjusted + 3)


def test_members_who_are_equally_strict_are_not_adjusted() -> None:
    y, mask = table([[1, 2, 4, 3], [2, 1, 3, 4], [1, 2, 3, 4]])
    model = fitted(y, mask)
    assert model.var_rater == 0
    assert model.not_adjusting == Reason.NO_VARIATION
    assert fitted(*GAPS).not_adjusting is None


def test_scores_without_noise_need_no_shrinking() -> None:
    y = np.array([1.0, 4, 2, 5]) + np.array([[0.0], [1], [-1]])
    y[0, 0] = NAN
    model = fitted(y, ~np.isnan(y))
    assert (model.var_resid, model.var_rater) == (0, pytest.approx(1))
    assert model.adjusted == pytest.approx([1, 4, 2, 5])
    assert model.item.difference_variance(0, 3) == 0


def test_an_unscored_proposal_has_no_effect_and_an_idle_member_none() -> None:
    y = np.vstack([np.column_stack([SHROUT_FLEISS, np.full(4, NAN)]), np.full((1, 7), NAN)])
    model, whole = fitted(y, ~np.isnan(y)), fitted(SHROUT_FLEISS, SHROUT_FLEISS > 0)
    assert np.isnan([model.item.effect[6], model.rater.effect[4], model.item.sd[6], model.rater.sd[4]]).all()
    assert model.item.effect[:6] == pytest.approx(whole.item.effect)
    assert model.n == 24


@quickly
@given(with_gaps(1, 2))
def test_a_scale_of_two_points_gives_numbers_or_a_reason(y: F64) -> None:
    model = mixed(y, ~np.isnan(y))
    if isinstance(model, Mixed):
        assert np.isfinite([model.mu, model.var_item, model.var_rater, model.var_resid]).all()
        assert np.array_equal(np.isnan(model.item.effect), np.isnan(y).all(axis=0))


def test_ten_thousand_proposals_are_no_trouble() -> None:
    rng = np.random.default_rng(2)
    y = rng.integers(1, 10, (6, 10_000)).astype(np.float64) + np.arange(6)[:, None]
    y[rng.random(y.shape) < 0.5] = NAN
    assert fitted(y, ~np.isnan(y)).rater.effect == pytest.approx(np.arange(6) - 2.5, abs=0.2)
