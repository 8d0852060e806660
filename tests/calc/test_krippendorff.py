"""Krippendorff's alpha and its bootstrap interval."""

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64
from panel.calc.statistics.krippendorff import MOST_DRAWN, MOST_VALUES, Level, Resample, krippendorff_alpha
from tests.calc.rounds import quickly
from tests.calc.tables import SHROUT_FLEISS, complete, with_gaps

NAN = np.nan
levels = st.sampled_from(list(Level))


def alpha_of(y: F64, level: Level = Level.INTERVAL) -> float | None:
    return krippendorff_alpha(y, ~np.isnan(y), level).value


def test_alpha_without_gaps_divides_by_one_less_than_the_marks_of_an_item() -> None:
    assert alpha_of(SHROUT_FLEISS) == pytest.approx(0.14730785039046446)  # irr 0.84.1 gives .1226
    assert alpha_of(np.column_stack([SHROUT_FLEISS, [NAN, 5, NAN, NAN]])) == alpha_of(SHROUT_FLEISS)


@quickly
@given(with_gaps(0, 4, raters=2, items=2), levels)
def test_alpha_is_that_of_the_library(y: F64, level: Level) -> None:
    ours = alpha_of(y, level)
    if ours is not None:
        theirs = krippendorff.alpha(reliability_data=y, level_of_measurement=level.value)
        assert ours == pytest.approx(theirs, abs=1e-9)


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize(
    ("y", "reason"),
    [
        (np.full((2, 3), NAN), Reason.ALL_MISSING),
        (np.array([[1.0, 2, 3]]), Reason.ONE_RATER),
        (np.array([[1.0, NAN], [NAN, 3]]), Reason.ONE_RATER),
        (np.full((2, 3), 4.0), Reason.NO_VARIATION),
        (np.array([[0.3, 0.1 + 0.2], [0.1 + 0.2, 0.3]]), Reason.NO_VARIATION),
        (np.array([[4.0, 4, 1], [4, 4, NAN]]), Reason.NO_VARIATION),
    ],
)
def test_where_alpha_does_not_exist_a_reason_stands(y: F64, reason: Reason, level: Level) -> None:
    for resample in (None, Resample.ITEMS, Resample.MEMBERS):
        result = krippendorff_alpha(y, ~np.isnan(y), level, resample=resample)
        assert (result.value, result.low, result.high, result.reason) == (None, None, None, reason)


def test_one_item_is_enough_for_alpha_and_too_many_values_only_for_the_interval_level() -> None:
    assert alpha_of(np.array([[1.0], [2], [2]])) == 0
    y = np.arange(2.0 * (MOST_VALUES // 2 + 1)).reshape(2, -1)
    assert krippendorff_alpha(y, ~np.isnan(y), Level.ORDINAL).reason is Reason.TOO_MANY
    few = y[:, : MOST_DRAWN // 2 + 1]
    assert alpha_of(few, Level.NOMINAL) == pytest.approx(0, abs=0.01)
    assert krippendorff_alpha(few, ~np.isnan(few), Level.NOMINAL, resample=Resample.ITEMS).reason is Reason.TOO_MANY
    assert alpha_of(y) is not None


def test_the_ratio_level_needs_marks_from_zero_up() -> None:
    with pytest.raises(ValueError, match="ratio"):
        alpha_of(np.array([[-1.0, 2], [1, 2]]), Level.RATIO)


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("resample", list(Resample))
def test_the_interval_of_alpha_holds_it_and_comes_again_with_its_seed(level: Level, resample: Resample) -> None:
    rng = np.random.default_rng(5)
    y = np.clip(np.rint(rng.normal(5, 2, 30) + rng.normal(0, 1, (8, 30))), 1, 9)
    one, again, other = (
        krippendorff_alpha(y, ~np.isnan(y), level, resample=resample, draws=200, seed=seed) for seed in (1, 1, 2)
    )
    assert one == again != other
    assert one.low < one.value < one.high < 1


def test_a_member_drawn_twice_does_not_agree_with_themself() -> None:
    y = np.random.default_rng(6).integers(1, 6, (4, 200)).astype(float)  # all independent: alpha is about 0
    result = krippendorff_alpha(y, ~np.isnan(y), Level.INTERVAL, resample=Resample.MEMBERS, draws=400)
    assert result.low < result.value < result.high < 0.1  # copies would add 1/4


def test_an_interval_of_samples_that_all_lack_variation_is_nothing() -> None:
    y = np.array([[1.0, 2], [1, 2]])
    drawn = [
        krippendorff_alpha(y, ~np.isnan(y), Level.INTERVAL, resample=Resample.ITEMS, draws=1, seed=s) for s in (0, 1)
    ]
    assert {(one.value, one.low, one.high) for one in drawn} == {(1, None, None), (1, 1, 1)}


def test_both_ways_to_draw_alpha_agree() -> None:
    y = np.random.default_rng(7).integers(0, 2, (5, 20)).astype(float)  # with two values every level is the same
    for resample in Resample:
        parts = [
            krippendorff_alpha(y, ~np.isnan(y), level, resample=resample, draws=50)
            for level in (Level.INTERVAL, Level.NOMINAL)
        ]
        assert parts[0].low == pytest.approx(parts[1].low)
        assert parts[0].high == pytest.approx(parts[1].high)


@quickly
@given(complete(1, 9), st.sampled_from([0.25, 3.0]), st.integers(-5, 5))
def test_another_scale_leaves_alpha_of_the_interval_level(y: F64, factor: float, shift: int) -> None:
    assert alpha_of(factor * y + shift) == pytest.approx(alpha_of(y), abs=1e-9)


@quickly
@given(with_gaps(1, 5, raters=2, items=2), levels, st.integers(0, 99))
def test_the_order_of_members_and_items_leaves_alpha(y: F64, level: Level, seed: int) -> None:
    rng = np.random.default_rng(seed)
    moved = y[rng.permutation(y.shape[0])][:, rng.permutation(y.shape[1])]
    assert alpha_of(moved, level) == pytest.approx(alpha_of(y, level), abs=1e-9)
