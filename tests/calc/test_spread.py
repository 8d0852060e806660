"""How a panel is spread over one proposal: the RAND/UCLA indices, the rules of thumb, and two measures of camps."""

from collections import Counter
from itertools import combinations, pairwise
from math import log2
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.calc.consensus import ConsensusClass, Rule, classify, third
from panel.calc.consensus import thirds as fixed_thirds
from panel.calc.marks import Scale
from panel.calc.statistics.arrays import F64
from panel.calc.statistics.consensus_rules import consensus_rules
from panel.calc.statistics.dispersion import agreement, consensus, histograms, polarisation
from panel.calc.statistics.ram import INAPPROPRIATE, UNCERTAIN, Ram, on_nine, panel_cutoffs, ram, thirds
from panel.calc.summary import total_summary
from tests.calc.rounds import FIVE, NINE, quickly, scales
from tests.calc.tables import table, with_gaps

PUBLISHED = [4, 5, 6, 7, 7, 7, 7, 7, 8, 8, 8, 8, 8, 9, 9]
"""BMJ Open 2012;2:e001431, Table 1."""


def ram_of(ratings: list[Any], scale: Scale = NINE) -> Ram:
    x, mask = table([[rating] for rating in ratings])
    return ram(x, mask, scale)


def test_the_percentiles_of_the_index_are_30_and_70_not_10_and_90() -> None:
    result = ram_of(PUBLISHED)
    assert (result.p30.item(), result.p70.item(), result.ipr.item()) == (7, 8, 1)


def test_the_constant_of_the_index_is_2_35_though_the_paper_prints_2_5() -> None:
    result = ram_of(PUBLISHED)
    assert result.asymmetry.item() == 2.5
    assert result.ipras.item() == pytest.approx(6.1)  # with 2.5 it would be 6.25
    assert result.di.item() == pytest.approx(1 / 6.1)


def test_a_scale_of_five_points_has_thirds_of_two_one_and_two() -> None:
    assert thirds(np.arange(1.0, 6), FIVE).tolist() == [-1, -1, 0, 1, 1]
    assert on_nine(np.arange(1.0, 6), FIVE).tolist() == [1, 3, 5, 7, 9]


def test_a_median_between_two_thirds_goes_up() -> None:
    assert thirds(np.array([3.5, 6.5, np.nan]), NINE).tolist() == [0, 1, 0]


@quickly
@given(st.one_of(scales, st.just(Scale(1, 100))))
def test_the_third_of_a_value_is_that_of_the_fixed_tally(scale: Scale) -> None:
    ours = thirds(np.array(scale.values, dtype=float), scale)
    assert ours.tolist() == [third(value, scale) for value in scale.values]


def test_one_rating_is_neither_agreement_nor_a_class() -> None:
    result = ram_of([7])
    assert (result.median.item(), result.ipr.item()) == (7, 0)
    assert np.isnan(result.di.item())
    assert not result.indexed.item()
    assert not result.counted.item()
    assert not result.agreement_classic.item()


def test_no_ratings_have_no_indices() -> None:
    result = ram_of([None, None, None])
    assert result.n.item() == result.outside.item() == 0
    assert np.isnan([part.item() for part in (result.median, result.ipr, result.ipras, result.di)]).all()


def test_a_panel_below_eight_has_no_classic_counts() -> None:
    seven, eight = ram_of([8] * 7), ram_of([8] * 8)
    assert (bool(seven.agreement_classic), bool(eight.agreement_classic)) == (False, True)


def test_one_camp_at_each_end_is_disagreement_and_all_low_is_inappropriate() -> None:
    split, low = ram_of([1, 1, 1, 1, 9, 9, 9, 9]), ram_of([1, 2, 2, 2, 3, 1, 2, 3])
    assert (bool(split.disagreement), bool(split.disagreement_classic), split.classes.item()) == (True, True, UNCERTAIN)
    assert (bool(low.disagreement), bool(low.agreement_classic), low.classes.item()) == (False, True, INAPPROPRIATE)


def test_a_scale_of_two_points_has_an_index_too() -> None:
    split = ram_of([0, 0, 0, 1, 1, 1], Scale(0, 1))
    assert (split.median.item(), bool(split.disagreement)) == (5, True)


def test_cut_offs_are_the_published_ones() -> None:
    most, fewest = panel_cutoffs(np.array([8, 11, 14]))
    assert (most.tolist(), fewest.tolist()) == ([2, 3, 4], [3, 4, 5])


@quickly
@given(with_gaps(1, 5))
def test_many_items_at_once_are_each_item_alone_and_the_scale_does_not_matter(values: F64) -> None:
    mask = ~np.isnan(values)
    whole, stretched = ram(values, mask, FIVE), ram(2 * values - 1, mask, NINE)
    for at in range(values.shape[1]):
        alone = ram(values[:, at], mask[:, at], FIVE)
        for name in ("median", "di", "outside", "disagreement", "classes"):
            assert np.array_equal(getattr(whole, name)[at], getattr(alone, name), equal_nan=name in ("median", "di"))
    assert np.array_equal(whole.di, stretched.di, equal_nan=True)
    assert whole.classes.tolist() == stretched.classes.tolist()


@quickly
@given(with_gaps(1, 5), scales, st.integers(0, 9), st.booleans())
def test_the_class_of_an_item_is_that_of_the_fixed_tally(values: F64, scale: Scale, more: int, halved: bool) -> None:
    totals = scale.lo + (values - 1) / 4 * scale.width * (0.5 if halved else 1.0)
    mask = ~np.isnan(totals)
    eligible = mask.sum(axis=0) + more
    result = consensus_rules(totals, mask, scale, eligible)
    for at in range(totals.shape[1]):
        fixed = total_summary(totals[mask[:, at], at], scale, {})
        assert result.classes[at] is classify(fixed.histogram, int(eligible[at]), scale, Rule())
        if (shares := fixed_thirds(fixed.histogram, scale)) is not None:
            assert (result.low[at], result.middle[at], result.high[at]) == (shares.low, shares.middle, shares.high)


def test_the_rules_of_thumb_hold_at_their_limits() -> None:
    inside, split = [7] * 14 + [5] * 4 + [2] * 2, [1] * 6 + [5] * 8 + [9] * 6
    x, mask = table(np.array([inside, [10 - mark for mark in inside], split]).T)
    result = consensus_rules(x, mask, NINE)
    assert result.high.tolist() == [0.7, 0.1, 0.3]
    assert result.comet_in.tolist() == [True, False, False]
    assert result.comet_out.tolist() == [False, True, False]
    assert result.three_quarters.tolist() == [False, False, False]
    assert result.split.tolist() == [False, False, True]
    assert result.within_one.tolist() == [0.7, 0.7, 0.4]


def test_an_item_nobody_scored_is_in_no_class() -> None:
    result = consensus_rules(np.full((4, 1), np.nan), np.zeros((4, 1), dtype=bool), FIVE)
    assert result.classes == (ConsensusClass.TOO_FEW,)
    assert np.isnan([result.low.item(), result.within_one.item(), result.iqr.item()]).all()
    assert not (result.three_quarters | result.comet_in | result.comet_out | result.narrow | result.split).item()


def test_the_members_own_number_is_the_one_needed_where_no_roster_is_given() -> None:
    x, mask = table([[8], [8], [8], [None], [None], [None], [None]])
    assert consensus_rules(x, mask, NINE).classes == (ConsensusClass.TOO_FEW,)
    assert consensus_rules(x, mask, NINE, np.array([3])).classes == (ConsensusClass.AGREED_HIGH,)


def consensus_by_definition(counts: list[int]) -> float:
    n = sum(counts)
    mean = sum(place * count for place, count in enumerate(counts)) / n
    width = len(counts) - 1
    return 1 + sum(c / n * log2(1 - abs(place - mean) / width) for place, c in enumerate(counts) if c)


def agreement_by_definition(counts: list[int]) -> float:
    """Layer by layer, triple by triple."""
    tops = [0, *sorted(set(counts) - {0})]
    layers = [([count >= top for count in counts], top - under) for under, top in pairwise(tops)]
    return sum(layer_agreement(there) * sum(there) * thickness for there, thickness in layers) / sum(counts)


def layer_agreement(there: list[bool]) -> float:
    k = len(there)
    triples = Counter(combinations(there, 3))
    one_camp = triples[True, True, False] + triples[False, True, True]
    two_camps = triples[True, False, True]
    balance = 1.0
    if one_camp + two_camps:
        balance = ((k - 2) * one_camp - (k - 1) * two_camps) / ((k - 2) * (one_camp + two_camps))
    return balance * (1 - (sum(there) - 1) / (k - 1))


histogram_sets = st.integers(2, 9).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 6), min_size=width, max_size=width), min_size=1, max_size=5)
)


@quickly
@given(histogram_sets)
def test_measures_of_camps_are_those_of_their_definitions(rows: list[list[int]]) -> None:
    histogram = np.array(rows)
    for row, cns, a in zip(rows, consensus(histogram), agreement(histogram), strict=True):
        if any(row):
            assert cns == pytest.approx(consensus_by_definition(row), abs=1e-12)
            assert -1e-12 <= cns <= 1
            if len(row) > 2:
                assert a == pytest.approx(agreement_by_definition(row), abs=1e-12)
                assert -1 <= a <= 1
        else:
            assert np.isnan([cns, a]).all()


def test_camps_at_both_ends_are_told_from_an_even_spread() -> None:
    ends, even, one = (np.array(counts) for counts in ([3, 0, 0, 0, 3], [2, 2, 2, 2, 2], [0, 9, 0, 0, 0]))
    assert [float(agreement(part)) for part in (ends, even, one)] == pytest.approx([-1, 0, 1])
    assert [float(polarisation(agreement(part))) for part in (ends, even, one)] == pytest.approx([1, 0.5, 0])
    assert [float(consensus(part)) for part in (ends, one)] == pytest.approx([0, 1])


def test_a_scale_of_two_points_has_consensus_but_no_camps_and_one_of_a_single_point_has_none() -> None:
    assert np.isnan(agreement(np.array([[4, 0], [2, 2]]))).all()
    assert consensus(np.array([[4, 0], [2, 2]])).tolist() == [1, 0]
    for measure in (agreement, consensus):
        with pytest.raises(ValueError, match="two categories"):
            measure(np.array([4]))


def test_a_histogram_counts_totals_at_their_nearest_value_the_middle_going_up() -> None:
    y, mask = table([[1.49, 5.0], [1.5, None], [2.4999999999, 4.5]])
    assert histograms(y, mask, FIVE).tolist() == [[1, 1, 1, 0, 0], [0, 0, 0, 0, 2]]
