"""Bytes as a download: a name that survives every browser, and never shown inline."""

from collections.abc import Iterable
from urllib.parse import quote

from flask import Response


def download(content: bytes | Iterable[bytes], filename: str, media_type: str) -> Response:
    """An attachment; the name may hold any letter and is sent as RFC 8187 asks."""
    answer = Response(content, mimetype=media_type)
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._- ") else "_" for c in filename) or "file"
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
    )
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
