"""Where to go after signing in or choosing a language: only ever to a page of ours that can be read."""

import re
from urllib.parse import urlsplit

from flask import current_app, request, url_for
from werkzeug.exceptions import HTTPException

_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x1f\x7f]{0,2000}")


def onward(target: str | None) -> str:
    """The asked-for address if it is a path on this site that answers a GET, else the home page."""
    home = url_for("home.show")
    adapter = current_app.create_url_adapter(request)
    if adapter is None or not target or not _LOCAL.fullmatch(target):
        return home
    try:
        endpoint, _arguments = adapter.match(urlsplit(target).path, method="GET")
    except HTTPException:  # not found, taken by POST only, or another address of it
        return home
    return home if endpoint == "static" else target
