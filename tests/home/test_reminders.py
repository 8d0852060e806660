"""The desk of the secretariat and its reminders: who is behind, the mail as it is sent, nobody twice a day unawares."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import clock, passwords
from panel.calc.calendar import Phase
from panel.config import MailServer
from panel.models.comments import CommentType
from panel.models.cycles import Cycle, Panel, Round
from panel.models.events import Event, Outbox
from panel.models.people import Link, LinkPurpose, Membership, Person, Role
from panel.models.proposals import Proposal
from tests.make import Make
from tests.visit import Visitor

Visit = Callable[..., Visitor]
PASSWORD_HASH = passwords.hashed("correct horse battery", quick=True)


@dataclass
class Scene:
    """A round in which one member has finished, one is under way, one has not begun and one has never signed in."""

    panel: Panel
    cycle: Cycle
    round: Round
    proposals: list[Proposal]
    secretariat: Person
    done: Person
    under_way: Person
    not_begun: Person
    invited: Person

    @property
    def address(self) -> str:
        """The page of the reminders."""
        return f"/cycles/{self.cycle.id}/reminders"


@pytest.fixture
def scene(make: Make) -> Scene:
    """The scene, of two proposals."""
    panel = make.panel()
    cycle = make.cycle(panel)
    make.criterion(cycle)

    def member(name: str, **more: object) -> Person:
        return make.person(Role.MEMBER, panel, name_en=name, **{"password_hash": PASSWORD_HASH, **more})

    done, under_way = member("Done"), member("Under Way")
    not_begun, invited = member("Not Begun", language="ja"), member("Invited", password_hash=None)
    proposals = [make.proposal(cycle), make.proposal(cycle)]
    round_ = make.round(cycle)
    for proposal in proposals:
        make.ballot(round_, proposal, done, importance="4")
    make.ballot(round_, proposals[0], under_way, importance="2")
    secretariat = make.person(Role.SECRETARIAT, panel, password_hash=PASSWORD_HASH)
    return Scene(panel, cycle, round_, proposals, secretariat, done, under_way, not_begun, invited)


@pytest.fixture
def mailing(app: Flask) -> Iterator[None]:
    """A site that sends mail."""
    site = app.extensions["panel"]
    server = MailServer("mail.example.org", 25, None, None, "panel@example.org", starttls=False)
    app.extensions["panel"] = replace(site, settings=replace(site.settings, mail=server))
    yield
    app.extensions["panel"] = site


def row_of(page: str, name: str) -> str:
    """The row of one member on the desk."""
    return page[page.index(f'<th scope="row">{name}') :].partition("</tr>")[0]


def test_the_desk_says_how_many_are_done_and_has_one_button_a_row(visit: Visit, scene: Scene) -> None:
    page = visit(scene.secretariat).get("/").text
    assert "Of 4 members, 1 have nothing open, 1 are under way, 1 have not begun" in page
    assert "Remind the 2 who are behind" in page
    assert "button" not in row_of(page, "Done")
    assert f"{scene.address}?to={scene.under_way.id}" in row_of(page, "Under Way")
    assert "1 / 2" in row_of(page, "Under Way")
    assert f"/people/{scene.invited.id}/link" in row_of(page, "Invited")


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("behind", ["Invited", "Not Begun", "Under Way", "Done"]),
        ("name", ["Done", "Under Way", "Not Begun", "Invited"]),
        ("contact", ["Under Way", "Not Begun", "Done", "Invited"]),
        ("no such order", ["Invited", "Not Begun", "Under Way", "Done"]),
    ],
)
def test_who_is_behind_stands_first_unless_asked_otherwise(
    visit: Visit, db: Session, scene: Scene, sort: str, order: list[str]
) -> None:
    now = clock.now()
    for person, ago in ((scene.under_way, 9), (scene.not_begun, 8), (scene.done, 7), (scene.invited, 6)):
        seat = db.scalars(select(Membership).where(Membership.person_id == person.id)).one()
        seat.reminded_at = now - timedelta(days=ago)
    db.commit()
    page = visit(scene.secretariat).get("/", query_string={"sort": sort}).text
    assert sorted(order, key=lambda name: page.index(f'<th scope="row">{name}')) == order


def test_an_invitation_is_a_contact_too(visit: Visit, make: Make, db: Session, scene: Scene) -> None:
    now = clock.now()
    db.add(
        Link(
            purpose=LinkPurpose.INVITATION,
            token_hash="0" * 64,
            person_id=scene.invited.id,
            created_at=now,
            expires_at=now,
        )
    )
    db.commit()
    page = visit(scene.secretariat).get("/").text
    assert "<time" in row_of(page, "Invited")
    assert "<time" not in row_of(page, "Under Way")


def test_what_somebody_is_kept_out_of_they_do_not_owe(visit: Visit, make: Make, scene: Scene) -> None:
    make.recusal(scene.proposals[1], scene.under_way)
    page = visit(scene.secretariat).get("/").text
    assert "1 / 1" in row_of(page, "Under Way")
    assert "0 / 2" in row_of(page, "Not Begun")


def test_what_the_secretariat_is_recused_from_is_counted_nowhere(visit: Visit, make: Make, scene: Scene) -> None:
    make.recusal(scene.proposals[1], scene.secretariat)
    assert "1 / 1" in row_of(visit(scene.secretariat).get("/").text, "Under Way")


def test_a_question_on_a_proposal_is_owed_an_answer_by_its_author(visit: Visit, make: Make, scene: Scene) -> None:
    cycle = make.cycle(scene.panel, Phase.DISCUSSION)
    scene.round.closes_at = clock.now() - timedelta(hours=1)
    make.db.commit()
    proposal = make.proposal(cycle, scene.done)
    question = make.comment(proposal, scene.under_way, type=CommentType.QUESTION)
    assert "Remind" in row_of(visit(scene.secretariat).get("/").text, "Done")
    assert "Answer questions on your proposals" in visit(scene.done).get("/").text
    make.comment(proposal, scene.done, parent_id=question.id)
    assert "Remind" not in row_of(visit(scene.secretariat).get("/").text, "Done")
    assert "Answer questions on your proposals" not in visit(scene.done).get("/").text


def test_in_a_call_whoever_has_proposed_nothing_is_behind(visit: Visit, make: Make) -> None:
    panel = make.panel()
    cycle = make.cycle(panel)
    author, other = (make.person(Role.MEMBER, panel, password_hash=PASSWORD_HASH) for _ in range(2))
    make.proposal(cycle, author)
    page = visit(make.person(Role.SECRETARIAT, panel)).get(f"/cycles/{cycle.id}/reminders").text
    assert author.name_en not in page
    assert other.name_en in page


@pytest.mark.usefixtures("mailing")
def test_exactly_those_behind_get_the_mail_that_was_shown(visit: Visit, db: Session, scene: Scene) -> None:
    reader = visit(scene.secretariat)
    shown = reader.get(scene.address).text
    assert f"/cycles/{scene.cycle.id}/scoring" in shown
    reader.post(scene.address, {"to": [scene.under_way.id, scene.not_begun.id]})
    mails = {mail.person_id: mail for mail in db.scalars(select(Outbox))}
    assert set(mails) == {scene.under_way.id, scene.not_begun.id}
    assert mails[scene.not_begun.id].subject == "有識者会議からのお願い"
    english = mails[scene.under_way.id].body
    assert english in shown
    for hidden in (scene.done.name_en, scene.not_begun.name_en, scene.proposals[0].title_en, "importance"):
        assert hidden not in english


def test_a_reminder_is_kept_on_the_record_as_a_number(visit: Visit, db: Session, scene: Scene) -> None:
    visit(scene.secretariat).post(scene.address, {"to": [scene.under_way.id, scene.not_begun.id]})
    event = db.scalars(select(Event).where(Event.action == "member.remind")).one()
    assert (event.object, event.detail) == (f"cycle:{scene.cycle.id}", {"n": 2})
    assert db.scalars(select(Outbox)).all() == []  # this site sends no mail: its secretariat has written itself


def test_nobody_is_reminded_twice_a_day_unless_it_is_said(visit: Visit, db: Session, scene: Scene) -> None:
    reader = visit(scene.secretariat)
    reader.post(scene.address, {"to": [scene.under_way.id]})
    page = reader.get(scene.address).text
    assert f'value="{scene.under_way.id}">' in page
    assert page.count("checked") == 1
    refused = reader.post(scene.address, {"to": [scene.under_way.id]}, status=422)
    assert "1 of them was reminded today already" in refused.text
    reader.post(scene.address, {"to": [scene.under_way.id], "again": "y"})
    assert len(db.scalars(select(Event).where(Event.action == "member.remind")).all()) == 2


@pytest.mark.parametrize(("chosen", "status"), [([], 422), (["done"], 409), (["under_way", "invited"], 409)])
def test_nobody_else_can_be_addressed(visit: Visit, db: Session, scene: Scene, chosen: list[str], status: int) -> None:
    to = [getattr(scene, name).id for name in chosen]
    visit(scene.secretariat).post(scene.address, {"to": to}, status=status)
    assert db.scalars(select(Event).where(Event.action == "member.remind")).all() == []


def test_when_nobody_is_behind_the_page_says_so(visit: Visit, make: Make, scene: Scene) -> None:
    for person in (scene.under_way, scene.not_begun):
        for proposal in scene.proposals:
            if (person, proposal) != (scene.under_way, scene.proposals[0]):
                make.ballot(scene.round, proposal, person, importance="3")
    assert "Nobody is behind" in visit(scene.secretariat).get(scene.address).text
    assert "who are behind" not in visit(scene.secretariat).get("/").text


@pytest.mark.parametrize("role", [Role.CHAIR, Role.DEPUTY, Role.MEMBER, Role.OBSERVER])
def test_nobody_but_the_secretariat_is_told_who_is_behind(visit: Visit, make: Make, scene: Scene, role: Role) -> None:
    other = visit(make.person(role, scene.panel, password_hash=PASSWORD_HASH))
    other.get(scene.address, status=403)
    assert "Not Begun" not in other.get("/").text
