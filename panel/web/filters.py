"""How moments, days and numbers look on a page, in the reader's language and always in Japan time."""

import hashlib
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from flask import Flask, current_app
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


def static_url(filename: str) -> str:
    """The address of a static file with a digest, so that it may be cached for good."""
    return _static_url(str(current_app.static_folder), str(current_app.static_url_path), filename)


@lru_cache(maxsize=512)
def _static_url(folder: str, address: str, filename: str) -> str:
    """Worked out once a process, because every page names more than a dozen files."""
    digest = hashlib.sha256((Path(folder) / filename).read_bytes()).hexdigest()[:12]
    return f"{address}/{quote(filename)}?v={digest}"


def install(app: Flask) -> None:
    """Give templates these filters and words."""
    app.jinja_env.filters.update(when=when, day=day, number=number)
    app.jinja_env.globals.update(
        static_url=static_url, in_language=language.in_language, csrf_token=generate_csrf, _=language.word
    )
