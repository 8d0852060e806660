"""What of a report the public is given; what is left out is absent, not hidden."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from panel.calc.document import Block, Definitions, Document, Section, Text, same
from panel.calc.report.build import ANNEXES, LETTERS, renumbered

_NOT_PUBLIC: Final = frozenset({"tally", "certainty"})
"""The annex of single criteria and what was analysed of the same sheets: the panel's own working papers."""


def public(document: Document) -> Document:
    """A frozen report without the tally tables and their analysis, and without the hash over the sheets behind them.

    Whoever knows all sheets but one could try out that one until the hash fits; the members of a small panel know some.
    """
    hashes = {same(document.snapshot), same(document.snapshot[:16])}
    shown = (section for section in document.sections if section.key not in _NOT_PUBLIC)
    return replace(
        document,
        sections=tuple(renumbered(_without(hashes, section)) for section in _lettered(shown)),
        cover=tuple(line for line in document.cover if line[1] not in hashes),
        snapshot="",
        tidy="recommendations",
    )


def _lettered(sections: Iterable[Section]) -> Iterator[Section]:
    """The sections with the letters of their annexes in a row again."""
    letters = iter(LETTERS)
    for section in sections:
        yield replace(section, number=next(letters)) if section.key in ANNEXES else section


def _without(hashes: set[Text], section: Section) -> Section:
    """A section without what is not public, whose lists of terms do not name one of these."""
    return replace(section, blocks=tuple(_cleared(hashes, section.blocks)))


def _cleared(hashes: set[Text], blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Section):
            if block.key not in _NOT_PUBLIC:
                yield _without(hashes, block)
        elif not isinstance(block, Definitions):
            yield block
        elif rows := tuple(row for row in block.rows if row[1] not in hashes):
            yield Definitions(rows)
