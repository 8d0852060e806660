"""Ranks under the weights that are held possible: exact areas against draws, central weights, and both at once."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64
from panel.calc.statistics.bootstrap import bootstrap
from panel.calc.statistics.elicitation import weights_from_order
from panel.calc.statistics.joint import confidence_factors, joint
from panel.calc.statistics.smaa import Smaa, smaa
from panel.calc.statistics.smaa_exact import areas
from panel.calc.statistics.weight_priors import (
    AnyWeights,
    MembersWeights,
    NearWeights,
    OrderedWeights,
    Prior,
    sampled_weights,
)
from tests.calc.rounds import quickly

NAN = np.nan
rng = np.random.default_rng(2)
MEANS = rng.integers(10, 50, (7, 3)) / 10
MANY = rng.integers(10, 50, (80, 5)) / 10
MARKS = rng.integers(1, 6, (12, 20, 4)).astype(float)
DECLARED = np.array([0.4, 0.3, 0.2, 0.1])
GIVEN = np.array([0.5, 0.2, 0.2, 0.1, 0.0])


def under(means: F64, prior: Prior | None = None, n: int = 10_000) -> Smaa:
    return smaa(means, seed=3, prior=prior, places=(1, 3), replicates=n)


def drawn_apart(means: F64, prior: Prior) -> tuple[F64, F64]:
    """Acceptabilities and central weights by sorting the totals of every draw."""
    weights = sampled_weights(prior, means.shape[1], 20_000, np.random.default_rng(5))
    order = np.argsort(-weights @ means.T, axis=1)
    shares = np.array([(order == item).mean(axis=0) for item in range(len(means))])
    central = [weights[order[:, 0] == item].mean(axis=0) if shares[item, 0] else weights[0] * NAN
               for item in range(len(means))]  # fmt: skip
    return shares, np.array(central)


@pytest.mark.parametrize("prior", [AnyWeights(), OrderedWeights((2, 0, 1))])
@pytest.mark.parametrize("n_criteria", [2, 3])
def test_exact_areas_are_what_many_draws_come_near(n_criteria: int, prior: Prior) -> None:
    means = MEANS[:, :n_criteria]
    if isinstance(prior, OrderedWeights):
        prior = OrderedWeights(prior.order if n_criteria == 3 else (1, 0))
    found = under(means, prior)
    shares, central = drawn_apart(means, prior)
    often = shares[:, 0] > 0.02
    assert found.exact
    assert found.acceptability == pytest.approx(shares, abs=0.01)
    assert found.central[often] == pytest.approx(central[often], abs=0.02)
    assert found.ranks.expected_rank == pytest.approx(shares @ np.arange(1, 8), abs=0.05)


@pytest.mark.parametrize("prior", [AnyWeights(), NearWeights(GIVEN), OrderedWeights((0, 1, 2, 3, 4)),
                                   MembersWeights(np.array([GIVEN, GIVEN[::-1]]))])  # fmt: skip
def test_draws_are_counted_as_sorting_each_of_them_would(prior: Prior) -> None:
    found = under(MANY, prior)
    shares, _ = drawn_apart(MANY, prior)
    assert not found.exact
    if not isinstance(prior, MembersWeights):  # the same two vectors always tie the same items
        assert found.acceptability == pytest.approx(shares, abs=0.02)
    assert found.ranks.p_top.sum(axis=1) == pytest.approx([1, 3])
    assert found.acceptability.sum(axis=0) == pytest.approx(np.ones(80))
    assert found.acceptability.sum(axis=1) == pytest.approx(np.ones(80))


@quickly
@given(st.lists(st.lists(st.integers(1, 5), min_size=3, max_size=3), min_size=2, max_size=5))
def test_areas_are_shares_and_central_weights_are_weights(rows: list[list[int]]) -> None:
    found = under(np.array(rows, dtype=float))
    assert found.acceptability.sum(axis=0) == pytest.approx(np.ones(len(rows)), abs=1e-9)
    assert found.acceptability.sum(axis=1) == pytest.approx(np.ones(len(rows)), abs=1e-9)
    first = found.acceptability[:, 0] > 1e-9
    assert (np.isnan(found.central[:, 0]) == (found.acceptability[:, 0] == 0)).all()
    assert np.nansum(found.central[first], axis=1) == pytest.approx(np.ones(first.sum()))
    assert np.nansum(found.acceptability[:, :1] * found.central, axis=0) == pytest.approx(np.full(3, 1 / 3))


def test_the_mean_of_ordered_weights_is_that_of_rank_order_centroids() -> None:
    found = areas(MEANS, np.tril(np.ones((3, 3))) / np.arange(1, 4)[:, None])
    assert found.mean_weights == pytest.approx(weights_from_order([1, 2, 3]))
    assert under(MANY, OrderedWeights((4, 3, 2, 1, 0))).mean_weights == pytest.approx(
        weights_from_order([5, 4, 3, 2, 1]), abs=0.01
    )


def test_near_weights_vary_as_a_dirichlet_does() -> None:
    weights = sampled_weights(NearWeights(GIVEN * 7), 5, 50_000, rng)
    assert weights.mean(axis=0) == pytest.approx(GIVEN, abs=0.002)
    assert weights.std(axis=0) == pytest.approx(np.sqrt(GIVEN * (1 - GIVEN) / 51), abs=0.002)


def test_an_item_that_is_never_first_has_no_central_weights() -> None:
    found = under(np.array([[3, 3], [2, 2], [3, 3]]))
    assert np.isnan(found.central[1]).all()
    assert np.isnan(found.confidence[1])
    assert found.central[[0, 2]] == pytest.approx(np.full((2, 2), 0.5))
    assert found.confidence[[0, 2]].tolist() == [0.5, 0.5]
    assert found.acceptability.tolist() == [[0.5, 0.5, 0], [0, 0, 1], [0.5, 0.5, 0]]


def test_an_item_ahead_on_every_criterion_is_first_whatever_the_weights() -> None:
    means = np.vstack([MANY.max(axis=0) + 0.1, MANY])
    found = under(means)
    assert found.acceptability[0, 0] == 1
    assert found.central[0] == pytest.approx(found.mean_weights)
    assert found.confidence[0] == 1
    assert np.isnan(found.central[1:]).all()


def test_differences_below_the_steps_of_a_key_still_share_a_place_fairly() -> None:
    found = under(np.tile(MANY[:3], (2, 1)))
    assert found.ranks.p_top[:, :3] == pytest.approx(found.ranks.p_top[:, 3:])


def test_a_criterion_without_a_mean_leaves_its_weight_to_the_others() -> None:
    means = np.array([[4.0, NAN, 4.0, 4.0], [3.9, 3.9, 3.9, 3.9], [4.1, 4.1, 4.1, 4.1]])
    assert (under(means).acceptability == np.eye(3)[[1, 2, 0]]).all()


def test_the_pairwise_winning_index_is_kept_only_on_request() -> None:
    assert under(MANY).ranks.p_better is None
    better = smaa(MEANS, seed=1, pairwise=True).ranks.p_better
    assert better is not None
    assert better + better.T == pytest.approx(np.ones((7, 7)))
    assert smaa(MANY, seed=1, first=3).acceptability.shape == (80, 3)


def test_the_order_of_items_and_criteria_decides_nothing() -> None:
    items, criteria = rng.permutation(7), np.array([2, 0, 1])
    found, moved = under(MEANS), under(MEANS[np.ix_(items, criteria)])
    assert moved.acceptability == pytest.approx(found.acceptability[items], abs=1e-9)
    assert moved.central == pytest.approx(found.central[np.ix_(items, criteria)], nan_ok=True)


BAD: dict[str, tuple[F64, Reason]] = {
    "nothing at all": (np.full((3, 2), NAN), Reason.ALL_MISSING),
    "no proposals": (np.empty((0, 2)), Reason.ALL_MISSING),
    "one proposal": (np.array([[1.0, 2]]), Reason.ONE_ITEM),
    "one proposal scored": (np.array([[1.0, 2], [NAN, NAN]]), Reason.ONE_ITEM),
}


@pytest.mark.parametrize(("means", "reason"), BAD.values(), ids=BAD)
def test_what_cannot_be_ordered_has_a_reason(means: F64, reason: Reason) -> None:
    found = under(means)
    assert found.reason == found.ranks.reason == reason
    assert np.isnan(found.acceptability).all()
    assert np.isnan(found.central).all()


@pytest.mark.parametrize(
    "act",
    [
        lambda: under(MEANS, NearWeights(np.ones(2))),
        lambda: under(MEANS, MembersWeights(np.empty((0, 3)))),
        lambda: under(MEANS, OrderedWeights((0, 1))),
        lambda: under(MANY, OrderedWeights((0, 1))),
        lambda: under(MEANS, NearWeights(np.array([1, -1, 1]))),
        lambda: smaa(MEANS, seed=1, places=(0,)),
        lambda: joint(MARKS, seed=1, replicates=0),
    ],
)
def test_what_makes_no_sense_is_refused(act: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        act()


def test_weights_that_are_all_zero_count_as_equal() -> None:
    zero, equal = (under(MANY, NearWeights(np.full(5, w))) for w in (0.0, 1.0))
    assert (zero.acceptability == equal.acceptability).all()


def test_with_one_vector_of_weights_both_at_once_is_the_bootstrap() -> None:
    both = joint(MARKS, seed=4, prior=MembersWeights(DECLARED[None]), places=(5,), replicates=20_000)
    alone = bootstrap(MARKS @ DECLARED, np.ones((12, 20), dtype=np.bool_), seed=9, places=(5,), replicates=20_000)
    assert both.p_top == pytest.approx(alone.p_top, abs=0.02)
    assert both.expected_rank == pytest.approx(alone.expected_rank, abs=0.1)


def test_with_members_of_one_mind_both_at_once_is_the_smaa() -> None:
    agreed = np.repeat(MARKS[:1] + rng.random((1, 20, 4)).round(2), 4, axis=0)
    both = joint(agreed, seed=4, places=(5,), replicates=20_000)
    alone = smaa(agreed[0], seed=9, places=(5,), replicates=20_000).ranks
    assert both.p_top == pytest.approx(alone.p_top, abs=0.02)


@pytest.mark.parametrize("cells", [(12, 20, 1), (12, 20, 4)], ids=["sheets", "marks"])
def test_gaps_are_not_filled_in(cells: tuple[int, int, int]) -> None:
    values = np.where(rng.random(cells) < 0.5, MARKS, NAN)
    found = joint(values, seed=4, places=(1, 5), replicates=4_000)
    assert found.p_top.sum(axis=1) == pytest.approx([1, 5])
    assert found.histogram is not None
    assert (found.histogram.sum(axis=0) == found.n_replicates).all()
    shifted = joint(values * 2 - 7, seed=4, places=(1, 5), replicates=4_000)
    assert shifted.p_top == pytest.approx(found.p_top, abs=0.005)


def test_a_criterion_that_nobody_filled_in_counts_for_nothing() -> None:
    empty = np.concatenate([MARKS, np.full((12, 20, 1), NAN)], axis=2)
    both = joint(empty, seed=4, prior=MembersWeights(np.append(DECLARED, 1.0)[None]), places=(5,), replicates=2_000)
    alone = joint(MARKS, seed=4, prior=MembersWeights(DECLARED[None]), places=(5,), replicates=2_000)
    assert both.p_top == pytest.approx(alone.p_top, abs=0.005)  # a total lies a step of float32 aside
    assert under(empty.mean(axis=0)).reason is None


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (np.full((3, 4, 2), NAN), Reason.ALL_MISSING),
        (MARKS[:1], Reason.ONE_RATER),
        (MARKS[:, :1], Reason.ONE_ITEM),
    ],
)
def test_both_at_once_have_the_reasons_of_the_bootstrap(values: F64, reason: Reason) -> None:
    assert joint(values, seed=1).reason == reason


def test_confidence_factors_are_the_chance_to_be_first_under_ones_own_weights() -> None:
    means = MARKS.mean(axis=0)
    central = smaa(means, seed=1).central
    found = confidence_factors(MARKS, central, seed=1)
    assert (np.isnan(found) == np.isnan(central[:, 0])).all()
    best = int(np.nanargmax(found))
    alone = bootstrap(MARKS @ central[best], np.ones((12, 20), dtype=np.bool_), seed=2, places=(1,))
    assert found[best] == pytest.approx(alone.p_top[0, best], abs=0.04)
