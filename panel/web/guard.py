"""The guard in front of every view: one transaction, load or 404, ask the table, then the view; commit only success."""

import hmac
from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar

from babel.lists import format_list
from flask import g, redirect, request, url_for
from flask import make_response as response_of
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from panel import checkpoints, clock
from panel.errors import (
    Closed,
    ClosedMeanwhile,
    Conflict,
    HalfSignedIn,
    Missing,
    NeedsReauthentication,
    NotAllowed,
    NotSignedIn,
    PanelError,
)
from panel.models.events import Posted
from panel.policy.actions import Action
from panel.policy.rules import Verdict, may, phases_for
from panel.policy.subjects import NOWHERE, Actor, Owed, Place, Subject
from panel.policy.table import TABLE
from panel.web import budget, language, visits
from panel.web.approvals import confirm_or_ask
from panel.web.door import SAFE_METHODS, comes_from_elsewhere
from panel.web.form import Form
from panel.web.frame import phase_label
from panel.web.login import current_actor
from panel.web.recording import record_reading
from panel.web.representation import page
from panel.web.site import request_number, site

_OPEN = {Action.LOGIN, Action.SIGN_OUT, Action.FACTOR_SHOW, Action.LANGUAGE_CHOOSE, Action.HELP_VIEW}
_OPEN_TO_HALF = {Owed.FACTOR: _OPEN, Owed.ENROLMENT: _OPEN | {Action.FACTOR_LIST, Action.FACTOR_CHANGE}}

View = TypeVar("View", bound=Callable[..., Any])


class Located(Protocol):
    """Anything a loader returns: it knows where it stands."""

    @property
    def place(self) -> Place: ...


Loader = Callable[..., Located]


def needs(
    action: Action,
    load: Loader | None = None,
    *,
    form: type[Form] | None = None,
    shows: Action | None = None,
    late: Callable[..., Any] | None = None,
    body_limit: int | None = None,
) -> Callable[[View], View]:
    """Mark a view with the action it is: called as view(db, actor, thing), or view(db, actor) without a loader.

    `load(db, actor, **address)` returns the thing the address names, or raises Missing. The check and whatever the view
    writes share one transaction, so nothing can change between them. Where two persons are needed, what the first asks
    for with `form` is kept only when it is sound; else the view shows what is wrong with it. `shows` is what the page
    tells beside, to those who may read it, and what is recorded as read. `late` answers instead of the view, with 409,
    to whoever posts when the phase for it is over.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(**address: Any) -> Response:
            write = request.method not in SAFE_METHODS
            signed = None
            with site().database.transaction(write=write) as db:
                g.db = db
                db.info["request"] = request_number()
                try:
                    answer = _answer(db, action, load, view, address, form, late)
                finally:
                    g.pop("db")  # an error page is drawn after the transaction has ended
                if answer.status_code < 400 and g.pop("unsound", False):
                    raise RuntimeError(f"{action} was done by one person, with a form that the view takes otherwise")
                if write and answer.status_code < 400:
                    signed = checkpoints.due(db, site().settings, clock.now())
                    db.commit()
            if signed is not None:
                checkpoints.keep_outside(site().settings, signed)
            if not write and answer.status_code == 200:
                record_reading(g.actor, action, shows, g.thing.place if g.get("thing") else NOWHERE)
                visits.keep(g.actor)
            return answer

        guarded.action = action  # type: ignore[attr-defined]
        guarded.shows = shows  # type: ignore[attr-defined]
        guarded.load = load  # type: ignore[attr-defined]  # by which a request of two finds what it is about
        if body_limit:
            guarded.body_limit = body_limit  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return mark


def open_to_all(action: Action) -> Callable[[View], View]:
    """Mark a view that needs no database: its row must say yes to everybody, whoever they are."""
    if {cell for word in TABLE[action].values() for cell in word} != {Verdict.YES}:
        raise RuntimeError(f"{action} is not open to all")

    def mark(view: View) -> View:
        view.action = action  # type: ignore[attr-defined]
        return view

    return mark


def _answer(
    db: Session,
    action: Action,
    load: Loader | None,
    view: Callable[..., Any],
    address: Any,
    form: type[Form] | None,
    late: Callable[..., Any] | None,
) -> Response:
    actor = g.actor = current_actor()
    if actor is None and (TABLE[action][Subject.ANONYMOUS] == "l" * 8 or comes_from_elsewhere()):
        raise NotSignedIn  # before anything is loaded: the same answer for what exists and what does not
    _refuse_half(actor, action)
    if request.method in SAFE_METHODS:
        budget.spend(actor)
    thing = load(db, actor, **address) if load else None
    g.thing = thing
    try:
        asked = _enforce(db, actor, action, thing.place if thing else NOWHERE, form)
    except Conflict:
        if late is None:
            raise
        return response_of(late(db, actor, thing), 409)
    if asked is not None:
        return asked
    if request.method in SAFE_METHODS:
        return response_of(view(db, actor, thing) if load else view(db, actor))
    return _once(db, actor, lambda: response_of(view(db, actor, thing) if load else view(db, actor)))


def _refuse_half(actor: Actor | None, action: Action) -> None:
    """A half sign-in opens what completes it and what is open to anybody; as little is loaded for it as for nobody."""
    if actor is None or actor.owes is None or action in _OPEN_TO_HALF[actor.owes]:
        return
    if actor.owes is Owed.ENROLMENT:
        raise HalfSignedIn(_("Your role asks for a second factor. Set one up first."), enrols=True)
    raise HalfSignedIn(_("Your sign-in is half done. Show your second factor first."))


def _enforce(
    db: Session, actor: Actor | None, action: Action, place: Place, form: type[Form] | None
) -> Response | None:
    """Raise the refusal the table asks for; answer instead of the view where a second person is needed."""
    verdict = may(actor, action, place).verdict
    write = request.method not in SAFE_METHODS
    if verdict is Verdict.YES:
        return None
    if verdict is Verdict.PROVE:
        if actor is not None and actor.recently_proved:
            return None
        raise NeedsReauthentication
    if verdict is Verdict.TWO and actor is not None:
        if not write or language.switched():
            return None  # the page that asks for the confirmation may be read by each of the two
        if form is not None and not form().validate():
            g.unsound = True  # nothing is asked for: the view finds the same, and shows it
            return None
        asked = confirm_or_ask(db, actor, action, place, clock.now())
        if asked is None:
            return None
        return page("shared/requested.html", 202, address=asked.object, expires_at=asked.expires_at)
    g.verdict = verdict.name.lower()
    if verdict is not Verdict.HIDDEN:
        g.refused_at = place  # of what is hidden the record says as little as of what is not there
    if verdict is Verdict.WRONG_PHASE:
        raise _closed(actor, action, place, write)
    raise _refusal(verdict)


def _closed(actor: Actor | None, action: Action, place: Place, write: bool) -> PanelError:
    """When the table opens what it refuses now; whoever has typed something keeps it."""
    open_in = [phase_label(phase) for phase in phases_for(actor, action, place)]
    refusal = ClosedMeanwhile if write else Closed
    now = _("The cycle is now in the phase “%(phase)s”.", phase=phase_label(place.phase))
    when = (
        _("This is open in the phase: %(phases)s.", phases=format_list(open_in, "or", get_locale())) if open_in else ""
    )
    return refusal(_("%(now)s %(when)s", now=now, when=when).strip())


def _refusal(verdict: Verdict) -> PanelError:
    if verdict is Verdict.HIDDEN:
        return Missing()
    if verdict is Verdict.SIGN_IN:
        return NotSignedIn()
    return NotAllowed(_("Your role does not allow this."))


def _once(db: Session, actor: Actor | None, act: Callable[[], Response]) -> Response:
    """Run a post once, however often it is sent: a repeated one-time number is answered as the first time."""
    nonce = request.form.get("nonce", "")
    if actor is None or not 16 <= len(nonce) <= 64 or language.switched():
        return act()
    content = _content_hash()
    before = db.scalars(select(Posted).where(Posted.person_id == actor.person_id, Posted.nonce == nonce)).one_or_none()
    if before is not None:
        if before.content_sha256 != content:
            raise Conflict(_("This form was already sent with another content. Open it anew to send a second one."))
        return redirect(before.location, 303)
    answer = act()
    if answer.status_code == 303:
        db.add(
            Posted(
                person_id=actor.person_id,
                nonce=nonce,
                content_sha256=content,
                location=answer.location or url_for("home.show"),
                created_at=clock.now(),
            )
        )
        db.flush()
    return answer


def _content_hash() -> str:
    """What was sent, under the key of the sessions: from a plain hash the few marks of a sheet could be guessed."""
    sent = sorted((name, value) for name, value in request.form.items(multi=True) if name != "csrf_token")
    return hmac.digest(site().settings.session_key, repr((request.path, sent)).encode(), "sha256").hex()
