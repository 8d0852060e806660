"""Bad numbers, days and choices, forged fields and forms sent again: refused or without effect, everywhere."""

import pytest
from sqlalchemy import select
from wtforms import HiddenField

from panel.db import Base
from tests.hostile.inputs import FORGED, NUMBERS
from tests.hostile.places import FormPlace
from tests.hostile.sending import Send, fresh, some
from tests.rights.world import RECORDS, World

Forms = list[FormPlace]


@pytest.fixture(scope="module")
def world(sqlite_world: World) -> World:
    """Numbers are refused before any database is asked; and only this one gives the same ids again."""
    return sqlite_world


@pytest.mark.parametrize("typed", NUMBERS, ids=range(len(NUMBERS)))
def test_a_number_a_day_or_a_choice_is_one_of_those_asked_for(forms: Forms, send: Send, typed: str) -> None:
    """B25 to B36, V1.4.2, X16: a mark is one of those shown, and never rounded to one."""
    marked = [place for place in forms if any(name.startswith("mark_") for name in place.fields)]
    for place in {id(place): place for place in (*some(forms, NUMBERS.index(typed), 3), *marked)}.values():
        shown = [name for name in place.numbers if not isinstance(place.fields[name], HiddenField)]
        if not shown:
            continue
        done = send(place, dict.fromkeys(shown, typed))
        if typed not in ("6", "99", ""):
            assert {name for name in shown if name.startswith("mark_")} <= done.refused, place.endpoint


@pytest.mark.parametrize("typed", ["-1", "999999", "0", "", "abc", "1.0", "１", "9" * 50, "\x00"])
def test_a_version_or_another_hidden_value_that_the_page_did_not_hold_is_refused(
    forms: Forms, send: Send, typed: str
) -> None:
    """B85."""
    for place in some(forms, len(typed), 2):
        hidden = [name for name in place.numbers if isinstance(place.fields[name], HiddenField) and name != "nonce"]
        if hidden:
            done = send(place, dict.fromkeys(hidden, typed))
            taken = done.answer.status_code not in (202, 409, 422)  # 202: a second person will be told
            assert not ("version" in hidden and taken), place.endpoint


def test_nothing_that_is_typed_reaches_the_log(forms: Forms, send: Send, caplog: pytest.LogCaptureFixture) -> None:
    """G15, V16.2.5: neither what a form takes nor what it refuses."""
    for place in forms:
        for typed in ("canary7421", "canary7421\x00\r\n"):
            send(place, dict.fromkeys([*place.texts, *place.numbers], typed))
    assert "canary7421" not in caplog.text


def left(world: World, place: FormPlace, *times: dict[str, str]) -> dict[str, list[tuple[object, ...]]]:
    """The columns that decide who may do what, and how many there are, after a form was sent so many times."""
    with world.undone():
        for extra in times:
            values = {name: fresh(value) for name, value in {**place.values, **extra}.items()}
            world.ask(place.subject, "POST", place.address, values)
        return {
            table.name: sorted(map(tuple, world.database.connection.execute(select(*columns))), key=str)
            for table in Base.metadata.sorted_tables
            if table.name not in RECORDS and (columns := [one for one in table.c if one.key.endswith(_DECIDE)])
        }


_DECIDE = ("id", "role", "phase", "state", "version", "active", "administrator", "level", "kind", "language", "title")


def test_fields_that_no_form_has_change_nothing(world: World, forms: Forms) -> None:
    """B73, F4, V15.3.3: with the names of our own columns sent along, a form leaves behind what it leaves without."""
    for place in forms:
        extra = {name: value for name, value in FORGED.items() if name not in place.fields}
        assert left(world, place, extra) == left(world, place, {}), place.endpoint


def test_a_form_that_makes_something_makes_it_once(world: World, forms: Forms) -> None:
    """B55, R6, D11: sent again with the same one-time number it leaves what it left the first time."""
    makers = [place for place in forms if place.once]
    assert len(makers) > 8
    for place in makers:
        assert left(world, place, {}, {}) == left(world, place, {}), place.endpoint


def test_a_one_time_number_with_another_content_is_a_conflict(world: World, forms: Forms) -> None:
    """B86."""
    for place in forms:
        if not (place.once and place.texts):
            continue
        with world.undone():
            first = world.ask(place.subject, "POST", place.address, place.values)
            changed = {**place.values, place.texts[0]: "Something else"}
            second = world.ask(place.subject, "POST", place.address, changed)
        if first.status_code == 303:
            assert second.status_code == 409, place.endpoint
            assert "Something else" in second.text


def test_after_signing_out_a_form_does_nothing_and_keeps_its_text(world: World, forms: Forms) -> None:
    """B55, B90, X1: a copy of the cookie is worth nothing, and what was typed comes back."""
    for place in forms:
        if (
            not place.texts
            or place.subject == "N"
            or "sign_in" in place.endpoint
            or place.endpoint == "account.forgotten"
        ):
            continue
        with world.undone():
            world.ask(place.subject, "POST", "/account/sign-out")
            with world.watched() as written:
                answer = world.ask(place.subject, "POST", place.address, {**place.values, place.texts[0]: "typed zpx"})
            assert (answer.status_code, written) == (401, []), place.endpoint
            assert "typed zpx" in answer.text
