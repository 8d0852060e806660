"""What a page says to whoever opens it for the first time: the browser remembers which pages it was oriented on."""

import re
from datetime import timedelta
from typing import Final

from flask import Flask, Response, current_app, g, request

from panel import clock

_LASTS: Final = timedelta(days=400)  # browsers keep no cookie for longer
_MOST: Final = 40  # pages
_ENTRY = re.compile(r"([a-z-]{1,20})\.([0-9]{1,6})")  # the key of a page, and the day it was first opened on


def is_first_visit(key: str) -> bool:
    """Whether this browser opens the page for the first time, or did so today: a form sent twice keeps its help."""
    today = clock.now().toordinal()
    first = _oriented().setdefault(key, today)
    return first == today


def _oriented() -> dict[str, int]:
    """For each page the day on which it was first opened, as the cookie has it and this request goes on with it."""
    if "oriented" not in g:
        entries = request.cookies.get(_cookie(), "").split("_")[:_MOST]
        found = (_ENTRY.fullmatch(entry) for entry in entries)
        g.oriented = {entry[1]: int(entry[2]) for entry in found if entry}
        g.oriented_before = dict(g.oriented)
    kept: dict[str, int] = g.oriented
    return kept


def _cookie() -> str:
    """Its name; bound to this host wherever TLS is spoken."""
    return "__Host-oriented" if current_app.config["SESSION_COOKIE_SECURE"] else "oriented"


def install(app: Flask) -> None:
    """Let templates ask, and remember in the browser what was shown: names of pages and days, nothing of the person."""
    app.jinja_env.globals.update(is_first_visit=is_first_visit)

    @app.after_request
    def remember(answer: Response) -> Response:
        if "oriented" in g and g.oriented != g.oriented_before:
            value = "_".join(f"{key}.{day}" for key, day in g.oriented.items())
            secure = app.config["SESSION_COOKIE_SECURE"]
            until = clock.now() + _LASTS
            answer.set_cookie(_cookie(), value, expires=until, secure=secure, httponly=True, samesite="Strict")
        return answer
