"""Comments: who may say what when, replies in their place, edits kept, tombstones, and what hiding leaves."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.calc.calendar import Phase
from panel.models.comments import Comment, CommentVersion
from panel.models.events import Event
from panel.models.search import SearchText
from tests.comments.cast import SAID, Cast
from tests.make import BEGINNING, Make


@pytest.fixture
def cast(make: Make) -> Cast:
    """Everybody."""
    return Cast(make)


def test_a_comment_and_a_reply_stand_under_each_other(visit: Any, cast: Cast, db: Session) -> None:
    chair = visit(cast.people["chair"])
    answer = chair.post(f"{cast.here}/comments", SAID)
    said = db.scalars(select(Comment).where(Comment.body == SAID["body"])).one()
    assert answer.location == f"{cast.here}#comment-{said.id}"
    author = visit(cast.people["author"])
    assert SAID["body"] in author.get(f"{cast.here}/comments/new?reply_to={said.id}").text
    author.post(f"{cast.here}/comments?reply_to={said.id}", {"type": "evidence", "body": "There are two."})
    page = visit(cast.people["observer"]).get(cast.here).text
    assert page.index("What I think.") < page.index(SAID["body"]) < page.index("There are two.")
    assert [event.action for event in db.scalars(select(Event).order_by(Event.seq))] == ["comment.add"] * 2


@pytest.mark.parametrize(
    ("who", "phase", "status"),
    [
        ("member", Phase.PROPOSING, 303),
        ("member", Phase.DISCUSSION, 303),
        ("member", Phase.SCORING_OPEN, 409),
        ("member", Phase.SCORING_CLOSED, 409),
        ("chair", Phase.SCORING_OPEN, 409),
        ("secretariat", Phase.SCORING_CLOSED, 409),
        ("member", Phase.TALLY, 303),
        ("author", Phase.TALLY, 303),
        ("member", Phase.DECIDED, 409),
        ("member", Phase.PUBLISHED, 409),
        ("observer", Phase.DISCUSSION, 403),
        ("recused", Phase.DISCUSSION, 403),
        ("stranger", Phase.DISCUSSION, 404),
    ],
)
def test_who_may_comment_when_is_read_from_the_table(
    visit: Any, cast: Cast, db: Session, who: str, phase: Phase, status: int
) -> None:
    cast.cycle.phase = phase
    db.commit()
    answer = visit(cast.people[who]).post(f"{cast.here}/comments", SAID, status)
    n_said = len(db.scalars(select(Comment).where(Comment.body == SAID["body"])).all())
    assert n_said == (status == 303)
    assert status == 303 or SAID["body"] in answer.text  # what was typed comes back


@pytest.mark.parametrize(
    ("phase", "sentence"),
    [
        (Phase.SCORING_OPEN, "frozen while the scores are sealed"),
        (Phase.SCORING_CLOSED, "frozen while the scores are sealed"),
        (Phase.DECIDED, "ended with the decision"),
    ],
)
def test_a_frozen_discussion_says_why(visit: Any, cast: Cast, db: Session, phase: Phase, sentence: str) -> None:
    cast.cycle.phase = phase
    db.commit()
    page = visit(cast.people["member"]).get(cast.here).text
    assert sentence in page
    assert "What I think." in page
    assert "Post the comment" not in page


@pytest.mark.parametrize("path", ["edit", "retract"])
def test_a_comment_of_somebody_else_is_not_there_to_change(visit: Any, cast: Cast, path: str) -> None:
    for who in ("author", "chair", "secretariat", "stranger"):
        visit(cast.people[who]).get(f"{cast.said}/{path}", 404)
    for who in ("observer", "recused"):
        visit(cast.people[who]).get(f"{cast.said}/{path}", 403)
    visit(cast.people["member"]).get(f"{cast.said}/{path}")


def test_an_imported_comment_is_nobodys_own(visit: Any, cast: Cast, db: Session) -> None:
    cast.comment.author_id = None
    db.commit()
    for path in ("edit", "retract"):
        visit(cast.people["member"]).get(f"{cast.said}/{path}", 404)
    assert "Imported" in visit(cast.people["member"]).get(cast.here).text


def test_a_comment_under_another_proposal_is_not_there(visit: Any, cast: Cast) -> None:
    member, chair = visit(cast.people["member"]), visit(cast.people["chair"])
    other = f"/proposals/{cast.other.id}"
    member.post(f"{other}/comments?reply_to={cast.comment.id}", SAID, 404)
    member.get(f"{other}/comments/new?reply_to={cast.comment.id}", 404)
    member.post(f"{other}/comments/{cast.comment.id}/edit", {**SAID, "version": "1"}, 404)
    member.post(f"{other}/comments/{cast.comment.id}/retract", {"version": "1"}, 404)
    member.get(f"{other}/comments/{cast.comment.id}/versions", 404)
    chair.post(f"{other}/comments/{cast.comment.id}/hide", {"reason": "x"}, 404)


@pytest.mark.parametrize("reply_to", ["x", "-1", "99999999999", "0", "１", "1.0"])
def test_a_reply_to_what_is_no_comment_is_not_taken(visit: Any, cast: Cast, reply_to: str) -> None:
    visit(cast.people["member"]).post(f"{cast.here}/comments?reply_to={reply_to}", SAID, 404)


def test_replies_go_one_level_deep_and_not_to_tombstones(visit: Any, cast: Cast, make: Make) -> None:
    reply = make.comment(cast.proposal, cast.people["chair"], parent_id=cast.comment.id)
    gone = make.comment(cast.proposal, cast.people["chair"], retracted_at=BEGINNING)
    for parent in (reply, gone):
        visit(cast.people["member"]).post(f"{cast.here}/comments?reply_to={parent.id}", SAID, 404)


def test_an_edit_keeps_what_was_said_and_shows_it_on_request(visit: Any, cast: Cast, db: Session) -> None:
    member = visit(cast.people["member"])
    member.post(f"{cast.said}/edit", {"type": "question", "body": "Said better.", "version": "1"})
    page = member.get(cast.here).text
    assert "Said better." in page
    assert "What I think." not in page
    assert "Edited" in page
    earlier = visit(cast.people["observer"]).get(f"{cast.said}/versions").text
    assert "What I think." in earlier
    kept = db.scalars(select(CommentVersion)).one()
    assert (kept.number, kept.body) == (1, "What I think.")


def test_an_edit_that_changes_nothing_leaves_no_trace(visit: Any, cast: Cast, db: Session) -> None:
    visit(cast.people["member"]).post(f"{cast.said}/edit", {"type": "support", "body": "What I think.", "version": "1"})
    assert db.scalars(select(CommentVersion)).all() == []
    assert db.get_one(Comment, cast.comment.id, populate_existing=True).edited_at is None


def test_a_stale_edit_shows_both_texts_and_keeps_yours(visit: Any, cast: Cast) -> None:
    member = visit(cast.people["member"])
    member.post(f"{cast.said}/edit", {**SAID, "body": "First window.", "version": "1"})
    page = member.post(f"{cast.said}/edit", {**SAID, "body": "Second window.", "version": "1"}, 409).text
    assert "<bdi>Second window.</bdi>" in page
    assert "<bdi>First window.</bdi>" in page
    member.post(f"{cast.said}/edit", {**SAID, "body": "Second window.", "version": "2"})


def test_a_retracted_comment_leaves_a_tombstone_and_its_replies(
    visit: Any, cast: Cast, make: Make, db: Session
) -> None:
    make.comment(cast.proposal, cast.people["chair"], "A reply that stays.", parent_id=cast.comment.id)
    member = visit(cast.people["member"])
    member.post(f"{cast.said}/edit", {**SAID, "version": "1"})
    member.post(f"{cast.said}/retract", {"version": "2"})
    for who in ("member", "chair", "secretariat"):
        page = visit(cast.people[who]).get(cast.here).text
        assert "retracted by its author" in page
        assert "A reply that stays." in page
        assert SAID["body"] not in page
        versions = visit(cast.people[who]).get(f"{cast.said}/versions").text
        assert "What I think." not in versions
    member.post(f"{cast.said}/retract", {"version": "3"}, 409)
    assert db.scalars(select(SearchText).where(SearchText.comment_id == cast.comment.id)).all() == []


@pytest.mark.parametrize(
    ("who", "status"),
    [("member", 403), ("author", 403), ("observer", 403), ("recused", 403), ("stranger", 404), ("deputy", 403),
     ("chair", 303), ("secretariat", 303)],
)  # fmt: skip
def test_chair_and_secretariat_hide_with_a_reason(visit: Any, cast: Cast, who: str, status: int) -> None:
    reason = {"reason": "Names a trade secret."}
    visit(cast.people[who]).post(f"{cast.said}/hide", reason, status)
    page = visit(cast.people["author"]).get(cast.here).text
    assert ("What I think." in page) == (status != 303)
    assert (reason["reason"] in page) == (status == 303)


def test_the_deputy_hides_while_the_chair_is_recused(visit: Any, cast: Cast, make: Make) -> None:
    make.recusal(cast.proposal, cast.people["chair"])
    visit(cast.people["deputy"]).post(f"{cast.said}/hide", {"reason": "Acting."})


def test_what_is_hidden_is_kept_for_those_who_hid_it_and_can_be_shown_again(
    visit: Any, cast: Cast, db: Session
) -> None:
    secretariat, member = visit(cast.people["secretariat"]), visit(cast.people["member"])
    member.post(f"{cast.said}/edit", {**SAID, "version": "1"})
    secretariat.post(f"{cast.said}/hide", {"reason": "  "}, 422)
    secretariat.post(f"{cast.said}/hide", {"reason": "Rude."})
    assert SAID["body"] in secretariat.get(cast.here).text
    assert SAID["body"] not in member.get(cast.here).text
    assert "What I think." not in member.get(f"{cast.said}/versions").text
    assert "What I think." in secretariat.get(f"{cast.said}/versions").text
    member.post(f"{cast.said}/edit", {**SAID, "body": "Still rude.", "version": "3"}, 409)
    secretariat.post(f"{cast.said}/hide", {"reason": "Again."}, 409)
    member.post(f"{cast.said}/show", {}, 403)
    secretariat.post(f"{cast.said}/show", {})
    secretariat.post(f"{cast.said}/show", {}, 409)
    assert SAID["body"] in member.get(cast.here).text
    assert db.scalars(select(SearchText).where(SearchText.comment_id == cast.comment.id)).one()


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("<script>alert(1)</script>{{7*7}}", "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}"),
        ("[x](javascript:alert(1)) ![x](http://host/p.png)", "[x](javascript:alert(1)) ![x](http://host/p.png)"),
        ("報告\u202excod.exe", "報告\u202excod.exe</div>"),
        ("👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"),
        ("𠮷" * 20_000, "𠮷" * 20_000),
    ],
)
def test_a_comment_is_shown_literally_and_apart(visit: Any, cast: Cast, typed: str, shown: str) -> None:
    member = visit(cast.people["member"])
    member.post(f"{cast.here}/comments", {**SAID, "body": typed})
    page = member.get(cast.here).text.replace('<span lang="ja">', "")  # the mark of its language
    assert f'dir="auto">{shown}' in page


@pytest.mark.parametrize("typed", ["", " \n", "\u200b\u200b", "a\x00b", "\x1b[31m", "x" * 20_001])
def test_what_cannot_be_kept_is_refused_and_stays_in_the_form(visit: Any, cast: Cast, typed: str) -> None:
    page = visit(cast.people["member"]).post(f"{cast.here}/comments", {**SAID, "body": typed}, 422).text
    assert "Please correct the following" in page
    assert "checked" in page


def test_the_language_button_keeps_a_comment_that_is_being_typed(visit: Any, cast: Cast, db: Session) -> None:
    page = visit(cast.people["member"]).post(f"{cast.here}/comments", {**SAID, "_language": "ja"}, 200).text
    assert SAID["body"] in page
    assert '<html lang="ja"' in page
    assert db.scalars(select(Comment).where(Comment.body == SAID["body"])).all() == []


def test_a_comment_sent_twice_is_said_once(visit: Any, cast: Cast, db: Session) -> None:
    member = visit(cast.people["member"])
    for _press in range(2):
        member.post(f"{cast.here}/comments", {**SAID, "nonce": "n" * 24})
    assert len(db.scalars(select(Comment).where(Comment.body == SAID["body"])).all()) == 1
