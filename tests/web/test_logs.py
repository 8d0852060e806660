"""What the log may say: where and what kind, one line each, and nothing that anybody wrote."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from panel.logs import Lines
from panel.models.cycles import Cycle
from panel.models.people import Role
from tests.make import Make
from tests.visit import Visitor

SECRET = "評点 5 is what canary7421 gave"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the server would write, from every logger there is."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Lines())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    """Every line, each of which must be an object of its own."""
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_a_crash_is_logged_by_kind_and_place_and_quotes_nothing(
    log: io.StringIO, probe: Callable[..., Visitor], make: Make
) -> None:
    """G15, V16.2.5, V16.3.4: the text of the form and of the exception stay out; where it happened is in."""
    panel = make.panel()
    cycle: Cycle = make.cycle(panel)
    visitor = probe(make.person(Role.MEMBER, panel))
    visitor.post(f"/probe/read/{cycle.id}", {"text": SECRET, "status": 500}, status=500)
    [line] = lines(log)
    assert line["level"] == "ERROR"
    assert line["error"] == ["RuntimeError"]
    assert line["where"][-1].endswith(" act")
    assert "canary" not in log.getvalue()
    assert "as asked for" not in log.getvalue()


def test_an_error_of_the_database_does_not_quote_what_it_was_asked(log: io.StringIO, db: Session) -> None:
    with pytest.raises(DBAPIError) as raised:
        db.execute(text("SELECT nothing_of_that_name, :typed"), {"typed": SECRET})
    assert "canary" not in str(raised.value)


def test_what_could_end_a_line_or_colour_a_terminal_is_escaped(log: io.StringIO) -> None:
    """B12, V16.4.1."""
    logging.getLogger("panel").error("one\ntwo\r\x1b[31mred\x85\u2028three", extra={"device": "\x07\x7f\u202e"})
    [line] = lines(log)
    assert line["what"].startswith("one\ntwo")
    assert all(32 <= ord(character) < 127 for character in log.getvalue().removesuffix("\n"))


def test_others_records_are_cut_to_their_fixed_words_and_numbers(log: io.StringIO) -> None:
    logging.getLogger("gunicorn.error").warning(f"Invalid request from ip=127.0.0.1: {SECRET}")
    logging.getLogger("gunicorn.error").error("Error handling request %s, worker %d", f"/account/link/{SECRET}", 17)
    first, second = lines(log)
    assert first["what"] == "Invalid request from ip=127.0.0.1"
    assert (second["what"], second["numbers"]) == ("Error handling request %s, worker %d", [17])
    assert "canary" not in log.getvalue()


def test_moments_are_in_universal_time_and_places_without_this_machine(log: io.StringIO) -> None:
    """V16.2.2."""
    try:
        Path("/no/such/file").read_text()
    except OSError:
        logging.getLogger("panel").exception("unreadable")
    [line] = lines(log)
    assert line["at"].endswith("Z")
    assert all(not place.startswith("/") for place in line["where"])
    assert "such" not in log.getvalue()
