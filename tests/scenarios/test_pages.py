"""The pages of scenarios: what they show, to whom, and that a scenario is never taken for the tally."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from panel.models.cycles import RoundState
from panel.models.people import Role
from panel.models.scenarios import Scenario
from tests.make import BEGINNING, Make
from tests.scenarios.scene import MARKS, Scene
from tests.visit import Visitor

Visit = Callable[..., Visitor]
VIEWS = ("", "weights", "swap", "new")


def words(markup: str) -> str:
    """What a part of a page says."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def row_of(page: str, table: str, first: str) -> str:
    """The line of a table that begins with these words."""
    rows = page.split(f'id="{table}"')[1].split("</table>")[0].split("<tr")
    return next(words(f"<tr{row}") for row in rows if words(f"<tr{row}").startswith(first))


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_page_says_that_it_is_not_the_tally(scene: Scene, visit: Visit, view: str, language: str) -> None:
    page = visit(scene.chair, language).get(scene.at(view)).text
    label = page.split('class="scenario-label"')[1].split("</p>")[0]
    assert ("試算：集計ではありません" if language == "ja" else "Scenario: not the tally") in label
    assert "no-print" not in label


def test_without_a_scenario_the_page_says_what_one_is_and_what_the_fixed_weights_are(
    scene: Scene, visit: Visit
) -> None:
    page = visit(scene.chair).get(scene.at()).text
    assert "You have no scenario yet" in page
    assert row_of(page, "weights", "Importance") == "Importance 60.0 %"


def test_a_scenario_says_who_comes_in_and_who_goes_out(scene: Scene, kept: Scenario, visit: Visit) -> None:
    first, _second, third, _last = scene.codes
    line = row_of(visit(scene.chair).get(scene.at()).text, "own", "Turned round")
    into, out = re.findall(r"\b[TS]\d+\b", line)
    assert (into, out) == (third, first)
    assert "2 of 4" in line


def test_places_stand_side_by_side_and_changes_are_words(scene: Scene, kept: Scenario, visit: Visit) -> None:
    first, second, third, last = scene.codes
    page = visit(scene.chair).get(scene.at()).text
    titles = {proposal.code: proposal.title_en for proposal in scene.proposals}
    assert row_of(page, "beside", first) == f"{first} {titles[first]} 1 3 (down 2) goes out"
    assert row_of(page, "beside", second) == f"{second} {titles[second]} 2 2"
    assert row_of(page, "beside", third) == f"{third} {titles[third]} 3 1 (up 2) comes in"
    assert row_of(page, "beside", last) == f"{last} {titles[last]} 4 4"
    table = words(page.split('id="beside"')[1].split("</table>")[0])
    assert table.index(second) < table.index("line of the first 2") < table.index(third)


def test_a_list_can_be_narrowed_to_what_changes(scene: Scene, kept: Scenario, visit: Visit) -> None:
    chair = visit(scene.chair)
    for show in ("changes", "line"):
        table = chair.get(scene.at(show=show)).text.split('id="beside"')[1].split("</table>")[0]
        shown = [code for code in scene.codes if code in table]
        assert shown == [scene.codes[0], scene.codes[2]], show


def test_where_nothing_changes_that_is_said(scene: Scene, kept: Scenario, visit: Visit) -> None:
    kept.weights = {"importance": "6", "feasibility": "4"}
    scene.make.db.commit()
    chair = visit(scene.chair)
    assert "These weights leave every proposal where it is." in chair.get(scene.at(show="changes")).text
    assert "These weights take no proposal across the line." in chair.get(scene.at(show="line")).text
    assert "nobody nobody 0 of 4" in row_of(chair.get(scene.at()).text, "own", "Turned round")


def test_four_at_most_are_compared_at_once_and_those_that_are_ticked(scene: Scene, visit: Visit) -> None:
    made = [
        Scenario(
            round_id=scene.round.id,
            person_id=scene.chair.id,
            name=f"Number {n}",
            weights={"importance": str(n), "feasibility": "1"},
            created_at=BEGINNING,
        )
        for n in range(1, 7)
    ]
    scene.make.db.add_all(made)
    scene.make.db.commit()
    chair = visit(scene.chair)

    def compared(**asked: str) -> list[str]:
        head = chair.get(scene.at(**asked)).text.split('id="beside"')[1].split("</thead>")[0]
        return re.findall(r"Number \d", head)

    assert compared() == ["Number 1", "Number 2", "Number 3", "Number 4"]
    assert compared(**{f"s{made[4].id}": "1", f"s{made[1].id}": "1"}) == ["Number 2", "Number 5"]
    assert len(compared(**{f"s{one.id}": "1" for one in made})) == 4


def test_json_has_what_the_page_has(scene: Scene, kept: Scenario, visit: Visit) -> None:
    answer: Any = visit(scene.chair).get(scene.at(), headers={"Accept": "application/json"}).json
    assert answer["page"] == "scenarios/list"
    assert [one["code"] for one in answer["cards"][0]["entering"]] == [scene.codes[2]]
    assert answer["cards"][0]["shares"] == [0.4, 0.6]
    assert [one["beside"][0]["up"] for one in answer["sheet"]["lines"]] == [-2, 0, 2, 0]
    assert answer["fixed"] == [0.6, 0.4]


# ---- Who may, and when ----


def test_somebody_elses_scenario_is_not_there(scene: Scene, kept: Scenario, visit: Visit) -> None:
    here = f"/cycles/{scene.cycle.id}/tally/scenarios/{kept.id}"
    for other in (scene.secretariat, scene.members[0]):
        visitor = visit(other)
        assert "Turned round" not in visitor.get(scene.at()).text
        visitor.get(f"{here}/edit", 404)
        for act in ("edit", "delete", "restore"):
            visitor.post(f"{here}/{act}", {"name": "Mine", "version": "1"}, 404)
    nothing = f"/cycles/{scene.cycle.id}/tally/scenarios/{kept.id + 99}"
    visit(scene.chair).get(f"{nothing}/edit", 404)


def test_a_scenario_is_found_in_its_own_cycle_alone(scene: Scene, kept: Scenario, visit: Visit, make: Make) -> None:
    other = make.cycle(scene.panel)
    visit(scene.chair).get(f"/cycles/{other.id}/tally/scenarios/{kept.id}/edit", 404)


def test_before_the_tally_is_released_there_are_no_scenarios(make: Make, visit: Visit) -> None:
    scene = Scene(make, release=False)
    for view in VIEWS:
        visit(scene.chair).get(scene.at(view), 403)
    assert scene.round.state == RoundState.CLOSED


def test_an_observer_sees_no_scenarios_before_the_panel_has_decided(scene: Scene, visit: Visit) -> None:
    visit(scene.observer).get(scene.at(), 403)


def test_who_is_recused_computes_without_the_proposal(scene: Scene, visit: Visit, make: Make) -> None:
    person = scene.members[1]
    make.recusal(scene.proposals[0], person)
    visitor = visit(person)
    for view in VIEWS[:3]:
        page = visitor.get(scene.at(view)).text
        assert scene.codes[0] not in page
        assert scene.proposals[0].title_en not in page
    answer: Any = visitor.get(scene.at("weights"), headers={"Accept": "application/json"}).json
    assert [one["fixed"]["rank"] for one in answer["found"]["proposals"]] == [1, 2, 3]


def test_what_too_few_scored_takes_no_part(make: Make, visit: Visit) -> None:
    scene = Scene(make, (*MARKS, ("5555-", "55555"), ("555", "444")))
    chair = visit(scene.chair)
    for view in VIEWS[:3]:
        page = chair.get(scene.at(view)).text
        assert "1 proposal is left out, because too few members answered one of its criteria." in page
        for code in scene.codes[4:]:
            assert code not in page


def test_a_page_asks_the_database_the_same_number_of_times_however_much_there_is(
    make: Make, visit: Visit, n_queries: Callable[[], int]
) -> None:
    small, large = Scene(make), Scene(make, MARKS * 4)
    asked = []
    for scene in (small, large):
        make.db.add_all(
            Scenario(
                round_id=scene.round.id,
                person_id=scene.chair.id,
                name=f"Number {n}",
                weights={"importance": str(n), "feasibility": "1"},
                created_at=BEGINNING,
            )
            for n in range(1, 2 if scene is small else 9)
        )
        make.db.commit()
        visitor = visit(scene.chair)
        for view in VIEWS[:3]:
            visitor.get(scene.at(view))
            n_queries()
            visitor.get(scene.at(view))
            asked.append(n_queries())
    assert asked[:3] == asked[3:]
    assert max(asked) <= 12


def test_one_proposal_has_no_order_to_weigh(make: Make, visit: Visit) -> None:
    scene = Scene(make, MARKS[:1])
    chair = visit(scene.chair)
    assert "It takes two proposals" in chair.get(scene.at("weights")).text
    assert "There are not two proposals to compare" in chair.get(scene.at("swap")).text
    assert "You have no scenario yet" in chair.get(scene.at()).text


def test_without_a_proposal_there_is_nothing_to_weigh(make: Make, visit: Visit) -> None:
    scene = Scene(make, (("555", "555"),))
    chair = visit(scene.chair)
    for view in VIEWS[:3]:
        page = chair.get(scene.at(view)).text
        assert "There is nothing to weigh" in page or "There are not two proposals to compare" in page


@pytest.mark.parametrize("role", [Role.CHAIR, Role.DEPUTY, Role.SECRETARIAT, Role.MEMBER])
def test_whoever_reads_the_tally_may_try_weights(scene: Scene, visit: Visit, make: Make, role: Role) -> None:
    visit(make.person(role, scene.panel)).get(scene.at("new"))
