"""Criteria: anchored value by value, weighed exactly, frozen once a round has opened."""

from decimal import Decimal
from typing import Any

import pytest

from panel.calc.calendar import Phase
from panel.models.cycles import Criterion, Cycle, Panel, RoundCriterion
from panel.models.people import Person, Role


@pytest.fixture
def cycle(make: Any, panel: Panel) -> Cycle:
    """A cycle in discussion with two criteria."""
    cycle = make.cycle(panel, Phase.DISCUSSION)
    make.criterion(cycle, "importance")
    make.criterion(cycle, "urgency")
    return cycle


def sent(**values: str) -> dict[str, str]:
    """What the form of a criterion sends."""
    return {
        "version": "1",
        "scale": "1-5",
        "name_ja": "実現可能性",
        "name_en": "Feasibility",
        "axis": "opportunity",
        "weight": "1",
        "direction": "1",
        "applies_to": "",
        **values,
    }


def keys(db: Any, cycle: Cycle) -> list[str]:
    return [one.key for one in db.query(Criterion).filter_by(cycle_id=cycle.id).order_by(Criterion.position)]


def test_a_criterion_is_added_with_an_anchor_for_every_value(visit: Any, db: Any, cycle: Cycle, chair: Person) -> None:
    anchors = {f"anchor_{n}_{language}": f"{language} {n}" for n in range(1, 10) for language in ("ja", "en")}
    url = f"/cycles/{cycle.id}/criteria/new"
    assert 'name="anchor_9_ja"' in visit(chair).get(f"{url}?scale=1-9").text
    visit(chair).post(url, sent(scale="1-9", weight="33.3333", direction="-1", **anchors))
    added = db.query(Criterion).filter_by(name_en="Feasibility").one()
    assert (added.lowest, added.highest, added.direction, added.weight) == (1, 9, -1, Decimal("33.3333"))
    assert added.anchors["9"] == {"ja": "ja 9", "en": "en 9"}
    assert added.position > max(one.position for one in db.query(Criterion) if one is not added)


def test_three_weights_of_a_third_show_their_sum_and_equal_shares(
    visit: Any, db: Any, cycle: Cycle, chair: Person
) -> None:
    visit(chair).post(f"/cycles/{cycle.id}/criteria/new", sent(weight="33.3333"))
    for criterion in db.query(Criterion):
        criterion.weight = Decimal("33.3333")
    db.commit()
    page = visit(chair).get(f"/cycles/{cycle.id}/criteria").text
    assert "99.9999" in page
    assert page.count("33.3 %") == 3


def test_the_weight_0_is_allowed_as_long_as_another_counts(visit: Any, db: Any, cycle: Cycle, chair: Person) -> None:
    first, second = db.query(Criterion).order_by(Criterion.position)
    visit(chair).post(f"/criteria/{first.id}", sent(weight="0"))
    page = visit(chair).post(f"/criteria/{second.id}", sent(version="2", name_en="X", name_ja="Y", weight="0"), 422)
    assert "At least one criterion needs a weight above 0." in page.text
    db.refresh(first)
    db.refresh(second)
    assert (first.weight, second.weight) == (0, 1)


@pytest.mark.parametrize("weight", ["-1", "nan", "inf", "1e3", "１", "1_0", "0.12345", "1" * 5000, "", "1,5"])
def test_a_weight_that_is_no_plain_decimal_is_refused_and_kept(
    visit: Any, db: Any, cycle: Cycle, chair: Person, weight: str
) -> None:
    page = visit(chair).post(f"/cycles/{cycle.id}/criteria/new", sent(weight=weight), 422).text
    assert f'value="{weight}"' in page
    assert db.query(Criterion).count() == 2


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name_ja": "", "name_en": ""}, "name in at least one language"),
        ({"name_en": "IMPORTANCE"}, "Another criterion of this cycle has this name"),
        ({"name_ja": "技\x00術"}, "control character"),
        ({"axis": "sideways"}, "Not a valid choice"),
        ({"anchor_1_ja": "x" * 201}, "at most 200 fit"),
    ],
)
def test_a_criterion_that_cannot_be_taken_says_why(
    visit: Any, cycle: Cycle, chair: Person, values: dict[str, str], sentence: str
) -> None:
    assert sentence in visit(chair).post(f"/cycles/{cycle.id}/criteria/new", sent(**values), 422).text


def test_criteria_are_moved_by_one_place(visit: Any, db: Any, cycle: Cycle, chair: Person) -> None:
    second = db.query(Criterion).filter_by(key="urgency").one()
    visit(chair).post(f"/criteria/{second.id}/move", {"version": "1", "step": "-1"})
    assert keys(db, cycle) == ["urgency", "importance"]
    visit(chair).post(f"/criteria/{second.id}/move", {"version": "2", "step": "-1"})
    assert keys(db, cycle) == ["urgency", "importance"]
    visit(chair).post(f"/criteria/{second.id}/move", {"version": "3", "step": "7"}, 422)


def test_a_criterion_is_removed_after_a_confirmation(visit: Any, db: Any, cycle: Cycle, chair: Person) -> None:
    first = db.query(Criterion).filter_by(key="importance").one()
    assert "What will happen" in visit(chair).get(f"/criteria/{first.id}/remove").text
    visit(chair).post(f"/criteria/{first.id}/remove", {"version": "1"})
    assert keys(db, cycle) == ["urgency"]


def test_a_criterion_that_a_round_was_scored_on_stays(
    visit: Any, db: Any, make: Any, cycle: Cycle, chair: Person
) -> None:
    make.round(cycle)
    cycle.phase = Phase.DISCUSSION
    db.commit()
    first = db.query(Criterion).filter_by(key="importance").one()
    page = visit(chair).post(f"/criteria/{first.id}/remove", {"version": "1"}, 422).text
    assert "so it stays" in page
    assert keys(db, cycle) == ["importance", "urgency"]


def test_criteria_are_frozen_while_a_round_is_open(visit: Any, db: Any, make: Any, cycle: Cycle, chair: Person) -> None:
    make.round(cycle)
    first = db.query(Criterion).filter_by(key="importance").one()
    visit(chair).get(f"/criteria/{first.id}", 403)
    visit(chair).post(f"/criteria/{first.id}", sent(), 409)
    visit(chair).post(f"/cycles/{cycle.id}/criteria/new", sent(), 409)
    visit(chair).post(f"/criteria/{first.id}/remove", {"version": "1"}, 409)
    assert "Add a criterion" not in visit(chair).get(f"/cycles/{cycle.id}/criteria").text


def test_changing_a_criterion_leaves_the_round_that_used_it_as_it_was(
    visit: Any, db: Any, make: Any, cycle: Cycle, chair: Person
) -> None:
    make.round(cycle)
    cycle.phase = Phase.DISCUSSION
    db.commit()
    first = db.query(Criterion).filter_by(key="importance").one()
    visit(chair).post(f"/criteria/{first.id}", sent(weight="7"))
    frozen = db.query(RoundCriterion).filter_by(criterion_id=first.id).one()
    assert (frozen.weight, frozen.name_en) == (1, "Importance")


def test_two_people_who_change_criteria_do_not_overwrite_each_other(
    visit: Any, db: Any, make: Any, panel: Panel, cycle: Cycle, chair: Person
) -> None:
    first = db.query(Criterion).filter_by(key="importance").one()
    visit(chair).post(f"/criteria/{first.id}", sent(name_en="Mine"))
    secretary = visit(make.person(Role.SECRETARIAT, panel))
    page = secretary.post(f"/criteria/{first.id}", sent(name_en="Theirs"), 409).text
    assert "Stored now: Mine" in page
    assert "Typed by you: Theirs" in page
    assert 'name="version" value="2"' in page


def test_a_member_reads_the_criteria_but_changes_none(
    visit: Any, db: Any, make: Any, panel: Panel, cycle: Cycle
) -> None:
    member = visit(make.person(Role.MEMBER, panel))
    page = member.get(f"/cycles/{cycle.id}/criteria").text
    assert "Importance" in page
    assert "Remove" not in page
    member.post(f"/cycles/{cycle.id}/criteria/new", sent(), 403)
