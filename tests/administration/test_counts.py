"""The figures that stand first on the pages of the site: accounts and unsent mail, by their states."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import accounts, clock, post
from panel.models.events import Outbox
from panel.models.people import Person
from panel.policy.subjects import Actor
from tests.make import Make
from tests.people.cast import PASSWORD_HASH
from tests.visit import Visitor

Visit = Callable[..., Visitor]


def test_accounts_are_counted_by_state(
    visit: Visit, db: Session, make: Make, administrator: Person, second: Person
) -> None:
    """An imported rater has no address and no account; who was sent away is counted once."""
    make.person(password_hash=None)
    make.person(password_hash=PASSWORD_HASH)
    make.person(email=None)
    accounts.deactivate(db, Actor(second.id, "", "en", is_administrator=True), administrator.id, now=clock.now())
    db.commit()
    answer = visit(second).get("/administration/accounts", headers={"Accept": "application/json"})
    counted = {"active": 2, "invited": 1, "deactivated": 1, "administrators": 1}
    assert answer.json["counts"] == counted  # type: ignore[index]


def test_mails_are_counted_by_what_became_of_them(visit: Visit, db: Session, administrator: Person) -> None:
    now = clock.now()
    for _ in range(4):
        post.enqueue(db, administrator.id, "Your invitation to Panel", "text", now)
    for mail, n_tries in zip(db.scalars(select(Outbox)), (0, 0, 1, post.GIVES_UP_AFTER), strict=True):
        mail.n_tries = n_tries
    db.commit()
    visitor = visit(administrator)
    answer = visitor.get("/administration/mail", headers={"Accept": "application/json"})
    assert answer.json["counts"] == {"waiting": 3, "failing": 1, "given_up": 1}  # type: ignore[index]
    page = visitor.get("/administration/mail").text
    assert "1 mail was given up" in page
    assert page.count("Try again now</button>") == 2  # what was never tried leaves by itself
