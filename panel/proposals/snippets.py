"""Where a search found what it looked for: a few words around the place, with the place itself apart."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from panel.calc.text import comparable
from panel.calc.words import query_phrases

_AROUND: Final = 50  # characters on either side
# A letter with the marks that fold together with it, half-width voicing marks included.
_CLUSTER: Final = re.compile(
    "[^\u0300-\u036f\u3099\u309a\uff9e\uff9f][\u0300-\u036f\u3099\u309a\uff9e\uff9f]*|.", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Snippet:
    """A stretch of text around what was found; dots stand where it was cut."""

    before: str
    found: str
    after: str


def snippet(texts: Iterable[str], typed: str) -> Snippet | None:
    """The first place in the first of the texts that holds a word of what was typed, width and case apart."""
    folded = [(text, comparable(text)) for text in texts if text]
    for needle in _needles(typed):
        for text, plain in folded:
            at = plain.find(needle)
            if at >= 0:
                return _cut(text, *_typed_places(text, plain, at, at + len(needle)))
    return None


def _needles(typed: str) -> Iterator[str]:
    """The words as typed; then, for words that stand apart in the text by other signs, their pieces."""
    yield from (word for part in typed.split() if (word := comparable(part)))
    query = query_phrases(typed)
    yield from (phrase.split()[0] for phrase in query.phrases)
    yield from query.characters


def _typed_places(text: str, plain: str, start: int, end: int) -> tuple[int, int]:
    """Where a stretch of the folded text lies in the text itself; folding may change its length."""
    if len(text) == len(plain):
        return start, end
    places: list[int] = []
    for cluster in _CLUSTER.finditer(text):
        places += [cluster.start()] * len(comparable(cluster.group()))
    places += [len(text)] * (end + 1 - len(places))
    return places[start], max(places[end], places[start] + 1)


def _cut(text: str, start: int, end: int) -> Snippet:
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    return Snippet(
        before=("…" if first else "") + text[first:start].replace("\n", " "),
        found=text[start:end],
        after=text[end:last].replace("\n", " ") + ("…" if last < len(text) else ""),
    )
