"""The roster and what changes it: who sees what, what takes two persons, and what a one-time link may reach."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import passwords
from panel.calc.calendar import Phase
from panel.config import MailServer
from panel.models.cycles import Cycle, Panel
from panel.models.events import Approval, Event, Outbox
from panel.models.people import Membership, Person, Role
from tests.make import Make
from tests.visit import Visitor, without_chance

Visit = Callable[..., Visitor]
PASSWORD_HASH = passwords.hashed("correct horse battery", quick=True)
VALUES = {
    "family_name": "新しい委員",
    "family_reading": "あたらしいいいん",
    "name_en": "New member",
    "email": "new@example.org",
    "organisation_ja": "例示の大学",
    "stakeholder_group": "academia",
    "language": "ja",
    "role": "member",
}


@dataclass
class Cast:
    """Who plays."""

    panel: Panel
    cycle: Cycle
    secretariat: Person
    second: Person
    chair: Person
    member: Person

    @property
    def people(self) -> str:
        return f"/cycles/{self.cycle.id}/people"


@pytest.fixture
def cast(make: Make) -> Cast:
    """A panel with two secretariat accounts, a chair and a member."""
    panel = make.panel()
    cycle = make.cycle(panel)
    of = {
        name: make.person(role, panel, password_hash=PASSWORD_HASH)
        for name, role in (
            ("secretariat", Role.SECRETARIAT),
            ("second", Role.SECRETARIAT),
            ("chair", Role.CHAIR),
            ("member", Role.MEMBER),
        )
    }
    return Cast(panel, cycle, **of)


def role_of(db: Session, person: Person) -> list[Role]:
    """The roles somebody holds now."""
    db.expire_all()
    held = select(Membership.role).where(Membership.person_id == person.id, Membership.ended_at.is_(None))
    return list(db.scalars(held))


def link_on(page: str) -> str:
    """The path of the one-time link that a page shows."""
    found = re.search(r'value="http://127\.0\.0\.1:8000(/account/link/[\w-]+)"', page)
    assert found is not None
    return found.group(1)


# ---- The roster ----


def test_the_roster_is_sorted_by_reading(visit: Visit, make: Make, cast: Cast) -> None:
    for reading in ("んん", "ああ"):
        make.person(Role.MEMBER, cast.panel, family_name=f"name {reading}", family_reading=reading)
    page = visit(cast.chair).get(cast.people).text
    order = [page.index(word) for word in ("name ああ", cast.secretariat.name, cast.member.name, "name んん")]
    assert order == sorted(order)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_everybody_on_the_panel_reads_the_roster_and_only_the_secretariat_sees_addresses(
    visit: Visit, cast: Cast, language: str
) -> None:
    assert str(cast.chair.email) not in visit(cast.member, language).get(cast.people).text
    assert str(cast.chair.email) in visit(cast.secretariat, language).get(cast.people).text


def test_the_roster_says_who_is_invited_and_who_was_imported(visit: Visit, make: Make, cast: Cast) -> None:
    make.person(Role.MEMBER, cast.panel)
    make.person(Role.MEMBER, cast.panel, email=None)
    page = visit(cast.member).get(cast.people).text
    assert page.count(">Invited<") == 1
    assert page.count(">Imported, without an account<") == 1


def test_the_roster_of_another_panel_looks_like_one_that_does_not_exist(visit: Visit, make: Make, cast: Cast) -> None:
    stranger = visit(make.person(Role.SECRETARIAT, make.panel("Another")))
    hidden = stranger.get(cast.people, status=404)
    unknown = stranger.get("/cycles/99999999/people", status=404)
    assert without_chance(hidden, f"{cast.people}?") == without_chance(unknown, "/cycles/99999999/people?")
    stranger.get(f"{cast.people}/{cast.member.id}", status=404)
    stranger.post(f"{cast.people}/{cast.member.id}/end", status=404)


def test_the_roster_takes_as_many_queries_for_many_as_for_few(
    visit: Visit, make: Make, cast: Cast, n_queries: Callable[[], int]
) -> None:
    visitor = visit(cast.secretariat)
    visitor.get(cast.people)
    n_queries()
    visitor.get(cast.people)
    for_few = n_queries()
    for _ in range(3):
        make.person(Role.MEMBER, cast.panel)
    n_queries()
    visitor.get(cast.people)
    assert n_queries() == for_few <= 8


# ---- Invitations ----


def test_an_invited_member_gets_a_link_that_is_shown_once_and_works(visit: Visit, db: Session, cast: Cast) -> None:
    secretariat = visit(cast.secretariat)
    secretariat.get(f"{cast.people}/invite")
    page = secretariat.post(f"{cast.people}/invite", VALUES, status=200).text
    invited = db.scalars(select(Person).where(Person.email == "new@example.org")).one()
    assert role_of(db, invited) == [Role.MEMBER]
    link = link_on(page)
    assert link.rpartition("/")[2] not in secretariat.get(cast.people).text
    newcomer = visit()
    newcomer.post(link, {"password": "another horse battery"})
    newcomer.get(cast.people)


def test_with_a_mail_server_the_link_is_mailed_and_never_shown(
    visit: Visit, db: Session, app: Flask, cast: Cast
) -> None:
    site = app.extensions["panel"]
    mail = MailServer("mail.example.org", sender="panel@example.org")
    app.extensions["panel"] = replace(site, settings=replace(site.settings, mail=mail))
    answer = visit(cast.secretariat).post(f"{cast.people}/invite", {**VALUES, "family_name": "<b>\u2014 x"})
    assert answer.location == cast.people
    letter = db.scalars(select(Outbox)).one()
    assert "http://127.0.0.1:8000/account/link/" in letter.body
    assert "<b>" not in letter.subject


@pytest.mark.parametrize(
    "email", ["a@b", '"x y"@example.jp', "a b@example.jp", "", "a@example.jp\r\nBcc: b@example.jp"]
)
def test_an_address_that_is_none_is_refused_and_the_rest_kept(
    visit: Visit, db: Session, cast: Cast, email: str
) -> None:
    page = visit(cast.secretariat).post(f"{cast.people}/invite", {**VALUES, "email": email}, status=422).text
    assert 'id="email-error"' in page
    assert 'value="新しい委員"' in page
    assert db.scalar(select(Person.id).where(Person.name_en == "New member")) is None


def test_an_international_address_is_taken_and_found_in_any_case(visit: Visit, db: Session, cast: Cast) -> None:
    secretariat = visit(cast.secretariat)
    secretariat.post(f"{cast.people}/invite", {**VALUES, "email": "User@例え.jp"}, status=200)
    assert db.scalar(select(Person.id).where(Person.email == "user@例え.jp")) is not None
    page = secretariat.post(f"{cast.people}/invite", {**VALUES, "email": "USER@例え.JP"}, status=422).text
    assert "already sits on the panel" in page


def test_somebody_with_an_account_joins_with_the_account_they_have(
    visit: Visit, db: Session, make: Make, cast: Cast
) -> None:
    known = make.person(Role.MEMBER, make.panel("Another"), password_hash=PASSWORD_HASH)
    name = known.family_name
    answer = visit(cast.secretariat).post(f"{cast.people}/invite", {**VALUES, "email": known.email})
    assert answer.location == cast.people
    assert role_of(db, known) == [Role.MEMBER, Role.MEMBER]
    assert (known.family_name, known.password_hash) == (name, PASSWORD_HASH)


def test_who_left_the_panel_can_be_invited_again(visit: Visit, db: Session, cast: Cast) -> None:
    secretariat = visit(cast.secretariat)
    secretariat.get(f"{cast.people}/{cast.member.id}/end")
    secretariat.post(f"{cast.people}/{cast.member.id}/end")
    assert role_of(db, cast.member) == []
    visit(cast.member).get(cast.people, status=404)
    secretariat.post(f"{cast.people}/invite", {**VALUES, "email": cast.member.email})
    assert role_of(db, cast.member) == [Role.MEMBER]


def test_an_administrator_is_not_given_a_role_on_a_panel(visit: Visit, make: Make, cast: Cast) -> None:
    administrator = make.person(is_administrator=True, password_hash=PASSWORD_HASH)
    visit(cast.secretariat).post(f"{cast.people}/invite", {**VALUES, "email": administrator.email}, status=422)


@pytest.mark.parametrize("who", ["chair", "member"])
def test_only_the_secretariat_invites(visit: Visit, cast: Cast, who: str) -> None:
    visitor = visit(getattr(cast, who))
    visitor.get(f"{cast.people}/invite", status=403)
    visitor.post(f"{cast.people}/invite", VALUES, status=403)
    visitor.get(f"{cast.people}/{cast.member.id}/link", status=403)


def test_while_scores_are_given_nobody_is_invited_and_what_was_typed_is_kept(
    visit: Visit, db: Session, make: Make, cast: Cast
) -> None:
    make.round(cast.cycle)
    page = visit(cast.secretariat).post(f"{cast.people}/invite", VALUES, status=409).text
    assert "新しい委員" in page
    visit(cast.secretariat).get(f"{cast.people}/{cast.member.id}/link")


def test_sending_an_invitation_twice_invites_once(visit: Visit, db: Session, cast: Cast) -> None:
    secretariat = visit(cast.secretariat)
    for status in (200, 422):
        secretariat.post(f"{cast.people}/invite", {**VALUES, "nonce": "n" * 24}, status=status)
    assert len(db.scalars(select(Person.id).where(Person.email == "new@example.org")).all()) == 1


# ---- Roles that take two persons ----


def test_a_chair_is_invited_as_a_member_until_a_second_person_confirms(visit: Visit, db: Session, cast: Cast) -> None:
    secretariat, second = visit(cast.secretariat), visit(cast.second)
    page = secretariat.post(f"{cast.people}/invite", {**VALUES, "role": "deputy"}, status=200).text
    invited = db.scalars(select(Person).where(Person.email == "new@example.org")).one()
    assert role_of(db, invited) == [Role.MEMBER]
    address = f"{cast.people}/{invited.id}/role"
    assert f"{address}?role=deputy" in page
    secretariat.post(address, {"role": "deputy"}, status=202)
    assert "Take the request back" in secretariat.get(address).text
    secretariat.post(address, {"role": "deputy"}, status=202)
    assert role_of(db, invited) == [Role.MEMBER]
    assert "Confirm the new role" in second.get(address).text
    second.post(address, {"role": "deputy"})
    assert role_of(db, invited) == [Role.DEPUTY]


def test_a_request_that_is_refused_does_nothing(visit: Visit, db: Session, cast: Cast) -> None:
    address = f"{cast.people}/{cast.member.id}/role"
    visit(cast.secretariat).post(address, {"role": "chair"}, status=202)
    waiting = db.scalars(select(Approval.id)).one()
    visit(cast.member).post(f"/requests/{waiting}/cancel", status=403)
    assert visit(cast.second).post(f"/requests/{waiting}/cancel").location == address
    visit(cast.second).post(address, {"role": "chair"}, status=202)
    assert role_of(db, cast.member) == [Role.MEMBER]


def test_nobody_gives_a_role_to_themselves_not_even_as_the_second_person(visit: Visit, db: Session, cast: Cast) -> None:
    own = f"{cast.people}/{cast.secretariat.id}/role"
    visit(cast.secretariat).post(own, {"role": "chair"}, status=403)
    visit(cast.second).post(own, {"role": "chair"}, status=202)
    visit(cast.secretariat).post(own, {"role": "chair"}, status=403)
    assert role_of(db, cast.secretariat) == [Role.SECRETARIAT]


def test_an_unknown_role_is_never_given(visit: Visit, db: Session, cast: Cast) -> None:
    address = f"{cast.people}/{cast.member.id}/role"
    visit(cast.secretariat).post(address, {"role": "emperor"}, status=202)
    visit(cast.second).post(address, {"role": "emperor"}, status=422)
    assert role_of(db, cast.member) == [Role.MEMBER]


def test_the_last_secretariat_account_stays_one(visit: Visit, db: Session, make: Make, cast: Cast) -> None:
    administrator = make.person(is_administrator=True, password_hash=PASSWORD_HASH)
    visit(administrator).post(f"{cast.people}/{cast.second.id}/role", {"role": "member"}, status=202)
    visit(cast.secretariat).post(f"{cast.people}/{cast.second.id}/role", {"role": "member"})
    assert role_of(db, cast.second) == [Role.MEMBER]
    other = make.person(is_administrator=True, password_hash=PASSWORD_HASH)
    address = f"{cast.people}/{cast.secretariat.id}/role"
    visit(administrator).post(address, {"role": "member"}, status=202)
    visit(other).post(address, {"role": "member"}, status=422)
    assert role_of(db, cast.secretariat) == [Role.SECRETARIAT]


def test_the_only_officer_of_a_new_panel_names_the_first_others_alone(visit: Visit, db: Session, make: Make) -> None:
    panel = make.panel()
    cycle = make.cycle(panel, Phase.DRAFT)
    only = make.person(Role.SECRETARIAT, panel, password_hash=PASSWORD_HASH)
    people = f"/cycles/{cycle.id}/people"
    visit(only).post(f"{people}/invite", {**VALUES, "role": "chair"}, status=200)
    chair = db.scalars(select(Person).where(Person.email == "new@example.org")).one()
    assert role_of(db, chair) == [Role.CHAIR]
    member = make.person(Role.MEMBER, panel)
    assert "Invite a second secretariat account first" in visit(only).get(f"{people}/{member.id}/role").text


def test_a_chair_cannot_be_removed_by_one_person(visit: Visit, db: Session, cast: Cast) -> None:
    secretariat = visit(cast.secretariat)
    assert "takes two persons" in secretariat.get(f"{cast.people}/{cast.chair.id}/end").text
    secretariat.post(f"{cast.people}/{cast.chair.id}/end", status=422)
    assert role_of(db, cast.chair) == [Role.CHAIR]


# ---- Links and corrections ----


def test_a_new_link_for_somebody_on_the_panel_is_shown_and_recorded(visit: Visit, db: Session, cast: Cast) -> None:
    address = f"{cast.people}/{cast.member.id}/link"
    secretariat = visit(cast.secretariat)
    secretariat.get(address)
    link = link_on(secretariat.post(address, status=200).text)
    visit().post(link, {"password": "another horse battery"})
    assert "link.create" in set(db.scalars(select(Event.action)))
    details = [str(detail) for detail in db.scalars(select(Event.detail))]
    assert not [detail for detail in details if link.rpartition("/")[2] in detail]


def test_a_secretariat_does_not_reach_into_another_panel(visit: Visit, db: Session, make: Make, cast: Cast) -> None:
    another = make.panel("Another")
    make.db.add(
        Membership(panel_id=another.id, person_id=cast.member.id, role=Role.CHAIR, since_at=cast.panel.created_at)
    )
    make.db.commit()
    secretariat = visit(cast.secretariat)
    assert "also sits on another panel" in secretariat.get(f"{cast.people}/{cast.member.id}/link").text
    secretariat.post(f"{cast.people}/{cast.member.id}/link", status=422)
    values = {**VALUES, "email": cast.member.email, "version": "1"}
    secretariat.post(f"{cast.people}/{cast.member.id}", values, status=422)


def test_a_correction_is_kept_and_a_stale_one_shows_both(visit: Visit, db: Session, cast: Cast) -> None:
    address = f"{cast.people}/{cast.member.id}"
    values = {**VALUES, "email": cast.member.email, "version": "1"}
    visit(cast.secretariat).get(address)
    visit(cast.secretariat).post(address, {**values, "organisation_ja": "先の組織"})
    page = visit(cast.second).post(address, {**values, "organisation_ja": "後の組織"}, status=409).text
    assert "先の組織" in page
    assert 'value="後の組織"' in page
    assert 'name="version" value="2"' in page


def test_the_address_is_changed_before_a_password_is_set_and_never_after(
    visit: Visit, db: Session, make: Make, cast: Cast
) -> None:
    invited = make.person(Role.MEMBER, cast.panel)
    secretariat = visit(cast.secretariat)
    values = {**VALUES, "version": "1"}
    secretariat.post(f"{cast.people}/{invited.id}", {**values, "email": "right@example.org"})
    page = secretariat.post(f"{cast.people}/{cast.member.id}", {**values, "email": "taken@example.org"}, status=422)
    assert 'id="email-error"' in page.text
    secretariat.post(f"{cast.people}/{invited.id}", {**values, "version": "2", "email": cast.chair.email}, status=422)
    db.refresh(invited)
    assert invited.email == "right@example.org"


@pytest.mark.parametrize("page", ["invite", "{id}", "{id}/link", "{id}/end", "{id}/role"])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_about_people_opens_in_both_languages(visit: Visit, cast: Cast, page: str, language: str) -> None:
    visit(cast.secretariat, language).get(f"{cast.people}/{page.format(id=cast.member.id)}")


def test_unknown_people_are_not_found(visit: Visit, cast: Cast) -> None:
    for wrong in ("99999999", "0", "-1", "99999999999999999999", "abc"):
        visit(cast.secretariat).get(f"{cast.people}/{wrong}", status=404)
