"""T20: weights are fixed with the members' views at hand, and stay as they are once scores can be read."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from panel import freezing
from panel.calc.calendar import Phase
from panel.models.cycles import Criterion, RoundState
from panel.models.events import Event
from panel.models.people import Role
from tests.weights.scene import Scene

LOCKED = "Scores of this cycle can be read already"


def sent(scene: Scene, *weights: str, version: int = 1) -> dict[str, Any]:
    """What the form of all weights sends."""
    return {"version": version, **{f"weight_{one}": typed for one, typed in zip(scene.ids, weights, strict=True)}}


def weights(db: Any, scene: Scene) -> list[Decimal]:
    db.expire_all()
    return [db.get(Criterion, one).weight for one in scene.ids]


def criterion(scene: Scene, weight: str, version: int = 1, key: str = "importance") -> dict[str, Any]:
    """What the form of one criterion sends."""
    names = {"name_ja": f"{key}の度合い", "name_en": key.title()}
    return {
        "version": version,
        "scale": "1-5",
        **names,
        "axis": "need",
        "weight": weight,
        "direction": "1",
        "applies_to": "",
    }


@pytest.fixture
def released(db: Any, scene: Scene) -> Scene:
    """A round was scored and released, and the cycle went back to the discussion."""
    scene.make.proposal(scene.cycle)
    round_ = scene.make.round(scene.cycle)
    freezing.freeze_round(db, scene.make.settings, None, round_, now=datetime.now(UTC))
    freezing.release_round(db, scene.make.settings, None, round_, now=datetime.now(UTC))
    scene.cycle.phase = Phase.DISCUSSION
    db.commit()
    return scene


def test_the_mean_of_the_members_is_taken_over_after_a_look(visit: Any, db: Any, scene: Scene) -> None:
    scene.views((60, 30, 10), (50, 30, 20), (40, 40, 20), (20, 40, 40), (30, 31, 39))
    chair = visit(scene.chair)
    assert f'href="{scene.url}/fix?start=members"' in chair.get(f"{scene.url}/spread").text
    page = chair.get(f"{scene.url}/fix?start=members").text
    assert all(f'value="{n}"' in page for n in ("40", "34.2", "25.8"))
    assert weights(db, scene) == [1, 1, 1]
    chair.post(f"{scene.url}/fix", sent(scene, "40", "34.2", "25.8"))
    assert weights(db, scene) == [Decimal(40), Decimal("34.2"), Decimal("25.8")]
    event = db.query(Event).filter_by(action="criteria.change").one()
    assert (event.actor, event.detail) == (f"person:{scene.chair.id}", {"how": "weigh"})


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (("0", "0", "0"), "At least one criterion needs a weight above 0."),
        (("-1", "1", "1"), "Enter a weight from 0 to 99999"),
        (("nan", "1", "1"), "Enter a weight from 0 to 99999"),
        (("", "1", "1"), "Enter this."),
    ],
)
def test_weights_that_are_none_are_refused_and_kept(
    visit: Any, db: Any, scene: Scene, typed: tuple[str, ...], sentence: str
) -> None:
    page = visit(scene.chair).post(f"{scene.url}/fix", sent(scene, *typed), 422).text
    assert sentence in page
    assert all(f'value="{one}"' in page for one in typed)
    assert weights(db, scene) == [1, 1, 1]


def test_two_who_fix_weights_do_not_overwrite_each_other(visit: Any, db: Any, scene: Scene) -> None:
    visit(scene.chair).post(f"{scene.url}/fix", sent(scene, "3", "2", "1"))
    page = visit(scene.secretariat).post(f"{scene.url}/fix", sent(scene, "1", "2", "3"), 409).text
    assert "Somebody else has changed this set-up" in page
    assert 'name="version" value="2"' in page
    assert weights(db, scene) == [3, 2, 1]


def test_members_fix_no_weights(visit: Any, scene: Scene) -> None:
    visit(scene.members[0]).get(f"{scene.url}/fix", 403)
    visit(scene.make.person(Role.DEPUTY, scene.panel)).post(f"{scene.url}/fix", sent(scene, "1", "2", "3"), 403)


def test_weights_are_locked_once_scores_can_be_read(visit: Any, db: Any, released: Scene) -> None:
    chair = visit(released.chair)
    page = chair.get(f"{released.url}/fix").text
    assert "The weights are locked" in page
    assert f'href="/cycles/{released.cycle.id}/tally/scenarios"' in page
    assert 'name="weight_' not in page
    page = chair.post(f"{released.url}/fix", sent(released, "37", "2", "1"), 422).text
    assert LOCKED in page
    assert 'value="37"' in page
    changed = chair.post(f"/criteria/{released.ids[0]}", criterion(released, "2"), 422).text
    assert LOCKED in changed.partition('name="weight"')[2].partition("</div>")[0]
    added = chair.post(f"/cycles/{released.cycle.id}/criteria/new", criterion(released, "1", key="cost"), 422).text
    assert LOCKED in added
    assert weights(db, released) == [1, 1, 1]
    assert db.query(Criterion).count() == 3


def test_an_imported_round_locks_them_too(visit: Any, db: Any, scene: Scene) -> None:
    scene.make.round(scene.cycle, imported=True, state=RoundState.RELEASED)
    scene.cycle.phase = Phase.DISCUSSION
    db.commit()
    assert LOCKED in visit(scene.secretariat).post(f"{scene.url}/fix", sent(scene, "3", "2", "1"), 422).text
    assert weights(db, scene) == [1, 1, 1]


def test_a_round_that_nobody_can_read_yet_locks_nothing(visit: Any, db: Any, scene: Scene) -> None:
    scene.make.round(scene.cycle, state=RoundState.CLOSED)
    scene.cycle.phase = Phase.DISCUSSION
    db.commit()
    visit(scene.chair).post(f"{scene.url}/fix", sent(scene, "3", "2", "1"))
    assert weights(db, scene) == [3, 2, 1]


def test_everything_but_the_weights_can_still_be_changed(visit: Any, db: Any, released: Scene) -> None:
    chair, version = visit(released.chair), released.cycle.version
    words = {**criterion(released, "1", version=version), "name_en": "Weight in defence"}
    chair.post(f"/criteria/{released.ids[0]}", words)
    chair.post(f"/cycles/{released.cycle.id}/criteria/new", criterion(released, "0", version=version + 1, key="cost"))
    chair.post(f"{released.url}/fix", {**sent(released, "1", "1", "1", version=version + 2), **_last(db, "0")})
    assert db.query(Criterion).filter_by(name_en="Weight in defence").count() == 1
    assert db.query(Criterion).count() == 4


def _last(db: Any, weight: str) -> dict[str, str]:
    return {f"weight_{db.query(Criterion).filter_by(name_en='Cost').one().id}": weight}


def test_a_criterion_with_a_weight_stays_and_one_without_can_go(visit: Any, db: Any, released: Scene) -> None:
    """Neither was ever scored on: they were added before and after weights were locked."""
    heavy, light = (released.make.criterion(released.cycle, key, weight=n) for key, n in (("cost", 1), ("time", 0)))
    chair = visit(released.chair)
    assert LOCKED in chair.post(f"/criteria/{heavy.id}/remove", {"version": 1}, 422).text
    chair.post(f"/criteria/{light.id}/remove", {"version": released.cycle.version})
    assert db.query(Criterion).count() == 4


def test_the_page_of_the_criteria_says_that_weights_are_locked(visit: Any, released: Scene) -> None:
    page = visit(released.chair).get(f"/cycles/{released.cycle.id}/criteria").text
    assert "the weights stay as they are" in page
