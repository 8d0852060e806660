"""Which page of a report an address asks for: `?chapter=` names a chapter or a section, `?page=` a page of it."""

from flask import request

_DIGITS = 4


def page_asked() -> tuple[str | None, int]:
    """The chapter, None for the title page, and the number of the page; 0 where none is given that could be one."""
    page = request.args.get("page", "")
    number = int(page) if page.isascii() and page.isdecimal() and len(page) <= _DIGITS else 0
    return request.args.get("chapter") or None, number
