"""The static files as browsers are sent them: what every page needs joined into one sheet and one module, compressed.

The parts stay files of their own; joining and compressing happen once a process. Pages are never compressed: what an
attacker can put into a page would tell, by its size, what else stands there (BREACH); a static file holds no secret.
"""

import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import quote

from flask import Flask, Response, current_app, request

SHEET: Final = "shared/all.css"
SCRIPT: Final = "shared/all.js"
SHEETS: Final = (
    "tokens", "base", "layout", "frame", "menus", "forms", "buttons", "scale", "tables", "pieces", "states", "cards",
    "charts", "terms", "search", "print",
)  # fmt: skip
"""The parts of the joined sheet, in the order in which they count."""

_TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_WORDS, _START = "shared/words.js", "shared/start.js"
_IMPORT = re.compile(r'^import \{[^}]*\} from "(?:\./|\.\./shared/)words\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)
# What only people read is left out of the joined files: comments of sheets, whole-line comments of scripts, indents.
_REMARK = re.compile(r"/\*.*?\*/", re.DOTALL)
_REMARK_LINE = re.compile(r"^ *//.*\n", re.MULTILINE)
_SPACE = re.compile(r"\s+")
_INDENT = re.compile(r"^ +", re.MULTILINE)


@dataclass(frozen=True)
class Asset:
    """A text file as it is sent, plain or compressed."""

    content: bytes
    media_type: str

    @cached_property
    def digest(self) -> str:
        """By which a file is told from its earlier versions."""
        return hashlib.sha256(self.content).hexdigest()[:12]

    @cached_property
    def compressed(self) -> bytes:
        """The content under gzip, the same bytes each time."""
        return gzip.compress(self.content, mtime=0)


def install(app: Flask) -> None:
    """Send the files of the static folder from memory, and let templates name their addresses."""
    app.view_functions["static"] = _send
    app.jinja_env.globals.update(static_url=static_url, SHEET=SHEET, SCRIPT=SCRIPT)


def static_url(filename: str) -> str:
    """The address of a static file with its digest, so that it may be cached for good."""
    return f"{current_app.static_url_path}/{quote(filename)}?v={_assets()[filename].digest}"


def _send(filename: str) -> Response:
    asset = _assets().get(filename)
    if asset is None:
        return current_app.send_static_file(filename)
    compressed = request.accept_encodings.quality("gzip") > 0
    answer = Response(asset.compressed if compressed else asset.content, content_type=asset.media_type)
    answer.vary.add("Accept-Encoding")
    answer.set_etag(f"{asset.digest}-gzip" if compressed else asset.digest)
    if compressed:
        answer.content_encoding = "gzip"
    answer.make_conditional(request)
    return answer


def _assets() -> dict[str, Asset]:
    folder = Path(str(current_app.static_folder))
    return made(folder) if current_app.debug else _kept(folder)


@lru_cache(maxsize=8)
def _kept(folder: Path) -> dict[str, Asset]:
    return made(folder)


def made(folder: Path) -> dict[str, Asset]:
    """Every text file of a static folder by its name below it, and the two joined ones.

    Raises ValueError for a behaviour that imports another, KeyError for a sheet that is not there.
    """
    paths = [path for path in sorted(folder.rglob("*")) if path.suffix in _TYPES]
    texts = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    texts[SHEET] = _SPACE.sub(" ", _REMARK.sub("", "\n".join(texts[f"shared/{name}.css"] for name in SHEETS)))
    texts[SCRIPT] = _INDENT.sub("", _REMARK_LINE.sub("", "\n".join(_module(texts))))
    return {name: Asset(text.encode(), _media_type(name)) for name, text in texts.items()}


def _media_type(name: str) -> str:
    return f"{_TYPES[Path(name).suffix]}; charset=utf-8"


def _module(texts: dict[str, str]) -> Iterator[str]:
    """One module: the words, each behaviour as a function that is run when a page asks for it, and what starts them."""
    yield _EXPORT.sub("", texts[_WORDS])
    yield "const behaviours = {"
    for name, text in texts.items():
        if name.endswith(".js") and name not in (_WORDS, _START):
            yield f'"{_behaviour(name)}": () => {{\n{_body(name, text)}return start;\n}},'
    yield "};"
    yield texts[_START]


def _behaviour(name: str) -> str:
    """What pages call the behaviour in a file: its name, with the room's before it unless every room shares it."""
    return name.removesuffix(".js").removeprefix("shared/")


def _body(name: str, text: str) -> str:
    body = _EXPORT.sub("", _IMPORT.sub("", text))
    if re.search(r"^import\b", body, re.MULTILINE):
        raise ValueError(f"{name} imports more than the words: a behaviour stands alone")
    return body
