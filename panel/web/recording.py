"""Events of what changes nothing: a refusal, and the reading of what is sensitive; each in a transaction of its own.

It begins when that of the view has been rolled back, so a page that is read cannot write; and the answer is sent only
when the event is committed. A refusal costs the same whether a thing is hidden or not there at all.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from flask import Flask, Response, current_app, g, request
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from panel import clock, ledger
from panel.models.events import Event
from panel.policy.actions import Action
from panel.policy.recorded import RECORDED
from panel.policy.rules import may
from panel.policy.subjects import NOWHERE, Actor, Place
from panel.web.login import asker
from panel.web.site import request_number, site

REFUSED: Final = "refused"
MANY: Final = "refused.many"
READ: Final = "read"
ONE_BY_ONE: Final = 60
"""So many refusals of one person in an hour are written one by one; one more event says that there were more."""

_HOUR: Final = timedelta(hours=1)
_SOMEBODY_ELSE: Final = 0  # the id of no person
_BY_STATUS: Final = {403: "never", 404: "hidden"}


def install(app: Flask) -> None:
    """Write down every refusal of somebody who is signed in, whichever part of the application refused."""
    app.after_request(_refusal)


def _refusal(answer: Response) -> Response:
    verdict = g.get("verdict") or _BY_STATUS.get(answer.status_code)
    view = current_app.view_functions.get(request.endpoint or "")
    action: Action | None = getattr(view, "action", None)
    if verdict is None or action is None or answer.status_code < 400:
        return answer
    actor = asker()
    if actor is not None:
        _write_refusal(actor, action, verdict)
    return answer


def _write_refusal(actor: Actor, action: Action, verdict: str) -> None:
    place: Place = g.get("refused_at", NOWHERE)
    with site().database.transaction(write=True) as db:
        db.info["request"] = request_number()
        n_before = _n_refusals(db, actor)
        if n_before < ONE_BY_ONE:
            ledger.record(db, actor, REFUSED, address(), panel_id=place.panel_id, action=action.value, verdict=verdict)
        elif n_before == ONE_BY_ONE:
            ledger.record(db, actor, MANY, f"person:{actor.person_id}", more_than=ONE_BY_ONE)
        db.commit()


# Built once, because every refusal asks it.
_REFUSALS = select(func.count()).where(
    Event.actor == bindparam("actor"), Event.action.in_((REFUSED, MANY)), Event.at > bindparam("since")
)


def _n_refusals(db: Session, actor: Actor) -> int:
    """How many refusals of the last hour stand in the record for this person."""
    return db.scalar(_REFUSALS, {"actor": f"person:{actor.person_id}", "since": clock.now() - _HOUR}) or 0


def record_reading(actor: Actor | None, action: Action, shows: Action | None, place: Place) -> None:
    """Write down that a page was read, if it is one of those, or shows what is one of those to this reader."""
    if actor is None:
        return
    read = action if action in RECORDED else shows
    if read is None or not may(actor, read, replace(place, owner_id=_SOMEBODY_ELSE)):
        return  # nothing sensitive, or nothing but what is the reader's own
    with site().database.transaction(write=True) as db:
        db.info["request"] = request_number()
        ledger.record(db, actor, READ, address(), panel_id=place.panel_id, action=read.value)
        db.commit()


def address() -> str:
    """The address that was asked for, without its query and any part that is not a number: no token and no text."""
    rule = request.url_rule
    assert rule is not None  # noqa: S101 - only what has a view is recorded
    found = rule.rule
    for name, value in (request.view_args or {}).items():
        if isinstance(value, int):
            found = found.replace(f"<int:{name}>", str(value))
    return found[:120]
