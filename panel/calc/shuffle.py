"""An order that looks random, is the same every time, and tells nothing of the order things were made in."""

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import TypeVar

T = TypeVar("T")


def shuffled(things: Iterable[T], seed: str, key: Callable[[T], object]) -> list[T]:
    """The things in the order of a hash of `seed` and their `key`: another seed gives another order."""
    return sorted(things, key=lambda thing: sha256(f"{seed}:{key(thing)}".encode()).digest())
