"""Reads of the record: events as this reader may see them, and whether the chain is whole."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, String, and_, cast, literal, or_, select, true
from sqlalchemy.orm import Session

from panel import checkpoints, clock, ledger, owners
from panel.calc.calendar import JAPAN
from panel.calc.checkpoint import short_code
from panel.models.cycles import Round, RoundState, RoundVoter
from panel.models.events import Event
from panel.models.people import Membership, Person, by_reading
from panel.models.proposals import UNSEEN_STATES, Proposal
from panel.policy.actions import Action
from panel.policy.places import CycleHere, cycle_here
from panel.policy.rules import Verdict, may
from panel.policy.subjects import Actor, Place

PAGE: Final = 50
_NOBODY: Final = 0  # the id of no person
_ACCESS: Final = ("sign_in.", "link.", "password.", "factor.", "identity.", "account.", "user.")
_THING: Final = re.compile(r"([a-z_]+):(\d+)")


def cycle(db: Session, _actor: Actor, cycle_id: int) -> CycleHere:
    """The cycle whose panel is asked about. Raises Missing."""
    return cycle_here(db, cycle_id, clock.now())


def sees_all(actor: Actor, place: Place) -> bool:
    """Whether the reader sees what others did here, or only what they did themselves."""
    return may(actor, Action.AUDIT_VIEW, replace(place, owner_id=_NOBODY)).verdict is Verdict.YES


@dataclass(frozen=True)
class Wanted:
    """Which events are asked for; `before` is the number of the last one on the page before."""

    kind: str = ""
    who: int | None = None
    since: date | None = None
    until: date | None = None
    before: int | None = None


@dataclass(frozen=True)
class Line:
    """One event as this reader may see it. `name` is empty for the system and for those whose name is not told."""

    seq: int
    at: datetime
    action: str
    name: str
    name_en: str
    is_system: bool
    alias: str  # of somebody who handed in a sheet, once the round has closed
    noun: str  # proposal, round, person, or "address"
    thing: str  # its number or code, or the address
    asked: str  # the action that was refused or read
    verdict: str


@dataclass(frozen=True)
class Page:
    """Some events, newest first, and the number to go on from."""

    lines: tuple[Line, ...]
    following: int | None


def page(db: Session, seal_key: bytes, actor: Actor, place: Place, wanted: Wanted) -> Page:
    """The events of a place that this reader may see and asked for."""
    mine = _mine(db, seal_key, actor)
    conditions = [_within(actor, place, mine), _asked(actor, wanted, mine)]
    columns = (Event.seq, Event.at, Event.actor, Event.action, Event.object, Event.detail)
    query = select(*columns).where(*conditions).order_by(Event.seq.desc()).limit(PAGE + 1)
    rows = db.execute(query).all()
    shown = rows[:PAGE]
    names = _Names(db, actor, shown)
    lines = tuple(_line(row, actor, mine, names) for row in shown)
    return Page(lines, shown[-1].seq if len(rows) > PAGE else None)


def _mine(db: Session, seal_key: bytes, actor: Actor) -> frozenset[str]:
    """Under which names the record speaks of the reader: their own, and one for each round they score in."""
    scored = select(Round.id, Round.owner_key).join(RoundVoter, RoundVoter.round_id == Round.id)
    rounds = db.execute(scored.where(RoundVoter.person_id == actor.person_id, Round.owner_key.is_not(None)))
    aliases = [owners.alias(seal_key, row, actor.person_id) for row in rounds]
    return frozenset([f"person:{actor.person_id}", *aliases])


def _within(actor: Actor, place: Place, mine: Iterable[str]) -> ColumnElement[bool]:
    """What may be seen here: of others nothing about proposals that are hidden from the reader."""
    here = true() if place.panel_id is None else Event.panel_id == place.panel_id
    own = Event.actor.in_(mine)
    if not sees_all(actor, place):
        return and_(here, own)
    unseen = select(literal("proposal:") + cast(Proposal.id, String)).where(Proposal.state.in_(UNSEEN_STATES))
    hidden = [f"proposal:{key}" for key in actor.recused_from]
    about = Event.detail["proposal"].as_integer()
    told = and_(Event.object.not_in(unseen), Event.object.not_in(hidden))
    if actor.recused_from:
        told = and_(told, or_(about.is_(None), about.not_in(actor.recused_from)))
    return and_(here, or_(own, told))


def _asked(actor: Actor, wanted: Wanted, mine: Iterable[str]) -> ColumnElement[bool]:
    conditions = [_of_kind(wanted.kind)]
    if wanted.who == actor.person_id:
        conditions.append(Event.actor.in_(mine))
    elif wanted.who is not None:  # a name is not told beside a sheet, so it is not looked for there either
        conditions += [Event.actor == f"person:{wanted.who}", Event.action != ledger.SHEET]
    if wanted.since is not None:
        conditions.append(Event.at >= _midnight(wanted.since))
    if wanted.until is not None:
        conditions.append(Event.at < _midnight(wanted.until + timedelta(days=1)))
    if wanted.before is not None:
        conditions.append(Event.seq < wanted.before)
    return and_(*conditions)


def _midnight(before: date) -> datetime:
    """The moment in Japan at which a day begins."""
    return datetime.combine(before, time(), JAPAN)


def _of_kind(kind: str) -> ColumnElement[bool]:
    access = or_(*(Event.action.startswith(prefix, autoescape=True) for prefix in _ACCESS))
    score, read, refused = Event.action == ledger.SHEET, Event.action == "read", Event.action.like("refused%")
    kinds = {"access": access, "score": score, "read": read, "refused": refused}
    return kinds.get(kind, ~or_(*kinds.values()) if kind == "change" else true())


# ---- Names ----


class _Names:
    """What the people, proposals and rounds on one page are called; asked for once for all of them."""

    def __init__(self, db: Session, actor: Actor, rows: Iterable[Row[Any]]) -> None:
        things = [_THING.fullmatch(one) for row in rows for one in (row.actor, row.object)]
        ids: dict[str, set[int]] = {}
        for found in filter(None, things):
            ids.setdefault(found[1], set()).add(int(found[2]))
        people = select(Person.id, Person.family_name, Person.given_name, Person.name_en)
        self.people = {row.id: row for row in db.execute(people.where(Person.id.in_(ids.get("person", ()))))}
        codes = select(Proposal.id, Proposal.code).where(Proposal.id.in_(ids.get("proposal", ())))
        self.codes: Mapping[int, str] = {} if actor.is_administrator else dict(db.execute(codes).all())
        rounds = select(Round.id, Round.number, Round.state).where(Round.id.in_(ids.get("round", ())))
        self.rounds = {row.id: row for row in db.execute(rounds)}

    def of_person(self, key: int) -> tuple[str, str]:
        """The name in both languages."""
        found = self.people.get(key)
        return (f"{found.family_name} {found.given_name}".strip(), found.name_en) if found else ("", "")

    def is_open(self, thing: str) -> bool:
        """Whether the round an event is about has not closed."""
        found = _THING.fullmatch(thing)
        row = self.rounds.get(int(found[2])) if found and found[1] == "round" else None
        return row is None or RoundState(row.state) is RoundState.OPEN


def _line(row: Row[Any], actor: Actor, mine: frozenset[str], names: _Names) -> Line:
    noun, thing = _thing(row, names)
    name, alias = ("", ""), ""
    person = _THING.fullmatch(row.actor)
    if row.actor in mine:
        name = (actor.name, actor.name_en)
    elif row.action == ledger.SHEET:
        alias = "" if names.is_open(row.object) else row.actor.partition("rater:")[2][:6]
    elif person is not None:
        name = names.of_person(int(person[2]))
    detail = row.detail
    return Line(
        *(row.seq, row.at, row.action, *name),
        is_system=row.actor == ledger.SYSTEM,
        alias=alias,
        noun=noun,
        thing=thing,
        asked=str(detail.get("action", "")),
        verdict=str(detail.get("verdict", "")),
    )


def _thing(row: Row[Any], names: _Names) -> tuple[str, str]:
    """What an event is about, in the words of the panel where there are any."""
    if row.object.startswith("/"):
        return "address", row.object
    found = _THING.fullmatch(row.object)
    if found is None:
        return "", ""
    noun, key = found[1], int(found[2])
    if noun == "proposal":
        return noun, names.codes.get(key, str(key))
    if noun == "round" and key in names.rounds:
        return noun, str(names.rounds[key].number)
    if noun == "person":
        return noun, names.of_person(key)[0]
    return noun, str(key)


def people(db: Session, panel_id: int) -> list[Row[Any]]:
    """Who sits or sat on the panel, by reading."""
    seats = select(Membership.person_id).where(Membership.panel_id == panel_id)
    named = select(Person.id, Person.family_name, Person.given_name, Person.name_en)
    shown = named.where(Person.id.in_(seats), Person.email.is_not(None))
    return list(db.execute(shown.order_by(*by_reading(db))))


# ---- Whole or not ----


@dataclass(frozen=True)
class Standing:
    """How the record stands: its last event, the last signed state, and what a check found where one was asked for."""

    seq: int
    at: datetime
    hash: str
    code: str
    signed_seq: int | None
    signed_at: datetime | None
    signed_code: str
    checked: bool
    broken_at: int | None


@dataclass(frozen=True)
class Code:
    """The check code of one event, to be compared with what was mailed or printed."""

    seq: int
    at: datetime
    code: str


def code_of(db: Session, seq: int | None) -> Code | None:
    """The code of the event of this number; None where there is no such event."""
    row = db.execute(select(Event.seq, Event.at, Event.hash).where(Event.seq == seq)).one_or_none()
    return Code(row.seq, row.at, short_code(row.hash)) if row else None


def standing(db: Session, *, check: bool) -> Standing | None:
    """The present head and the last checkpoint; None while nothing is recorded."""
    head, signed = ledger.head(db), checkpoints.last_made(db)
    if head is None:
        return None
    return Standing(
        *(head.seq, head.at, head.hash, short_code(head.hash)),
        signed_seq=signed.seq if signed else None,
        signed_at=signed.at if signed else None,
        signed_code=short_code(signed.head) if signed else "",
        checked=check,
        broken_at=ledger.first_break(db) if check else None,
    )
