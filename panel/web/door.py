"""What a request must be before anything looks at it: right host, right origin, right encoding, right size."""

from urllib.parse import unquote_to_bytes

from flask import Flask, current_app, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import BadRequest, Forbidden, RequestEntityTooLarge, UnsupportedMediaType
from werkzeug.routing import IntegerConverter

from panel.web import json_door

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
BODY_LIMIT = 4_000_000  # bytes: a form with several fields of 20,000 characters, URL-encoded
FILE_LIMIT = 11_000_000
FIELDS_LIMIT = 1_000
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_BODIES = (*_FORMS, json_door.MIMETYPE)


class KeyConverter(IntegerConverter):
    """Keys in addresses: what could not be a key of either database is simply not found."""

    def __init__(self, url_map: object) -> None:
        super().__init__(url_map, min=1, max=2**31 - 1)  # type: ignore[arg-type]


def install(app: Flask) -> None:
    """Put the door in front of every view; it runs before the form token is read."""
    app.url_map.converters["int"] = KeyConverter
    app.before_request(_check)


def _check() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    request.max_content_length = getattr(view, "body_limit", BODY_LIMIT)
    if request.method in SAFE_METHODS:
        return
    _check_origin()
    length = request.content_length or 0
    if length > request.max_content_length:
        raise RequestEntityTooLarge
    if length or request.mimetype:
        _check_encoding()
    if request.mimetype == json_door.MIMETYPE:
        request.__dict__.update(form=json_door.fields_of(request.get_data()), files=ImmutableMultiDict())
    if sum(1 for _ in request.form.items(multi=True)) > FIELDS_LIMIT:
        raise RequestEntityTooLarge
    if any(len(name) > 200 for name in request.form):
        raise BadRequest


def _check_origin() -> None:
    """A browser says where a post comes from; from elsewhere it is refused even with a valid token."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden
    origin = request.headers.get("Origin")
    if origin and origin != "null" and origin.partition("://")[2] != request.host:
        raise Forbidden


def _check_encoding() -> None:
    if request.mimetype not in _BODIES:
        raise UnsupportedMediaType
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in ("utf-8", "utf8"):
        raise UnsupportedMediaType
    if request.mimetype == _FORMS[0] and not _is_utf8(unquote_to_bytes(request.get_data())):
        raise BadRequest
    if request.mimetype == "multipart/form-data" and not request.mimetype_params.get("boundary"):
        raise BadRequest


def _is_utf8(content: bytes) -> bool:
    """Whether bytes are text; left to itself, the form parser would keep what is not as percent signs."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
