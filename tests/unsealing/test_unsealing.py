"""Breaking one seal: two officers, a reason, a day or the writer's word; the panel is told, and one name is read."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from panel import clock, owners
from panel.config import MailServer
from panel.models.ballots import counted_sheets
from panel.models.events import Event, Outbox
from panel.models.people import Person, Role
from panel.models.unsealings import Unsealing
from tests.make import Make
from tests.scored import Scored
from tests.visit import Visitor

Visit = Callable[..., Visitor]
WHY = {"reason": "The reason names a company."}


@pytest.fixture
def scored(make: Make) -> Scored:
    prepared = Scored.prepared(make)
    prepared.score()
    prepared.release()
    return prepared


def sheets(scored: Scored, place: int = 0) -> str:
    return f"/rounds/{scored.round.id}/proposals/{scored.proposals[place].id}/sheets"


def writer(scored: Scored, db: Session, number: int = 1) -> Person:
    """Who really wrote the sheet of a number."""
    ballots = [row.id for row in db.execute(counted_sheets(scored.round.id, scored.proposals[0].id))]
    found = owners.owner_of(db, scored.make.settings.seal_key, scored.round, ballots[number - 1])
    return db.get_one(Person, found)


def begun(scored: Scored, visit: Visit) -> str:
    """The page of an unsealing that the chair asked for and the secretariat confirmed."""
    address = f"{sheets(scored)}/1/unseal"
    visit(scored.chair).post(address, WHY, 202)
    return str(visit(scored.secretariat).post(address, WHY).headers["Location"])


def day_passed(db: Session) -> None:
    db.execute(update(Unsealing).values(opens_at=clock.now() - timedelta(seconds=1)))
    db.commit()


def names_in(scored: Scored, page: str) -> set[str]:
    """Which members a page names, outside the frame that says who reads it."""
    main = page.split("<main")[1].split("</main>")[0]
    return {member.name_en for member in scored.members if member.name_en in main or member.name in main}


def test_single_sheets_have_numbers_of_this_proposal_alone(scored: Scored, visit: Visit) -> None:
    """2d rule 2: nothing but the page of one proposal orders its sheets."""
    page = visit(scored.chair).get(sheets(scored)).text
    assert re.findall(r"<code>(r\d+)</code>", page) == [f"r{n:03d}" for n in range(1, 6)]
    assert sorted(re.findall(r"Reason of \d\.", page)) == sorted(f"Reason of {mark}." for mark in (5, 5, 4, 4, 2))
    assert names_in(scored, page) == set()


def test_few_sheets_are_not_shown_one_by_one_and_no_seal_of_them_is_broken(scored: Scored, visit: Visit) -> None:
    """2d rule 3."""
    page = visit(scored.chair).get(sheets(scored, 1)).text
    assert "Too few sheets" in page
    visit(scored.chair).get(f"{sheets(scored, 1)}/1/unseal", 404)


def test_somebody_recused_is_not_shown_the_sheets(scored: Scored, make: Make, visit: Visit) -> None:
    make.recusal(scored.proposals[0], scored.chair)
    visit(scored.chair).get(sheets(scored), 403)
    visit(scored.chair).post(f"{sheets(scored)}/1/unseal", WHY, 403)
    visit(scored.deputy).get(sheets(scored))


def test_one_officer_alone_breaks_no_seal(scored: Scored, visit: Visit, db: Session) -> None:
    """2d rule 6."""
    address = f"{sheets(scored)}/1/unseal"
    visit(scored.chair).post(address, WHY, 202)
    visit(scored.chair).post(address, WHY, 403)
    visit(scored.members[0]).post(address, WHY, 403)
    assert db.scalar(select(func.count()).select_from(Unsealing)) == 0


def test_a_reason_is_needed(scored: Scored, visit: Visit) -> None:
    visit(scored.chair).post(f"{sheets(scored)}/1/unseal", {"reason": " "}, 422)


def test_nobody_reads_the_name_before_a_day_has_passed(scored: Scored, visit: Visit, db: Session) -> None:
    page = begun(scored, visit)
    visit(scored.chair).post(f"{page}/reveal", {}, 403)
    assert names_in(scored, visit(scored.chair).get(page).text) == set()
    day_passed(db)
    answer = visit(scored.chair).post(f"{page}/reveal", {}, 200).text
    assert names_in(scored, answer) == {writer(scored, db).name_en}
    visit(scored.members[1]).post(f"{page}/reveal", {}, 403)
    visit(scored.deputy).post(f"{page}/reveal", {}, 403)
    assert db.scalar(select(func.count()).where(Event.action == "score.reveal")) == 1


def test_the_writer_may_agree_and_nobody_else(scored: Scored, visit: Visit, db: Session) -> None:
    page = begun(scored, visit)
    own = writer(scored, db)
    other = next(member for member in scored.members if member.id != own.id)
    visit(other).post(f"{page}/agree", {}, 404)
    visit(own).post(f"{page}/agree", {"nonce": "n" * 20})
    visit(scored.secretariat).post(f"{page}/reveal", {}, 200)


def test_the_writer_is_told_at_home_and_the_panel_by_its_list(scored: Scored, visit: Visit, db: Session) -> None:
    page = begun(scored, visit)
    own = writer(scored, db)
    other = next(member for member in scored.members if member.id != own.id)
    assert "The seal of one of your sheets is being broken" in visit(own).get("/").text
    assert "The seal of one of your sheets" not in visit(other).get("/").text
    assert "This is your sheet" in visit(own).get(page).text
    assert "This is your sheet" not in visit(other).get(page).text
    assert page in visit(other).get(f"/cycles/{scored.cycle.id}/tally/receipts").text
    assert WHY["reason"] in visit(other).get(page).text


def test_what_is_cancelled_names_nobody(scored: Scored, visit: Visit, db: Session) -> None:
    page = begun(scored, visit)
    visit(scored.members[0]).post(f"{page}/cancel", {}, 403)
    visit(scored.chair).post(f"{page}/cancel")
    day_passed(db)
    visit(scored.chair).post(f"{page}/reveal", {}, 403)
    assert "Cancelled" in visit(scored.secretariat).get(page).text


def test_a_second_request_for_the_same_sheet_waits_for_the_first(scored: Scored, visit: Visit) -> None:
    begun(scored, visit)
    address = f"{sheets(scored)}/1/unseal"
    visit(scored.chair).post(address, WHY, 202)
    visit(scored.secretariat).post(address, WHY, 409)


def test_every_member_gets_the_same_mail_and_no_row_says_whose_sheet_it_is(
    scored: Scored, visit: Visit, db: Session, app: Flask, with_mail: Any
) -> None:
    """The outbox, the record and what is kept of posts name nobody who wrote a sheet, agreed or not."""
    with_mail(app, MailServer("mail.example.org"))
    page = begun(scored, visit)
    own = writer(scored, db)
    told = db.execute(select(Outbox.person_id, Outbox.body)).all()
    assert {row.person_id for row in told} >= {member.id for member in scored.members}
    assert len({row.body.partition(",")[2] for row in told}) == 1
    visit(own).post(f"{page}/agree", {"nonce": "n" * 20})
    agreed = db.scalars(select(Event).where(Event.action == "score.unseal_agreed")).one()
    assert agreed.actor == "system"


def test_one_of_the_two_who_is_recused_since_reads_no_name_and_cancels_nothing(
    scored: Scored, visit: Visit, db: Session, make: Make
) -> None:
    address = begun(scored, visit)
    day_passed(db)
    make.recusal(scored.proposals[0], scored.chair)
    chair = visit(scored.chair)
    chair.get(address, status=403)
    chair.post(f"{address}/reveal", status=403)
    chair.post(f"{address}/cancel", status=403)
    assert db.scalar(select(func.count()).select_from(Event).where(Event.action == "score.reveal")) == 0
    visit(scored.secretariat).post(f"{address}/reveal", status=200)


def test_another_panel_finds_no_unsealing(scored: Scored, visit: Visit, make: Make) -> None:
    address = begun(scored, visit)
    stranger = visit(make.person(Role.CHAIR, make.panel("Other")))
    stranger.get(address, status=404)
    for step in ("reveal", "cancel", "agree"):
        stranger.post(f"{address}/{step}", status=404)


def test_who_is_recused_from_a_proposal_does_not_read_that_a_seal_of_it_was_broken(
    scored: Scored, visit: Visit, make: Make
) -> None:
    begun(scored, visit)
    page = f"/cycles/{scored.cycle.id}/tally/receipts"
    member = scored.members[0]
    assert scored.proposals[0].code in visit(member).get(page).text
    make.recusal(scored.proposals[0], member)
    assert scored.proposals[0].code not in visit(member).get(page).text
