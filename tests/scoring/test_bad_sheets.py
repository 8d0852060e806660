"""What a sheet does not take, as a form and as JSON: refused in words, with what was typed, and nothing stored."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from tests.make import Make
from tests.scoring.scene import Scene, answers, recorded
from tests.visit import Visitor

Visit = Callable[..., Visitor]


@pytest.mark.parametrize(
    "mark", ["NaN", "inf", "-1", "6", "3.5", "3.0", "1e0", "３", " 3 ", "0_3", "03", "9" * 5000, "true", "recused"]
)
def test_nothing_but_a_listed_answer_is_taken(scene: Scene, make: Make, db: Session, visit: Visit, mark: str) -> None:
    page = visit(scene.member).post(scene.sheet(), answers(scene, mark, reason="Kept."), status=422).text
    assert "Choose one of the answers shown." in page
    assert "Kept." in page
    assert recorded(db, make, scene, scene.member) is None


@pytest.mark.parametrize("mark", [True, "3", [3, 4], 3.5, None, {"a": 3}])
def test_a_score_in_json_is_a_whole_number_and_nothing_like_one(
    scene: Scene, make: Make, db: Session, visit: Visit, mark: object
) -> None:
    member = visit(scene.member)
    name = scene.fields[0]
    sent = {**answers(scene), name: mark}
    unreadable = isinstance(mark, float | dict | None)
    member.post_json(scene.sheet(), sent, status=400 if unreadable else 422)
    assert recorded(db, make, scene, scene.member) is None
    member.post_json(scene.sheet(), {**sent, name: 4})


def test_an_answer_sent_twice_has_no_meaning(scene: Scene, visit: Visit) -> None:
    twice = {**answers(scene), scene.fields[0]: ["1", "5"]}
    assert "sent more than once" in visit(scene.member).post(scene.sheet(), twice, status=422).text


def test_an_answer_to_a_question_of_another_round_is_refused(scene: Scene, visit: Visit) -> None:
    visit(scene.member).post(scene.sheet(), answers(scene, mark_99999="3"), status=422)


def test_a_proposal_that_is_not_in_the_round_has_no_sheet(scene: Scene, make: Make, visit: Visit) -> None:
    late = make.proposal(scene.cycle)
    visit(scene.member).get(scene.sheet(late), status=404)
    visit(scene.member).post(scene.sheet(late), answers(scene), status=404)


def test_a_reason_too_long_is_given_back(scene: Scene, visit: Visit) -> None:
    page = visit(scene.member).post(scene.sheet(), answers(scene, reason="𠮷" * 20_001), status=422).text
    assert "at most 20000 fit" in page
    visit(scene.member).post(scene.sheet(), answers(scene, reason="𠮷" * 20_000))


@pytest.mark.parametrize(("version", "status"), [("", 422), ("x", 422), ("999999", 409)])
def test_a_version_that_is_no_version_saves_nothing(scene: Scene, visit: Visit, version: str, status: int) -> None:
    visit(scene.member).post(scene.sheet(), answers(scene, version=version), status=status)
