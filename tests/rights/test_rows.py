"""The rows of the table: all of them specified, and each walked, or named with why it cannot be walked."""

import csv
from pathlib import Path

import pytest

from panel.calc.calendar import Phase
from panel.policy.table import SPECIFIED, SUBJECTS
from tests.rights.probes import NO_VIEW_BY_DESIGN, NOWHERE, PENDING, PROBES, Case, Reach
from tests.rights.walk import Walk
from tests.rights.world import World

PHASES = tuple(Phase)


def test_the_table_is_the_specification_cell_by_cell(access_csv: Path) -> None:
    with access_csv.open(encoding="utf-8", newline="") as file:
        specified = {(row["action"], row["subject"], row["phase"]): row["code"] for row in csv.DictReader(file)}
    ours = {
        (action.value, subject, phase.value): row[subject][at]
        for action, row in SPECIFIED.items()
        for subject in SUBJECTS
        for at, phase in enumerate(PHASES)
    }
    assert len(specified) == 5664
    assert ours == specified


def test_every_row_is_walked_pending_or_never_to_have_a_page() -> None:
    """G1: no row is left out in silence."""
    walked, pending, never = set(PROBES), set(PENDING), set(NO_VIEW_BY_DESIGN)
    assert set(SPECIFIED) - (walked | pending | never) == set()
    assert walked & pending == walked & never == pending & never == set()
    assert all(PENDING.values())


def test_no_row_that_is_pending_has_a_view(world: World) -> None:
    built = {view.action for view in world.app.view_functions.values() if hasattr(view, "action")}
    assert sorted(built & set(PENDING)) == [], "walk these rows: write a probe and take them off the list"


def test_no_row_that_must_have_no_page_has_a_view(world: World) -> None:
    built = {view.action for view in world.app.view_functions.values() if hasattr(view, "action")}
    assert built & set(NO_VIEW_BY_DESIGN) == set()


@pytest.mark.parametrize("action", NO_VIEW_BY_DESIGN, ids=str)
def test_where_one_might_look_for_such_a_page_there_is_nothing(world: World, action: str) -> None:
    stage = world.stage(Phase.TALLY)
    for subject in ("S", "C", "A"):
        names = Case(world, subject, stage, stage.item).names
        for address in NO_VIEW_BY_DESIGN[action]:
            for method in ("GET", "POST"):
                answer = world.ask(subject, method, address.format(**names))
                nowhere = world.ask(subject, method, NOWHERE)
                assert Walk.masked(answer, address.format(**names)) == Walk.masked(nowhere, NOWHERE)


def test_a_row_about_nothing_in_particular_says_the_same_in_every_phase() -> None:
    for action, probe in PROBES.items():
        if probe.reach is Reach.SITE:
            assert {len(set(word)) for word in SPECIFIED[action].values()} == {1}, action
