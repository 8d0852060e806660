"""Help: every room has its part, the reader's own rooms come first, and each page's link leads to one of them."""

from collections.abc import Callable

import pytest
from flask import Flask

from panel.home.guide import ROOMS
from panel.models.people import Role
from tests.make import Make
from tests.visit import Visitor

Visit = Callable[..., Visitor]


def test_every_room_with_pages_has_its_part_of_the_help(app: Flask) -> None:
    assert {room.key for room in ROOMS} == set(app.blueprints)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_room_can_be_linked_to(visit: Visit, make: Make, language: str) -> None:
    for reader in (None, make.person(Role.OBSERVER, make.panel()), make.person(is_administrator=True)):
        page = visit(reader, language).get("/help").text
        assert all(page.count(f'id="{room.key}"') == 1 for room in ROOMS)
        assert page.count("<h1>") == 1


@pytest.mark.parametrize(
    ("role", "first", "then"),
    [(Role.MEMBER, "scoring", "imports"), (Role.SECRETARIAT, "imports", "scoring"), (Role.OBSERVER, "tally", "cycles")],
)
def test_the_rooms_of_the_reader_come_first(visit: Visit, make: Make, role: Role, first: str, then: str) -> None:
    page = visit(make.person(role, make.panel())).get("/help").text
    others = page.index('id="others"')
    assert page.index(f'id="{first}"') < others < page.index(f'id="{then}"')


def test_an_administrator_is_told_of_the_site_first(visit: Visit, make: Make) -> None:
    page = visit(make.person(is_administrator=True)).get("/help").text
    assert page.index('id="administration"') < page.index('id="others"') < page.index('id="scoring"')


def test_help_is_not_heavy(visit: Visit) -> None:
    assert len(visit(None, "ja").get("/help").data) < 75_000
