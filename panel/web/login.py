"""Flask-Login: from the cookie to a sign-in that the server can end, and from there to an Actor."""

from datetime import datetime, timedelta
from typing import Any

from flask import Flask, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from panel import clock
from panel.models.events import SignIn
from panel.models.people import Membership, Person, Recusal, RecusalLevel, Role
from panel.policy.subjects import Actor
from panel.tokens import hash_of, new_token

ABSOLUTE_LIMIT = timedelta(hours=12)
IDLE_LIMIT = timedelta(minutes=60)
PROOF_LASTS = timedelta(minutes=10)
_STAMP_EVERY = timedelta(minutes=5)


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
    if _is_idle(now):
        return None
    actor = _actor_of(g.db, hash_of(token), now)
    return SignedIn(token, actor) if actor else None


def _is_idle(now: datetime) -> bool:
    """Whether the cookie's own stamp is older than the idle limit; the stamp is renewed at most every few minutes."""
    seen = session.get("seen", 0)
    stamp = now.timestamp()
    if not isinstance(seen, (int, float)) or stamp - seen > IDLE_LIMIT.total_seconds():
        return True
    if stamp - seen > _STAMP_EVERY.total_seconds():
        session["seen"] = int(stamp)
    return False


# Built once, because every request asks it: a row for each role held and each proposal they are recused from.
_SIGNED_IN = (
    select(
        SignIn.id,
        SignIn.proved_at,
        Person.id.label("person_id"),
        Person.family_name,
        Person.given_name,
        Person.name_en,
        Person.language,
        Person.is_administrator,
        Membership.panel_id,
        Membership.role,
        Recusal.proposal_id.label("recused_from"),
    )
    .join(Person, Person.id == SignIn.person_id)
    .outerjoin(Membership, (Membership.person_id == Person.id) & Membership.ended_at.is_(None))
    .outerjoin(
        Recusal,
        (Recusal.person_id == Person.id) & Recusal.lifted_at.is_(None) & (Recusal.level == RecusalLevel.RECUSED),
    )
    .where(
        SignIn.token_hash == bindparam("token_hash"),
        SignIn.ended_at.is_(None),
        SignIn.expires_at > bindparam("now"),
        Person.is_active,
    )
)


def _actor_of(db: Session, token_hash: str, now: datetime) -> Actor | None:
    rows = db.execute(_SIGNED_IN, {"token_hash": token_hash, "now": now}).all()
    if not rows:
        return None
    first = rows[0]
    roles: dict[int, set[Role]] = {}
    for row in rows:
        if row.panel_id is not None:
            roles.setdefault(row.panel_id, set()).add(Role(row.role))
    return Actor(
        person_id=first.person_id,
        name=f"{first.family_name} {first.given_name}".strip(),
        name_en=first.name_en,
        language=first.language,
        roles={panel: frozenset(held) for panel, held in roles.items()},
        is_administrator=first.is_administrator,
        recused_from=frozenset(row.recused_from for row in rows if row.recused_from is not None),
        sign_in_id=first.id,
        recently_proved=now - first.proved_at <= PROOF_LASTS,
    )


def current_actor() -> Actor | None:
    """Who is asking, or None when nobody is signed in."""
    user: Any = current_user._get_current_object()
    return user.actor if isinstance(user, SignedIn) else None


def begin(db: Session, person_id: int) -> Actor | None:
    """Sign a person in with a new id, ending whatever the browser held before; None for a deactivated account."""
    now = clock.now()
    token = new_token()
    _forget_session()
    db.add(
        SignIn(
            token_hash=hash_of(token),
            person_id=person_id,
            device=(request.user_agent.string or "")[:300],
            created_at=now,
            proved_at=now,
            expires_at=now + ABSOLUTE_LIMIT,
        )
    )
    db.flush()
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
