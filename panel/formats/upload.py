"""What a file sent by somebody really is: name, signature and inside must agree, or it is not taken. Pure."""

import re
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from panel.formats import archive
from panel.formats.archive import ArchiveRefused, Trap

MAX_BYTES: Final = 10 * 2**20
MAX_PIXELS: Final = 50_000_000

_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES: Final[Mapping[str, str]] = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "csv": "text/csv",
    "txt": "text/plain",
}
"""By the end of the name; a file that ends otherwise is not taken."""

_MAIN_PARTS: Final = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
_RUNS: Final = re.compile(
    "bat|chm|cmd|com|cpl|dll|docm|dotm|exe|hta|html?|jar|js|lnk|msi|php|potm|ppsm|pptm|ps1|py|reg|scr|sh|svg|vbs?|wsf"
    "|xlam|xlsm|xml"
)
_MACROS: Final = re.compile(r"vbaproject|/activex/|/macrosheets/|/dialogsheets/|/embeddings/.*(?:\.bin|m|\.exe)$")
_REMOTE: Final = re.compile(
    rb"(?:attachedTemplate|oleObject|subDocument|externalLink\w*|frame)\"[^>]*TargetMode=\"External\""
)
_DDE: Final = re.compile(rb"\bDDE(?:AUTO)?\b[^<]{0,200}<|<ddeLink")
_AUTHOR: Final = re.compile(rb"<(?:dc:creator|cp:lastModifiedBy)>[^<]+<")
_PDF_AUTHOR: Final = re.compile(rb"/Author\s*[(<]\s*[^)>\s]")
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


class Flaw(StrEnum):
    """Why a file is not taken; the sentence for it is for the page."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TYPE = "type"  # a kind of file that is not taken
    RUNS = "runs"  # a name with the ending of a program inside
    DIFFERS = "differs"  # the content is not what the name says
    ENCRYPTED = "encrypted"
    MACROS = "macros"
    REMOTE = "remote"  # fetches something from elsewhere when it is opened
    TRAP = "trap"  # unpacks too large, names that climb, a DTD
    PIXELS = "pixels"


class UploadRefused(ValueError):
    """The file is not taken."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw)
        self.flaw = flaw


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that can be taken; `tells` is whether it names its author, device or place besides its content."""

    media_type: str
    tells: bool


def inspected(data: bytes, name: str) -> Upload:
    """What the file is, from its name and its content together. Raises ``UploadRefused``."""
    if not data:
        raise UploadRefused(Flaw.EMPTY)
    if len(data) > MAX_BYTES:
        raise UploadRefused(Flaw.TOO_LARGE)
    ending = _ending(name)
    return Upload(MEDIA_TYPES[ending], _INSPECT[ending](data, ending))


def _ending(name: str) -> str:
    parts = re.split(r"[.\s]+", re.split(r"[/\\]", name.lower())[-1].strip())
    if parts[-1] not in MEDIA_TYPES or len(parts) < 2:
        raise UploadRefused(Flaw.TYPE)
    if any(map(_RUNS.fullmatch, parts[1:-1])):
        raise UploadRefused(Flaw.RUNS)
    return parts[-1]


def _pdf(data: bytes, _ending: str) -> bool:
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-2048:]:
        raise UploadRefused(Flaw.DIFFERS)
    if b"/Encrypt" in data:
        raise UploadRefused(Flaw.ENCRYPTED)
    return _PDF_AUTHOR.search(data) is not None


def _png(data: bytes, _ending: str) -> bool:
    """By the header alone: the picture is never decoded."""
    if not data.startswith(b"\x89PNG\r\n\x1a\n") or data[12:16] != b"IHDR" or len(data) < 33:
        raise UploadRefused(Flaw.DIFFERS)
    width, height = struct.unpack(">II", data[16:24])
    if width * height > MAX_PIXELS:
        raise UploadRefused(Flaw.PIXELS)
    return b"eXIf" in data[:4096] or b"tEXtAuthor" in data[:4096]


def _jpeg(data: bytes, _ending: str) -> bool:
    if not data.startswith(b"\xff\xd8\xff"):
        raise UploadRefused(Flaw.DIFFERS)
    return b"Exif\0\0" in data[:65_536]


def _office(data: bytes, ending: str) -> bool:
    """A zipped document: the main part of its kind, nothing that runs, nothing that fetches, no bomb."""
    try:
        names = archive.names_of(data)
        if _MAIN_PARTS[ending] not in names:
            raise UploadRefused(Flaw.DIFFERS)
        if any(_MACROS.search(name) for name in names):
            raise UploadRefused(Flaw.MACROS)
        return _looked_through(data)
    except ArchiveRefused as error:
        known = {Trap.ENCRYPTED: Flaw.ENCRYPTED, Trap.OLD_OFFICE: Flaw.DIFFERS, Trap.NOT_AN_ARCHIVE: Flaw.DIFFERS}
        raise UploadRefused(known.get(error.trap, Flaw.TRAP)) from error


def _looked_through(data: bytes) -> bool:
    tells = False
    for name, content in archive.contents_of(data):
        if name == "[content_types].xml" and b"macroEnabled" in content:
            raise UploadRefused(Flaw.MACROS)
        if (name.endswith(".rels") and _REMOTE.search(content)) or (name.endswith(".xml") and _DDE.search(content)):
            raise UploadRefused(Flaw.REMOTE)
        tells = tells or (name == "docprops/core.xml" and _AUTHOR.search(content) is not None)
    return tells


def _text(data: bytes, _ending: str) -> bool:
    """Text in an encoding people here use, without control characters."""
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp932")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return False
        break
    raise UploadRefused(Flaw.DIFFERS)


_INSPECT: Final[Mapping[str, Callable[[bytes, str], bool]]] = {
    "pdf": _pdf,
    "png": _png,
    "jpg": _jpeg,
    "jpeg": _jpeg,
    "docx": _office,
    "xlsx": _office,
    "pptx": _office,
    "csv": _text,
    "txt": _text,
}
