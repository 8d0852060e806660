"""Totals of one member, and the order of the proposals."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.calc.marks import Blank, Scale
from panel.calc.ranking import Place, ranking
from panel.calc.weights import CriterionSpec, Weighing, common_scale
from tests.calc.rounds import FIVE, NINE, criteria_sets, marks, quickly

THREE_TO_ONE = [CriterionSpec("a", FIVE, weight=Decimal(3)), CriterionSpec("b", FIVE, weight=Decimal(1))]


def test_a_total_weighs_what_was_answered() -> None:
    weighing = Weighing(THREE_TO_ONE, FIVE)
    both = weighing.composite({"a": 5, "b": 1})
    assert (both.total, both.coverage, both.silence) == (4.0, 1.0, None)
    one = weighing.composite({"a": Blank.UNABLE, "b": 2})
    assert (one.total, one.coverage, one.silence) == (2.0, 0.25, None)


def test_a_blank_is_never_zero() -> None:
    result = Weighing(THREE_TO_ONE, FIVE).composite({"a": Blank.ABSTAINED, "b": Blank.ABSTAINED})
    assert (result.total, result.coverage, result.silence) == (None, 0.0, Blank.ABSTAINED)


def test_an_unfinished_sheet_is_not_yet_whatever_else_it_says() -> None:
    weighing = Weighing(THREE_TO_ONE, FIVE)
    assert weighing.composite({"a": Blank.UNABLE}).silence is Blank.NOT_YET
    assert weighing.composite({}).silence is Blank.NOT_YET


def test_without_any_weight_nothing_applies() -> None:
    weightless = Weighing([CriterionSpec("a", FIVE, weight=Decimal(0))], FIVE)
    assert weightless.composite({"a": 5}).silence is Blank.NOT_APPLICABLE


def test_a_low_is_best_criterion_is_turned_over_once() -> None:
    weighing = Weighing([CriterionSpec("a", FIVE, -1)], FIVE)
    assert [weighing.composite({"a": value}).total for value in FIVE.values] == [5, 4, 3, 2, 1]


def test_a_narrow_scale_is_stretched_to_the_widest() -> None:
    criteria = [CriterionSpec("a", FIVE), CriterionSpec("b", NINE)]
    assert common_scale(criteria) == NINE
    weighing = Weighing(criteria, NINE)
    assert [weighing.composite({"a": value}).total for value in FIVE.values] == [1, 3, 5, 7, 9]


def test_of_two_equally_wide_scales_the_lower_is_common() -> None:
    assert common_scale([CriterionSpec("a", FIVE), CriterionSpec("b", Scale(0, 4))]) == Scale(0, 4)


@pytest.mark.parametrize("weight", ["-1", "NaN", "sNaN", "Infinity"])
def test_a_weight_is_a_number_from_zero_up(weight: str) -> None:
    with pytest.raises(ValueError, match="no weight"):
        CriterionSpec("a", FIVE, weight=Decimal(weight))


@pytest.mark.parametrize("change", [{"direction": 0}, {"axis": "all"}])
def test_a_criterion_points_somewhere(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="points nowhere"):
        CriterionSpec("a", FIVE, **change)


def test_a_criterion_asks_the_kinds_it_applies_to() -> None:
    general, special = CriterionSpec("a", FIVE), CriterionSpec("b", FIVE, applies_to=frozenset({"sector"}))
    assert general.asks("technology")
    assert general.asks(None)
    assert special.asks("sector")
    assert not special.asks("technology")


@quickly
@given(criteria_sets(), st.data())
def test_a_total_lies_on_the_scale_and_covers_a_share(criteria: list[CriterionSpec], data: st.DataObject) -> None:
    scale = common_scale(criteria)
    sheet = {criterion.id: data.draw(marks(criterion.scale)) for criterion in criteria}
    result = Weighing(criteria, scale).composite(sheet)
    if result.total is None:
        assert result.coverage == 0
        assert result.silence is not None
    else:
        assert scale.lo - 1e-9 <= result.total <= scale.hi + 1e-9
        assert 0 < result.coverage <= 1 + 1e-9
        assert result.silence is None


@quickly
@given(st.lists(st.sampled_from(FIVE.values), min_size=2, max_size=2), st.decimals("0.1", 100, places=1))
def test_only_the_proportion_of_weights_counts(values: list[int], factor: Decimal) -> None:
    sheet = dict(zip("ab", values, strict=True))
    scaled = [CriterionSpec(c.id, FIVE, weight=c.weight * factor) for c in THREE_TO_ONE]
    assert Weighing(scaled, FIVE).composite(sheet).total == pytest.approx(
        Weighing(THREE_TO_ONE, FIVE).composite(sheet).total
    )


def test_equal_totals_share_the_better_place() -> None:
    places = ranking({"a": 2.0, "b": 4.0, "c": None, "d": 3.0, "e": 3.0}, FIVE)
    assert list(places) == ["b", "d", "e", "a", "c"]
    assert [place.rank for place in places.values()] == [1, 2, 2, 4, None]
    assert [place.words("ja") for place in places.values()] == [
        "1位",
        "2位（同順位）",
        "2位（同順位）",
        "4位",
        "順位なし（評点なし）",
    ]
    assert [place.words("en") for place in places.values()] == ["1", "=2", "=2", "4", "unranked (no scores)"]


def test_noise_in_the_last_digit_separates_nobody() -> None:
    places = ranking({"a": 0.1 + 0.2, "b": 0.3, "c": 0.3 + 1e-6}, Scale(0, 1))
    assert places == {"c": Place(1, "alone"), "a": Place(2, "tied"), "b": Place(2, "tied")}


@quickly
@given(st.dictionaries(st.text(max_size=3), st.none() | st.integers(4, 20), max_size=12))
def test_a_place_is_one_more_than_the_number_of_better_ones(quarters: dict[str, int | None]) -> None:
    totals = {key: None if quarter is None else quarter / 4 for key, quarter in quarters.items()}
    places = ranking(totals, FIVE)
    for key, total in totals.items():
        better = sum(other > total for other in totals.values() if other is not None) if total is not None else None
        assert places[key].rank == (None if better is None else better + 1)
