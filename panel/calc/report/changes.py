"""What a report says otherwise than an earlier edition of it: by chapter and proposal, each to be gone to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from panel.calc.document import Block, Document, Section, Text


@dataclass(frozen=True, slots=True)
class Change:
    """One section that is new, says something else, or has gone; `key` is its address in the report."""

    key: str
    title: Text
    kind: Literal["added", "changed", "removed"]


def changes(before: Document, after: Document) -> tuple[Change, ...]:
    """The sections in which two editions differ, in the order of the newer one, what has gone last.

    A section stands for its own words, tables and figures; what differs in a section inside it is that section's
    change. Numbers of chapters are not compared: they follow from which chapters there are.
    """
    old, new = ({section.key: section for section in _sections(of.sections)} for of in (before, after))
    differing = [
        Change(key, section.title, "changed" if key in old else "added")
        for key, section in new.items()
        if key not in old or _own(section) != _own(old[key])
    ]
    return (*differing, *(Change(key, section.title, "removed") for key, section in old.items() if key not in new))


def _sections(blocks: Iterable[Block]) -> Iterator[Section]:
    for block in blocks:
        if isinstance(block, Section):
            yield block
            yield from _sections(block.blocks)


def _own(section: Section) -> tuple[Text | Block, ...]:
    return section.title, *(block for block in section.blocks if not isinstance(block, Section))
