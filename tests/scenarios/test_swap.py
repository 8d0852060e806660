"""What it would take for two proposals to change places, in words and numbers that check themselves."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.make import Make
from tests.scenarios.scene import MARKS, Scene
from tests.scenarios.test_pages import row_of, words
from tests.visit import Visitor

Visit = Callable[..., Visitor]


def said(page: str) -> str:
    """The sentences of the page."""
    return words(page.split('id="said"')[1].split("</section>")[0])


def test_the_least_change_is_said_and_both_totals_are_equal_there(scene: Scene, visit: Visit) -> None:
    first, _second, third, _last = scene.codes
    page = visit(scene.chair).get(scene.at("swap", a=third, b=first)).text
    sentence = f"10.0 points of 100 would have to move between the criteria for {third} to draw level with {first}."
    assert sentence in said(page)
    assert "“Importance” from 60.0 % to 50.0 % (−10.0 points)" in said(page)
    assert "“Feasibility” from 40.0 % to 50.0 % (+10.0 points)" in said(page)
    assert row_of(page, "steps", "Importance") == "Importance 4.40 2.60 60.0 % 50.0 % 50.0 %"
    assert row_of(page, "steps", "Total with") == "Total with the fixed weights 3.680 3.320"
    assert row_of(page, "steps", "Total where") == "Total where both are equal 3.500 3.500"


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ((52, 48), "That is little: their order hangs on the weights."),
        ((60, 40), "That is a fair amount: their order depends somewhat on the weights."),
        ((80, 20), "That is much: their order does not hang on the weights."),
    ],
)
def test_how_much_that_is_stands_beside_it(make: Make, visit: Visit, weights: tuple[int, int], sentence: str) -> None:
    scene = Scene(make, weights=weights)
    first, _second, third, _last = scene.codes
    assert sentence in said(visit(scene.chair).get(scene.at("swap", a=first, b=third)).text)


def test_one_that_is_ahead_on_everything_stays_ahead(scene: Scene, visit: Visit) -> None:
    first, _second, _third, last = scene.codes
    page = visit(scene.chair).get(scene.at("swap", a=first, b=last)).text
    assert f"{first} is ahead of {last} on every criterion, so no weights change their order." in said(page)
    assert "Keep as a scenario" not in page
    assert "Where both are equal" not in page


def test_two_that_are_equal_are_said_to_be(make: Make, visit: Visit) -> None:
    scene = Scene(make, (MARKS[0], MARKS[0], MARKS[3]))
    page = visit(scene.chair).get(scene.at("swap", a=scene.codes[0], b=scene.codes[1])).text
    assert "They stand equal with the fixed weights" in said(page)


@pytest.mark.parametrize(("a", "b"), [("", ""), ("T99", "T98"), ("%00", "<b>"), ("T01", "")])
def test_without_two_codes_it_is_about_the_pair_across_the_line(scene: Scene, visit: Visit, a: str, b: str) -> None:
    answer: Any = visit(scene.chair).get(scene.at("swap", a=a, b=b), headers={"Accept": "application/json"}).json
    found = answer["found"]
    assert [found[side]["code"] for side in ("ahead", "behind")] == scene.codes[1:3]
    assert found["ahead"]["at_swap"] == pytest.approx(found["behind"]["at_swap"])
    assert [one["code"] for one in answer["near"]] == scene.codes


def test_the_reader_of_a_published_result_keeps_nothing_but_may_look(scene: Scene, visit: Visit) -> None:
    scene.cycle.phase = "PU"
    scene.make.db.commit()
    observer = visit(scene.observer)
    assert "Keep as a scenario" not in observer.get(scene.at("swap")).text
    assert "Try other weights" not in observer.get(scene.at()).text
    observer.get(scene.at("new"), 403)
