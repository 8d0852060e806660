"""Room for words in a drawing: a label goes where it covers neither a mark nor another label, or nowhere."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in a drawing, from its left upper corner."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: "Box") -> bool:
        """Whether the two share some area."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )

    def lies_in(self, other: "Box") -> bool:
        """Whether nothing of this one is outside the other."""
        right, bottom = other.x + other.width, other.y + other.height
        return (
            other.x <= self.x and other.y <= self.y and self.x + self.width <= right and self.y + self.height <= bottom
        )


@dataclass(slots=True)
class Room:
    """The space of a drawing, with what stands in it already."""

    space: Box
    taken: list[Box] = field(default_factory=list)

    def take(self, box: Box) -> None:
        """Keep a place free of labels."""
        self.taken.append(box)

    def first_free(self, wishes: Iterable[Box]) -> Box | None:
        """The first of the places that is free, which is taken then; None where there is none."""
        for box in wishes:
            if box.lies_in(self.space) and not any(box.meets(other) for other in self.taken):
                self.taken.append(box)
                return box
        return None


def around(x: float, y: float, gap: float, width: float, height: float) -> tuple[Box, ...]:
    """The places for a label beside a mark: right, left, above, below, and the corners."""
    left, right, middle = x - gap - width, x + gap, x - width / 2
    above, below, level = y - gap - height, y + gap, y - height / 2
    corners = ((right, level), (left, level), (middle, above), (middle, below))
    more = ((right, above), (right, below), (left, above), (left, below))
    return tuple(Box(at, top, width, height) for at, top in (*corners, *more))
