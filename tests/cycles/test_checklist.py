"""The set-up as its pages tell it: what is missing, what comes next, what a phase changes, what a rule means."""

from typing import Any

import pytest

from panel.calc.calendar import Phase
from panel.calc.consensus import ConsensusClass, Rule, classify
from panel.calc.marks import Scale
from panel.cycles.consequences import ACTS, SHOWN_ROLES, turned
from panel.cycles.worked_rule import RATERS, rule_example
from panel.models.cycles import Panel
from panel.models.people import Person, Role
from panel.policy.actions import Action

_OF_FIVE = Scale(1, 5)


def _class(high: int, low: int, rule: Rule) -> ConsensusClass:
    """The class of fifteen scores of which so many lie in the outer thirds."""
    return classify({5: high, 1: low, 3: RATERS - high - low}, RATERS, _OF_FIVE, rule)


@pytest.mark.parametrize("rule", [Rule(), Rule(share_needed=0.7, share_against=0.2), Rule(share_needed=0.8)])
def test_the_worked_example_says_what_the_rule_decides(rule: Rule) -> None:
    example = rule_example(rule)
    assert _class(example.needed, 0, rule) is ConsensusClass.AGREED_HIGH
    assert _class(example.needed - 1, 0, rule) is not ConsensusClass.AGREED_HIGH
    assert _class(example.split, example.split, rule) is ConsensusClass.SPLIT
    assert _class(example.split, example.split - 1, rule) is not ConsensusClass.SPLIT
    few = example.judged_from - 1
    assert classify({5: few}, RATERS, _OF_FIVE, rule) is ConsensusClass.TOO_FEW
    assert classify({5: few + 1}, RATERS, _OF_FIVE, rule) is ConsensusClass.AGREED_HIGH


def test_opening_a_round_takes_the_criteria_from_everybody_and_gives_members_the_scores() -> None:
    rows = {
        row.act: dict(zip(SHOWN_ROLES, row.turns, strict=True))
        for row in turned(1, Phase.DISCUSSION, Phase.SCORING_OPEN)
    }
    assert rows[Action.SCORE_SAVE] == {
        Role.MEMBER: "gains",
        Role.CHAIR: "gains",
        Role.SECRETARIAT: "never",
        Role.OBSERVER: "never",
    }
    assert rows[Action.CRITERIA_CHANGE][Role.CHAIR] == "loses"
    assert rows[Action.CRITERIA_CHANGE][Role.MEMBER] == "never"


def test_a_step_that_changes_nothing_is_told_in_no_row() -> None:
    assert turned(1, Phase.DISCUSSION, Phase.DISCUSSION) == ()
    assert all(row.act in ACTS for row in turned(1, Phase.TALLY, Phase.DISCUSSION))


def test_the_page_names_the_one_step_that_comes_next(visit: Any, make: Any, panel: Panel, chair: Person) -> None:
    cycle = make.cycle(panel, phase=Phase.DRAFT)
    page = visit(chair).get(f"/cycles/{cycle.id}").text
    assert "The cycle is being prepared: Criteria comes next." in page
    assert page[: page.index("</main>")].count("button-primary") == 1
    make.criterion(cycle)
    assert "The call for proposals can begin." in visit(chair).get(f"/cycles/{cycle.id}").text


def test_what_is_frozen_says_so_with_its_reason(visit: Any, make: Any, panel: Panel, chair: Person) -> None:
    cycle = make.cycle(panel)
    make.criterion(cycle)
    make.proposal(cycle)
    page = visit(chair).get(f"/cycles/{cycle.id}").text
    assert "step-lock" not in page
    make.round(cycle)
    page = visit(chair).get(f"/cycles/{cycle.id}").text
    assert page.count("step-lock") == 4
    assert "can be changed again when the cycle returns to the discussion" in page


def test_the_line_of_phases_tells_when_each_began(visit: Any, make: Any, panel: Panel, chair: Person) -> None:
    cycle = make.cycle(panel, phase=Phase.PROPOSING)
    browser = visit(chair)
    before = browser.get(f"/cycles/{cycle.id}").text
    browser.post(f"/cycles/{cycle.id}/advance", {"to": "DI", "version": str(cycle.version)}, 303)
    after = browser.get(f"/cycles/{cycle.id}").text
    assert after.count(">Began ") == before.count(">Began ") + 1
