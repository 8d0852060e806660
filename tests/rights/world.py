"""The world the rights are tried in: two panels, a cycle in every phase, all subjects of the table, planted secrets."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from panel import passwords
from panel.calc.calendar import Phase
from panel.config import Settings
from panel.db import Base
from panel.models.events import Event, SignIn
from panel.models.people import Person, Role
from panel.models.proposals import Proposal
from panel.tokens import hash_of
from panel.web.recording import REFUSED
from tests.make import BEGINNING, Make, T
from tests.rights.building import Building
from tests.rights.canaries import Canaries, Spot
from tests.rights.sketches import sketched
from tests.rights.stage import PHASES, Item, Stage
from tests.rolled_back import RolledBack

PASSWORD = "correct horse battery"
SUBJECTS = ("N", "Z", "X", "O", "M", "Mo", "R", "RC", "V", "C", "S", "A")
_SEATS = {
    "C": Role.CHAIR,
    "V": Role.DEPUTY,
    **dict.fromkeys(("M", "Mo", "R", "Z", "E1", "E2", "E3"), Role.MEMBER),
    "S": Role.SECRETARIAT,
    "S2": Role.SECRETARIAT,
    "O": Role.OBSERVER,
}
_TOKEN = hash_of("a form token")[:40]
# What a refusal may leave behind: that it happened, and how often somebody has tried.
RECORDS = frozenset({"event", "throttle"})
_WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)


class _Flushing(Make):
    """Factories that leave the commit to the world: one for each record would take most of the time."""

    def _kept(self, record: T) -> T:
        self.db.add(record)
        self.db.flush()
        return record


@dataclass(frozen=True)
class Side:
    """One panel: its people by letter (E1 to E3 are further members, S2 a second secretariat), its cycles by phase."""

    panel_id: int
    people: dict[str, int]
    stages: dict[Phase, Stage]


class World:
    """Everything a probe asks: who, where, and a way to ask that leaves nothing behind.

    - `world.home`, `world.elsewhere`: the two panels, of the same shape. Subject X is the chair of `elsewhere`.
    - `world.home.stages[Phase.TALLY]`: the ids of one cycle (see `Stage`); it is there for every phase.
    - `world.people["M"]`: ids of persons by the letters of the table; beside them E1-E3, S2 and A2. RC is the chair, C:
      the same person, at the item `stage.acting`.
    - `world.ask("M", "GET", address)`: one request; `proved=False` asks with a sign-in whose proof is old,
      `json=True` asks for JSON, `values` is the form (the token is added).
    - `with world.undone():` whatever happens inside is rolled back.
    - `with world.watched() as tables:` collects the tables written to, but for the ledger and the throttle.
    - `world.contents()`: all rows of all tables but those; `world.as_built` is what it was to begin with.
    - `world.form_token` goes with every cookie, as a form field `csrf_token` or a header `X-CSRFToken`.
    - `world.canaries.leaked(answer.text, "M")`: planted texts in an answer that M may not read.

    All of it lives in one transaction of `world.database`. A module that uses the world must not use the fixtures `db`,
    `app`, `make` or `visit`: SQLite has one writer, and the world is it.
    """

    def __init__(self, app: Flask, database: RolledBack, settings: Settings) -> None:
        self.app, self.database, self.settings = app, database, settings
        self.canaries = Canaries()
        self._client = app.test_client(use_cookies=False)
        self._cookies: dict[tuple[str, bool], str] = {}
        self.sign_ins: dict[tuple[str, bool], int] = {}
        with database.transaction(write=True) as db:
            self._build(db)
            db.commit()
        self.form_token = str(URLSafeTimedSerializer(settings.session_key, salt="wtf-csrf-token").dumps(_TOKEN))
        self.as_built = self.contents()

    # ---- Building ----

    def _build(self, db: Session) -> None:
        make = _Flushing(db, self.settings)
        self._hash = passwords.hashed(PASSWORD, quick=True)
        self.elsewhere = self._side(make, "elsewhere", home=False)
        self.home = self._side(make, "home", home=True)
        self.people = {**self.home.people, "X": self.elsewhere.people["C"], "RC": self.home.people["C"]}
        for letter in ("A", "A2"):
            person = self._person(make, letter, "home", is_administrator=True)
            self.people[letter] = person.id
        db.get_one(Person, self.people["Z"]).is_active = False
        self.emails = {letter: db.get_one(Person, person_id).email or "" for letter, person_id in self.people.items()}
        for letter, person_id in self.people.items():
            for proved in (True, False):
                self._sign_in(db, letter, person_id, proved=proved)
        for proved in (True, False):
            self._cookies["N", proved] = self._cookie({})

    def _side(self, make: Make, title: str, *, home: bool) -> Side:
        panel = make.panel(title)
        people = {letter: self._person(make, letter, title, role, panel=panel) for letter, role in _SEATS.items()}
        stages = {}
        for phase in PHASES:
            stage = Building(make, self.canaries, panel, people, phase, home=home).built()
            stages[phase] = sketched(make, self.canaries, people, stage, home=home)
        return Side(panel.id, {letter: person.id for letter, person in people.items()}, stages)

    def _person(self, make: Make, letter: str, title: str, role: Role | None = None, **values: Any) -> Person:
        readers = {letter, "S", "S2", "A", "A2"}
        spot = Spot(title == "home", Phase.DRAFT)
        email = f"{self.canaries.plant(spot, 'an address', letters=readers)}@example.org"
        panel = values.pop("panel", None)
        return make.person(role, panel, email=email, name_en=f"{letter} {title}", password_hash=self._hash, **values)

    def _sign_in(self, db: Session, letter: str, person_id: int, *, proved: bool) -> None:
        """A live sign-in of somebody (of Z, too: it is the stolen cookie of an account since deactivated)."""
        now = datetime.now(UTC)
        token = f"token-{letter}-{proved}"
        row = SignIn(
            token_hash=hash_of(token),
            person_id=person_id,
            created_at=now,
            proved_at=now + timedelta(hours=1) if proved else BEGINNING,
            expires_at=now + timedelta(hours=12),
        )
        db.add(row)
        db.flush()
        self.sign_ins[letter, proved] = row.id
        self._cookies[letter, proved] = self._cookie({"_user_id": token, "_fresh": True, "seen": int(now.timestamp())})

    def _cookie(self, session: dict[str, Any]) -> str:
        """The cookie of a browser that reads English and holds a form token."""
        signer = SecureCookieSessionInterface().get_signing_serializer(self.app)
        assert signer is not None
        content = {**session, "language": "en", "csrf_token": _TOKEN}
        return f"{self.app.config['SESSION_COOKIE_NAME']}={signer.dumps(content)}"

    # ---- Asking ----

    def ask(
        self,
        subject: str,
        method: str,
        address: str,
        values: dict[str, Any] | None = None,
        *,
        json: bool = False,
        files: bool = False,
        proved: bool = True,
        headers: dict[str, str] | None = None,
    ) -> TestResponse:
        """One request of a subject (or of another letter of `people`), without following redirects.

        As JSON the form travels as an object, too, and its token in a header; unless `files` are in it.
        """
        sent = {"Cookie": self._cookies[subject, proved], **(headers or {})}
        body: dict[str, Any] = {}
        if json:
            sent["Accept"] = "application/json"
        if method not in ("GET", "HEAD"):
            sent["X-CSRFToken"] = self.form_token
            body = {"json" if json and not files else "data": values or {}}
        return self._client.open(address, method=method, headers=sent, **body)

    @staticmethod
    def text_of(answer: TestResponse) -> str:
        """Everything an answer tells, an archive unpacked."""
        if answer.mimetype != "application/zip":
            return answer.text
        with ZipFile(BytesIO(answer.data)) as archive:
            return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())

    def texts(self, answer: str, what: str, stage: Stage, item: Item) -> set[str]:
        """The planted texts of one kind that belong to this item of the home panel and stand in an answer."""
        spot = Spot(True, stage.phase, item.recused)
        planted = self.canaries.planted
        return {text for text in self.canaries.in_(answer) if (planted[text].spot, planted[text].what) == (spot, what)}

    def code(self, item: Item) -> str:
        """What a proposal is called in a tally."""
        return self.database.connection.scalars(select(Proposal.code).where(Proposal.id == item.id)).one()

    def stage(self, phase: Phase) -> Stage:
        """The cycle of the subjects' own panel in this phase."""
        return self.home.stages[phase]

    # ---- What is left behind ----

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Roll back whatever happens inside."""
        savepoint = self.database.connection.begin_nested()
        try:
            yield
        finally:
            savepoint.rollback()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session in the world's transaction; what it commits stays until the surrounding `undone` ends."""
        with self.database.transaction(write=True) as db:
            yield db

    @contextmanager
    def watched(self) -> Iterator[list[str]]:
        """The tables in which statements inside change a row, in their order, but for RECORDS; rolled back or not."""
        tables: list[str] = []

        def note(_connection: Any, cursor: Any, statement: str, *_more: Any) -> None:
            written = _WRITE.match(statement)
            if written and cursor.rowcount != 0 and written.group(1) not in RECORDS:
                tables.append(written.group(1))

        event.listen(self.database.connection, "after_cursor_execute", note)
        try:
            yield tables
        finally:
            event.remove(self.database.connection, "after_cursor_execute", note)

    def n_events(self) -> int:
        """How many events the ledger holds."""
        return self.database.connection.scalar(select(func.count()).select_from(Event)) or 0

    def refused(self) -> Counter[str]:
        """How often the ledger says of each person that they were refused."""
        query = select(Event.actor, func.count()).where(Event.action == REFUSED).group_by(Event.actor)
        return Counter(dict(self.database.connection.execute(query).all()))

    def contents(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table of ours as the database has it, but for RECORDS."""
        execute = self.database.connection.exec_driver_sql
        names = [table.name for table in Base.metadata.sorted_tables if table.name not in RECORDS]
        return {name: sorted(map(tuple, execute(f'SELECT * FROM "{name}"')), key=str) for name in names}
