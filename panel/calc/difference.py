"""What changed between two versions of a text, in pieces a person can read, in Japanese or English.

First whole sentences are paired, then the words of those that were rewritten. The pairing of `difflib` can
take hours on text made to be slow, so each pairing is estimated first, and past a fixed effort the rest is
shown as removed and added in one piece.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final, Literal

from panel.calc.words import CJK

Kind = Literal["same", "removed", "added"]

_SENTENCES: Final = re.compile(r".+?(?:[。！？!?\n]+|\.\s+|\Z)", re.DOTALL)
_WORDS: Final = re.compile(f"[\u30a1-\u30fa\u30fc]+|[{CJK}]|[^\\W{CJK}]+|\\s+|.", re.DOTALL)
_EFFORT: Final = 10_000_000  # a few tenths of a second


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text. `same` and `removed` read together give the old text, `same` and `added` the new."""

    kind: Kind
    text: str


def difference(old: str, new: str) -> list[Piece]:
    """The pieces from the old text to the new one; within a change what was removed comes first."""
    effort = _Effort(_EFFORT)
    pieces: list[Piece] = []
    for before, after in _blocks(_SENTENCES.findall(old), _SENTENCES.findall(new), effort):
        if before == after:
            pieces.append(Piece("same", before))
        else:
            pieces += _within(before, after, effort)
    return _joined(pieces)


def _within(before: str, after: str, effort: "_Effort") -> Iterator[Piece]:
    """The changes inside rewritten sentences; a lone character between two changes is no island to keep."""
    blocks = list(_blocks(_WORDS.findall(before), _WORDS.findall(after), effort))
    for place, (old, new) in enumerate(blocks):
        if old == new and (len(old) > 1 or place in (0, len(blocks) - 1)):
            yield Piece("same", old)
        else:
            yield Piece("removed", old)
            yield Piece("added", new)


def _blocks(old: Sequence[str], new: Sequence[str], effort: "_Effort") -> Iterator[tuple[str, str]]:
    """Both sides cut into stretches that stand against each other, equal or not, in their order."""
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    old_end, new_end = len(old) - end, len(new) - end
    yield "".join(old[:start]), "".join(new[:start])
    for old_from, old_to, new_from, new_to in _paired(old[start:old_end], new[start:new_end], effort):
        yield "".join(old[start + old_from : start + old_to]), "".join(new[start + new_from : start + new_to])
    yield "".join(old[old_end:]), "".join(new[new_end:])


def _paired(old: Sequence[str], new: Sequence[str], effort: "_Effort") -> list[list[int]]:
    """Where the stretches begin and end: old from, old to, new from, new to."""
    if not effort.allows(old, new):
        return [[0, len(old), 0, len(new)]]
    return [places for _, *places in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()]


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many units both begin with."""
    shorter = min(len(old), len(new))
    return next((place for place in range(shorter) if old[place] != new[place]), shorter)


class _Effort:
    """What is left of the effort one comparison may take, in steps of the pairing."""

    def __init__(self, steps: int) -> None:
        self.steps = steps

    def allows(self, old: Sequence[str], new: Sequence[str]) -> bool:
        """Whether pairing these is still affordable; if so, its cost is taken off.

        A search for the longest match looks at every pair of equal units, and there may be a search for each.
        """
        counts = Counter(new)
        pairs = sum(counts[unit] for unit in old)
        steps = (pairs + len(old)) * min(len(old), len(new))
        if steps > self.steps:
            return False
        self.steps -= steps
        return True


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Neighbours made one: no empty piece, and in each change one removal before one addition."""
    kinds: tuple[Kind, ...] = ("same", "removed", "added")
    joined: list[Piece] = []
    for _, run in groupby(pieces, key=lambda piece: piece.kind == "same"):
        stretch = list(run)
        for kind in kinds:
            text = "".join(piece.text for piece in stretch if piece.kind == kind)
            joined += [Piece(kind, text)] if text else []
    return joined
