"""Ranks over members drawn anew: against every sequence of draws, and what holds whatever the scores are."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from hashlib import sha256
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64
from panel.calc.statistics.bootstrap import bootstrap, means_of_panels
from panel.calc.statistics.joint import joint
from panel.calc.statistics.levels import grid
from panel.calc.statistics.rank_distribution import RankDistribution
from panel.calc.statistics.resampling import drawn, every, n_panels, strata_of
from panel.calc.statistics.smaa import smaa
from panel.config import ROOT
from tests.calc.rounds import quickly
from tests.calc.tables import SHROUT_FLEISS, table, with_gaps

NAN = np.nan
PLACES = (1, 2, 3)
rng = np.random.default_rng(1)
WEIGHTS = np.array([20, 15, 15, 10, 40]) / 100
SHEETS = rng.integers(1, 10, (30, 70, 5)) @ WEIGHTS
GAPS = np.where(rng.random(SHEETS.shape) < 0.7, SHEETS, NAN)
FEW = np.where(rng.random(SHEETS.shape) < 0.08, SHEETS, NAN)


def resampled(y: F64, **options: Any) -> RankDistribution:
    return bootstrap(y, ~np.isnan(y), **{"seed": 7, "places": PLACES} | options)


def shared(totals: list[Fraction], k: int) -> list[Fraction]:
    """The chance of each item to be among the first k when ties at the line draw lots."""
    above = [sum(other > total for other in totals) for total in totals]
    equal = [totals.count(total) for total in totals]
    return [Fraction(max(0, min(k - n_above, n_equal)), n_equal) for n_above, n_equal in zip(above, equal, strict=True)]


def by_every_sequence(y: F64, k: int, n_seats: int) -> list[float] | None:
    """P(top k) over all sequences of draws, in fractions; those that leave an item without a score do not count."""
    chances: list[list[Fraction]] = []
    for members in product(range(len(y)), repeat=n_seats):
        columns = [[Fraction(y[member, item]) for member in members if not np.isnan(y[member, item])]
                   for item in range(y.shape[1])]  # fmt: skip
        if all(columns):
            chances.append(shared([sum(column) / len(column) for column in columns], k))
    return [float(sum(chance) / len(chances)) for chance in zip(*chances, strict=True)] if chances else None


@quickly
@given(with_gaps(high=5, raters=2, items=2).filter(lambda y: len(y) <= 4 and y.shape[1] <= 4), st.sampled_from([1, 2]))
def test_few_members_give_the_chances_of_all_sequences_of_draws(y: F64, k: int) -> None:
    y = y[~np.isnan(y).all(axis=1)]
    y = y[:, ~np.isnan(y).all(axis=0)] if len(y) else y
    if min(y.shape) < 2:
        return
    found = bootstrap(y, ~np.isnan(y), seed=0, places=(k,), draws="R", unrated="reject")
    expected = by_every_sequence(y, k, len(y))
    if expected is None:
        assert found.reason == Reason.TOO_FEW_RATINGS
    else:
        assert found.exact
        assert found.p_top[0] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("draws", ["R", "R-1"])
@pytest.mark.parametrize("y", [SHROUT_FLEISS, np.where(SHROUT_FLEISS == 4, NAN, SHROUT_FLEISS)], ids=["whole", "gaps"])
def test_drawing_panels_comes_near_counting_them_all(y: F64, draws: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    exact = resampled(y, draws=draws, unrated="reject", pairwise=True)
    monkeypatch.setattr("panel.calc.statistics.bootstrap.MOST_PANELS", 0)
    found = resampled(y, draws=draws, unrated="reject", pairwise=True, replicates=40_000)
    assert (exact.exact, found.exact) == (True, False)
    for name in ("p_top", "p_better", "expected_rank"):
        assert getattr(found, name) == pytest.approx(getattr(exact, name), abs=0.02)
    assert exact.histogram is not None
    assert found.histogram is not None
    assert found.histogram / found.n_replicates == pytest.approx(exact.histogram / exact.n_replicates, abs=0.02)
    assert found.n_rejected / 40_000 == pytest.approx(
        exact.n_rejected / (exact.n_rejected + exact.n_replicates), abs=0.01
    )


@pytest.mark.parametrize("y", [SHEETS, GAPS, FEW, np.rint(SHEETS / 3), np.ones((9, 5)), SHROUT_FLEISS])
def test_chances_sum_to_the_places_and_every_replicate_is_counted_once(y: F64) -> None:
    found = resampled(y, places=(1, 5, 60, 70), replicates=3_000, pairwise=True)
    n_ranked = int((~np.isnan(y)).any(axis=0).sum())
    assert np.nansum(found.p_top, axis=1) == pytest.approx([min(k, n_ranked) for k in found.places], abs=1e-9)
    assert np.nansum(found.expected_rank) == pytest.approx(n_ranked * (n_ranked + 1) / 2)
    assert found.histogram is not None
    for sums in (found.histogram.sum(axis=0)[:n_ranked], found.histogram.sum(axis=1)[(~np.isnan(y)).any(axis=0)]):
        assert sums == pytest.approx(np.full(n_ranked, found.n_replicates))
    assert found.p_better is not None
    assert np.nanmax(np.abs(found.p_better + found.p_better.T - 1)) < 1e-9


@pytest.mark.parametrize("y", [SHEETS, GAPS, np.rint(SHEETS / 3)], ids=["whole", "gaps", "ties"])
def test_the_order_of_the_items_and_of_the_members_decides_nothing(y: F64) -> None:
    items, members = rng.permutation(y.shape[1]), rng.permutation(len(y))
    found, moved, seated = resampled(y), resampled(y[:, items]), resampled(y[members])
    assert moved.p_top == pytest.approx(found.p_top[:, items])
    assert moved.ranks == pytest.approx(found.ranks[:, items], abs=3)  # ties are in another random order
    assert seated.p_top == pytest.approx(found.p_top, abs=0.03)


def test_few_members_in_another_order_give_exactly_the_same() -> None:
    items = np.array([3, 1, 5, 0, 2, 4])
    found, moved = resampled(SHROUT_FLEISS), resampled(SHROUT_FLEISS[[2, 0, 3, 1]][:, items])
    assert moved.p_top == pytest.approx(found.p_top[:, items], abs=1e-12)
    assert (moved.ranks == found.ranks[:, items]).all()


def test_the_same_seed_gives_the_same_bits_and_another_one_others() -> None:
    first, again, other = resampled(GAPS), resampled(GAPS), resampled(GAPS, seed=8)
    assert first.p_top.tobytes() == again.p_top.tobytes()
    assert first.histogram is not None
    assert again.histogram is not None
    assert first.histogram.tobytes() == again.histogram.tobytes()
    assert first.p_top.tobytes() != other.p_top.tobytes()


def digest() -> str:
    """The bits of results that rest on products of matrices."""
    marks = GAPS[:20, :60, None] + np.arange(4) / 10
    found = (
        resampled(np.tile(GAPS, 4)),
        joint(marks, seed=1, places=(10,), replicates=2_000),
        smaa(np.nanmean(marks, axis=0), seed=1, places=(10,)).ranks,
    )
    parts = [part for one in found for part in (one.p_top, one.ranks, one.expected_rank)]
    return sha256(b"".join(part.tobytes() for part in parts)).hexdigest()


@pytest.mark.slow
def test_the_number_of_threads_decides_no_bit() -> None:
    other = "2" if os.environ.get("OMP_NUM_THREADS") == "1" else "1"
    command = (sys.executable, "-c", f"import {__name__} as here; print(here.digest())")
    environment = os.environ | {"OMP_NUM_THREADS": other, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == digest()


@pytest.mark.parametrize("y", [SHEETS, np.round(SHEETS * 3), np.full((7, 4), 2.5)])
def test_totals_of_complete_sheets_lie_on_the_grid_and_sums_are_exact(y: F64) -> None:
    laid = grid(y, np.ones(y.shape, dtype=np.bool_), 100_000)
    assert laid.exact
    assert y.min() + (laid.steps - 1) * laid.unit == pytest.approx(y)
    panels = means_of_panels(y, np.ones(y.shape, dtype=np.bool_), drawn([np.arange(len(y))], "R", 50, rng))
    sums = panels.counts.astype(np.int64) @ panels.steps.astype(np.int64)
    assert (panels.arranged(np.arange(y.shape[1]))(0, 50).astype(np.int64) == sums).all()
    assert sums.max() < 2**24
    assert panels.resolution == 0


def test_totals_without_a_common_unit_are_moved_by_half_a_step_at_most() -> None:
    y = rng.random((4, 50))
    laid = grid(y, y < 2, 1_000)
    assert not laid.exact
    assert np.abs(y.min() + (laid.steps - 1) * laid.unit - y).max() <= laid.unit / 2 + 1e-12
    assert laid.top == 1_000


def test_items_that_always_tie_share_each_place_evenly() -> None:
    found = resampled(np.column_stack([SHEETS[:, :1]] * 4 + [SHEETS[:, :1] - 1]), places=(2,))
    assert found.p_top[0] == pytest.approx([0.5, 0.5, 0.5, 0.5, 0])
    assert found.histogram is not None
    evenly = np.full((4, 4), 0.25)  # the order of ties is drawn anew but a few times: one share varies by 0.0075 (sd)
    assert found.histogram[:4, :4] / found.n_replicates == pytest.approx(evenly, abs=0.05)
    assert (found.ranks[:, 4] == 5).all()


def test_an_item_with_few_scores_is_last_where_nobody_drawn_scored_it() -> None:
    y = SHEETS[:, :5].copy()
    y[1:, 0] = NAN
    y[0, 0] = 9.5
    found = resampled(y, places=(1,))
    assert found.n_rejected == 0
    assert found.n_short / 10_000 == pytest.approx((29 / 30) ** 29, abs=0.02)
    assert found.p_top[0, 0] == pytest.approx(1 - found.n_short / 10_000)
    assert found.ranks[2, 0] == 5
    rejecting = resampled(y, places=(1,), unrated="reject")
    assert (rejecting.n_rejected, rejecting.p_top[0, 0]) == (found.n_short, 1)
    assert rejecting.n_replicates + rejecting.n_rejected == 10_000


def test_an_item_that_nobody_scored_has_no_rank_and_a_member_without_scores_no_seat() -> None:
    y = np.column_stack([SHROUT_FLEISS, np.full(4, NAN)])
    found = resampled(np.vstack([y, np.full(7, NAN)]))
    plain = resampled(SHROUT_FLEISS)
    assert np.isnan(found.p_top[:, 6]).all()
    assert np.isnan(found.ranks[:, 6]).all()
    assert (found.p_top[:, :6] == plain.p_top).all()
    assert found.histogram is not None
    assert found.histogram[6].sum() == found.histogram[:, 6].sum() == 0


def test_strata_keep_their_seats() -> None:
    strata = strata_of(["a", "b", "a", "b", "b", "c"], 6)
    counts = drawn(strata, "R", 200, rng)
    assert (counts[:, [0, 2]].sum(axis=1) == 2).all()
    assert (counts[:, [1, 3, 4]].sum(axis=1) == 3).all()
    assert (counts[:, 5] == 1).all()
    assert (drawn(strata, "R-1", 200, rng).sum(axis=1) == 1 + 2 + 1).all()
    panels, ways = every(strata, "R")
    assert len(panels) == n_panels(strata, "R") == len({tuple(row) for row in panels.tolist()})
    assert ways.sum() == 2**2 * 3**3


def test_every_panel_comes_up_as_often_as_its_sequences() -> None:
    panels, ways = every([np.arange(3)], "R")
    sequences = Counter(tuple(np.bincount(members, minlength=3)) for members in product(range(3), repeat=3))
    assert {tuple(row): n for row, n in zip(panels.tolist(), ways, strict=True)} == sequences


def test_fewer_seats_widen_the_ranks() -> None:
    spread = [np.ptp(resampled(SHEETS[:12], draws=draws).ranks, axis=0).mean() for draws in ("R", "R-1")]
    assert spread[1] > spread[0]


BAD: dict[str, tuple[F64, Reason]] = {
    "nothing at all": (np.full((3, 4), NAN), Reason.ALL_MISSING),
    "no members": (np.empty((0, 4)), Reason.ALL_MISSING),
    "no proposals": (np.empty((3, 0)), Reason.ALL_MISSING),
    "one member": (SHROUT_FLEISS[:1], Reason.ONE_RATER),
    "one of two members scored": (table([[1, 2, 3], [None, None, None]])[0], Reason.ONE_RATER),
    "one proposal": (SHROUT_FLEISS[:, :1], Reason.ONE_ITEM),
    "one proposal scored": (table([[1, None], [2, None]])[0], Reason.ONE_ITEM),
}


@pytest.mark.parametrize(("y", "reason"), BAD.values(), ids=BAD)
def test_what_cannot_be_drawn_or_ordered_has_a_reason(y: F64, reason: Reason) -> None:
    found = resampled(y)
    assert (found.reason, found.n_replicates, found.histogram) == (reason, 0, None)
    assert found.p_top.shape == (3, y.shape[1])
    assert np.isnan(found.p_top).all()
    assert np.isnan(found.ranks).all()
    assert np.isnan(found.expected_rank).all()


@pytest.mark.parametrize("n_members", [2, 20])
def test_panels_that_all_leave_an_item_unrated_have_a_reason(n_members: int) -> None:
    apart = np.where(np.eye(n_members), 3.0, NAN)
    assert resampled(apart, unrated="reject", replicates=500).reason == Reason.TOO_FEW_RATINGS
    assert resampled(apart, replicates=500).reason is None


def test_members_who_share_no_proposal_and_a_scale_of_two_points_are_no_trouble() -> None:
    halves = np.where(np.kron(np.eye(2), np.ones((6, 20))) > 0, rng.integers(0, 2, (12, 40)), NAN)
    found = resampled(halves)
    assert found.reason is None
    assert found.p_top.sum(axis=1) == pytest.approx([1, 2, 3])


def test_all_scores_the_same_leave_every_place_to_chance() -> None:
    found = resampled(np.full((20, 4), 3.0))
    assert found.p_top == pytest.approx(np.array([[0.25] * 4, [0.5] * 4, [0.75] * 4]))


def test_places_of_many_items_are_counted_some_at_a_time() -> None:
    y = np.arange(2_500.0) + rng.integers(0, 9, (8, 2_500))
    found = resampled(y, replicates=300, places=(1_250,))
    assert found.histogram is None
    assert found.p_top.sum() == pytest.approx(1_250)
    assert found.expected_rank == pytest.approx(2_500 - np.arange(2_500), abs=6)
    assert (found.ranks[0] <= found.ranks[1]).all()
    assert (found.ranks[1] <= found.ranks[2]).all()


@pytest.mark.parametrize(
    "act",
    [
        lambda: resampled(SHEETS, places=(0,)),
        lambda: resampled(SHEETS, replicates=0),
        lambda: resampled(SHEETS, strata=["a"]),
        lambda: resampled(np.ones((3, 301)), pairwise=True),
        lambda: resampled(np.ones((9, 65_537)), replicates=2_000),
    ],
)
def test_what_makes_no_sense_is_refused(act: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        act()
