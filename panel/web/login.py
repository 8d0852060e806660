"""Flask-Login: from the cookie to a sign-in that the server can end, and from there to an Actor."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from panel import clock
from panel.errors import NotSignedIn
from panel.models.events import SignIn
from panel.models.factors import FactorKind, has_factor
from panel.models.people import OFFICER_ROLES, Person
from panel.policy.actors import RIGHTS, actor_from, with_rights
from panel.policy.subjects import Actor, Owed
from panel.tokens import hash_of, new_token
from panel.web.site import site
from panel.web.visits import Visit

ABSOLUTE_LIMIT = timedelta(hours=12)
IDLE_LIMIT = timedelta(minutes=60)
# Whoever administers the site can do the most from a desk that was left.
ADMINISTRATOR_ABSOLUTE_LIMIT = timedelta(hours=4)
ADMINISTRATOR_IDLE_LIMIT = timedelta(minutes=15)
PROOF_LASTS = timedelta(minutes=10)
_STAMP_EVERY = timedelta(minutes=1)


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login ships no types
    """What Flask-Login carries: the actor behind the token in the cookie."""

    def __init__(self, token: str, actor: Actor) -> None:
        self.token = token
        self.actor = actor

    def get_id(self) -> str:
        """The random token; the person's id never leaves the server."""
        return self.token


def install(app: Flask) -> None:
    """Give the application its login manager; remember-me cookies are not used, they outlive a sign-out."""
    manager = LoginManager()
    manager.session_protection = None  # rests on X-Forwarded-For; sign-ins are server-side rows instead
    manager.init_app(app, add_context_processor=False)
    manager.user_loader(_load)


def _load(token: str) -> SignedIn | None:
    """The signed-in person of this request, or None; called by Flask-Login inside the guard's transaction."""
    now = clock.now()
    idle = _idle(now)
    if idle > IDLE_LIMIT:
        return None
    actor = _actor_of(g.db, hash_of(token), now)
    if actor is None or (actor.is_administrator and idle > ADMINISTRATOR_IDLE_LIMIT):
        return None
    if idle > _STAMP_EVERY:
        session["seen"] = int(now.timestamp())
    return SignedIn(token, actor)


def idle_minutes(actor: Actor) -> int:
    """For how many whole minutes the present sign-in lasts if nothing more is asked for."""
    limit = ADMINISTRATOR_IDLE_LIMIT if actor.is_administrator else IDLE_LIMIT
    return (limit - _idle(clock.now())) // timedelta(minutes=1)


def _idle(now: datetime) -> timedelta:
    """For how long the browser was idle, by the cookie's own stamp, which is renewed at most every few minutes."""
    seen = session.get("seen", 0)
    return timedelta(seconds=now.timestamp() - (seen if isinstance(seen, (int, float)) else 0))


# Built once, because every request asks it.
_SIGNED_IN = with_rights(
    select(
        SignIn.id,
        SignIn.proved_at,
        SignIn.created_at,
        SignIn.factor_at,
        has_factor(Person.id).label("has_factor"),
        Person.visited_at,
        Person.visited_before_at,
        *RIGHTS,
    ).join(Person, Person.id == SignIn.person_id)
).where(
    SignIn.token_hash == bindparam("token_hash"),
    SignIn.ended_at.is_(None),
    SignIn.expires_at > bindparam("now"),
)


def _actor_of(db: Session, token_hash: str, now: datetime) -> Actor | None:
    rows = db.execute(_SIGNED_IN, {"token_hash": token_hash, "now": now}).all()
    if not rows:
        return None
    first = rows[0]
    if first.is_administrator and now - first.created_at > ADMINISTRATOR_ABSOLUTE_LIMIT:
        return None
    actor = actor_from(rows)
    g.visit = Visit(actor.person_id, first.visited_at, first.visited_before_at)
    return replace(
        actor,
        sign_in_id=first.id,
        recently_proved=now - first.proved_at <= PROOF_LASTS,
        owes=None if first.factor_at else _owed(actor, has_factor=first.has_factor),
    )


def _owed(actor: Actor, *, has_factor: bool) -> Owed | None:
    """What a sign-in without a second factor lacks; asked at every request, so a new role counts from the next one."""
    if has_factor:
        return Owed.FACTOR
    return Owed.ENROLMENT if must_have_factor(actor) else None


def must_have_factor(actor: Actor) -> bool:
    """Whether the site asks this person for a second factor."""
    asked_of = site().settings.second_factor
    holds_office = actor.is_administrator or any(not held.isdisjoint(OFFICER_ROLES) for held in actor.roles.values())
    return asked_of == "everybody" or (asked_of == "officers" and holds_office)


def current_actor() -> Actor | None:
    """Who is asking, or None when nobody is signed in."""
    user: Any = current_user._get_current_object()
    return user.actor if isinstance(user, SignedIn) else None


def asker() -> Actor | None:
    """Who is asking, looked up now where no view did: the door refused before, or no view has this address."""
    if "actor" not in g:
        with site().database.transaction(write=False) as db:
            g.db = db
            try:
                g.actor = current_actor()
            finally:
                g.pop("db")
    known: Actor | None = g.actor
    return known


def begin(
    db: Session, person_id: int, *, second_factor: bool = False, by: FactorKind = FactorKind.PROVIDER
) -> Actor | None:
    """Sign a person in with a new id, ending whatever the browser held before; None for a deactivated account.

    Without a `second_factor` shown on the way, the sign-in of somebody who has one or must have one is half done.
    """
    now = clock.now()
    token = new_token()
    before: Actor | None = g.get("actor")
    if before is not None:
        db.execute(update(SignIn).where(SignIn.id == before.sign_in_id, SignIn.ended_at.is_(None)).values(ended_at=now))
    _forget_session()
    db.add(
        SignIn(
            token_hash=hash_of(token),
            person_id=person_id,
            device=(request.user_agent.string or "")[:300],
            created_at=now,
            proved_at=now,
            factor=by if second_factor else None,
            factor_at=now if second_factor else None,
            expires_at=now + ABSOLUTE_LIMIT,
        )
    )
    db.flush()
    return _carry(db, token, now)


def renew(db: Session, actor: Actor, *, by: FactorKind | None = None) -> Actor:
    """Give the present sign-in a new id: who it belongs to was shown again, with `by` through a second factor.

    Raises NotSignedIn where it was ended meanwhile: a request that is still running brings no sign-in back.
    """
    now = clock.now()
    token = new_token()
    shown = {"factor": by, "factor_at": now} if by else {}
    present = update(SignIn).where(SignIn.id == actor.sign_in_id)
    db.execute(present.values(token_hash=hash_of(token), proved_at=now, **shown))
    form_token = session.get("csrf_token")  # forms open in other windows stay valid: they are the same person's
    _forget_session()
    carried = _carry(db, token, now)
    if carried is None:
        raise NotSignedIn
    if form_token:
        session["csrf_token"] = form_token
    return carried


def _carry(db: Session, token: str, now: datetime) -> Actor | None:
    """Put a token into the cookie; None, and nothing there, where its sign-in has ended or nobody may use it."""
    session["seen"] = int(now.timestamp())
    actor = g.actor = _actor_of(db, hash_of(token), now)
    if actor:
        login_user(SignedIn(token, actor))
    return actor


def end(db: Session, sign_in_id: int) -> None:
    """Sign out: the row ends, so a copied cookie is worth nothing."""
    row = db.get(SignIn, sign_in_id)
    if row is not None and row.ended_at is None:
        row.ended_at = clock.now()
        db.flush()
    logout_user()
    _forget_session()


def _forget_session() -> None:
    """Empty the cookie of all but the language its reader chose."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
