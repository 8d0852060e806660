"""What one member's presence does: against taking each of them out, and tau-b against SciPy."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from scipy.stats import kendalltau, rankdata

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64
from panel.calc.statistics.leave_one_out import Influence, leave_one_out
from panel.calc.statistics.order_change import inversions, tau_b
from tests.calc.rounds import quickly
from tests.calc.tables import SHROUT_FLEISS, complete, with_gaps

NAN = np.nan


def without(y: F64, k: int = 2) -> Influence:
    return leave_one_out(y, ~np.isnan(y), k)


def means(y: F64) -> F64:
    return np.array([column[~np.isnan(column)].mean() if (~np.isnan(column)).any() else NAN for column in y.T])


def expected_tau(one: F64, other: F64) -> float:
    both = ~(np.isnan(one) | np.isnan(other))
    if len(set(one[both])) < 2 or len(set(other[both])) < 2:
        return NAN  # SciPy warns
    return float(kendalltau(one[both], other[both]).statistic)


@quickly
@given(with_gaps(raters=2, items=2))
def test_every_member_is_taken_out_once(y: F64) -> None:
    found = without(y)
    if found.reason:
        return
    y = np.round(y, 9)
    full = means(y)
    for member in range(len(y)):
        left = means(np.delete(y, member, axis=0))
        assert found.delta_mean[member] == pytest.approx(left - full, nan_ok=True)
        assert (found.unrated[member] == (np.isnan(left) & ~np.isnan(full))).all()
        assert found.tau_b[member] == pytest.approx(expected_tau(full.round(9), left.round(9)), nan_ok=True)
        last = np.where(np.isnan(left), -1.0, left)[~np.isnan(full)]
        ranks = rankdata(-last.round(9))
        assert found.ranks[member, ~np.isnan(full)] == pytest.approx(ranks)
        assert found.max_rank_change[member] == pytest.approx(
            np.abs(ranks - rankdata(-full[~np.isnan(full)].round(9))).max()
        )
        inside = [rankdata(-mean[~np.isnan(mean)].round(9), method="min") <= 2 for mean in (full, left)]
        before, after = (
            set(np.flatnonzero(~np.isnan(mean))[within]) for mean, within in zip((full, left), inside, strict=True)
        )
        assert found.n_flipped[member] == len(before ^ after)
        assert {item for who, item in found.pivotal.tolist() if who == member} == before ^ after


@quickly
@given(complete(low=1, high=4, raters=3, items=4))
def test_tau_b_is_that_of_scipy_with_ties_and_gaps(y: F64) -> None:
    gaps = np.where(y == 4, NAN, y)
    expected = [expected_tau(gaps[0], row) for row in gaps]
    assert tau_b(gaps[0], gaps, 1e-9) == pytest.approx(expected, nan_ok=True)


def test_inversions_are_pairs_that_stand_the_wrong_way_round() -> None:
    rows = np.random.default_rng(1).integers(0, 9, (40, 12))
    expected = [sum(row[a] > row[b] for a in range(12) for b in range(a + 1, 12)) for row in rows]
    assert inversions(rows).tolist() == expected
    assert inversions(rows + 100_000).tolist() == expected


def test_the_order_of_members_and_items_decides_nothing() -> None:
    members, items = np.array([2, 0, 3, 1]), np.array([5, 3, 1, 0, 2, 4])
    found, moved = without(SHROUT_FLEISS), without(SHROUT_FLEISS[np.ix_(members, items)])
    assert moved.delta_mean == pytest.approx(found.delta_mean[np.ix_(members, items)])
    assert moved.tau_b == pytest.approx(found.tau_b[members])
    assert moved.n_flipped.tolist() == found.n_flipped[members].tolist()


def test_an_item_that_one_member_alone_scored_is_last_without_that_member() -> None:
    found = without(np.array([[9.0, 5, 3], [NAN, 6, 3], [NAN, 5, 4]]), k=1)
    assert found.unrated.tolist() == [[True, False, False], [False] * 3, [False] * 3]
    assert np.isnan(found.delta_mean[0, 0])
    assert found.ranks[0].tolist() == [3, 1, 2]
    assert found.tau_b[0] == 1  # over the two items that are left
    assert found.pivotal.tolist() == [[0, 0], [0, 1]]


def test_an_item_that_nobody_scored_has_no_rank() -> None:
    found = without(np.array([[9.0, NAN, 3], [8.0, NAN, 3]]))
    assert np.isnan(found.rank[1])
    assert np.isnan(found.ranks[:, 1]).all()
    assert found.max_rank_change.tolist() == [0, 0]


def test_all_scores_the_same_change_nothing_and_have_no_tau() -> None:
    found = without(np.full((3, 4), 3.0))
    assert found.max_rank_change.tolist() == [0, 0, 0]
    assert np.isnan(found.tau_b).all()
    assert found.n_flipped.tolist() == [0, 0, 0]


BAD: dict[str, tuple[F64, Reason]] = {
    "nothing at all": (np.full((3, 4), NAN), Reason.ALL_MISSING),
    "no members": (np.empty((0, 4)), Reason.ALL_MISSING),
    "one member": (SHROUT_FLEISS[:1], Reason.ONE_RATER),
    "one proposal": (SHROUT_FLEISS[:, :1], Reason.ONE_ITEM),
}


@pytest.mark.parametrize(("y", "reason"), BAD.values(), ids=BAD)
def test_where_nobody_can_be_left_out_there_is_a_reason(y: F64, reason: Reason) -> None:
    found: Any = without(y)
    assert found.reason == reason
    assert np.isnan(found.delta_mean).all()
    assert found.delta_mean.shape == y.shape
    assert found.pivotal.tolist() == []


def test_the_first_none_of_the_items_cannot_be_asked_for() -> None:
    with pytest.raises(ValueError, match="first k"):
        without(SHROUT_FLEISS, k=0)
