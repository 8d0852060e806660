"""Every cell of the table of rights, asked for as HTML and as JSON: what is refused, changed, told and hidden."""

import pytest

from panel.policy.actions import Action
from tests.rights.probes import PROBES
from tests.rights.walk import Walk
from tests.rights.world import World


@pytest.mark.parametrize("action", PROBES, ids=str)
def test_every_cell_of_a_row_is_answered_as_the_table_has_it(world: World, action: Action) -> None:
    """Status, nothing written, nothing told, hidden like unknown for refusals; done, told and recorded for the rest."""
    walks = [Walk(world, action, PROBES[action], json) for json in (False, True)]
    problems: list[str] = []
    with world.undone():
        before = world.contents()
        with world.watched() as tables:
            for walk in walks:
                for case, letter in walk.refusals():
                    walk.refuse(case, letter)
        if tables:
            problems.append(f"refusals of {action} write to {sorted(set(tables))}")
        if world.contents() != before:
            problems.append(f"refusals of {action} have changed something")
    for walk in walks:
        for case, letter in walk.allowed():
            with world.undone():
                walk.allow(case, letter)
        problems += walk.problems
    assert problems == [], "\n".join(problems)
