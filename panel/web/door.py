"""What a request must be before anything looks at it: right host, right origin, right encoding, right size."""

from urllib.parse import unquote_to_bytes

from flask import Flask, current_app, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import BadRequest, Forbidden, RequestEntityTooLarge, UnsupportedMediaType
from werkzeug.routing import IntegerConverter

from panel.web import json_door
from panel.web.representation import wants_json

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
BODY_LIMIT = 200_000  # bytes: a form of a few lines; a view that takes more says so
TEXT_LIMIT = 4_000_000  # several fields of 20,000 characters, URL-encoded
FILE_LIMIT = 11_000_000
FIELDS_LIMIT = 1_000
NAME_LIMIT = 200  # characters
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_BODIES = (*_FORMS, json_door.MIMETYPE)


class KeyConverter(IntegerConverter):
    """Keys in addresses: what could not be a key of either database is simply not found; each has one spelling."""

    regex = "[1-9][0-9]{0,9}"

    def __init__(self, url_map: object) -> None:
        super().__init__(url_map, min=1, max=2**31 - 1)  # type: ignore[arg-type]


def install(app: Flask) -> None:
    """Put the door in front of every view; it runs before the form token is read."""
    app.url_map.converters["int"] = KeyConverter
    app.before_request(_check)


def _check() -> None:
    if request.endpoint == "static":
        return
    _check_address()
    view = current_app.view_functions.get(request.endpoint or "")
    request.max_content_length = getattr(view, "body_limit", BODY_LIMIT)
    if request.method in SAFE_METHODS:
        return
    _check_origin()
    _check_size()
    if request.content_length or request.mimetype:
        _check_encoding()
    if request.mimetype == json_door.MIMETYPE:
        request.__dict__.update(form=json_door.fields_of(request.get_data()), files=ImmutableMultiDict())
    _check_fields()


def _check_address() -> None:
    """A page of ours is opened or fetched, never a part of another page; its filters are text, and each stands once."""
    if "Host" not in request.headers:
        raise BadRequest
    if request.headers.get("Sec-Fetch-Dest", "document") not in ("document", "empty"):
        raise Forbidden
    if len(request.args) < sum(1 for _ in request.args.items(multi=True)):
        raise BadRequest
    if not _is_utf8(unquote_to_bytes(request.query_string)):
        raise BadRequest


def _check_origin() -> None:
    """A browser says where a post comes from; from elsewhere it is refused even with a valid token.

    Our pages send no referrer, and so their forms the origin "null": then the browser must say the rest. It does
    wherever TLS is spoken, which is where the cookie is bound to it.
    """
    stands = request.headers.get("Sec-Fetch-Site")
    if stands not in (None, "same-origin", "none"):
        raise Forbidden
    origin = request.headers.get("Origin")
    if origin == "null":
        if stands is None and current_app.config["SESSION_COOKIE_SECURE"]:
            raise Forbidden
    elif origin and origin.partition("://")[2] != request.host:
        raise Forbidden


def _check_size() -> None:
    limit = request.max_content_length or BODY_LIMIT
    if (request.content_length or 0) > limit:
        request.max_content_length = max(limit, TEXT_LIMIT)  # so that the refusal can still give the text back
        raise RequestEntityTooLarge


def _check_fields() -> None:
    if sum(1 for _ in request.form.items(multi=True)) > FIELDS_LIMIT:
        raise RequestEntityTooLarge
    if any(len(name) > NAME_LIMIT for name in request.form) or request.form.keys() & request.args.keys():
        raise BadRequest


def comes_from_elsewhere() -> bool:
    """Whether a link on another site led here, so that the browser kept our cookie (SameSite=Strict) to itself.

    The answer to it sets no cookie either, which would put an empty session in the place of the reader's own.
    """
    return request.method == "GET" and not wants_json() and request.headers.get("Sec-Fetch-Site") == "cross-site"


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
