"""The order of a member's list, and the bars of a distribution."""

from hypothesis import given
from hypothesis import strategies as st

from panel.calc.shuffle import shuffled
from panel.calc.spark import spark


def test_an_order_is_stable_and_another_seed_gives_another_one() -> None:
    things = list(range(50))
    assert shuffled(things, "1:7", str) == shuffled(reversed(things), "1:7", str)
    assert shuffled(things, "1:7", str) != shuffled(things, "1:8", str)


@given(st.lists(st.integers(), unique=True), st.text())
def test_nothing_is_lost_in_the_order(things: list[int], seed: str) -> None:
    assert sorted(shuffled(things, seed, str)) == sorted(things)


def test_a_spark_has_a_bar_for_every_value_that_was_given() -> None:
    drawn = spark((0, 2, 4))
    assert drawn.count("z") == 2
    assert 'width="21"' in drawn
    assert "style" not in drawn
