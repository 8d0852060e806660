"""Keeping, changing and deleting scenarios: bad input beside its field, text kept, nothing else touched."""

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from panel.models.cycles import Criterion, RoundCriterion
from panel.models.events import Event
from panel.models.scenarios import Scenario
from panel.models.tallies import Snapshot, TallyRow
from panel.scenarios.actions import MOST
from tests.make import BEGINNING
from tests.scenarios.scene import Scene
from tests.visit import Visitor

Visit = Callable[..., Visitor]
TYPED = {"name": "A third each", "weight_1": "33.3333", "weight_2": "33.3333"}
NUMBERS = "Enter a weight from 0 to 99999 in plain digits with at most four decimals, such as 33.3333."


@pytest.fixture
def chair(scene: Scene, visit: Visit) -> Visitor:
    """Somebody who may keep scenarios."""
    return visit(scene.chair)


def kept_by(scene: Scene) -> list[tuple[str, dict[str, str], int]]:
    """The chair's scenarios that are not deleted."""
    standing = (Scenario.person_id == scene.chair.id, Scenario.removed_at.is_(None))
    rows = scene.make.db.execute(
        select(Scenario.name, Scenario.weights, Scenario.version).where(*standing).order_by(Scenario.id)
    )
    return [(name, dict(weights), version) for name, weights, version in rows]


def test_weights_are_kept_as_they_are_typed(scene: Scene, chair: Visitor) -> None:
    answer = chair.post(scene.at("new"), TYPED)
    assert answer.location == scene.at()
    assert kept_by(scene) == [("A third each", {"importance": "33.3333", "feasibility": "33.3333"}, 1)]
    page = chair.get(scene.at()).text
    assert "The scenario was kept." in page
    assert page.split('id="weights"')[1].count("50.0 %") == 2


def bad_input() -> Iterator[tuple[str, str, str]]:
    """A field, what is typed into it, and what stands beside it then."""
    for typed in ("-1", "NaN", "inf", "1e3", "３", "1,5", "0x3", "100000", "1.23456", " ", "a"):
        yield "weight_2", typed, "Enter this." if typed == " " else NUMBERS
    yield "weight_1", "", "Enter this."
    yield "name", "", "Enter this."
    yield "name", "x" * 81, "This is 81 characters long; at most 80 fit. Shorten it."
    yield "name", "a\x00b", "Character 2 is a control character (U+0000), which cannot be kept. Remove it."


@pytest.mark.parametrize(("field", "typed", "sentence"), list(bad_input()))
def test_bad_input_is_refused_beside_its_field_and_kept(
    scene: Scene, chair: Visitor, field: str, typed: str, sentence: str
) -> None:
    page = chair.post(scene.at("new"), {**TYPED, field: typed}, 422).text
    assert f'id="{field}-error"' in page
    assert sentence in page.split(f'id="{field}-error"')[1].split("</p>")[0]
    if typed.isprintable():
        assert f'value="{typed}"' in page
    assert all(f'value="{value}"' in page for name, value in TYPED.items() if name != field)
    assert kept_by(scene) == []


def test_weights_that_are_all_zero_are_refused(scene: Scene, chair: Visitor) -> None:
    page = chair.post(scene.at("new"), {**TYPED, "weight_1": "0", "weight_2": "0.0000"}, 422).text
    assert "At least one criterion needs a weight above 0." in page.split('id="weight_1-error"')[1].split("</p>")[0]
    assert 'value="0.0000"' in page
    assert kept_by(scene) == []


def test_a_criterion_may_be_left_out(scene: Scene, chair: Visitor) -> None:
    chair.post(scene.at("new"), {**TYPED, "weight_2": "0"})
    assert [weights["feasibility"] for _name, weights, _version in kept_by(scene)] == ["0"]


def test_a_name_stands_for_one_scenario(scene: Scene, kept: Scenario, chair: Visitor) -> None:
    page = chair.post(scene.at("new"), {**TYPED, "name": kept.name}, 422).text
    beside = page.split('id="name-error"')[1].split("</p>")[0]
    assert "Another scenario of yours has this name. Choose another one." in beside
    chair.post(scene.at("new"), TYPED)
    other = {**TYPED, "version": "1"}
    here = f"/cycles/{scene.cycle.id}/tally/scenarios/{kept.id}/edit"
    assert "Another scenario of yours has this name." in chair.post(here, other, 422).text
    assert [name for name, _weights, _version in kept_by(scene)] == ["Turned round", "A third each"]


def test_another_person_may_use_the_same_name(scene: Scene, kept: Scenario, visit: Visit) -> None:
    visit(scene.secretariat).post(scene.at("new"), {**TYPED, "name": kept.name})
    assert scene.make.db.scalar(select(func.count()).where(Scenario.name == kept.name)) == 2


def test_nobody_keeps_more_than_a_table_can_hold(scene: Scene, chair: Visitor) -> None:
    scene.make.db.add_all(
        Scenario(
            round_id=scene.round.id,
            person_id=scene.chair.id,
            name=f"Number {n}",
            weights={"importance": "1", "feasibility": "1"},
            created_at=BEGINNING,
        )
        for n in range(MOST)
    )
    scene.make.db.commit()
    sentence = f"You have kept {MOST} scenarios of this round. Delete one of them first."
    assert sentence in chair.post(scene.at("new"), TYPED, 422).text
    page = chair.get(scene.at()).text
    assert sentence in page
    assert "Try other weights" not in page


def test_a_scenario_is_named_and_weighed_anew(scene: Scene, kept: Scenario, chair: Visitor) -> None:
    here = f"/cycles/{scene.cycle.id}/tally/scenarios/{kept.id}/edit"
    form = chair.get(here).text
    assert 'value="Turned round"' in form
    assert 'value="40"' in form
    chair.post(here, {**TYPED, "version": "1"})
    assert kept_by(scene) == [("A third each", {"importance": "33.3333", "feasibility": "33.3333"}, 2)]


def test_what_was_changed_in_another_window_is_a_conflict_and_keeps_both_texts(
    scene: Scene, kept: Scenario, chair: Visitor
) -> None:
    here = f"/cycles/{scene.cycle.id}/tally/scenarios/{kept.id}/edit"
    chair.post(here, {**TYPED, "name": "Faster", "version": "1"})
    page = chair.post(here, {**TYPED, "name": "Slower", "weight_1": "7", "version": "1"}, 409).text
    assert "This scenario was changed in another window." in page
    assert 'value="Slower"' in page
    notice = page.split('class="state state-conflict"')[1].split("</dl>")[0]
    for stored, typed in (("Faster", "Slower"), ("33.3333", "7")):
        assert f"Stored now: {stored}" in notice
        assert f"Typed by you: {typed}" in notice
    assert "Feasibility" not in notice
    chair.post(here, {**TYPED, "name": "Slower", "weight_1": "7", "version": "2"})
    assert kept_by(scene) == [("Slower", {"importance": "7", "feasibility": "33.3333"}, 3)]


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 12])
def test_a_form_without_its_version_is_refused(scene: Scene, kept: Scenario, chair: Visitor, version: str) -> None:
    here = f"/cycles/{scene.cycle.id}/tally/scenarios/{kept.id}/edit"
    chair.post(here, {**TYPED, "version": version}, 422)
    assert kept_by(scene) == [("Turned round", {"importance": "40", "feasibility": "60"}, 1)]


def test_deleting_can_be_taken_back(scene: Scene, kept: Scenario, chair: Visitor) -> None:
    here = f"/cycles/{scene.cycle.id}/tally/scenarios/{kept.id}"
    chair.post(f"{here}/delete")
    assert kept_by(scene) == []
    page = chair.get(scene.at()).text
    assert "The scenario was deleted." in page
    assert f'action="{here}/restore"' in page
    chair.post(f"{here}/restore")
    assert kept_by(scene) == [("Turned round", {"importance": "40", "feasibility": "60"}, 1)]
    assert "This scenario is not deleted." in chair.post(f"{here}/restore", status=409).text


def test_the_next_change_ends_what_was_deleted(scene: Scene, kept: Scenario, chair: Visitor) -> None:
    here = f"/cycles/{scene.cycle.id}/tally/scenarios/{kept.id}"
    chair.post(scene.at("new"), TYPED)
    chair.post(f"{here}/delete")
    chair.post(scene.at("new"), {**TYPED, "name": "Turned round"})
    chair.post(f"{here}/restore", status=404)
    assert [name for name, _weights, _version in kept_by(scene)] == ["A third each", "Turned round"]


def test_what_was_deleted_in_another_window_is_not_changed(scene: Scene, kept: Scenario, chair: Visitor) -> None:
    here = f"/cycles/{scene.cycle.id}/tally/scenarios/{kept.id}"
    chair.post(f"{here}/delete")
    assert "deleted in another window" in chair.post(f"{here}/delete", status=409).text
    page = chair.post(f"{here}/edit", {**TYPED, "version": "1"}, 409).text
    assert 'value="A third each"' in page


def test_a_press_sent_twice_keeps_one(scene: Scene, chair: Visitor) -> None:
    once = {**TYPED, "nonce": "n" * 24}
    for _time in range(2):
        chair.post(scene.at("new"), once)
    assert len(kept_by(scene)) == 1


def test_a_program_may_keep_scenarios_too(scene: Scene, chair: Visitor) -> None:
    chair.post_json(scene.at("new"), TYPED)
    refused = chair.post_json(scene.at("new"), {**TYPED, "name": "Other", "weight_1": "much"}, 422).json
    assert refused is not None
    assert refused["form"]["fields"]["weight_1"]["errors"] == [NUMBERS]
    assert refused["form"]["fields"]["weight_1"]["value"] == "much"


# ---- What a form begins with ----


@pytest.mark.parametrize(
    ("start", "weights"),
    [
        ("", ("60", "40")),
        ("fixed", ("60", "40")),
        ("equal", ("1", "1")),
        ("need", ("60", "0")),
        ("opportunity", ("0", "40")),
        ("more:importance", ("72", "40")),
        ("less:feasibility", ("60", "32")),
        ("more:nothing", ("60", "40")),
        ("nothing", ("60", "40")),
        ("swap", ("49.95", "50.05")),
    ],
)
def test_a_form_begins_with_the_weights_that_are_asked_for(
    scene: Scene, chair: Visitor, start: str, weights: tuple[str, str]
) -> None:
    first, _second, third, _last = scene.codes
    page = chair.get(scene.at("new", start=start, a=first, b=third)).text
    for number, weight in enumerate(weights, 1):
        field = page.split(f'id="weight_{number}"')[1].split(">")[0]
        assert float(field.split('value="')[1].split('"')[0]) == pytest.approx(float(weight), abs=1e-4), start


def test_weights_on_offer_do_not_repeat_the_fixed_ones(scene: Scene, chair: Visitor) -> None:
    offered = chair.get(scene.at("new")).text.split('id="start"')[1].split("</select>")[0]
    assert offered.count("<option") == 8
    for criterion in scene.make.db.scalars(select(RoundCriterion)):
        criterion.weight = Decimal(1)
    scene.make.db.commit()
    offered = chair.get(scene.at("new")).text.split('id="start"')[1].split("</select>")[0]
    assert "equal weights" not in offered


# ---- What is never touched ----


def stored(db: Session) -> list[list[tuple[object, ...]]]:
    """The weights, the rounds' copies of them, and what was tallied by them."""
    return [
        [tuple(row) for row in db.execute(select(*table.__table__.columns))]
        for table in (Criterion, RoundCriterion, Snapshot, TallyRow)
    ]


def test_nothing_here_changes_a_weight_or_a_tally_or_the_record(
    scene: Scene, chair: Visitor, kept: Scenario, db: Session
) -> None:
    """T20: weights are locked once scores can be read; a scenario is a sketch beside them."""
    before, n_events = stored(db), db.scalar(select(func.count()).select_from(Event))
    here = f"/cycles/{scene.cycle.id}/tally/scenarios/{kept.id}"
    chair.post(scene.at("new"), TYPED)
    chair.post(f"{here}/edit", {**TYPED, "name": "Changed", "version": "1"})
    chair.post(f"{here}/delete")
    chair.post(f"{here}/restore")
    for view in ("", "weights", "swap"):
        chair.get(scene.at(view))
    db.expire_all()
    assert stored(db) == before
    assert db.scalar(select(func.count()).select_from(Event)) == n_events
