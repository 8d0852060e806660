"""How moments, days and numbers look on a page, in the reader's language and always in Japan time."""

from datetime import date, datetime

from flask import Flask
from flask_wtf.csrf import generate_csrf

from panel.calc import calendar
from panel.web import language


def when(moment: datetime | None) -> str:
    """A moment as deadlines are printed, with weekday and Japan time; empty for none."""
    return calendar.moment_text(moment, language.current()) if moment else ""


def day(moment: date | datetime | None) -> str:
    """The calendar day in Japan; empty for none."""
    if moment is None:
        return ""
    on = calendar.in_japan(moment).date() if isinstance(moment, datetime) else moment
    return calendar.date_text(on, language.current())


def number(value: float | int | None, decimals: int = 2) -> str:
    """A number with fixed decimals; an en dash where there is none, never a zero."""
    return "–" if value is None else f"{value:.{decimals}f}"


def install(app: Flask) -> None:
    """Give templates these filters and words."""
    app.jinja_env.filters.update(when=when, day=day, number=number)
    app.jinja_env.globals.update(in_language=language.in_language, csrf_token=generate_csrf, _=language.word)
