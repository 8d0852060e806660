"""Every cell of the table of rights, asked for as HTML and as JSON: what is refused, changed, told and hidden."""

from collections import Counter

import pytest

from panel.policy.actions import Action
from tests.rights.probes import PROBES
from tests.rights.walk import Walk
from tests.rights.world import World


@pytest.mark.parametrize("action", PROBES, ids=str)
def test_every_cell_of_a_row_is_answered_as_the_table_has_it(
    world: World, action: Action, database_kind: str, pytestconfig: pytest.Config
) -> None:
    """Refused: status, nothing changed, nothing told, hidden like unknown, recorded. Allowed: done, told, recorded.

    G1, F5, F11, F19; V8.2.1 to V8.2.3, V8.4.1. A run on both databases asks for every cell in both representations on
    SQLite, and on PostgreSQL in one of the two by turns; a run on one database asks for all of them on that one.
    """
    by_turns = database_kind == "postgresql" and pytestconfig.getoption("--database") == "both"
    walks = [Walk(world, action, PROBES[action], json, by_turns) for json in (False, True)]
    problems = _refusals(world, walks)
    for walk in walks:
        for case, letter in walk.allowed():
            with world.undone():
                walk.allow(case, letter)
        problems += walk.problems
    assert problems == [], "\n".join(problems)


def _refusals(world: World, walks: list[Walk]) -> list[str]:
    """Every refusal of a row, one after the other; what all of them have left behind."""
    problems = []
    with world.undone():
        with world.watched() as tables:
            for walk in walks:
                for case, letter in walk.refusals():
                    walk.refuse(case, letter)
        if tables:
            problems.append(f"refusals write to {sorted(set(tables))}")
        if world.contents() != world.as_built:
            problems.append("refusals have changed something")
        refused = sum((walk.refused for walk in walks), Counter())
        if world.refused() != refused:
            problems.append(f"refused were {dict(refused)}, and recorded {dict(world.refused())}")
    return problems
