"""The one form class: what each kind of field takes, and what it says when it does not."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import RadioField

from panel.web.form import (
    AddressField,
    DayField,
    Form,
    LineField,
    MomentField,
    NewForm,
    ProseField,
    VersionedForm,
    WholeNumberField,
    choices,
)


class Everything(Form):
    """A field of each kind."""

    line = LineField("Line", limit=10)
    needed = LineField("Needed", required=True)
    prose = ProseField("Prose")
    number = WholeNumberField("Number")
    day = DayField("Day")
    moment = MomentField("Moment")
    address = AddressField("Address")
    choice = RadioField("Choice", choices=choices({"a": "A", "b": "B"}), default="a")


@pytest.fixture
def posted(app: Flask) -> Iterator[Any]:
    """posted(form class, values): the form as if these had been sent."""
    contexts = []

    def send(kind: type[Form], **values: Any) -> Form:
        context = app.test_request_context(
            "/", method="POST", data=MultiDict(values), headers={"Accept-Language": "en"}
        )
        context.push()
        contexts.append(context)
        app.config["WTF_CSRF_ENABLED"] = False
        return kind()

    yield send
    app.config["WTF_CSRF_ENABLED"] = True
    for context in reversed(contexts):
        context.pop()


def errors(form: Form, field: str) -> str:
    """What is said beside a field after the form was checked."""
    form.validate()
    return " ".join(form[field].errors)


@pytest.mark.parametrize("typed", ["", " ", "\u200b\u200b", "\u3000"])
def test_what_shows_nothing_is_nothing(posted: Any, typed: str) -> None:
    assert errors(posted(Everything, needed=typed), "needed") == "Enter this."


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("a\x00b", "a control character (U+0000)"),
        ("a\x1b[31m", "a control character (U+001B)"),
        ("a\u202eb", "reverses the reading direction"),
        ("a\nb", "a line break"),
        ("a\ufffdb", "damaged"),
        ("x" * 11, "11 characters long; at most 10 fit"),
    ],
)
def test_a_line_says_which_character_it_cannot_keep(posted: Any, typed: str, said: str) -> None:
    assert said in errors(posted(Everything, line=typed), "line")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(" 報告 ", "報告"), ("か\u3099", "が"), ("𠮷" * 10, "𠮷" * 10), ("ﾊﾝｶｸ", "ﾊﾝｶｸ"), ("\ufa19", "\ufa19")],
)
def test_a_line_is_trimmed_and_composed_and_otherwise_kept(posted: Any, typed: str, kept: str) -> None:
    form = posted(Everything, line=typed)
    assert errors(form, "line") == ""
    assert form.line.data == kept


def test_prose_keeps_its_lines_and_counts_characters_not_bytes(posted: Any) -> None:
    form = posted(Everything, prose="a\r\nb\rc\n\n d ")
    assert errors(form, "prose") == ""
    assert form.prose.data == "a\nb\nc\n\n d "
    assert errors(posted(Everything, prose="𠮷" * 20_000), "prose") == ""
    assert "20001 characters long" in errors(posted(Everything, prose="𠮷" * 20_001), "prose")


@pytest.mark.parametrize("typed", ["１２", "1_0", "3.5", "1e3", "9" * 5000, "0x1f", "NaN", "+5", "٣"])
def test_a_number_is_written_in_plain_digits(posted: Any, typed: str) -> None:
    assert "plain digits" in errors(posted(Everything, number=typed), "number")


@pytest.mark.parametrize(("typed", "number"), [("0", 0), ("-3", -3), (" 12 ", 12), ("", None)])
def test_zero_is_a_number_and_nothing_is_none(posted: Any, typed: str, number: int | None) -> None:
    form = posted(Everything, number=typed)
    form.validate()
    assert form.number.data == number
    assert not form.number.errors


@pytest.mark.parametrize("typed", ["2026-02-31", "9999-01-01", "yesterday", "0001-01-01"])
def test_a_day_exists_and_lies_within_reason(posted: Any, typed: str) -> None:
    assert errors(posted(Everything, day=typed), "day") != ""


@pytest.mark.parametrize("typed", ["2026-12-18 24:00", "2026-12-18", "1800-01-01 10:00", "soon"])
def test_a_moment_exists_and_what_was_typed_stays(posted: Any, typed: str) -> None:
    form = posted(Everything, moment=typed)
    assert errors(form, "moment") != ""
    assert typed in str(form.moment())


def test_days_and_moments_are_read_on_a_japanese_clock(posted: Any) -> None:
    form = posted(Everything, day="2026-12-18", moment="2026-12-18 17:00")
    form.validate()
    assert form.day.data == date(2026, 12, 18)
    assert form.moment.data == datetime(2026, 12, 18, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["a@b", '"x y"@example.jp', "a@example.jp, b@example.jp", "@example.jp"])
def test_an_address_is_one_that_mail_reaches(posted: Any, typed: str) -> None:
    assert "Enter an e-mail address" in errors(posted(Everything, address=typed), "address")


def test_addresses_that_differ_in_case_are_one(posted: Any) -> None:
    form = posted(Everything, address=" User@Example.ORG ")
    form.validate()
    assert form.address.data == "user@example.org"


def test_a_value_outside_the_closed_list_is_refused(posted: Any) -> None:
    assert errors(posted(Everything, choice="c"), "choice") != ""


def test_a_field_sent_twice_is_refused(posted: Any) -> None:
    assert "more than once" in errors(posted(Everything, choice=["a", "b"]), "choice")


@pytest.mark.parametrize("version", ["", "x", "-1", "１", "1" * 10])
def test_a_form_without_a_proper_version_is_refused(posted: Any, version: str) -> None:
    assert errors(posted(VersionedForm, version=version), "version") != ""


def test_every_new_form_has_a_number_of_its_own(app: Flask) -> None:
    with app.test_request_context("/"):
        assert NewForm().nonce.data != NewForm().nonce.data


def test_the_language_button_checks_nothing_and_is_never_taken(posted: Any) -> None:
    form = posted(Everything, needed="x", _language="ja")
    assert not form.validate()
    assert form.status == 200
