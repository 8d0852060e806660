"""Phases, deadlines, Japanese dates."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.calc.calendar import (
    NEXT,
    Phase,
    day_text,
    deadline_text,
    era_date,
    era_fiscal_year,
    era_year,
    fiscal_year,
    in_japan,
    is_late,
    may_follow,
    moment_text,
    moment_years_later,
    years_later,
)
from tests.calc.rounds import quickly

DEADLINE = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


def test_a_cycle_goes_forward_and_rounds_loop() -> None:
    order = list(Phase)
    assert [phase.value for phase in order] == ["DR", "PR", "DI", "SO", "SC", "TA", "DE", "PU"]
    steps = {(now, following) for now in Phase for following in Phase if may_follow(now, following)}
    forward = set(pairwise(order))
    assert steps == forward | {(Phase.TALLY, Phase.SCORING_OPEN), (Phase.TALLY, Phase.DISCUSSION)}
    assert set(NEXT) == set(Phase)


@pytest.mark.parametrize(
    ("after", "late"),
    [
        (timedelta(milliseconds=-1), False),
        (timedelta(0), False),
        (timedelta(seconds=119), False),
        (timedelta(seconds=120), True),
    ],
)
def test_a_queue_makes_nobody_late(after: timedelta, late: bool) -> None:
    assert is_late(DEADLINE + after, DEADLINE) is late


def test_without_grace_the_boundary_is_late() -> None:
    assert is_late(DEADLINE, DEADLINE, grace=timedelta(0))
    assert not is_late(DEADLINE, None)


def test_a_deadline_means_the_same_in_every_zone() -> None:
    los_angeles = timezone(timedelta(hours=-8))
    assert is_late(DEADLINE.astimezone(los_angeles) + timedelta(minutes=3), in_japan(DEADLINE))


@pytest.mark.parametrize("moments", [(datetime(2026, 12, 1), DEADLINE), (DEADLINE, datetime(2026, 12, 1))])
def test_a_moment_without_a_zone_is_refused(moments: tuple[datetime, datetime]) -> None:
    with pytest.raises(ValueError, match="time zone"):
        is_late(*moments)


@pytest.mark.parametrize(
    ("day", "years", "later"),
    [
        (date(2026, 11, 22), 5, date(2031, 11, 22)),
        (date(2028, 2, 29), 5, date(2033, 2, 28)),
        (date(2028, 2, 29), 4, date(2032, 2, 29)),
        (date(2031, 2, 28), -5, date(2026, 2, 28)),
    ],
)
def test_dates_shift_by_years(day: date, years: int, later: date) -> None:
    assert years_later(day, years) == later


def test_no_date_lies_beyond_the_year_9999() -> None:
    with pytest.raises(ValueError, match="year"):
        years_later(date(9999, 1, 1))


def test_deadlines_shift_on_the_japanese_calendar() -> None:
    # In Japan it is already 29 February, 2 in the morning.
    assert moment_years_later(datetime(2028, 2, 28, 17, 0, tzinfo=UTC)) == datetime(2033, 2, 27, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 22), "令和8年11月22日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1873, 1, 1), "明治6年1月1日"),
        (date(1872, 12, 31), "1872年12月31日"),
    ],
)
def test_days_are_named_by_their_era(day: date, words: str) -> None:
    assert era_date(day) == words
    assert words.startswith(era_year(day))


def test_fiscal_years_begin_in_april() -> None:
    assert fiscal_year(date(2027, 3, 31)) == 2026
    assert fiscal_year(date(2027, 4, 1)) == 2027
    assert era_fiscal_year(2026) == "令和8年度"


def test_days_are_printed_with_their_weekday_and_with_the_western_year_or_none() -> None:
    assert day_text(date(2026, 9, 4), "ja") == "2026年9月4日(金)"
    assert day_text(date(2026, 9, 4), "en") == "Fri 4 Sep 2026"
    assert day_text(date(2026, 9, 4), "ja", year=False) == "9月4日(金)"
    assert day_text(date(2026, 9, 4), "en", year=False) == "Fri 4 Sep"


def test_moments_are_printed_on_a_japanese_clock() -> None:
    assert moment_text(DEADLINE, "ja") == "2026年12月1日(火) 17:00"
    assert moment_text(DEADLINE, "en") == "Tue 1 Dec 2026, 17:00"
    assert moment_text(DEADLINE, "ja", year=False) == "12月1日(火) 17:00"


def test_deadlines_say_by_which_clock() -> None:
    assert deadline_text(DEADLINE, "ja") == "2026年12月1日(火) 17:00（日本時間）"
    assert deadline_text(DEADLINE, "en") == "Tue 1 Dec 2026, 17:00 Japan time (08:00 UTC)"
    early = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    assert deadline_text(early, "en") == "Tue 1 Dec 2026, 08:30 Japan time (Mon 30 Nov 2026, 23:30 UTC)"
    assert deadline_text(early, "en", year=False) == "Tue 1 Dec, 08:30 Japan time (Mon 30 Nov, 23:30 UTC)"


@quickly
@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))
def test_a_japanese_clock_shows_the_same_moment(moment: datetime) -> None:
    assert in_japan(moment) == moment
    assert in_japan(moment).utcoffset() == timedelta(hours=9)
