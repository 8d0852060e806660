"""Accounts as the administrator sees them: found by address, shown without secrets, kept out at once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from panel import accounts, clock, post, tokens
from panel.administration import queries
from panel.errors import Invalid
from panel.models.events import Event, Outbox, SignIn
from panel.models.factors import Factor, FactorKind, RecoveryCode
from panel.models.people import Link, LinkPurpose, Person, Role
from panel.policy.subjects import Actor
from tests.make import Make
from tests.people.cast import PASSWORD_HASH
from tests.visit import Visitor

Visit = Callable[..., Visitor]
ACCOUNTS = "/administration/accounts"


def is_active(db: Session, person: Person) -> bool:
    """Whether somebody may sign in now."""
    db.expire_all()
    return db.get_one(Person, person.id).is_active


def events(db: Session) -> list[tuple[str, str]]:
    """What stands in the record."""
    return [(action, thing) for action, thing in db.execute(select(Event.action, Event.object))]


# ---- Looking ----


@pytest.mark.parametrize("language", ["ja", "en"])
def test_accounts_are_found_by_part_of_an_address(
    visit: Visit, make: Make, administrator: Person, language: str
) -> None:
    make.person(email="sato@ministry.example")
    make.person(email="100%_sure@company.example")
    visitor = visit(administrator, language)
    found = visitor.get(f"{ACCOUNTS}?q=MINISTRY").text
    assert "sato@ministry.example" in found
    assert "company.example" not in found
    literal = visitor.get(f"{ACCOUNTS}?q=%25_").text
    assert "100%_sure@company.example" in literal
    assert "sato@ministry.example" not in literal
    assert "sato@" not in visitor.get(f"{ACCOUNTS}?q=nobody@").text
    visitor.get(f"{ACCOUNTS}?q=a%00b", status=422)


def test_a_rater_of_an_imported_round_is_no_account(visit: Visit, make: Make, administrator: Person) -> None:
    rater = make.person(email=None, family_name="rater r1")
    assert "rater r1" not in visit(administrator).get(ACCOUNTS).text
    visit(administrator).get(f"{ACCOUNTS}/{rater.id}", status=404)


def test_the_list_goes_on_where_it_ended_and_shows_everybody_once(
    visit: Visit, db: Session, make: Make, administrator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "AT_ONCE", 2)
    for _ in range(3):
        make.person()
    seen: list[str] = []
    after: int | None = None
    while True:
        lines, after = queries.account_list(db, "", after)
        seen += [line.email for line in lines]
        if after is None:
            break
    assert seen == sorted(db.scalars(select(Person.email)))
    assert "Next accounts" in visit(administrator).get(ACCOUNTS).text


def test_the_list_takes_as_many_queries_for_many_as_for_few(
    visit: Visit, make: Make, administrator: Person, n_queries: Callable[[], int]
) -> None:
    visitor = visit(administrator)
    visitor.get(ACCOUNTS)
    n_queries()
    visitor.get(ACCOUNTS)
    for_few = n_queries()
    for _ in range(4):
        make.person(Role.MEMBER, make.panel())
    n_queries()
    visitor.get(ACCOUNTS)
    assert n_queries() == for_few


def test_which_kinds_of_second_factor_there_are_is_shown_and_nothing_they_are_checked_with(
    visit: Visit, db: Session, make: Make, administrator: Person
) -> None:
    """F28: an administrator of SecureDrop could read the secrets of one-time codes."""
    now = datetime.now(UTC)
    person = make.person(password_hash=PASSWORD_HASH)
    db.add_all(
        [
            Factor(person_id=person.id, kind=FactorKind.APP, name="n", created_at=now, sealed_secret=b"CANARYAPP"),
            RecoveryCode(person_id=person.id, code_hash="canarycode", created_at=now),
            Link(
                purpose=LinkPurpose.RESET, token_hash="canarylink", person_id=person.id, created_at=now, expires_at=now
            ),
        ]
    )
    db.commit()
    visit(person)
    token_hash = db.scalars(select(SignIn.token_hash).where(SignIn.person_id == person.id)).one()
    visitor = visit(administrator)
    for address in (ACCOUNTS, f"{ACCOUNTS}/{person.id}", f"{ACCOUNTS}/{person.id}/sign-ins"):
        for accept in ("text/html", "application/json"):
            shown = visitor.get(address, headers={"Accept": accept}).text
            for secret in ("CANARYAPP", "canarycode", "canarylink", token_hash, PASSWORD_HASH, "argon2"):
                assert secret not in shown, (address, secret)
    assert "Authenticator app" in visitor.get(f"{ACCOUNTS}/{person.id}").text


def test_the_page_of_an_account_names_its_panels_and_nothing_in_them(
    visit: Visit, make: Make, administrator: Person
) -> None:
    panel = make.panel("Supply chains")
    cycle = make.cycle(panel, title_en="Cycle of secrets")
    proposal = make.proposal(cycle, title_en="Proposal of secrets")
    member = make.person(Role.MEMBER, panel)
    page = visit(administrator).get(f"{ACCOUNTS}/{member.id}").text
    assert "Supply chains" in page
    assert f"/cycles/{cycle.id}/people/{member.id}/role" in page
    assert "of secrets" not in page
    visit(administrator).get(f"/proposals/{proposal.id}", status=403)


def test_whoever_does_not_administer_learns_not_even_which_accounts_there_are(visit: Visit, make: Make) -> None:
    """F22: numbers of accounts answer alike to everybody else, taken or not."""
    panel = make.panel()
    other = make.person()
    for role in Role:
        visitor = visit(make.person(role, panel))
        visitor.get(ACCOUNTS, status=403)
        for number in (other.id, 99_999_999):
            for page in ("", "/sign-ins", "/deactivate", "/administrator"):
                visitor.get(f"{ACCOUNTS}/{number}{page}", status=403)
            visitor.post(f"{ACCOUNTS}/{number}/deactivate", status=403)
            visitor.post(f"{ACCOUNTS}/{number}/sign-ins/end", status=403)
            visitor.post(f"{ACCOUNTS}/{number}/sign-ins/1/end", status=403)


# ---- Keeping out ----


def test_a_deactivated_account_is_out_at_its_next_request_and_loses_no_text(
    visit: Visit, db: Session, make: Make, administrator: Person
) -> None:
    """B90, 7.4.2: three open sessions end together; what was typed comes back with the refusal."""
    panel = make.panel()
    cycle = make.cycle(panel)
    member = make.person(Role.MEMBER, panel, password_hash=PASSWORD_HASH)
    windows = [visit(member) for _ in range(3)]
    for window in windows:
        window.get(f"/cycles/{cycle.id}/proposals")
    visitor = visit(administrator)
    visitor.get(f"{ACCOUNTS}/{member.id}/deactivate")
    visitor.post(f"{ACCOUNTS}/{member.id}/deactivate")
    assert not is_active(db, member)
    for window in windows:
        assert "/account/sign-in" in window.get(f"/cycles/{cycle.id}/proposals", status=302).location
        typed = window.post(f"/cycles/{cycle.id}/proposals/new", {"summary_ja": "長い考え"}, status=401).text
        assert "長い考え" in typed
    assert not db.scalar(select(SignIn.id).where(SignIn.person_id == member.id, SignIn.ended_at.is_(None)))
    assert ("user.deactivate", f"person:{member.id}") in events(db)


def test_a_reactivated_account_needs_a_new_sign_in(
    visit: Visit, db: Session, make: Make, administrator: Person
) -> None:
    panel = make.panel()
    member = make.person(Role.MEMBER, panel, password_hash=PASSWORD_HASH)
    before = visit(member)
    visitor = visit(administrator)
    visitor.post(f"{ACCOUNTS}/{member.id}/deactivate")
    visitor.get(f"{ACCOUNTS}/{member.id}/reactivate")
    visitor.post(f"{ACCOUNTS}/{member.id}/reactivate")
    assert is_active(db, member)
    before.get("/", status=302)
    assert visit(member).get("/").status_code == 200
    visitor.post(f"{ACCOUNTS}/{member.id}/reactivate", status=409)
    assert ("user.reactivate", f"person:{member.id}") in events(db)


def test_links_that_were_sent_before_do_not_work_after_a_deactivation(
    visit: Visit, db: Session, make: Make, administrator: Person
) -> None:
    member = make.person()
    token = tokens.create_link(db, member.id, LinkPurpose.INVITATION, clock.now())
    db.commit()
    visitor = visit(administrator)
    visitor.post(f"{ACCOUNTS}/{member.id}/deactivate")
    visitor.post(f"{ACCOUNTS}/{member.id}/reactivate")
    visit().get(f"/account/link/{token}", status=404)


def test_nobody_deactivates_themselves_the_last_administrator_or_the_last_secretariat(
    visit: Visit, db: Session, make: Make, administrator: Person
) -> None:
    visitor = visit(administrator)
    own = f"{ACCOUNTS}/{administrator.id}/deactivate"
    assert "Nobody deactivates their own account" in visitor.get(own).text
    visitor.post(own, status=422)
    panel = make.panel("Supply chains")
    only = make.person(Role.SECRETARIAT, panel, password_hash=PASSWORD_HASH)
    make.person(Role.SECRETARIAT, panel)  # invited, and never there
    page = visitor.get(f"{ACCOUNTS}/{only.id}/deactivate").text
    assert "last secretariat account" in page
    assert "Supply chains" in page
    visitor.post(f"{ACCOUNTS}/{only.id}/deactivate", status=422)
    make.person(Role.SECRETARIAT, panel, password_hash=PASSWORD_HASH)
    visitor.post(f"{ACCOUNTS}/{only.id}/deactivate")
    assert is_active(db, administrator)
    assert not is_active(db, only)


def test_mail_that_still_waits_for_somebody_is_not_sent_after_a_deactivation(
    visit: Visit, db: Session, make: Make, administrator: Person
) -> None:
    member, other = make.person(), make.person()
    for person in (member, other):
        post.enqueue(db, person.id, "Subject", "Body", clock.now())
    db.commit()
    visit(administrator).post(f"{ACCOUNTS}/{member.id}/deactivate")
    assert db.scalars(select(Outbox.person_id)).all() == [other.id]


def test_of_two_administrators_who_keep_each_other_out_at_once_one_stays(
    db: Session, make: Make, administrator: Person, second: Person
) -> None:
    """Each was let in before the other had acted; the record lets them pass one after the other."""
    first, other = (Actor(person.id, "", "en", is_administrator=True) for person in (administrator, second))
    accounts.deactivate(db, first, second.id, now=clock.now())
    with pytest.raises(Invalid, match="last account that administers"):
        accounts.deactivate(db, other, administrator.id, now=clock.now())
    make.person(is_administrator=True)  # invited, and never there
    with pytest.raises(Invalid, match="last account that administers"):
        accounts.deactivate(db, other, administrator.id, now=clock.now())


# ---- Sign-ins of others ----


def test_one_sign_in_ends_or_all_of_them(visit: Visit, db: Session, make: Make, administrator: Person) -> None:
    """7.4.5: an administrator ends the sessions of somebody else."""
    member = make.person()
    windows = [visit(member) for _ in range(3)]
    numbers = list(db.scalars(select(SignIn.id).where(SignIn.person_id == member.id).order_by(SignIn.id)))
    visitor = visit(administrator)
    page = f"{ACCOUNTS}/{member.id}/sign-ins"
    assert visitor.get(page).text.count("End this sign-in") == 3
    visitor.post(f"{page}/{numbers[0]}/end")
    windows[0].get("/", status=302)
    windows[1].get("/")
    visitor.post(f"{page}/{numbers[0]}/end", status=404)
    visitor.post(f"{page}/end")
    for window in windows:
        window.get("/", status=302)
    assert "Nowhere signed in" in visitor.get(page).text
    assert ("sign_in.end", f"sign_in:{numbers[0]}") in events(db)
    assert ("sign_in.end_all", f"person:{member.id}") in events(db)


def test_a_sign_in_is_not_ended_through_the_account_of_somebody_else(
    visit: Visit, db: Session, make: Make, administrator: Person
) -> None:
    member, other = make.person(), make.person()
    window = visit(member)
    number = db.scalars(select(SignIn.id).where(SignIn.person_id == member.id)).one()
    visit(administrator).post(f"{ACCOUNTS}/{other.id}/sign-ins/{number}/end", status=404)
    window.get("/")


@pytest.mark.parametrize("page", ["deactivate", "reactivate", "sign-ins"])
def test_reaching_into_an_account_asks_for_the_password_again(
    visit: Visit, db: Session, make: Make, administrator: Person, page: str
) -> None:
    """7.5.3, the letter "s": signed in is not enough."""
    member = make.person()
    visitor = visit(administrator)
    long_ago = clock.now() - timedelta(minutes=11)
    db.execute(update(SignIn).where(SignIn.person_id == administrator.id).values(proved_at=long_ago))
    db.commit()
    assert "/account/prove" in visitor.get(f"{ACCOUNTS}/{member.id}/{page}", status=302).location
    action = f"{page}/end" if page == "sign-ins" else page
    visitor.post(f"{ACCOUNTS}/{member.id}/{action}", status=401)
    assert is_active(db, member)
