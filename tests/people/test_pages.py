"""The roster and the accounts of who is on it: who sees what, and what a secretariat may reach."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.models.events import Event
from panel.models.people import Membership, Role
from tests.make import Make
from tests.people.cast import VALUES, Cast, link_on
from tests.visit import Visitor, without_chance

Visit = Callable[..., Visitor]


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
