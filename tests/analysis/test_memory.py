"""What is kept of computed things: the last few that were asked for."""

from panel.analysis.memory import Memory


def test_what_is_kept_is_not_computed_again() -> None:
    memory: Memory[str] = Memory(limit=2)
    assert memory.get("a", lambda: "first") == "first"
    assert memory.get("a", lambda: "second") == "first"


def test_what_nobody_asked_for_longest_goes_first() -> None:
    memory: Memory[str] = Memory(limit=2)
    for key in ("a", "b", "a", "c"):
        memory.get(key, lambda key=key: key)  # type: ignore[misc]
    assert len(memory) == 2
    assert memory.get("a", lambda: "again") == "a"
    assert memory.get("b", lambda: "again") == "again"


def test_what_is_dropped_is_gone_and_nothing_else() -> None:
    memory: Memory[int] = Memory(limit=5)
    for number in range(4):
        memory.get(number, lambda number=number: number)  # type: ignore[misc]
    memory.drop(lambda key: key in (1, 3))
    assert [memory.get(number, lambda: -1) for number in range(4)] == [0, -1, 2, -1]
