"""One room of the house, as help speaks of it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from flask_babel import LazyString

from panel.models.people import Role

EVERYBODY: Final = frozenset(Role)
CHAIRS: Final = frozenset({Role.CHAIR, Role.DEPUTY})
OFFICERS: Final = frozenset({Role.CHAIR, Role.SECRETARIAT})
SCORERS: Final = CHAIRS | {Role.MEMBER}


@dataclass(frozen=True)
class Room:
    """One room of the house; `key` is its name in addresses, so that every page leads to its own part of the help."""

    key: str
    title: LazyString
    purpose: LazyString
    things: tuple[LazyString, ...]
    seen: LazyString
    ways: tuple[LazyString, ...] = ()
    useful_to: Collection[Role] = EVERYBODY
    to_administrators: bool = False
