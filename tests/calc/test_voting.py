"""Orders from comparisons in pairs, against definitions written out slowly."""

from itertools import permutations
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64, I64
from panel.calc.statistics.voting import (
    MOST_FOR_SCHULZE,
    borda,
    condorcet_winner,
    copeland,
    kemeny,
    margins,
    same_lists,
    schulze,
    schulze_places,
    support,
)

MARKS = st.one_of(st.integers(1, 5).map(float), st.just(np.nan))
BALLOTS = arrays(np.float64, st.tuples(st.integers(1, 6), st.integers(1, 6)), elements=MARKS)
COMPLETE = arrays(np.float64, st.tuples(st.integers(1, 6), st.integers(1, 6)), elements=st.integers(1, 5).map(float))


def preferring(y: F64) -> I64:
    return support(y, ~np.isnan(y))


@given(BALLOTS)
def test_support_counts_members_who_scored_both_and_one_higher(y: F64) -> None:
    n = y.shape[1]
    slow = [[sum(int(row[i] > row[j]) for row in y) for j in range(n)] for i in range(n)]
    assert preferring(y).tolist() == slow
    assert (margins(preferring(y)) == -margins(preferring(y)).T).all()


def test_noise_in_the_last_digit_prefers_nobody() -> None:
    assert preferring(np.array([[0.1 + 0.2, 0.3, 5.0]])).tolist() == [[0, 0, 0], [0, 0, 0], [1, 1, 0]]


@given(BALLOTS, st.integers(1, 4))
def test_a_ballot_that_counts_for_several_is_as_good_as_several_ballots(y: F64, count: int) -> None:
    several = np.repeat(y, count, axis=0)
    counts = np.full(len(y), count)
    mask = ~np.isnan(y)
    assert (support(y, mask, counts) == preferring(several)).all()
    together, apart = borda(y, mask, counts), borda(several, ~np.isnan(several))
    np.testing.assert_allclose(together.scores, apart.scores)


@given(COMPLETE)
def test_borda_counts_items_beaten_and_half_the_ties(y: F64) -> None:
    beaten = (y[:, :, None] > y[:, None, :]).sum(axis=2) + ((y[:, :, None] == y[:, None, :]).sum(axis=2) - 1) / 2
    found = borda(y, np.ones(y.shape, dtype=np.bool_))
    assert not found.shares
    expected = beaten.sum(axis=0) if y.shape[1] > 1 else [np.nan]
    np.testing.assert_allclose(found.scores, expected)


def test_lists_of_unlike_length_count_by_shares() -> None:
    """The second item is last of four for one member and first of two for the other."""
    y = np.array([[4.0, 1.0, 3.0, 2.0], [2.0, 5.0, np.nan, np.nan]])
    found = borda(y, ~np.isnan(y))
    assert found.shares
    assert found.scores.tolist() == pytest.approx([0.5, 0.5, 2 / 3, 1 / 3])


def test_an_item_nobody_ranked_has_no_borda_score() -> None:
    y = np.array([[4.0, 1.0, np.nan, np.nan], [np.nan, np.nan, np.nan, 3.0]])
    found = borda(y, ~np.isnan(y)).scores
    assert np.isnan(found).tolist() == [False, False, True, True]
    assert not same_lists(~np.isnan(y))


@given(BALLOTS)
def test_a_condorcet_winner_wins_by_copeland_and_by_schulze(y: F64) -> None:
    margin = margins(preferring(y))
    winner = condorcet_winner(margin)
    rest = margin.copy()
    np.fill_diagonal(rest, 1)
    assert (winner is not None) == bool((rest > 0).all(axis=1).any())
    if winner is not None:
        assert copeland(margin).argmax() == winner
        assert copeland(margin)[winner] == len(margin) - 1
        assert np.flatnonzero(schulze_places(schulze(margin)) == 1).tolist() == [winner]


@given(BALLOTS)
def test_schulze_is_the_widest_path_and_has_no_cycle(y: F64) -> None:
    margin = margins(preferring(y))
    strength = schulze(margin)
    n = len(margin)
    slow = [[int(max(margin[i, j], 0)) for j in range(n)] for i in range(n)]
    for via in range(n):
        for i in range(n):
            for j in range(n):
                slow[i][j] = max(slow[i][j], min(slow[i][via], slow[via][j]))
    assert strength.tolist() == [[0 if i == j else slow[i][j] for j in range(n)] for i in range(n)]
    above = strength > strength.T
    assert not ((above @ above) & ~above).any()


def test_schulze_stops_where_it_would_take_too_long() -> None:
    with pytest.raises(ValueError, match="300"):
        schulze(np.zeros((MOST_FOR_SCHULZE + 1,) * 2, dtype=np.int64))


@given(BALLOTS)
def test_kemeny_finds_every_best_order(y: F64) -> None:
    counts = preferring(y)
    n = len(counts)
    agreeing = {
        order: sum(int(counts[order[i], order[j]]) for i in range(n) for j in range(i + 1, n))
        for order in permutations(range(n))
    }
    best = max(agreeing.values())
    found = kemeny(counts)
    assert found.score == best
    assert list(found.orders) == [order for order, score in agreeing.items() if score == best]


def test_kemeny_is_for_few_items() -> None:
    assert kemeny(np.zeros((9, 9), dtype=np.int64)).reason is Reason.TOO_MANY
    assert kemeny(np.zeros((0, 0), dtype=np.int64)).reason is Reason.ALL_MISSING


@given(BALLOTS, st.randoms())
def test_neither_the_order_of_members_nor_that_of_items_matters(y: F64, random: Random) -> None:
    members, items = list(range(len(y))), list(range(y.shape[1]))
    random.shuffle(members)
    random.shuffle(items)
    counts = preferring(y)
    again = preferring(y[members][:, items])
    assert (again == counts[np.ix_(items, items)]).all()
    assert (copeland(margins(again)) == copeland(margins(counts))[items]).all()
    assert (schulze_places(schulze(margins(again))) == schulze_places(schulze(margins(counts)))[items]).all()
