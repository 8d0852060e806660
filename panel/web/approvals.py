"""Actions that take two people: asked for by one, confirmed by another, forgotten after 72 hours."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app, request
from flask_babel import gettext as _
from sqlalchemy import Row, Select, or_, select, true, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from panel import ledger
from panel.calc.calendar import Phase
from panel.db import rows_changed
from panel.errors import Conflict, Missing, NotAllowed, PanelError
from panel.models.events import Approval
from panel.models.people import Person
from panel.policy.actions import Action
from panel.policy.actors import actor_now
from panel.policy.rules import Verdict, may
from panel.policy.subjects import Actor, Place
from panel.policy.table import TABLE
from panel.web.filters import when
from panel.web.language import in_language

WAITS_FOR = timedelta(hours=72)
_NOT_VALUES = frozenset({"csrf_token", "nonce"})


@dataclass(frozen=True)
class Waiting:
    """A request that waits for a second person, as the pages show it; `place` is that of what it is about."""

    id: int
    action: Action
    object: str  # the address it was asked at
    values: dict[str, str]
    requested_by_id: int
    asked_by: str
    expires_at: datetime
    place: Place


_Found = Row[int, str, str, dict[str, str], int, datetime, str, str, str]
_WAITING: Select[int, str, str, dict[str, str], int, datetime, str, str, str] = select(
    Approval.id,
    Approval.action,
    Approval.object,
    Approval.values,
    Approval.requested_by_id,
    Approval.expires_at,
    Person.family_name,
    Person.given_name,
    Person.name_en,
).join(Person, Person.id == Approval.requested_by_id)


def waiting(db: Session, place: Place, action: Action, address: str, now: datetime) -> Waiting | None:
    """The request that waits for a second person at this address, if one does.

    One whose requester could not ask for it any more (recused since, of another role, deactivated) is void.
    """
    here = (Approval.panel_id.is_not_distinct_from(place.panel_id), Approval.action == action)
    query = _WAITING.where(*here, Approval.object == address, *_is_open(now)).order_by(Approval.id.desc()).limit(1)
    row = db.execute(query).one_or_none()
    return _standing(db, row, place) if row else None


def confirmable(db: Session, actor: Actor, now: datetime) -> list[Waiting]:
    """What others asked for and this reader could confirm now, the oldest first."""
    actions = [action for action in _TWO if _could_take_part(actor, action)]
    if not actions:
        return []
    mine = true() if actor.is_administrator else Approval.panel_id.in_(actor.roles)
    by_others = Approval.requested_by_id != actor.person_id
    told_of = or_(Approval.proposal_id.is_(None), Approval.proposal_id.not_in(actor.recused_from))
    query = _WAITING.where(*_is_open(now), Approval.action.in_(actions), by_others, mine, told_of)
    rows = db.execute(query.order_by(Approval.id)).all()
    return [found for row in rows if (found := _confirmable(db, actor, row)) is not None]


_TWO = tuple(action for action, row in TABLE.items() if any(Verdict.TWO in word for word in row.values()))


def _could_take_part(actor: Actor, action: Action) -> bool:
    """Whether the reader is ever one of the two; whoever is not costs the database nothing, and so is told nothing."""
    panels: list[int | None] = [*actor.roles, *([None] if actor.is_administrator else [])]
    places = (Place(panel, phase, chair_recused=True) for panel in panels for phase in Phase)
    return any(_takes_part(actor, action, place) for place in places)


def _confirmable(db: Session, actor: Actor, row: _Found) -> Waiting | None:
    try:
        place = _place_of(db, actor, row.object)
    except PanelError:  # gone since, or nothing this reader takes part in
        return None
    return _standing(db, row, place) if _takes_part(actor, Action(row.action), place) else None


def request_here(db: Session, actor: Actor, approval_id: int, now: datetime) -> Waiting:
    """A request that waits, where the thing stands that it is about. Raises Missing."""
    row = db.execute(_WAITING.where(Approval.id == approval_id, *_is_open(now))).one_or_none()
    if row is None:
        raise Missing
    return _shown(row, _place_of(db, actor, row.object))


def cancel(db: Session, actor: Actor, asked: Waiting, *, now: datetime) -> None:
    """End a request; nothing of what was asked for happens. Raises NotAllowed for anybody but the two it needs."""
    if asked.requested_by_id != actor.person_id and not _takes_part(actor, asked.action, asked.place):
        raise NotAllowed(_("Only who asked for this or could confirm it can end it."))
    _end(db, asked, now)
    panel_id = asked.place.panel_id
    ledger.record(db, actor, "approval.cancel", asked.object, panel_id=panel_id, action_of=asked.action)


def confirm_or_ask(db: Session, actor: Actor, action: Action, place: Place, now: datetime) -> Waiting | None:
    """Confirm what somebody else asked for (None: it happens now), or store the request and return it.

    Other values replace what was asked for. Raises NotAllowed when the same person asks for the same again.
    """
    asked = waiting(db, place, action, request.path, now)
    values = _posted_values()
    if asked is not None and asked.values == values:
        _confirm(db, actor, asked, now)
        return None
    return _ask(db, actor, action, place, values, now)


def _confirm(db: Session, actor: Actor, asked: Waiting, now: datetime) -> None:
    if asked.requested_by_id == actor.person_id:
        until = when(asked.expires_at)
        raise NotAllowed(_("A second person must confirm this. Your request waits until %(moment)s.", moment=until))
    _end(db, asked, now, confirmed_by_id=actor.person_id)
    panel_id = asked.place.panel_id
    ledger.record(db, actor, "approval.confirm", asked.object, panel_id=panel_id, action_of=asked.action)


def _ask(db: Session, actor: Actor, action: Action, place: Place, values: dict[str, str], now: datetime) -> Waiting:
    before = (Approval.object == request.path, Approval.action == action, Approval.ended_at.is_(None))
    db.execute(update(Approval).where(*before).values(ended_at=now))  # void ones and expired ones, too
    asked = Approval(
        panel_id=place.panel_id,
        proposal_id=place.proposal_id,
        action=action,
        object=request.path,
        values=values,
        requested_by_id=actor.person_id,
        requested_at=now,
        expires_at=now + WAITS_FOR,
    )
    db.add(asked)
    db.flush()
    ledger.record(db, actor, "approval.ask", request.path, panel_id=place.panel_id, action_of=action)
    return Waiting(asked.id, action, asked.object, values, actor.person_id, actor.name, asked.expires_at, place)


def _end(db: Session, asked: Waiting, now: datetime, **more: int) -> None:
    """Take a request off the waiting ones; of two who do so at once the second is told."""
    still = update(Approval).where(Approval.id == asked.id, Approval.ended_at.is_(None))
    if not rows_changed(db.execute(still.values(ended_at=now, **more))):
        raise Conflict(_("Somebody else has answered this request in the meantime."))


def _posted_values() -> dict[str, str]:
    """What is being asked for, without the fields that differ from person to person."""
    return {name: value for name, value in sorted(request.form.items()) if name not in _NOT_VALUES}


def _is_open(now: datetime) -> tuple[Any, Any]:
    return Approval.ended_at.is_(None), Approval.expires_at > now


def _takes_part(actor: Actor, action: Action, place: Place) -> bool:
    return may(actor, action, place).verdict is Verdict.TWO


def _standing(db: Session, row: _Found, place: Place) -> Waiting | None:
    requester = actor_now(db, row.requested_by_id)
    return _shown(row, place) if requester and _takes_part(requester, Action(row.action), place) else None


def _shown(row: _Found, place: Place) -> Waiting:
    asked_by = in_language(f"{row.family_name} {row.given_name}".strip(), row.name_en)
    action = Action(row.action)
    return Waiting(row.id, action, row.object, row.values, row.requested_by_id, asked_by, row.expires_at, place)


def _place_of(db: Session, actor: Actor, address: str) -> Place:
    """Where the thing stands that an address names: what its page loads. Raises what loading it raises."""
    adapter = current_app.create_url_adapter(request)
    try:
        endpoint, arguments = adapter.match(address, method="POST")  # type: ignore[union-attr]  # inside a request
    except HTTPException:  # asked for before an address changed
        raise Missing from None
    view: Any = current_app.view_functions[endpoint]
    place: Place = view.load(db, actor, **arguments).place
    return place
