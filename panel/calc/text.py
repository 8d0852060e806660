"""The one policy for text that people type: what is stored, what is refused, when two texts are the same.

Stored is NFC, because one letter must not have two spellings; but the compatibility ideographs stay as typed,
because NFC would change people's names (U+FA19 to U+795E). What cannot be shown, exported and read back
unchanged is refused with its place; nothing is dropped in silence.
"""

import re
from typing import Final, Literal, cast
from unicodedata import category, is_normalized, normalize

RefusalCode = Literal["control", "newline", "surrogate", "noncharacter", "replacement", "bidi"]


class TextRefused(ValueError):
    """A character that may not be stored: why, which one, and where (in characters, the first is 1)."""

    def __init__(self, code: RefusalCode, character: str, position: int) -> None:
        super().__init__(f"{code} at character {position}: U+{ord(character):04X}")
        self.code = code
        self.character = f"U+{ord(character):04X}"
        self.position = position


_ENDS_OF_PLANES: Final = "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
_IN_TEXT: Final = (
    "(?P<control>[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f])"
    "|(?P<surrogate>[\ud800-\udfff])"
    f"|(?P<noncharacter>[\ufdd0-\ufdef{_ENDS_OF_PLANES}])"
    "|(?P<replacement>\ufffd)"
)
_IN_LINE: Final = _IN_TEXT + "|(?P<newline>[\r\n])|(?P<bidi>[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069])"
_REFUSED_IN_TEXT: Final = re.compile(_IN_TEXT)
_REFUSED_IN_LINE: Final = re.compile(_IN_LINE)
_COMPATIBILITY_IDEOGRAPHS: Final = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")

_INVISIBLE_CATEGORIES: Final = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
# Fillers, the blank braille cell, the grapheme joiner and variation selectors show nothing all the same.
_INVISIBLE: Final = re.compile("[\u034f\u115f\u1160\u2800\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# Laws write 強靱, newspapers 強靭: a search for one finds the other.
_VARIANTS: Final = ("靭", "靱")


def clean_line(text: str) -> str:
    """A title or a name as it is stored: trimmed, NFC, "" when nothing in it is visible.

    Raises TextRefused for control characters, line ends, bidi controls, lone surrogates, noncharacters and
    the replacement character (a sign that the text was already damaged). Tabs stay.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    _refuse(_REFUSED_IN_LINE, text)
    return nfc(text.strip()) if _is_visible(text) else ""


def clean_text(text: str) -> str:
    """A body of several lines as it is stored: NFC, lines end in LF, "" when nothing in it is visible.

    Spaces and empty lines stay as typed. Raises TextRefused like `clean_line`, but line ends and bidi
    controls are allowed; pages show bodies isolated from their surroundings.
    """
    _refuse(_REFUSED_IN_TEXT, text)
    return nfc(_line_feeds(text)) if _is_visible(text) else ""


def nfc(text: str) -> str:
    """NFC of everything but the compatibility ideographs."""
    if is_normalized("NFC", text):
        return text
    pieces = _COMPATIBILITY_IDEOGRAPHS.split(text)
    pieces[::2] = [normalize("NFC", piece) for piece in pieces[::2]]
    return "".join(pieces)


def length(text: str) -> int:
    """How long a text is against a limit: code points of what would be stored, a line end counting one."""
    return len(nfc(_line_feeds(text)))


def comparable(text: str) -> str:
    """The form in which texts are compared and searched: width and case do not matter in it."""
    folded = normalize("NFKC", text).casefold()
    return normalize("NFKC", folded).replace(*_VARIANTS)


def _refuse(pattern: re.Pattern[str], text: str) -> None:
    found = pattern.search(text)
    if found is not None:
        raise TextRefused(cast(RefusalCode, found.lastgroup), found.group(), found.start() + 1)


def _line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_visible(text: str) -> bool:
    return any(
        category(character) not in _INVISIBLE_CATEGORIES and not _INVISIBLE.match(character) for character in text
    )
