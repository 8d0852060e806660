"""Phases, deadlines and Japanese dates, from the moment that is passed in: nothing here asks for the time."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal

Language = Literal["ja", "en"]

JAPAN: Final = timezone(timedelta(hours=9), "JST")
GRACE: Final = timedelta(seconds=120)
"""What arrives this little after the printed deadline still counts, so that a queue makes nobody late."""
CYCLE_YEARS: Final = 5


class Phase(StrEnum):
    """Where a cycle stands, in order. What each role may do is decided by these (policy)."""

    DRAFT = "DR"
    PROPOSING = "PR"
    DISCUSSION = "DI"
    SCORING_OPEN = "SO"
    SCORING_CLOSED = "SC"
    TALLY = "TA"
    DECIDED = "DE"
    PUBLISHED = "PU"


NEXT: Final[Mapping[Phase, frozenset[Phase]]] = MappingProxyType(
    {
        Phase.DRAFT: frozenset({Phase.PROPOSING}),
        Phase.PROPOSING: frozenset({Phase.DISCUSSION}),
        Phase.DISCUSSION: frozenset({Phase.SCORING_OPEN}),
        Phase.SCORING_OPEN: frozenset({Phase.SCORING_CLOSED}),
        Phase.SCORING_CLOSED: frozenset({Phase.TALLY}),
        Phase.TALLY: frozenset({Phase.DISCUSSION, Phase.SCORING_OPEN, Phase.DECIDED}),
        Phase.DECIDED: frozenset({Phase.PUBLISHED}),
        Phase.PUBLISHED: frozenset(),
    }
)
"""The steps that exist. Rounds loop from the tally back to scoring, directly or through a discussion."""


def may_follow(now: Phase, following: Phase) -> bool:
    """Whether a cycle in phase `now` may step to `following`."""
    return following in NEXT[now]


def is_late(arrived_at: datetime, deadline: datetime | None, grace: timedelta = GRACE) -> bool:
    """Whether a request that reached the site at `arrived_at` missed the deadline.

    The boundary itself is late; without a deadline nobody is. Raises ValueError for a naive moment.
    """
    if deadline is None:
        return False
    return _aware(arrived_at) >= _aware(deadline) + grace


def in_japan(moment: datetime) -> datetime:
    """The same moment on a Japanese clock. Raises ValueError for a naive one."""
    return _aware(moment).astimezone(JAPAN)


def _aware(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("a moment without a time zone cannot be placed")
    return moment


# ---- Five-year arithmetic ----


def years_later(day: date, years: int = CYCLE_YEARS) -> date:
    """The same day that many years later; 29 February becomes the 28th where the year has none.

    Raises ValueError beyond the year 9999.
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def moment_years_later(moment: datetime, years: int = CYCLE_YEARS) -> datetime:
    """The same time of day on the same Japanese date that many years later, in UTC."""
    here = in_japan(moment)
    return datetime.combine(years_later(here.date(), years), here.timetz()).astimezone(UTC)


def fiscal_year(day: date) -> int:
    """The Japanese fiscal year (April to March) that holds the day: 31 March 2027 is in 2026."""
    return day.year if day.month >= 4 else day.year - 1


# ---- Words ----

_ERAS: Final = (
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
    (date(1926, 12, 25), "昭和"),
    (date(1912, 7, 30), "大正"),
    (date(1873, 1, 1), "明治"),
)
_MEIJI_BEGAN: Final = 1868
_WEEKDAYS: Final[Mapping[Language, tuple[str, ...]]] = MappingProxyType(
    {"ja": tuple("月火水木金土日"), "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
)

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def era_year(day: date) -> str:
    """The year in the Japanese era, as 令和8年 or 令和元年; before 1873 (lunar calendar) the Western one."""
    for began, era in _ERAS:
        if day >= began:
            number = day.year - (_MEIJI_BEGAN if era == "明治" else began.year) + 1
            return f"{era}{'元' if number == 1 else number}年"
    return f"{day.year}年"


def era_date(day: date) -> str:
    """The day in the Japanese era, as 令和8年11月22日."""
    return f"{era_year(day)}{day.month}月{day.day}日"


def era_fiscal_year(year: int) -> str:
    """The fiscal year in the era of its first day, as 令和8年度 for 2026."""
    return f"{era_year(date(year, 4, 1))}度"


def weekday(day: date, language: Language) -> str:
    """The day of the week, short: 火 or Tue."""
    return _WEEKDAYS[language][day.weekday()]


def plain_day_text(day: date, language: Language) -> str:
    """The day of a document, whose weekday nobody needs: 2022年12月16日 or 16 Dec 2022."""
    if language == "ja":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def day_text(day: date, language: Language, *, year: bool = True) -> str:
    """The day with its weekday as working pages have it: 2026年9月24日(木) or Thu 24 Sep 2026, `year` or not."""
    short = weekday(day, language)
    if language == "ja":
        return f"{f'{day.year}年' if year else ''}{day.month}月{day.day}日({short})"
    return f"{short} {day.day} {_MONTHS[day.month - 1]}{f' {day.year}' if year else ''}"


def moment_text(moment: datetime, language: Language, *, year: bool = True) -> str:
    """Day and time on a Japanese clock: 2026年12月1日(火) 17:00 or Tue 1 Dec 2026, 17:00."""
    here = in_japan(moment)
    comma = "" if language == "ja" else ","
    return f"{day_text(here.date(), language, year=year)}{comma} {here:%H:%M}"


def deadline_text(moment: datetime, language: Language, *, year: bool = True) -> str:
    """A moment to keep to, with the clock it is meant by; the English form, read abroad as well, adds UTC.

    2026年12月1日(火) 17:00（日本時間） or Tue 1 Dec 2026, 17:00 Japan time (08:00 UTC).
    """
    text = moment_text(moment, language, year=year)
    if language == "ja":
        return f"{text}（日本時間）"
    here, there = in_japan(moment).date(), moment.astimezone(UTC)
    before = "" if there.date() == here else f"{day_text(there.date(), language, year=year)}, "
    return f"{text} Japan time ({before}{there:%H:%M} UTC)"
