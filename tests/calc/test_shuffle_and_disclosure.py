"""The order of a member's list, and what a small panel shows."""

from hypothesis import given
from hypothesis import strategies as st

from panel.calc.disclosure import Shown, groups_shown, shown
from panel.calc.shuffle import shuffled
from panel.calc.spark import spark


def test_an_order_is_stable_and_another_seed_gives_another_one() -> None:
    things = list(range(50))
    assert shuffled(things, "1:7", str) == shuffled(reversed(things), "1:7", str)
    assert shuffled(things, "1:7", str) != shuffled(things, "1:8", str)


@given(st.lists(st.integers(), unique=True), st.text())
def test_nothing_is_lost_in_the_order(things: list[int], seed: str) -> None:
    assert sorted(shuffled(things, seed, str)) == sorted(things)


def test_less_is_shown_of_fewer_marks() -> None:
    assert [shown(n) for n in range(7)] == [Shown.NUMBER] * 3 + [Shown.CENTRE] * 2 + [Shown.ALL] * 2


def test_a_small_group_is_hidden_and_cannot_be_found_by_subtraction() -> None:
    assert groups_shown({"industry": 5, "academia": 4}) == {"industry", "academia"}
    assert groups_shown({"industry": 5, "academia": 4, "government": 2}) == {"industry"}
    assert groups_shown({"industry": 5, "academia": 2, "government": 1}) == {"industry"}
    assert groups_shown({"industry": 5, "other": 0}) == {"industry"}
    assert groups_shown({"industry": 3, "government": 1}) == frozenset()


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 6)))
def test_beside_those_shown_never_exactly_one_group_is_hidden(sizes: dict[str, int]) -> None:
    seen = groups_shown(sizes)
    hidden = {name for name, n in sizes.items() if n} - seen
    assert not seen or len(hidden) != 1


def test_a_spark_has_a_bar_for_every_value_that_was_given() -> None:
    drawn = spark((0, 2, 4))
    assert drawn.count("z") == 2
    assert 'width="21"' in drawn
    assert "style" not in drawn
