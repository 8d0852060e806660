"""What another phase changes for each role, read from the table of rights; so no page can promise anything else."""

from dataclasses import dataclass, replace
from typing import Final, Literal

from flask_babel import lazy_gettext as _l

from panel.calc.calendar import Phase
from panel.models.people import Role
from panel.policy.actions import Action
from panel.policy.rules import may
from panel.policy.subjects import Actor, Place

Turn = Literal["gains", "loses", "keeps", "never"]

SHOWN_ROLES: Final = (Role.MEMBER, Role.CHAIR, Role.SECRETARIAT, Role.OBSERVER)
ACTS: Final = {
    Action.ITEM_CREATE: _l("Start a new proposal"),
    Action.ITEM_EDIT: _l("Revise one's own proposal"),
    Action.COMMENT_ADD: _l("Comment"),
    Action.SCORE_SAVE: _l("Score"),
    Action.ROUND_PARTICIPATION: _l("See who has handed in"),
    Action.TALLY_VIEW: _l("Read the tally"),
    Action.DECISION_RECORD: _l("Record a decision"),
    Action.CRITERIA_CHANGE: _l("Change criteria, weights, rule and quorum"),
    Action.MEMBER_INVITE: _l("Invite members"),
    Action.CYCLE_ADVANCE: _l("Begin the next phase"),
}
"""What people on a panel do every day; a phase is described by those of them that it opens or closes."""
_SOMEBODY: Final = 0  # the id of no person


@dataclass(frozen=True)
class Turned:
    """One act, and for each role of `SHOWN_ROLES` what becomes of it."""

    act: Action
    turns: tuple[Turn, ...]


def turned(panel_id: int, before: Phase, after: Phase) -> tuple[Turned, ...]:
    """The acts that at least one role gains or loses by the step from one phase to the other."""
    rows = (Turned(act, tuple(_turn(panel_id, act, role, before, after) for role in SHOWN_ROLES)) for act in ACTS)
    return tuple(row for row in rows if {"gains", "loses"} & set(row.turns))


def _turn(panel_id: int, act: Action, role: Role, before: Phase, after: Phase) -> Turn:
    actor = Actor(_SOMEBODY, "", "en", {panel_id: frozenset({role})})
    place = Place(panel_id, before)
    if act is Action.ITEM_EDIT and role is not Role.SECRETARIAT:
        place = replace(place, author_id=_SOMEBODY)
    had, has = (bool(may(actor, act, replace(place, phase=phase))) for phase in (before, after))
    if had == has:
        return "keeps" if has else "never"
    return "gains" if has else "loses"
