"""Looks into a zipped office file before any parser does: every upload of that kind passes here."""

import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from io import BytesIO
from typing import Final

MAX_PARTS: Final = 2_000
MAX_UNPACKED: Final = 64 * 2**20

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_SYMLINK: Final = 0o120000


class Trap(StrEnum):
    """Why a careful person would not open it; ``detail`` of the refusal holds what is named after the dash."""

    NOT_AN_ARCHIVE = "not_an_archive"
    ENCRYPTED = "encrypted"
    OLD_OFFICE = "old_office"
    UNSAFE_PART = "unsafe_part"  # the part's name
    TOO_MANY_PARTS = "too_many_parts"  # the limit
    UNPACKS_TOO_LARGE = "unpacks_too_large"  # the limit in MiB
    DOCUMENT_TYPE = "document_type"  # the part with the DTD


class ArchiveRefused(ValueError):
    """The archive is not taken."""

    def __init__(self, trap: Trap, detail: str = "") -> None:
        super().__init__(f"{trap} {detail}".strip())
        self.trap = trap
        self.detail = detail


def names_of(data: bytes) -> list[str]:
    """The names of its parts in lower case, once none of them is encrypted, climbs, or stands there twice.

    Raises ``ArchiveRefused``.
    """
    if data.startswith(_OLE):
        raise ArchiveRefused(Trap.ENCRYPTED if _ENCRYPTED in data else Trap.OLD_OFFICE)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise ArchiveRefused(Trap.NOT_AN_ARCHIVE) from error
    if len(parts) > MAX_PARTS:
        raise ArchiveRefused(Trap.TOO_MANY_PARTS, str(MAX_PARTS))
    names = [part.filename.lower() for part in parts]
    seen = Counter(names)
    for part, name in zip(parts, names, strict=True):
        if part.flag_bits & 1:
            raise ArchiveRefused(Trap.ENCRYPTED)
        if _is_unsafe(part, name) or seen[name] > 1:
            raise ArchiveRefused(Trap.UNSAFE_PART, part.filename)
    return names


def contents_of(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Each part with its name in lower case, unpacked one by one against one ceiling.

    The sizes an archive states about itself are not believed. Raises ``ArchiveRefused``.
    """
    left = MAX_UNPACKED
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for part in archive.infolist():
                with archive.open(part) as stream:
                    content = stream.read(left + 1)
                left -= len(content)
                _check(part.filename, content, left)
                yield part.filename.lower(), content
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise ArchiveRefused(Trap.NOT_AN_ARCHIVE) from error


def _is_unsafe(part: zipfile.ZipInfo, name: str) -> bool:
    climbs = name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")
    return climbs or (part.external_attr >> 16) & 0o170000 == _SYMLINK or name.endswith(".zip")


def _check(name: str, content: bytes, left: int) -> None:
    if left < 0:
        raise ArchiveRefused(Trap.UNPACKS_TOO_LARGE, str(MAX_UNPACKED // 2**20))
    if name.lower().endswith((".xml", ".rels")) and b"\0" in content:
        raise ArchiveRefused(Trap.NOT_AN_ARCHIVE)  # UTF-16, in which the checks below would see nothing
    if b"<!DOCTYPE" in content:
        raise ArchiveRefused(Trap.DOCUMENT_TYPE, name)
