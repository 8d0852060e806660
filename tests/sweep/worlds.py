"""The worlds in which pages are drawn: a panel in every phase, a panel with nothing in it, and the example."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from panel import clock, create_app, example, schema
from panel.calc.calendar import Language
from panel.config import Provider, Settings
from panel.db import Database
from panel.models.comments import Comment
from panel.models.cycles import Cycle, Round
from panel.models.decisions import Decision
from panel.models.people import Person, Recusal, RecusalLevel
from panel.models.proposals import Attachment, EvidenceClaim, Proposal
from panel.models.reports import Report
from tests.hostile.places import address, names
from tests.rights.stage import CHAPTER, PHASES
from tests.rights.world import World
from tests.rolled_back import RolledBack
from tests.sweep.furnishing import furnish
from tests.sweep.sketching import sketch

ROLES = {
    "nobody": "N",
    "member": "M",
    "chair": "C",
    "deputy": "V",
    "secretariat": "S",
    "observer": "O",
    "administrator": "A",
    "recused member": "R",
    "author": "Mo",
    "recused chair": "RC",
    "half signed in": "H",
}
SEATED = ("N", "M", "C", "V", "S", "O", "A")
KEEPERS = frozenset({"M", "C", "S"})  # whose own scenarios and shortlists are looked at


@dataclass(frozen=True)
class Place:
    """Where pages are drawn: what the arguments of addresses stand for there, and who asks."""

    label: str
    values: Mapping[str, Any]
    subjects: tuple[str, ...]
    state: str = "normal"
    about: str = ""  # the argument that makes the place: addresses without it are drawn elsewhere

    def has(self, rule: Rule) -> bool:
        """Whether an address of this rule can be made here, and says something that it says nowhere else."""
        if self.state == "empty" and not rule.arguments and rule.endpoint != "home.show":
            return False  # a page of the site itself
        needed = rule.arguments - {name.partition(" ")[2] for name in self._own(rule)}
        return needed <= self.values.keys() and (not self.about or self.about in rule.arguments)

    def address(self, rule: Rule, **other: Any) -> str:
        """The address of a rule at this place; `other` arguments than those of the place where they are given."""
        values = {**self.values, **{name.partition(" ")[2]: self.values[name] for name in self._own(rule)}, **other}
        if rule.endpoint == "cycles.new":
            return f"{rule.rule}?panel={values.get('panel_id', '')}"
        return address(rule, values)

    def _own(self, rule: Rule) -> list[str]:
        """The values that only this endpoint knows by the name of their argument."""
        return [name for name in self.values if name.startswith(f"{rule.endpoint} ")]


class Readable(World):
    """A world whose people can be asked for in either language."""

    places: tuple[Place, ...] = ()

    def read(
        self, subject: str, language: Language, method: str, address: str, values: dict[str, Any] | None = None
    ) -> TestResponse:
        """One request, undone at once: what is read does not depend on what was read before."""
        with self.undone():
            return self.ask(subject, method, address, values, headers={"Cookie": self._in(subject, language)})

    def _in(self, subject: str, language: Language) -> str:
        """The cookie of a subject whose browser reads this language."""
        name, _, signed = self._cookies[subject, True].partition("=")
        signer = SecureCookieSessionInterface().get_signing_serializer(self.app)
        assert signer is not None
        return f"{name}={signer.dumps({**signer.loads(signed), 'language': language})}"


class Full(Readable):
    """The world of the rights, furnished with what only a page shows; and the empty panel beside it."""

    def _build(self, db: Session) -> None:
        super()._build(db)
        made = furnish(self, db)
        past_round = Place("before a past round", made.past_round, ("S empty",), about="token")
        two_rounds = Place("after two rounds", {**made.two_rounds, "lens": "groups"}, ("C twice",), about="cycle_id")
        self.places = (*self._phases(made.by_endpoint), past_round, two_rounds, *self._empty(made.empty_cycles))

    def _phases(self, made: Mapping[str, Any]) -> Iterator[Place]:
        for phase in PHASES:
            stage, label = self.stage(phase), phase.name.lower()
            here = {**names(self, stage, **made), "panel_id": stage.panel_id, "name": stage.name}
            own = {"comment_id": stage.item.comments["M"]}
            acting = {"proposal_id": stage.acting.id, "recusal_id": stage.acting.recusal_id}
            draft = {"proposal_id": stage.draft_id}
            yield Place(label, here, (*SEATED, "R", "Mo", "H"))
            yield Place(f"{label}, own comment", {**here, **own}, ("M",), about="comment_id")
            yield Place(f"{label}, chair recused", {**here, **acting}, ("RC", "V"), about="proposal_id")
            yield Place(f"{label}, own draft", {**here, **draft}, ("Mo",), about="proposal_id")
            for name, own_ones in (("scenario_id", stage.scenarios), ("shortlist_id", stage.shortlists)):
                for letter in own_ones.keys() & KEEPERS:
                    kept = {**here, name: own_ones[letter]}
                    yield Place(f"{label}, {letter} has kept it", kept, (letter,), about=name)

    def _empty(self, cycles: Mapping[str, int]) -> Iterator[Place]:
        for label, cycle_id in cycles.items():
            subjects = tuple(f"{letter} empty" for letter in ("M", "C", "S", "O"))
            yield Place(f"{label}, empty", {"cycle_id": cycle_id, **self._round_of(cycle_id)}, subjects, state="empty")

    def _round_of(self, cycle_id: int) -> dict[str, int]:
        with self.session() as db:
            found = db.scalar(select(Round.id).where(Round.cycle_id == cycle_id))
        return {"round_id": found} if found else {}


class Shown(Readable):
    """The example panel: an edition in its second round, and an exercise that has come to its decisions."""

    def _build(self, db: Session) -> None:
        example.load(self.database, self.settings, clock.now())
        mailboxes = {"C": "chair", "V": "deputy", "M": "government1", "S": "secretariat1", "S2": "secretariat2"}
        mailboxes |= {"O": "observer", "A": "administrator", "E1": "academia1"}
        self.people = {letter: self._id(db, f"{mailbox}@example.org") for letter, mailbox in mailboxes.items()}
        self.people["R"] = self._recused(db).person_id
        for letter, person_id in self.people.items():
            self._sign_in(db, letter, person_id, proved=True)
        self._cookies["N", True] = self._cookie({})
        self.kept = sketch(db, {letter: self.people[letter] for letter in sorted(KEEPERS)})
        self.places = tuple(self._places(db))

    @staticmethod
    def _id(db: Session, email: str) -> int:
        return db.scalars(select(Person.id).where(Person.email == email)).one()

    def _recused(self, db: Session) -> Recusal:
        """A member who is kept out of a proposal of the newest cycle."""
        others = select(Recusal).where(
            Recusal.level == RecusalLevel.RECUSED, Recusal.person_id.not_in(self.people.values())
        )
        return db.scalars(others.order_by(Recusal.id.desc())).first() or db.scalars(select(Recusal)).one()

    def _places(self, db: Session) -> Iterator[Place]:
        for cycle in db.scalars(select(Cycle).order_by(Cycle.id)):
            rounds = list(db.scalars(select(Round).where(Round.cycle_id == cycle.id).order_by(Round.number)))
            values = self._values(db, cycle, rounds[-1], self._most_discussed(db, cycle.id))
            yield Place(f"example {cycle.name}", values, SEATED)
            if len(rounds) > 1:
                first = {**values, "round_id": rounds[0].id}
                yield Place(f"example {cycle.name}, first round", first, SEATED, about="round_id")
            yield from self._sketches(cycle, values)
            kept_out = self._recused(db).proposal_id
            if db.get_one(Proposal, kept_out).cycle_id == cycle.id:
                theirs = {**values, "proposal_id": kept_out}
                yield Place(f"example {cycle.name}, recused", theirs, ("R",))

    def _sketches(self, cycle: Cycle, values: Mapping[str, Any]) -> Iterator[Place]:
        for (cycle_id, letter), kept in self.kept.items():
            if cycle_id == cycle.id:
                label = f"example {cycle.name}, {letter} has kept"
                for what, name in (("it", "scenario_id"), ("it", "shortlist_id"), ("what clashes", "clashing")):
                    argument = name if name.endswith("_id") else "shortlist_id"
                    yield Place(f"{label} {what}", {**values, argument: kept[name]}, (letter,), about=argument)

    @staticmethod
    def _most_discussed(db: Session, cycle_id: int) -> int:
        of_cycle = select(Proposal.id).where(Proposal.cycle_id == cycle_id)
        decided = of_cycle.join(Decision, Decision.proposal_id == Proposal.id).order_by(Decision.id).limit(1)
        claimed = of_cycle.join(EvidenceClaim, EvidenceClaim.proposal_id == Proposal.id)
        found = db.scalar(decided) or db.scalar(claimed.order_by(Proposal.id).limit(1)) or db.scalar(of_cycle.limit(1))
        assert found is not None
        return found

    def _values(self, db: Session, cycle: Cycle, round_: Round, proposal_id: int) -> dict[str, Any]:
        def first(column: Any, *where: Any) -> Any:
            return db.scalars(select(column).where(*where).order_by(column).limit(1)).first()

        found = {
            "comment_id": first(Comment.id, Comment.proposal_id == proposal_id),
            "claim_id": first(EvidenceClaim.id, EvidenceClaim.proposal_id == proposal_id),
            "token": first(Attachment.token, Attachment.proposal_id == proposal_id),
            "report_id": first(Report.id, Report.cycle_id == cycle.id),
            "recusal_id": first(Recusal.id, Recusal.proposal_id == proposal_id),
        }
        known = {
            "panel_id": cycle.panel_id,
            "cycle_id": cycle.id,
            "round_id": round_.id,
            "proposal_id": proposal_id,
            "person_id": self.people["E1"],
            "name": cycle.name,
            "key": CHAPTER,
            "lens": "groups",
            "extension": "html",
            "number": 1,
        }
        return known | {name: value for name, value in found.items() if value is not None}


def _settings(folder: Path, database_url: str) -> Settings:
    """Throw-away keys, and every way in that a page can offer."""
    return Settings(
        instance=folder,
        database_url=database_url,
        session_key=b"s" * 32,
        seal_key=b"k" * 32,
        factor_key=b"f" * 32,
        provider=Provider("https://login.example.org", "panel", "a secret", "例示の認証基盤", "Example office"),
        second_factor="off",
        trusted_hosts=("localhost",),
        reads_a_minute=10**9,
        quick_hashes=True,
        testing=True,
    )


@contextmanager
def opened(kind: type[Readable]) -> Iterator[Any]:
    """A world in an embedded database that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="panel-sweep-") as name:
        settings = _settings(Path(name), f"sqlite:///{name}/panel.sqlite3")
        database = Database(settings.database_url)
        schema.upgrade(database.engine)
        with RolledBack(database.engine) as rolled_back:
            yield kind(create_app(settings, rolled_back), rolled_back, settings)
        database.engine.dispose()


@cache
def role_of(letter: str) -> str:
    """What a subject is called."""
    return next(role for role, known in ROLES.items() if known == letter.partition(" ")[0])
