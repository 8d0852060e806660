"""Which characters the report's font can show, so that one it cannot never stops a report from being made."""

import re
import struct
from bisect import bisect_right
from functools import cache
from pathlib import Path
from typing import BinaryIO, Final
from unicodedata import category

from noto_cjk_sans_jp_regular import FONT_PATH

from panel.calc.text import nfc

_UNICODE_FULL: Final = (3, 10)
"""Platform and encoding of the character map that reaches beyond the first plane (OpenType, cmap format 12)."""

_INVISIBLE: Final = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
_SELECTOR: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_BEYOND_ASCII: Final = re.compile("[^\x00-\x7f]")


def showable(text: str) -> str:
    """The text with every character the font lacks written as its code point: 〔U+1F680〕, not an empty box."""
    return _BEYOND_ASCII.sub(_shown, nfc(text)) if not text.isascii() else text


def _shown(found: re.Match[str]) -> str:
    character = found.group()
    if _is_in_font(ord(character)) or category(character) in _INVISIBLE or _SELECTOR.match(character):
        return character
    return f"〔U+{ord(character):04X}〕"


@cache
def _is_in_font(code: int) -> bool:
    starts, ends = _ranges()
    place = bisect_right(starts, code) - 1
    return place >= 0 and code <= ends[place]


@cache
def _ranges() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """First and last code points of each covered stretch, ascending."""
    with Path(str(FONT_PATH)).open("rb") as font:
        start = _table(font, b"cmap")
        font.seek(start + 2)
        (count,) = struct.unpack(">H", font.read(2))
        for platform, encoding, offset in struct.iter_unpack(">HHI", font.read(8 * count)):
            if (platform, encoding) == _UNICODE_FULL:
                return _groups(font, start + offset)
    raise ValueError(f"{FONT_PATH} has no full character map")


def _table(font: BinaryIO, tag: bytes) -> int:
    font.seek(4)
    (count,) = struct.unpack(">H6x", font.read(8))
    for name, _, offset, _ in struct.iter_unpack(">4sIII", font.read(16 * count)):
        if name == tag:
            return int(offset)
    raise ValueError(f"{FONT_PATH} has no table {tag!r}")


def _groups(font: BinaryIO, start: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    font.seek(start + 12)
    (count,) = struct.unpack(">I", font.read(4))
    groups = list(struct.iter_unpack(">III", font.read(12 * count)))
    return tuple(first for first, _, _ in groups), tuple(last for _, last, _ in groups)
