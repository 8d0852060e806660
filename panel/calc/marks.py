"""A mark: a whole number on the scale, or one of five named blanks that are never merged and never zero."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias


class Blank(StrEnum):
    """Why there is no number. The five are told apart everywhere, from the form to the printed report."""

    NOT_YET = "not_yet"
    UNABLE = "unable"
    NOT_APPLICABLE = "not_applicable"
    ABSTAINED = "abstained"
    RECUSED = "recused"


Mark: TypeAlias = int | Blank

MEMBER_BLANKS: Final = frozenset({Blank.NOT_YET, Blank.UNABLE, Blank.NOT_APPLICABLE, Blank.ABSTAINED})
"""What a member may answer. A recusal comes from its own record, so no form field changes the roster."""


class Confidence(StrEnum):
    """How sure the member is of a mark, or how expert in the field, by the member's own rating."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class MarkError(ValueError):
    """The text is not one of the marks that may be given here; `text` is what was sent."""

    def __init__(self, text: str) -> None:
        super().__init__(f"not a mark on this scale: {text!r}")
        self.text = text


@dataclass(frozen=True)
class Scale:
    """The whole numbers from `lo` to `hi`, both allowed. Raises ValueError unless lo < hi."""

    lo: int
    hi: int

    def __post_init__(self) -> None:
        if self.lo >= self.hi:
            raise ValueError(f"a scale needs at least two values, not {self.lo} to {self.hi}")

    @property
    def values(self) -> range:
        """Every allowed value, ascending."""
        return range(self.lo, self.hi + 1)

    @property
    def width(self) -> int:
        """The distance from one end to the other, in steps."""
        return self.hi - self.lo

    def holds(self, value: int) -> bool:
        """Whether the value lies on the scale."""
        return self.lo <= value <= self.hi


def parse_mark(text: str, scale: Scale, blanks: Collection[Blank] = MEMBER_BLANKS) -> Mark:
    """The mark written as `text`; the empty string is "not yet".

    Only the exact strings the pages produce are read. `int()` would also take full-width digits, underscores
    and spaces, and so turn a damaged field into a score. Raises MarkError for everything else.
    """
    if text == "" and Blank.NOT_YET in blanks:
        return Blank.NOT_YET
    if text in blanks:
        return Blank(text)
    for value in scale.values:
        if text == str(value):
            return value
    raise MarkError(text)
