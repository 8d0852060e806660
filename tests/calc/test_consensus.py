"""The rule of the round, at its edges."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.calc.consensus import ConsensusClass, Rule, classify, third, thirds
from panel.calc.marks import Scale
from panel.calc.weights import flip
from tests.calc.rounds import FIVE, NINE, quickly, scales

RULE = Rule()


def class_of(values: list[int], eligible: int | None = None, scale: Scale = FIVE, rule: Rule = RULE) -> ConsensusClass:
    return classify(Counter(values), len(values) if eligible is None else eligible, scale, rule)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([4, 4, 5, 5], ConsensusClass.AGREED_HIGH),
        ([4, 4, 5, 3], ConsensusClass.AGREED_HIGH),  # exactly three quarters
        ([4, 5, 3, 3], ConsensusClass.OPEN),
        ([4] * 17 + [2] * 3, ConsensusClass.AGREED_HIGH),  # exactly 15 % against
        ([4] * 16 + [2] * 3, ConsensusClass.OPEN),  # a little more than 15 %
        ([2, 2, 1, 1], ConsensusClass.AGREED_LOW),
        ([2] * 16 + [4] * 3, ConsensusClass.OPEN),
        ([3, 3, 3, 4], ConsensusClass.AGREED_MIDDLE),
        ([1, 2, 1, 5, 4, 5, 3, 3, 3, 3], ConsensusClass.SPLIT),  # exactly 30 % on both sides
        ([1, 1, 5, 5, 5, 3, 3, 3, 3, 3], ConsensusClass.OPEN),
        ([3, 3, 4, 4], ConsensusClass.OPEN),
    ],
)
def test_the_class_of_a_panel(values: list[int], expected: ConsensusClass) -> None:
    assert class_of(values) is expected


def test_a_wide_spread_is_no_agreement() -> None:
    strict = replace(RULE, iqr_at_most=0.0)
    assert class_of([7, 7, 9, 9, 9, 9, 8, 8], scale=NINE) is ConsensusClass.AGREED_HIGH
    assert class_of([7, 7, 7, 9, 9, 9], scale=NINE, rule=strict) is ConsensusClass.OPEN


@pytest.mark.parametrize(
    ("n", "eligible", "is_enough"),
    [
        (2, 2, False),
        (3, 3, True),
        (3, 6, True),
        (3, 7, False),
        (4, 8, True),
        (4, 9, False),
        (5, 9, True),
        (0, 0, False),
    ],
)
def test_few_marks_make_no_class(n: int, eligible: int, is_enough: bool) -> None:
    assert (class_of([5] * n, eligible) is not ConsensusClass.TOO_FEW) == is_enough


def test_one_rule_serves_both_usual_scales() -> None:
    assert RULE.iqr_limit(FIVE) == 1
    assert RULE.iqr_limit(NINE) == 2
    assert RULE.iqr_limit(Scale(1, 3)) == 1


@pytest.mark.parametrize(
    ("scale", "low", "middle"),
    [
        (FIVE, {1, 2}, {3}),
        (NINE, {1, 2, 3}, {4, 5, 6}),
        (Scale(0, 4), {0, 1}, {2}),
        (Scale(1, 4), {1}, {2, 3}),
        (Scale(1, 2), {1}, set()),
        (Scale(0, 10), {0, 1, 2, 3}, {4, 5, 6}),
    ],
)
def test_thirds_of_a_scale(scale: Scale, low: set[int], middle: set[int]) -> None:
    assert {value for value in scale.values if third(value, scale) == -1} == low
    assert {value for value in scale.values if third(value, scale) == 0} == middle


@quickly
@given(scales)
def test_thirds_are_symmetric(scale: Scale) -> None:
    assert all(third(flip(value, scale), scale) == -third(value, scale) for value in scale.values)


def test_shares_of_nobody_do_not_exist() -> None:
    assert thirds({1: 0, 2: 0}, FIVE) is None


@quickly
@given(st.lists(st.sampled_from(FIVE.values), min_size=1, max_size=30))
def test_flipping_the_scale_mirrors_class_and_shares(values: list[int]) -> None:
    mirrored = [flip(value, FIVE) for value in values]
    mirror = {
        ConsensusClass.AGREED_HIGH: ConsensusClass.AGREED_LOW,
        ConsensusClass.AGREED_LOW: ConsensusClass.AGREED_HIGH,
    }
    assert class_of(mirrored) is mirror.get(class_of(values), class_of(values))
    ahead, back = thirds(Counter(values), FIVE), thirds(Counter(mirrored), FIVE)
    assert (ahead.low, ahead.middle, ahead.high) == (back.high, back.middle, back.low)
    assert ahead.low + ahead.middle + ahead.high == pytest.approx(1)


def test_a_rule_survives_storage() -> None:
    for rule in (Rule(share_needed=0.7, minimum_raters=5), Rule(places=12), Rule(places=1, shown_from=4)):
        assert Rule.from_plain(rule.as_plain()) == rule


def test_a_rule_is_written_as_it_was_before_it_had_a_cut_line() -> None:
    assert "places" not in Rule().as_plain()
    assert Rule(places=3).as_plain() == {**Rule().as_plain(), "places": 3}


@pytest.mark.parametrize(
    "change", [{"share_needed": 1.1}, {"minimum_share": -0.1}, {"minimum_raters": 0}, {"places": 0}]
)
def test_an_impossible_rule_is_refused(change: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="rule"):
        Rule.from_plain(Rule().as_plain() | change)


@pytest.mark.parametrize("plain", [{}, Rule().as_plain() | {"colour": 1}])
def test_a_rule_with_other_settings_is_refused(plain: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="not the settings"):
        Rule.from_plain(plain)
