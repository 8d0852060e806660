"""The order of a member's list."""

from hypothesis import given
from hypothesis import strategies as st

from panel.calc.shuffle import shuffled


def test_an_order_is_stable_and_another_seed_gives_another_one() -> None:
    things = list(range(50))
    assert shuffled(things, "1:7", str) == shuffled(reversed(things), "1:7", str)
    assert shuffled(things, "1:7", str) != shuffled(things, "1:8", str)


@given(st.lists(st.integers(), unique=True), st.text())
def test_nothing_is_lost_in_the_order(things: list[int], seed: str) -> None:
    assert sorted(shuffled(things, seed, str)) == sorted(things)
