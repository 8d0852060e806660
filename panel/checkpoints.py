"""Signed states of the ledger, in the database and outside it: cut ends, rewritten pasts and old copies are noticed.

The key signs nothing else and lies beside the other keys, in no database and no backup of one. The last state is kept
beside it as well, and mailed to chair and secretariat when a round closes and when the panel publishes.
"""

import json
import os
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import ledger, post
from panel.calc import merkle
from panel.calc.calendar import in_japan
from panel.calc.checkpoint import State, short_code
from panel.config import Settings, key_file
from panel.models.events import Checkpoint, Event
from panel.models.people import Membership, Person, Role

HOURLY: Final = timedelta(hours=1)
_TOLD: Final = frozenset({"round.close", "phase.published"})
_WORDS: Final = {
    "ja": (
        "記録の確認番号",
        "{at}（日本時間）現在の記録の番号と確認番号です。保管してください。\n\n"
        "番号：{seq}\n確認番号：{code}\nハッシュ値：{head}\n\n"
        "後日、「記録の確認」のページでこの番号の確認番号が異なるときは、記録が書き換えられています。",
    ),
    "en": (
        "Check code of the record",
        "This is how the record stood at {at} Japan time. Please keep it.\n\n"
        "Entry: {seq}\nCheck code: {code}\nHash: {head}\n\n"
        "If the page “Check the record” ever shows another code for this entry, the record has been rewritten.",
    ),
}


# ---- Making them ----


def due(db: Session, settings: Settings, now: datetime) -> Checkpoint | None:
    """The checkpoint that this transaction's milestones ask for, with mail about it, before it is committed."""
    milestones: list[Event] = db.info.pop("milestones", [])
    if not milestones:
        return None
    made = make(db, settings, now)
    for event in milestones:
        if made is not None and event.action in _TOLD:
            _tell(db, event.panel_id, made, now)
    return made


def make(db: Session, settings: Settings, now: datetime) -> Checkpoint | None:
    """Sign the ledger as it stands; what is signed already is given again, an empty ledger has nothing to sign."""
    state = present(db, now)
    if state is None:
        return None
    known = db.get(Checkpoint, state.seq)
    if known is not None:
        return known
    made = Checkpoint(
        seq=state.seq, head=state.head, root=state.root, at=state.at, signature=signature(settings, state)
    )
    db.add(made)
    db.flush()
    return made


def hourly(db: Session, settings: Settings, now: datetime) -> Checkpoint | None:
    """A checkpoint where something has happened since the last one, and that is an hour ago."""
    last, head = last_made(db), ledger.head(db)
    if head is None or (last is not None and (last.seq == head.seq or now - last.at < HOURLY)):
        return None
    return make(db, settings, now)


def last_made(db: Session) -> Checkpoint | None:
    """The newest checkpoint."""
    return db.scalars(select(Checkpoint).order_by(Checkpoint.seq.desc()).limit(1)).one_or_none()


def present(db: Session, now: datetime) -> State | None:
    """The ledger as it stands: last event and root over all, None where it is empty."""
    hashes = _hashes(db)
    return State(len(hashes), hashes[-1], merkle.root(map(leaf, hashes)).hex(), now) if hashes else None


def signature(settings: Settings, state: State) -> str:
    """The signature of a state, in hexadecimal."""
    return _key(settings).sign(state.message()).hex()


def public_key(settings: Settings) -> str:
    """The key by which everybody can check the signatures, in hexadecimal."""
    return _key(settings).public_key().public_bytes_raw().hex()


def _key(settings: Settings) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(key_file(settings.instance / "keys" / "ledger.key"))


def _hashes(db: Session) -> Sequence[str]:
    return db.scalars(select(Event.hash).order_by(Event.seq)).all()


def leaf(own: str) -> bytes:
    """The leaf of an event in the tree: over its hash, as text."""
    return merkle.leaf_hash(own.encode())


def _tell(db: Session, panel_id: int | None, made: Checkpoint, now: datetime) -> None:
    """Mail the state to those who could be asked about it later: our own words and numbers only."""
    officers = db.execute(
        select(Person.id, Person.language)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.panel_id == panel_id, Membership.ended_at.is_(None), Person.is_active)
        .where(Membership.role.in_((Role.CHAIR, Role.SECRETARIAT)), Person.email.is_not(None))
        .distinct()
    )
    for officer in officers:
        subject, body = _WORDS[officer.language]
        at = in_japan(made.at).strftime("%Y-%m-%d %H:%M")
        filled = body.format(at=at, seq=made.seq, code=short_code(made.head), head=made.head)
        post.enqueue(db, officer.id, subject, filled, now)


# ---- Checking them ----


def wrong(db: Session, settings: Settings) -> Iterator[str]:
    """What is wrong with the stored checkpoints and with the one kept outside, in words for the operator."""
    hashes, checkpoints = _hashes(db), db.scalars(select(Checkpoint).order_by(Checkpoint.seq)).all()
    public, roots = _key(settings).public_key(), merkle.roots(map(leaf, hashes), {one.seq for one in checkpoints})
    for one in checkpoints:
        if not _is_signed(public, State(one.seq, one.head, one.root, one.at), one.signature):
            yield f"checkpoint {one.seq} is not signed by the key of this site"
        elif one.seq > len(hashes):
            yield f"checkpoint {one.seq} is newer than the last event, {len(hashes)}"
        elif (hashes[one.seq - 1], roots[one.seq].hex()) != (one.head, one.root):
            yield f"checkpoint {one.seq} does not agree with the events up to it"
    yield from older_than_outside(db, settings)


def _is_signed(public: Ed25519PublicKey, state: State, signed: str) -> bool:
    try:
        public.verify(bytes.fromhex(signed), state.message())
    except (InvalidSignature, ValueError):
        return False
    return True


# ---- Outside the database ----


def outside(settings: Settings) -> Path:
    """Where the last state is kept: beside the keys, which no restored backup brings back."""
    return settings.instance / "keys" / "head.json"


def keep_outside(settings: Settings, made: Checkpoint) -> None:
    """Write down the newest state, whole or not at all; called once what it speaks of is committed."""
    known = read_outside(settings)
    if known is not None and known.seq >= made.seq:
        return
    path = outside(settings)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    unfinished = path.with_name(f".head.{os.getpid()}")
    state = State(made.seq, made.head, made.root, made.at)
    unfinished.write_text(json.dumps({**state.as_plain(), "signature": made.signature}), encoding="utf-8")
    unfinished.replace(path)


def read_outside(settings: Settings) -> State | None:
    """The newest state known outside the database, None before the first one."""
    try:
        return State.from_plain(json.loads(outside(settings).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def older_than_outside(db: Session, settings: Settings) -> Iterator[str]:
    """Whether the database holds less than, or something else than, what is known outside."""
    known, head = read_outside(settings), ledger.head(db)
    if known is None:
        return
    last = head.seq if head else 0
    if known.seq > last:
        yield f"the record ends at event {last}, but event {known.seq} is known outside the database"
    elif db.scalar(select(Event.hash).where(Event.seq == known.seq)) != known.head:
        yield f"event {known.seq} is not the one that is known outside the database"


def accept_rollback(db: Session, settings: Settings, reason: str, now: datetime) -> Checkpoint | None:
    """Go on with an older copy: who decides so says why, and that is an event with what had been known."""
    known = read_outside(settings)
    if known is not None:
        ledger.record(db, None, "ledger.rollback", "site", reason=reason[:200], seq=known.seq, head=known.head)
    outside(settings).unlink(missing_ok=True)
    return make(db, settings, now)
