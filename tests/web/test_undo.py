"""What was just done can be taken back by one press, offered on the next page alone."""

from collections.abc import Callable

import pytest
from flask import Flask

from panel.models.people import Role
from panel.web import undo
from tests.make import Make
from tests.visit import Visitor


@pytest.fixture
def offered(app: Flask, visit: Callable[..., Visitor], make: Make) -> Visitor:
    """A visitor whose last act has an opposite."""
    visitor = visit(make.person(Role.MEMBER, make.panel()))
    with app.test_request_context(), visitor.client.session_transaction() as cookie:
        from flask import session  # noqa: PLC0415 - stands for the request pushed above

        undo.offer("Hidden <b>", "home.cancel", {"version": 3}, approval_id=7)
        cookie["_flashes"] = session["_flashes"]
    return visitor


@pytest.mark.one_database
def test_the_next_page_offers_to_undo_with_one_button_that_posts(offered: Visitor) -> None:
    page = offered.get("/help").text
    assert "Hidden &lt;b&gt;" in page
    form = page[page.index('action="/requests/7/cancel"') :].partition("</form>")[0]
    assert 'name="csrf_token"' in form
    assert 'name="version" value="3"' in form
    assert ">Undo</button>" in form


@pytest.mark.one_database
def test_the_page_after_it_does_not(offered: Visitor) -> None:
    offered.get("/help")
    assert "/requests/7/cancel" not in offered.get("/help").text
