"""The whole analysis of a tally: the frozen numbers come out of it again, and every bad round has its answer."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.calc.analysis import Analysis, Band, Flag, Settings
from panel.calc.canonical import canonical
from panel.calc.marks import Scale
from panel.calc.reasons import WORDS, Reason
from panel.calc.statistics.analyse import analyse
from panel.calc.statistics.scores import Scores
from tests.calc import panels
from tests.calc.rounds import FIVE, Round, quickly, rounds

SEEDS = range(6)


def analysed(round_: Round, places: int = 4, **settings: int) -> Analysis:
    return analyse(panels.scores_of(round_), Settings(**{"seed": 11, "replicates": 1_000, **settings}, places=places))


def assert_the_tally(round_: Round, found: Analysis) -> None:
    """Totals and places are those of the frozen tally, proposals without a total left out."""
    frozen = panels.retallied(round_)
    expected = {key: item.overall.summary.mean for key, item in frozen.items() if item.overall.summary.n}
    assert {item.id for item in found.items} == expected.keys()
    for item in found.items:
        assert item.total == pytest.approx(expected[item.id], abs=1e-9)
        assert item.rank == frozen[item.id].overall.place.rank
    assert [item.rank for item in found.items] == sorted(item.rank for item in found.items)


@pytest.mark.parametrize("round_", panels.every(SEEDS))
def test_totals_and_places_are_those_of_the_frozen_tally(round_: Round) -> None:
    found = analysed(round_)
    assert found.reason is None
    assert_the_tally(round_, found)


@given(rounds())
@quickly
def test_so_they_are_whatever_a_round_was_given(round_: Round) -> None:
    """Every kind of blank, ties, several kinds and scales, members who scored nothing."""
    found = analysed(round_, places=1, replicates=50)
    assert (found.reason is None) == bool(found.items)
    if found.items:
        assert_the_tally(round_, found)


@pytest.mark.parametrize("number", [1, 2])
def test_so_they_are_of_a_real_scoring(shared_data: Path, number: int) -> None:
    round_ = panels.real(shared_data, number)
    assert_the_tally(round_, analysed(round_, places=10))


@pytest.mark.parametrize("round_", panels.every(range(3)))
def test_probabilities_bands_and_flags_fit_together(round_: Round) -> None:
    found = analysed(round_)
    k = found.settings.places
    assert sum(item.p_top for item in found.items) == pytest.approx(k)
    for item in found.items:
        assert 1 <= item.low <= item.high <= len(found.items)
        assert (item.band is Band.IN) == (item.p_top >= 0.9)
        assert (Flag.ONE_MEMBER in item.flags) == (item.decisive > 0)
        assert (Flag.WEIGHTS in item.flags) == (item.swap is not None and item.swap.change < 0.05)
        assert (item.adjusted is None) == (item.adjusted_rank is None)
    assert found.panel is not None
    assert any(item.adjusted is None for item in found.items) == (found.panel.severity.value is None)


def test_the_same_scores_and_seed_give_the_same_bytes_and_another_seed_others() -> None:
    round_ = panels.invented(3, 9, 20, gaps=0.1)
    once, again, other = (canonical(analysed(round_, seed=seed).as_plain()) for seed in (5, 5, 6))
    assert once == again != other


def test_plain_values_hold_everything_and_no_digit_in_which_machines_differ() -> None:
    plain = analysed(panels.invented(4, absent=0.2)).as_plain()
    read = json.loads(canonical(plain))
    assert Analysis.from_plain(read).as_plain() == Analysis.from_plain(plain).as_plain()
    numbers = [value for item in read["items"] for value in item.values() if isinstance(value, float)]
    assert all(value == round(value, 9) for value in numbers)


def test_members_in_another_order_have_the_same_totals_and_the_same_influence() -> None:
    round_ = panels.invented(8, 10, 9)
    other = replace(round_, sheets=[replace(sheet, rater=f"x{9 - int(sheet.rater[1:])}") for sheet in round_.sheets])
    here, there = analysed(round_), analysed(other)
    assert [(i.id, i.decisive, i.moves) for i in here.items] == [(i.id, i.decisive, i.moves) for i in there.items]


# ---- Bad input ----


def plain_scores(values: object, weights: object = None, scale: Scale = FIVE) -> Scores:
    marks = np.array(values, dtype=np.float64)
    n_raters, n_items, n_criteria = marks.shape
    return Scores(
        marks,
        np.ones(n_criteria) if weights is None else np.array(weights, dtype=np.float64),
        scale,
        tuple(f"P{number}" for number in range(n_items)),
        tuple(f"C{number}" for number in range(n_criteria)),
        np.ones((n_items, n_criteria), dtype=np.bool_),
        np.full(n_items, n_raters),
        (None,) * n_raters,
    )


NONE = np.nan
APART = [[[5.0], [4.0], [NONE], [NONE]], [[4.0], [2.0], [NONE], [NONE]], [[NONE], [NONE], [3.0], [1.0]]]
UNDEFINED = {
    "one member": (plain_scores([[[5], [3], [1]]]), Reason.ONE_RATER),
    "one proposal": (plain_scores([[[5]], [[3]], [[1]]]), Reason.ONE_ITEM),
    "no score at all": (plain_scores(np.full((4, 3, 2), NONE)), Reason.ALL_MISSING),
    "no member": (plain_scores(np.empty((0, 3, 2))), Reason.ALL_MISSING),
    "no proposal": (plain_scores(np.empty((3, 0, 2))), Reason.ALL_MISSING),
    "members who share nothing": (plain_scores(APART), Reason.DISCONNECTED),
    "weights all zero": (plain_scores([[[5], [3]], [[4], [2]]], [0]), Reason.NO_WEIGHT),
}


@pytest.mark.parametrize("name", UNDEFINED)
def test_a_round_of_which_nothing_can_be_said_has_a_reason_in_words(name: str) -> None:
    scores, reason = UNDEFINED[name]
    found = analyse(scores, Settings(seed=1, places=2))
    assert (found.items, found.panel, found.claims, found.reason) == ((), None, (), reason)
    assert "" not in (WORDS[reason].ja, WORDS[reason].en)
    assert Analysis.from_plain(json.loads(canonical(found.as_plain()))) == found


def test_when_all_marks_are_equal_everybody_ties_and_no_agreement_is_made_up() -> None:
    found = analyse(plain_scores(np.full((4, 5, 2), 3.0)), Settings(seed=1, places=2))
    assert {item.rank for item in found.items} == {1}
    assert {item.swap for item in found.items} == {None}
    assert found.panel is not None
    for stat in (found.panel.kendall, found.panel.mean, found.panel.alpha, found.panel.severity):
        assert (stat.value, stat.reason) == (None, Reason.NO_VARIATION)


def test_a_criterion_that_nobody_filled_counts_for_nothing() -> None:
    marks = np.random.default_rng(2).integers(1, 6, (6, 8, 3)).astype(float)
    marks[:, :, 1] = NONE
    with_it = analyse(plain_scores(marks, [1, 5, 2]), Settings(seed=1, places=3))
    without = analyse(plain_scores(marks[:, :, [0, 2]], [1, 2]), Settings(seed=1, places=3))
    assert [(i.id, i.rank, i.p_top) for i in with_it.items] == [(i.id, i.rank, i.p_top) for i in without.items]
    assert all(Flag.THIN in item.flags for item in with_it.items), "three eighths of the weight were answered"


def test_a_scale_of_two_points_is_as_good_as_any() -> None:
    marks = np.random.default_rng(3).integers(0, 2, (7, 9, 2)).astype(float)
    found = analyse(plain_scores(marks, scale=Scale(0, 1)), Settings(seed=1, places=3))
    assert found.reason is None
    assert all(0 <= item.total <= 1 for item in found.items)


def test_more_places_than_proposals_leave_nobody_out() -> None:
    found = analysed(panels.invented(1), places=40)
    assert {item.band for item in found.items} == {Band.IN}
    assert {item.swap for item in found.items} == {None}


def test_ten_thousand_proposals_are_analysed_like_ten() -> None:
    rng = np.random.default_rng(4)
    merit = rng.normal(0, 0.7, (1, 10_000, 1))
    marks = np.clip(np.rint(3 + merit + rng.normal(0, 1, (6, 10_000, 2))), 1, 5)
    found = analyse(plain_scores(marks, [2, 1]), Settings(seed=1, places=3_333, replicates=200))
    assert len(found.items) == 10_000
    assert sum(item.p_top for item in found.items) == pytest.approx(3_333)


@given(st.integers(0, 2**32), st.integers(1, 5), st.integers(1, 6), st.integers(1, 3), st.floats(0, 0.9))
@quickly
def test_no_array_of_marks_is_without_an_answer(seed: int, raters: int, items: int, criteria: int, gaps: float) -> None:
    rng = np.random.default_rng(seed)
    marks = rng.integers(1, 6, (raters, items, criteria)).astype(float)
    marks[rng.random(marks.shape) < gaps] = NONE
    weights = rng.integers(0, 3, criteria)
    found = analyse(plain_scores(marks, weights), Settings(seed=1, places=2, replicates=40))
    assert bool(found.items) != (found.reason is not None)
    canonical(found.as_plain())  # raises for NaN and infinity
