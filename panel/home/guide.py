"""What help says of each room: what it is for, what people do there, who sees it, and what to do if it goes wrong."""

from collections.abc import Collection
from typing import Final

from panel.home import rooms_of_upkeep, rooms_of_work
from panel.home.room import Room
from panel.models.people import Role
from panel.policy.subjects import Actor

ROOMS: Final = (*rooms_of_work.ROOMS, *rooms_of_upkeep.ROOMS)


def rooms_for(actor: Actor | None) -> tuple[tuple[Room, ...], tuple[Room, ...]]:
    """The rooms this reader works in, and the others; of somebody who is not signed in all of them are the first."""
    if actor is None:
        return ROOMS, ()
    held = {role for roles in actor.roles.values() for role in roles}
    mine = tuple(one for one in ROOMS if _is_for(one, held, actor.is_administrator))
    return mine, tuple(one for one in ROOMS if one not in mine)


def _is_for(room: Room, held: Collection[Role], is_administrator: bool) -> bool:
    return (is_administrator and room.to_administrators) or bool(set(held) & set(room.useful_to))
