"""The roster narrowed by its address, page by page, with what the secretariat may do beside each name."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from panel import clock
from panel.models.people import Link, LinkPurpose, Role
from tests.make import Make
from tests.people.cast import Cast
from tests.visit import Visitor

Visit = Callable[..., Visitor]


def _rows(page: str) -> int:
    return page.count('<th scope="row">')


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("q=かなた", True),
        ("q=KANATA", True),
        ("q=ｋａｎａｔａ", True),
        ("q=彼方の大学", True),
        ("q=かなた 彼方", True),
        ("q=かなた ほかの", False),
        ("role=observer", True),
        ("role=chair", False),
        ("group=academia", True),
        ("group=industry", False),
        ("state=invited", True),
        ("state=active", False),
        ("role=observer&group=academia&state=invited&q=kanata", True),
    ],
)
def test_every_filter_finds_whom_it_names_and_nobody_else(
    visit: Visit, make: Make, cast: Cast, asked: str, shown: bool
) -> None:
    about = {"family_name": "彼方", "family_reading": "かなた", "name_en": "Kanata", "organisation_ja": "彼方の大学"}
    make.person(Role.OBSERVER, cast.panel, stakeholder_group="academia", **about)
    page = visit(cast.member).get(f"{cast.people}?{asked}").text
    assert ("Kanata" in page.partition("<tbody>")[2]) is shown


@pytest.mark.parametrize("asked", ["role=king", "state=nobody", "q=" + "a" * 101, "group=%00"])
def test_a_filter_that_is_none_is_refused_and_shows_everybody(visit: Visit, cast: Cast, asked: str) -> None:
    page = visit(cast.member).get(f"{cast.people}?{asked}", 422).text
    assert "Please correct the following" in page
    assert cast.member.name in page


def test_whoever_fits_nobody_is_told_so_and_led_back(visit: Visit, cast: Cast) -> None:
    page = visit(cast.member).get(f"{cast.people}?q=nobodyofthisname").text
    assert "Nobody fits" in page
    assert f'href="{cast.people}"' in page


def test_a_long_roster_comes_in_pages_that_keep_the_filters(visit: Visit, make: Make, cast: Cast) -> None:
    for _ in range(40):
        make.person(Role.OBSERVER, cast.panel)
    secretariat = visit(cast.secretariat)
    first = secretariat.get(f"{cast.people}?role=observer").text
    assert _rows(first) == 30
    assert "40 of 44 people fit" in first
    assert "role=observer&amp;page=2" in first
    assert _rows(secretariat.get(f"{cast.people}?role=observer&page=2").text) == 10
    for beyond in ("99", "0", "-1", "x"):
        assert _rows(secretariat.get(f"{cast.people}?role=observer&page={beyond}").text) in (10, 30)
    assert len(first.encode()) < 75_000


def test_until_when_an_invitation_works_is_for_the_secretariat_alone(
    visit: Visit, db: Session, make: Make, cast: Cast
) -> None:
    invited = make.person(Role.MEMBER, cast.panel)
    assert "make a new one" in visit(cast.secretariat).get(cast.people).text
    now = clock.now()
    made = {"purpose": LinkPurpose.INVITATION, "person_id": invited.id, "created_at": now}
    db.add(Link(token_hash="0" * 64, expires_at=now + timedelta(hours=2), **made))
    db.commit()
    assert "link works until" in visit(cast.secretariat).get(cast.people).text
    assert "link works" not in visit(cast.member).get(cast.people).text
    for seat in visit(cast.member).get(cast.people, headers={"Accept": "application/json"}).json["found"]["seats"]:
        assert (seat["email"], seat["invited_until"], seat["mail_waits"]) == ("", None, False)


def test_a_deactivation_can_be_taken_back_with_one_press(visit: Visit, db: Session, cast: Cast) -> None:
    secretariat = visit(cast.secretariat)
    secretariat.post(f"{cast.people}/{cast.member.id}/deactivate", {}, 303)
    page = secretariat.get(cast.people).text
    back = f"{cast.people}/{cast.member.id}/reactivate"
    assert f'action="{back}"' in page
    secretariat.post(back, {}, 303)
    db.refresh(cast.member)
    assert cast.member.is_active


def test_nobody_is_offered_an_act_on_themselves_but_their_own_details(visit: Visit, cast: Cast) -> None:
    page = visit(cast.secretariat).get(cast.people).text
    own = f"{cast.people}/{cast.secretariat.id}"
    assert f'href="{own}"' in page
    for act in ("role", "deactivate", "link", "end"):
        assert f'href="{own}/{act}"' not in page
