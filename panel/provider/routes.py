"""To the sign-in provider and back: two small pages that lead on by themselves, because a GET changes nothing here."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from panel import clock, ledger, throttling
from panel.config import Provider
from panel.errors import Missing, TooMany
from panel.models.factors import FactorKind
from panel.policy.actions import Action
from panel.policy.subjects import Actor
from panel.provider import actions, forms, journeys, queries
from panel.provider.exchange import CodeRefused, Exchange, Unreachable
from panel.provider.identity_tokens import LEEWAY, Proven, TokenRefused, proven
from panel.provider.journeys import Journey
from panel.provider.queries import IdentityHere, Visitor
from panel.throttling import Attempt
from panel.web import language, letters, login
from panel.web.guard import needs
from panel.web.onward import onward
from panel.web.representation import page
from panel.web.site import site
from panel.web.ways import ways

room = Blueprint("provider", __name__)
_REFUSALS = (TokenRefused, CodeRefused)


@room.post("/provider/start")
@needs(Action.LOGIN)
def start(db: Session, _actor: Actor | None) -> ResponseReturnValue:
    """Lead to the provider, with a page that names where to."""
    provider, form = _provider(), forms.StartForm()
    if not form.validate():
        return _refused()
    db.rollback()  # the provider is spoken to while nobody else is held up
    journey = journeys.begun(form.next.data or "/", clock.now(), again=bool(form.again.data))
    fresh = {"prompt": "login", "max_age": "0"} if journey.again else {}
    try:
        address = _exchange(provider).address(
            clock.now(),
            state=journey.state,
            nonce=journey.nonce,
            verifier=journey.verifier,
            ui_locales=language.current(),
            **fresh,
        )
    except Unreachable:
        return _unreachable()
    answer = page("provider/away.html", address=address, host=urlsplit(address).netloc, name=ways().provider)
    _carry(answer, journeys.sealed(journey, site().settings.session_key))
    return answer


@room.route("/provider/return", methods=["GET", "POST"])
@needs(Action.LOGIN)
def back(db: Session, actor: Actor | None) -> ResponseReturnValue:
    """Come back from the provider: the page that is come to sends on by itself what it was given."""
    provider = _provider()
    if request.method == "GET":
        form = forms.ReturnForm(formdata=None, data=request.args.to_dict())
        return page("provider/back.html", form=form, name=ways().provider)
    form = forms.ReturnForm()
    sealed, state = request.cookies.get(_cookie_name()), form.state.data or ""
    journey = journeys.opened(sealed, state, site().settings.session_key, clock.now())
    if not form.validate() or journey is None:
        return _refused()
    db.rollback()  # what follows counts for itself, and speaks to the provider
    trying = throttling.attempt(site().settings.session_key, f"provider {journey.state}", request.remote_addr)
    try:
        throttling.admit(site().database, trying, clock.now())
    except TooMany as refusal:
        return _refused(refusal.sentence, refusal.status)
    try:
        known = _arrived(provider, journey, form)
    except Unreachable:
        return _unreachable()
    except _REFUSALS:
        known = None
    answer = _let_in(db, actor, journey, known, trying) if known else None
    return answer or _failed(db, trying)


def _arrived(provider: Provider, journey: Journey, form: forms.ReturnForm) -> Proven | None:
    """Who has come back with this journey, or None for nobody. Raises Unreachable, CodeRefused or TokenRefused."""
    now = clock.now()
    if not journeys.arrive(site().database, journey, now):
        return None
    if form.error.data or not form.code.data or form.iss.data not in (None, "", provider.issuer):
        return None
    exchange = _exchange(provider)
    known = proven(exchange, exchange.tokens(now, form.code.data, journey.verifier), journey.nonce, now)
    if journey.again and (known.signed_in_at is None or known.signed_in_at.timestamp() < journey.begun_at - LEEWAY):
        return None  # asked to show anew who they are, they were let through without
    return known


def _let_in(
    db: Session, actor: Actor | None, journey: Journey, known: Proven, trying: Attempt
) -> ResponseReturnValue | None:
    """Go on with whoever came back, linked to their account if they are new; None if nobody is let in."""
    issuer = _provider().issuer
    visitor = queries.visitor(db, issuer, known)
    if visitor is None or (journey.again and actor is not None and actor.person_id != visitor.person_id):
        return None
    if visitor.is_new:
        if not actions.link(db, visitor, issuer, known.subject, now=clock.now()):
            return None
        linked = _l("Your account on Panel was linked to the account of your office.")
        letters.tell_of_change(db, visitor.person_id, linked)
    if not _signed_in(db, actor if journey.again else None, visitor, known):
        return None
    throttling.forgive(db, trying)
    answer = make_response(redirect(onward(journey.onward), 303))
    _carry(answer, "")
    return answer


def _signed_in(db: Session, showing: Actor | None, visitor: Visitor, known: Proven) -> bool:
    """Begin a sign-in, or renew that of somebody who is `showing` once more who they are; False if it may not be."""
    if showing is not None:
        login.renew(db, showing, by=FactorKind.PROVIDER if known.second_factor else None)
        ledger.record(db, showing, "sign_in.prove", f"sign_in:{showing.sign_in_id}", way="provider")
        return True
    begun = login.begin(db, visitor.person_id, second_factor=known.second_factor)
    if begun is None:
        return False
    actions.date_proof(db, begun, known, now=clock.now())
    ledger.record(db, begun, "sign_in.begin", f"sign_in:{begun.sign_in_id}", way="provider")
    return True


def _failed(db: Session, trying: Attempt) -> Response:
    db.rollback()  # whatever was begun is not to be, and the failure is counted in a transaction of its own
    throttling.failed(site().database, trying, "provider", clock.now())
    return _refused()


def _refused(sentence: str | None = None, status: int = 403) -> Response:
    """One page for whatever was wrong, so that it tells nothing about anybody's account."""
    answer = page("provider/refused.html", status, name=ways().provider, sentence=sentence)
    _carry(answer, "")
    return answer


def _unreachable() -> Response:
    return page("provider/unreachable.html", 503, name=ways().provider, passwords=site().settings.passwords)


@room.route("/provider/unlink", methods=["GET", "POST"])
@needs(Action.IDENTITY_UNLINK, queries.own_identity)
def unlink(db: Session, actor: Actor, here: IdentityHere) -> ResponseReturnValue:
    """Take the own identity at the provider off the account, after a page that says what will happen."""
    if request.method == "GET":
        return page("provider/unlink.html", here=here, passwords=site().settings.passwords)
    actions.unlink(db, actor, here)
    unlinked = _l("Your account on Panel is no longer linked to the account of your office.")
    letters.tell_of_change(db, actor.person_id, unlinked)
    flash(_("The link to your account at the sign-in provider is removed."), "success")
    return redirect(url_for("account.show"), 303)


def _provider() -> Provider:
    """The configured provider. Raises Missing: without one, these pages do not exist."""
    provider = site().settings.provider
    if provider is None:
        raise Missing
    return provider


def _exchange(provider: Provider) -> Exchange:
    """The one exchange of this process; it keeps what the provider says about itself."""
    kept: Exchange | None = current_app.extensions.get("panel-provider")
    if kept is None or kept.provider != provider:
        kept = Exchange(provider, site().settings.base_url + url_for("provider.back"))
        current_app.extensions["panel-provider"] = kept
    return kept


def _cookie_name() -> str:
    return "__Host-panel-provider" if site().settings.secure_cookies else "panel-provider"


def _carry(answer: Response, value: str) -> None:
    """Give the browser the journey's cookie, or take it away.

    It has a cookie of its own because a page come to from elsewhere may be given a new session.
    """
    answer.set_cookie(
        _cookie_name(),
        value,
        max_age=int(journeys.LASTS.total_seconds()) if value else 0,
        secure=site().settings.secure_cookies,
        httponly=True,
        samesite="Lax",
    )
