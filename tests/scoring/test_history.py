"""What was submitted before a change: kept sealed for its owner, and gone back to with one press."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.models.ballots import EarlierSheet
from tests.make import Make
from tests.scoring.scene import Scene, answers, recorded
from tests.visit import Visitor

Visit = Callable[..., Visitor]


def restore(scene: Scene, to: int, version: int) -> tuple[str, dict[str, str]]:
    return f"{scene.sheet()}/restore", {"to": str(to), "version": str(version)}


def test_a_change_can_be_taken_back_and_made_again(scene: Scene, make: Make, db: Session, visit: Visit) -> None:
    browser = visit(scene.member)
    browser.post(scene.sheet(), answers(scene, "4", reason="First."))
    browser.post(scene.sheet(), answers(scene, "1", version="1", reason="Second."))
    page = browser.get(scene.sheet()).text
    assert "What you had submitted before (1)" in page
    assert f'action="{scene.sheet()}/restore"' in page
    browser.post(*restore(scene, to=1, version=2))
    own = recorded(db, make, scene, scene.member)
    assert own is not None
    assert own.recorded is not None
    assert (own.recorded.reason, own.version) == ("First.", 3)
    browser.post(*restore(scene, to=2, version=3))
    own = recorded(db, make, scene, scene.member)
    assert own is not None
    assert own.recorded is not None
    assert own.recorded.reason == "Second."


def test_a_draft_is_given_up_for_what_was_submitted(scene: Scene, make: Make, db: Session, visit: Visit) -> None:
    browser = visit(scene.member)
    browser.post(scene.sheet(), answers(scene, "4"))
    browser.post(f"{scene.sheet()}/draft", answers(scene, "1", version="1"), status=200)
    assert "What you submitted before counts until you submit this." in browser.get(scene.sheet()).text
    browser.post(*restore(scene, to=0, version=2))
    own = recorded(db, make, scene, scene.member)
    assert own is not None
    assert own.draft is None
    assert "What you had submitted before" not in browser.get(scene.sheet()).text


def test_what_was_submitted_before_is_sealed_and_nobody_elses_to_read(scene: Scene, db: Session, visit: Visit) -> None:
    browser = visit(scene.member)
    browser.post(scene.sheet(), answers(scene, "4", reason="kumquat"))
    browser.post(scene.sheet(), answers(scene, "1", version="1"))
    kept = db.scalars(select(EarlierSheet)).one()
    assert b"kumquat" not in kept.recorded
    assert "kumquat" not in visit(scene.chair).get(scene.sheet()).text
    visit(scene.chair).post(*restore(scene, to=1, version=0), status=409)


def test_nothing_is_restored_that_was_never_submitted_or_over_a_newer_version(scene: Scene, visit: Visit) -> None:
    browser = visit(scene.member)
    browser.post(scene.sheet(), answers(scene, "4"))
    browser.post(scene.sheet(), answers(scene, "1", version="1"))
    browser.post(*restore(scene, to=7, version=2), status=409)
    browser.post(*restore(scene, to=1, version=1), status=409)
