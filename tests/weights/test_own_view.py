"""A member's own view of the weights: given by points, swing or comparisons, changed, and read by nobody else."""

from typing import Any

import pytest

from panel.calc.calendar import Phase
from panel.models.cycles import RoundState
from panel.models.events import Event
from panel.models.people import Role
from panel.models.weights import WeightView
from tests.weights.scene import Scene


def stored(db: Any) -> WeightView:
    view: WeightView = db.query(WeightView).one()
    return view


def test_a_hundred_points_are_divided(visit: Any, db: Any, scene: Scene) -> None:
    member = visit(scene.members[0])
    assert "Give your view" in member.get(scene.url).text
    member.post(scene.url, scene.numbers(60, 30, 10))
    page = member.get(scene.url).text
    assert "Your view of the weights has been saved." in page
    assert page.count('<span class="share">60.0 %') == 1
    assert page.count('<span class="share">33.3 %') == 3
    assert stored(db).answers == {str(one): n for one, n in zip(scene.ids, (60, 30, 10), strict=True)}


def test_the_best_swing_is_a_hundred_and_the_others_are_measured_against_it(visit: Any, scene: Scene) -> None:
    member = visit(scene.members[0])
    member.post(scene.url, scene.numbers(50, 100, 50, method="swing"))
    page = member.get(scene.url).text
    assert page.count('<span class="share">25.0 %') == 2
    assert page.count('<span class="share">50.0 %') == 1


def test_comparisons_that_fit_together_say_so(visit: Any, scene: Scene) -> None:
    """Importance is twice urgency, which is twice feasibility."""
    member = visit(scene.members[0])
    member.post(scene.url, scene.compared("2", "4", "2"))
    page = member.get(scene.url).text
    assert "Your comparisons fit together: consistency ratio 0.000, accepted up to 0.05." in page
    assert '<span class="share">57.1 %' in page
    assert "fit the others least" not in page


def test_comparisons_that_go_in_a_circle_are_kept_named_and_not_counted(visit: Any, scene: Scene) -> None:
    member = visit(scene.members[0])
    member.post(scene.url, scene.compared("9", "-3", "9"))
    page = member.get(scene.url).text
    assert "Your comparisons contradict each other" in page
    assert page.count("You said:") == 3
    assert "You said: Feasibility is 3 times as important as Importance." in page
    assert f'href="{scene.url}?method=pairs#answer_{scene.ids[0]}_{scene.ids[2]}"' in page


def test_comparisons_survive_another_order_of_the_criteria(visit: Any, db: Any, scene: Scene) -> None:
    member = visit(scene.members[0])
    member.post(scene.url, scene.compared("2", "4", "2"))
    scene.criteria[0].position, scene.criteria[2].position = scene.criteria[2].position, scene.criteria[0].position
    db.commit()
    page = member.get(scene.url).text
    assert "Your comparisons fit together" in page
    assert (
        page.index(">Feasibility</th>") < page.index("14.3 %") < page.index(">Importance</th>") < page.index("57.1 %")
    )


@pytest.mark.parametrize(
    ("points", "sentence"),
    [
        ((0, 0, 0), "All are 0. Divide 100 points among the criteria."),
        ((50, 30, 10), "The points add up to 90. Give 10 more."),
        ((60, 30, 20), "The points add up to 110. Take 10 back."),
        ((101, 0, 0), "Enter a whole number from 0 to 100."),
        ((-1, 51, 50), "Enter a whole number from 0 to 100."),
        (("", 50, 50), "Enter this."),
        (("４０", 30, 30), "Enter a whole number in plain digits"),
        (("33.3", 33, 33), "Enter a whole number in plain digits"),
        (("1" * 5000, 0, 0), "Enter a whole number in plain digits"),
    ],
)
def test_points_that_are_none_are_answered_beside_the_field_and_kept(
    visit: Any, db: Any, scene: Scene, points: tuple[object, ...], sentence: str
) -> None:
    page = visit(scene.members[0]).post(scene.url, scene.numbers(*points), 422).text
    assert sentence in page.partition('<form id="answers"')[2]
    assert all(f'value="{n}"' in page for n in points)
    assert db.query(WeightView).count() == 0


@pytest.mark.parametrize("points", [(0, 0, 0), (90, 50, 0)])
def test_a_swing_without_a_hundred_is_refused(visit: Any, db: Any, scene: Scene, points: tuple[int, ...]) -> None:
    sent = scene.numbers(*points, method="swing")
    assert "Give 100 to the improvement that is worth most" in visit(scene.members[0]).post(scene.url, sent, 422).text
    assert db.query(WeightView).count() == 0


@pytest.mark.parametrize("answer", ["", "10", "-1", "0", "1.5", "x"])
def test_a_comparison_off_the_scale_is_refused_in_words(visit: Any, db: Any, scene: Scene, answer: str) -> None:
    page = visit(scene.members[0]).post(scene.url, scene.compared("2", answer, "-9"), 422).text
    assert page.count("Choose how the two compare.") == 2  # in the summary and beside the field
    assert 'selected value="-9"' in page
    assert db.query(WeightView).count() == 0


def test_a_view_is_changed_until_the_round_opens(visit: Any, db: Any, scene: Scene) -> None:
    member = visit(scene.members[0])
    member.post(scene.url, scene.numbers(60, 30, 10))
    member.post(scene.url, scene.compared("1", "1", "1", version=1))
    assert (stored(db).method, stored(db).version) == ("pairs", 2)
    scene.make.round(scene.cycle)
    member.get(scene.url, 403)
    member.post(scene.url, scene.numbers(60, 30, 10, version=2), 409)
    assert stored(db).method == "pairs"


def test_two_windows_do_not_overwrite_each_other(visit: Any, db: Any, scene: Scene) -> None:
    first, second = visit(scene.members[0]), visit(scene.members[0])
    first.post(scene.url, scene.numbers(60, 30, 10))
    page = second.post(scene.url, scene.numbers(20, 20, 60), 409).text
    assert "You have stored another view since you opened this page" in page
    assert 'value="20"' in page
    assert '<span class="share">60.0 %' in page
    assert 'name="version" value="1"' in page
    second.post(scene.url, scene.numbers(20, 20, 60, version=1))
    first.post(scene.url, scene.numbers(10, 10, 80, version=1), 409)
    assert list(stored(db).answers.values()) == [20, 20, 60]


def test_a_view_on_other_criteria_is_out_of_date_and_says_so(visit: Any, scene: Scene) -> None:
    member = visit(scene.members[0])
    member.post(scene.url, scene.numbers(60, 30, 10))
    scene.make.criterion(scene.cycle, "cost")
    page = member.get(scene.url).text
    assert "The criteria have changed since you gave your view" in page
    assert 'value="60"' in page


def test_the_record_says_that_somebody_gave_a_view_and_not_who(visit: Any, db: Any, scene: Scene) -> None:
    """Laid beside the spread of all views, it would tell what that one said."""
    visit(scene.members[0]).post(scene.url, scene.numbers(60, 30, 10))
    event = db.query(Event).filter_by(action="weights.propose").one()
    assert (event.actor, event.object, event.detail) == ("system", f"cycle:{scene.cycle.id}", {})


def test_only_those_who_score_are_asked(visit: Any, scene: Scene) -> None:
    visit(scene.chair).get(scene.url)
    visit(scene.secretariat).get(scene.url, 403)
    visit(scene.make.person(Role.OBSERVER, scene.panel)).get(scene.url, 403)
    visit(scene.make.person()).get(scene.url, 404)
    visit(None).get(scene.url, 302)


def test_nobody_reads_what_somebody_else_answered(visit: Any, scene: Scene) -> None:
    scene.view(scene.members[0], 61, 29, 10)
    page = visit(scene.members[1]).get(scene.url).text
    assert "61" not in page.partition('<form id="answers"')[2].partition("</form>")[0]
    assert "What follows from your answers" not in page


@pytest.mark.parametrize("n", [0, 1])
def test_without_two_criteria_there_is_nothing_to_weigh(visit: Any, db: Any, scene: Scene, n: int) -> None:
    for one in scene.criteria[n:]:
        db.delete(one)
    db.commit()
    member = visit(scene.members[0])
    assert "There is nothing to weigh yet" in member.get(scene.url).text
    member.post(scene.url, {"version": 0, **{f"answer_{one}": 100 for one in scene.ids[:n]}}, 200)
    assert db.query(WeightView).count() == 0


def test_many_criteria_are_not_compared_in_pairs(visit: Any, scene: Scene) -> None:
    for n in range(8):
        scene.make.criterion(scene.cycle, f"further {n}")
    page = visit(scene.members[0]).get(f"{scene.url}?method=pairs").text
    assert "Comparing pairs" not in page.partition('<nav class="tabs"')[2].partition("</nav>")[0]
    assert "Divide 100 points among the criteria: " in page


@pytest.mark.parametrize("phase", [Phase.DRAFT, Phase.PROPOSING, Phase.DISCUSSION])
def test_the_page_of_the_criteria_leads_there_before_scoring(visit: Any, db: Any, scene: Scene, phase: Phase) -> None:
    scene.cycle.phase = phase
    db.commit()
    assert f'href="{scene.url}"' in visit(scene.members[0]).get(f"/cycles/{scene.cycle.id}/criteria").text


def test_nobody_is_asked_once_scores_can_be_read(visit: Any, db: Any, scene: Scene) -> None:
    """T20: then they would weigh for somebody."""
    scene.view(scene.members[0], 60, 30, 10)
    scene.make.round(scene.cycle, state=RoundState.RELEASED)
    scene.cycle.phase = Phase.DISCUSSION
    db.commit()
    member = visit(scene.members[0])
    page = member.get(scene.url).text
    assert "The weights are locked" in page
    assert '<span class="share">60.0 %' in page
    assert "Save my view" not in page
    refused = member.post(scene.url, scene.numbers(10, 10, 80, version=1), 422).text
    assert "and a new criterion has the weight 0" in refused
    assert 'value="80"' in refused  # what was typed is not lost
    assert list(stored(db).answers.values()) == [60, 30, 10]
    assert f'href="{scene.url}"' not in member.get(f"/cycles/{scene.cycle.id}/criteria").text


def test_home_asks_for_it_until_it_is_given(visit: Any, scene: Scene) -> None:
    member = visit(scene.members[0])
    assert f'href="{scene.url}"' in member.get("/").text
    member.post(scene.url, scene.numbers(60, 30, 10))
    assert f'href="{scene.url}"' not in member.get("/").text
    assert f'href="{scene.url}"' not in visit(scene.secretariat).get("/").text
    following = scene.make.cycle(scene.panel, Phase.DRAFT)
    for key in ("importance", "urgency"):
        scene.make.criterion(following, key)
    assert f'href="/cycles/{following.id}/weights"' in member.get("/").text
    scene.make.round(scene.cycle)
    assert f'href="{scene.url}"' not in visit(scene.members[1]).get("/").text
