"""A page orients whoever opens it for the first time, all that day, and then never again in this browser."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from panel import clock
from panel.models.people import Role
from panel.web.orientation import is_first_visit
from tests.make import Make
from tests.visit import Visitor

TODAY = datetime.now(UTC).toordinal()


@pytest.fixture
def visitor(visit: Callable[..., Visitor], make: Make) -> Visitor:
    """A member of a panel at work."""
    panel = make.panel()
    make.cycle(panel)
    return visit(make.person(Role.MEMBER, panel))


def asked(app: Flask, cookie: str, key: str = "desk") -> bool:
    with app.test_request_context(headers={"Cookie": f"oriented={cookie}"} if cookie else {}):
        return is_first_visit(key)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("cookie", "expected"),
    [
        ("", True),
        (f"desk.{TODAY}", True),
        (f"desk.{TODAY - 1}", False),
        (f"board.{TODAY - 1}", True),
        (f"board.{TODAY}_desk.{TODAY - 9}", False),
        ("desk", True),
        ("desk.1.1", True),
        ("desk.99999999999", True),
    ],
)
def test_a_page_is_new_until_the_day_of_its_first_visit_is_over(app: Flask, cookie: str, *, expected: bool) -> None:
    assert asked(app, cookie) is expected


@pytest.mark.one_database
def test_the_browser_remembers_the_page_and_the_day_and_nothing_else(visitor: Visitor) -> None:
    visitor.get("/")
    kept = visitor.client.get_cookie("oriented")
    assert kept is not None
    assert kept.value == f"home.{TODAY}"
    assert (kept.http_only, kept.same_site) == (True, "Strict")
    assert kept.expires is not None
    assert kept.expires - clock.now() > timedelta(days=365)


@pytest.mark.one_database
def test_a_reader_is_not_oriented_again_the_day_after(visitor: Visitor) -> None:
    assert 'class="orientation' in visitor.get("/").text
    visitor.client.set_cookie("oriented", f"home.{TODAY - 1}")
    assert 'class="orientation' not in visitor.get("/").text
