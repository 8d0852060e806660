"""How days, moments and numbers look on a page: in the reader's language, on one line in lists, on a Japanese clock."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask, session

from panel import clock
from panel.web import filters

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
LATE = datetime(2026, 12, 31, 20, 0, tzinfo=UTC)  # in Japan it is the next year already


@pytest.fixture
def shown(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Callable[[Any], str], Any], str]:
    """What a filter makes of a value for a reader of a language, on 22 November 2026."""
    monkeypatch.setattr(clock, "now", lambda: NOW)

    def draw(language: str, as_filter: Callable[[Any], str], value: Any) -> str:
        with app.test_request_context():
            session["language"] = language
            return str(as_filter(value))

    return draw


Shown = Callable[[str, Callable[[Any], str], Any], str]


def test_a_page_names_days_by_the_western_year_with_their_weekday(shown: Shown) -> None:
    assert shown("ja", filters.day, date(2026, 9, 24)) == "2026年9月24日(木)"
    assert shown("en", filters.day, date(2026, 9, 24)) == "Thu 24 Sep 2026"


def test_the_day_of_a_source_has_no_weekday(shown: Shown) -> None:
    assert shown("ja", filters.plain_day, date(2022, 12, 16)) == "2022年12月16日"
    assert shown("en", filters.plain_day, date(2022, 12, 16)) == "16 Dec 2022"


def test_a_day_is_the_one_of_the_japanese_calendar(shown: Shown) -> None:
    assert shown("ja", filters.day, LATE) == "2027年1月1日(金)"
    assert shown("en", filters.when, LATE) == "Fri 1 Jan 2027, 05:00"


def test_a_list_leaves_out_the_present_year_and_keeps_the_day_on_one_line(shown: Shown) -> None:
    assert shown("ja", filters.short_day, date(2026, 9, 24)) == (
        '<time class="one-line" datetime="2026-09-24">9月24日(木)</time>'
    )
    assert ">Fri 1 Jan 2027, 05:00<" in shown("en", filters.short_when, LATE)
    assert 'datetime="2027-01-01T05:00+0900"' in shown("en", filters.short_when, LATE)


def test_a_deadline_says_by_which_clock(shown: Shown) -> None:
    closes = datetime(2026, 12, 18, 8, 0, tzinfo=UTC)
    assert shown("ja", filters.deadline, closes) == "12月18日(金) 17:00（日本時間）"
    assert shown("en", filters.deadline, closes) == "Fri 18 Dec, 17:00 Japan time (08:00 UTC)"


@pytest.mark.parametrize("one", [filters.when, filters.deadline, filters.day, filters.short_when, filters.short_day])
def test_of_no_moment_nothing_is_shown(shown: Shown, one: Callable[[Any], str]) -> None:
    assert shown("ja", one, None) == ""


def test_numbers_of_a_column_have_the_same_decimals_and_none_is_never_a_zero() -> None:
    assert [filters.number(value) for value in (3, 3.456, 0.0, None)] == ["3.00", "3.46", "0.00", "–"]
    assert filters.number(12345.6, 1) == "12,345.6"
