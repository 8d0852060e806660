"""How moments, days and numbers look on a page, in the reader's language and always in Japan time.

Working pages use the Western year with the weekday; the Japanese era belongs to documents. The foot of every page says
once that times are Japanese; deadlines say it themselves.
"""

from datetime import date, datetime

from flask import Flask
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from panel import clock
from panel.calc import calendar
from panel.web import language
from panel.web.weights import plain_weight


def when(moment: datetime | None) -> str:
    """A moment in full: day, weekday and time; empty for none."""
    return calendar.moment_text(moment, language.current()) if moment else ""


def deadline(moment: datetime | None) -> str:
    """A moment to keep to, with the clock it is meant by; the year only if it is another one. Empty for none."""
    if moment is None:
        return ""
    return calendar.deadline_text(moment, language.current(), year=_is_another_year(calendar.in_japan(moment)))


def day(moment: date | datetime | None) -> str:
    """The calendar day in Japan with its weekday; empty for none."""
    return "" if moment is None else calendar.day_text(_in_japan(moment), language.current())


def plain_day(on: date) -> str:
    """The day a document is from, without its weekday."""
    return calendar.plain_day_text(on, language.current())


def short_when(moment: datetime | None) -> str:
    """A moment as lists have it, on one line: the year only if it is another one; empty for none."""
    if moment is None:
        return ""
    here = calendar.in_japan(moment)
    text = calendar.moment_text(moment, language.current(), year=_is_another_year(here))
    return _on_one_line(text, f"{here:%Y-%m-%dT%H:%M%z}")


def short_day(moment: date | datetime | None) -> str:
    """A day as lists have it, on one line: the year only if it is another one; empty for none."""
    if moment is None:
        return ""
    on = _in_japan(moment)
    return _on_one_line(calendar.day_text(on, language.current(), year=_is_another_year(on)), on.isoformat())


def number(value: float | int | None, decimals: int = 2) -> str:
    """A number with fixed decimals and grouped thousands; an en dash where there is none, never a zero."""
    return "–" if value is None else f"{value:,.{decimals}f}"


def _in_japan(moment: date | datetime) -> date:
    return calendar.in_japan(moment).date() if isinstance(moment, datetime) else moment


def _is_another_year(on: date) -> bool:
    return on.year != calendar.in_japan(clock.now()).year


def _on_one_line(text: str, value: str) -> Markup:
    return Markup('<time class="one-line" datetime="{}">{}</time>').format(value, text)


def install(app: Flask) -> None:
    """Give templates these filters and words."""
    shown = (when, deadline, day, plain_day, short_when, short_day, number, language.marked)
    app.jinja_env.filters.update({one.__name__: one for one in shown}, language_of=language.written_in)
    app.jinja_env.globals.update(in_language=language.in_language, in_words_of=language.in_words_of)
    app.jinja_env.globals.update(csrf_token=generate_csrf, plain_weight=plain_weight, _=language.word)
