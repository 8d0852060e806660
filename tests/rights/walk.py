"""Walking one row of the table: asks for every cell, says in words what is answered otherwise than the table has it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import product, zip_longest

from werkzeug.test import TestResponse

from panel.calc.calendar import Phase
from panel.policy.actions import Action
from panel.policy.table import TABLE
from tests.rights.canaries import MARK, column
from tests.rights.probes import NOWHERE, Case, Probe, Reach
from tests.rights.stage import PHASES
from tests.rights.world import SUBJECTS, World
from tests.visit import without_chance

SECOND = {"S": "S2", "C": "S", "RC": "S", "V": "S", "A": "S"}  # who confirms what a subject has asked for
PUBLIC = {Action.PUBLISHED_VIEW: Phase.PUBLISHED, Action.EXPORT_REPORT: Phase.PUBLISHED}
_RECORDED = (403, 404, 409)  # the refusals of somebody who is signed in
_UNLIKE = {"Content-Length", "Set-Cookie", "Date"}  # headers that differ from request to request


@dataclass
class Walk:
    """One row, in one representation; `by_turns` leaves every other cell to the other representation."""

    world: World
    action: Action
    probe: Probe
    json: bool
    by_turns: bool = False
    problems: list[str] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)  # how often each person was, as the ledger names them
    _unknown: dict[object, str] = field(default_factory=dict)

    # ---- Which cells there are ----

    def cells(self) -> Iterator[tuple[Case, str]]:
        """Every cell of the row with the letter that is to be found, "a" resolved into what it means at each item."""
        phases = PHASES if self.probe.reach is not Reach.SITE else PHASES[-1:]
        for subject, phase in product(SUBJECTS, phases):
            if self._is_my_turn(subject, phase):
                stage = self.world.stage(phase)
                case = Case(self.world, subject, stage, stage.item_for(subject))
                letter = self.letter(self.action, case)
                yield case, letter
                if subject == "V" and TABLE[self.action]["V"][PHASES.index(phase)] == "a":
                    acting = replace(case, item=stage.acting)
                    yield acting, self.letter(self.action, acting)
                if letter == "o" and self.probe.others:
                    yield replace(case, others=True), "h"

    def _is_my_turn(self, subject: str, phase: Phase) -> bool:
        turn = (SUBJECTS.index(subject) + PHASES.index(phase)) % 2
        return not self.by_turns or turn == self.json

    def letter(self, action: Action, case: Case) -> str:
        """What the table has for a case (see `probes` for how rows of a whole cycle are read)."""
        row, at = TABLE[action], PHASES.index(case.stage.phase)
        letter = row[self._column(case.subject)][at]
        if letter != "a":
            return letter
        return row["C"][at] if self.probe.reach is Reach.ITEM and case.item.recused == "RC" else "f"

    def _column(self, subject: str) -> str:
        if self.probe.reach is Reach.ITEM:
            return subject
        if subject == "Mo" or (subject == "X" and self.probe.reach is Reach.SITE):
            return "M"
        return column(subject, "")

    # ---- What is asked and what must come back ----

    def refusals(self) -> list[tuple[Case, str]]:
        """The cells in which nothing may happen."""
        return [(case, letter) for case, letter in self.cells() if letter in "lhfp"]

    def allowed(self) -> list[tuple[Case, str]]:
        """The cells in which something does."""
        return [(case, letter) for case, letter in self.cells() if letter not in "lhfp"]

    def ask(self, case: Case, *, subject: str = "", address: str = "", proved: bool = True) -> TestResponse:
        """The request of a case."""
        probe = self.probe
        values = dict(probe.values(case)) if probe.values else None
        who = subject or ("N" if probe.as_nobody else case.subject)
        where = address or probe.at(case)
        answer = self.world.ask(who, probe.method, where, values, json=self.json, files=probe.files, proved=proved)
        if answer.status_code in _RECORDED and who not in ("N", "Z") and where != NOWHERE:
            self.refused[f"person:{self.world.people[who]}"] += 1
        return answer

    def refuse(self, case: Case, letter: str) -> None:
        """One cell in which nothing may happen, and nothing may be told."""
        if self.probe.field:
            self._without_field(case, letter)
            return
        answer = self.ask(case)
        self._expect(case, letter, answer, self._refusal(letter))
        self._tells_nothing(case, letter, answer)

    def _refusal(self, letter: str) -> int:
        reads = self.probe.values is None
        if letter == "l":
            return 302 if reads and not self.json else 401
        return {"h": 404, "f": self.probe.never, "p": 403 if reads else 409}[letter]

    def _tells_nothing(self, case: Case, letter: str, answer: TestResponse) -> None:
        if told := self._found(case, answer):
            self._complain(case, letter, f"the refusal tells {told}")
        if letter == "h" or (letter == "l" and "{" in self.probe.address):
            self._like_nothing(case, letter, answer)
        if (
            self.json
            and answer.status_code != 422
            and not {"status", "title", "sentence"} <= (answer.json or {}).keys()
        ):
            self._complain(case, letter, "a refusal without status, title and sentence")

    def _like_nothing(self, case: Case, letter: str, answer: TestResponse) -> None:
        """What exists is answered as what does not: status, headers and body."""
        found, nothing = self.masked(answer, self.probe.at(case)), self._of_nothing(case)
        if found != nothing:
            differing = next(pair for pair in zip_longest(found.splitlines(), nothing.splitlines()) if len({*pair}) > 1)
            self._complain(case, letter, f"what exists is answered unlike what does not: {differing}")

    def _found(self, case: Case, answer: TestResponse) -> str:
        """What an answer tells of anything planted that the asker has not typed."""
        if MARK not in answer.text and MARK not in str(answer.headers):
            return ""
        typed = str(self.probe.values(case)) if self.probe.values else ""
        told = self.world.canaries.in_(answer.text + str(answer.headers)) - self.world.canaries.in_(typed)
        return "; ".join(self.world.canaries.planted[text].what for text in sorted(told))

    def _of_nothing(self, case: Case) -> str:
        """How the same request is answered for the ids of nothing; the same in every phase."""
        key = (case.subject, case.others, *(self.probe.values(case) if self.probe.values else ()))
        if key not in self._unknown:
            address = self.probe.unknown(case)
            self._unknown[key] = self.masked(self.ask(case, address=address), address)
        return self._unknown[key]

    @staticmethod
    def masked(answer: TestResponse, address: str) -> str:
        """Everything of an answer but what differs every time, as text."""
        path = address.partition("?")[0]
        headers = [f"{name}: {value.replace(path, 'ASKED')}" for name, value in answer.headers if name not in _UNLIKE]
        return "\n".join([answer.status, *headers, without_chance(answer, path)])

    def allow(self, case: Case, letter: str) -> None:
        """One cell in which the action is done, as its letter says."""
        if self.probe.field:
            self._with_field(case, letter)
            return
        if letter == "s":
            self._with_old_proof(case)
        subject = ""
        if letter == "2":
            self._asked_alone(case)
            subject = SECOND[case.subject]
        before = self.world.n_events()
        with self.world.watched() as tables:
            answer = self.ask(case, subject=subject)
        self._expect(case, letter, answer, *self._success(case))
        self._tells_no_more(replace(case, subject=subject or case.subject), letter, answer)
        if tables and self.world.n_events() == before:
            self._complain(case, letter, f"{tables} changed, and not in the ledger")

    def _success(self, case: Case) -> tuple[int, ...]:
        return (422,) if (self.action, case.subject) == (Action.LOGIN, "N") else self.probe.success

    def _with_old_proof(self, case: Case) -> None:
        answer = self.ask(case, proved=False)
        self._expect(case, "s", answer, self._refusal("l"))
        if told := self._found(case, answer):
            self._complain(case, "s", f"told before the proof: {told}")
        if answer.status_code == 302 and not answer.location.startswith("/account/prove"):
            self._complain(case, "s", f"sent to {answer.location}")

    def _asked_alone(self, case: Case) -> None:
        """The first of two, who stays alone however often they ask."""
        self._expect(case, "2", self.ask(case), 202)
        self._expect(case, "2 asked twice by one", self.ask(case), 403)

    def _tells_no_more(self, case: Case, letter: str, answer: TestResponse) -> None:
        """Everything planted that stands in an answer is for this subject; what the action is about stands there."""
        subject, text = case.subject.removesuffix("2"), self.world.text_of(answer)
        if leaked := self.world.canaries.leaked(text, subject):
            self._complain(case, letter, f"tells {'; '.join(leaked)}")
        if self.probe.shows and not self.world.texts(text, self.probe.shows, case.stage, case.item):
            self._complain(case, letter, f"does not show {self.probe.shows}")
        if self.probe.reach is Reach.CYCLE and subject in ("R", "RC"):
            self._masks(case, letter, text)

    def _masks(self, case: Case, letter: str, text: str) -> None:
        """A page of the whole cycle tells R and RC nothing of their item until everybody may read it."""
        if self.action is Action.SEARCH or PUBLIC.get(self.action) is case.stage.phase:
            return
        of_item = (case.stage.phase, case.stage.item_for(case.subject).recused)
        told = [self.world.canaries.planted[one] for one in self.world.canaries.in_(text)]
        if any((one.spot.phase, one.spot.recused) == of_item for one in told):
            self._complain(case, letter, "tells of the item the asker is recused from")

    # ---- Rows that are about a field of a page ----

    def _with_field(self, case: Case, letter: str) -> None:
        answer = self.ask(case)
        self._expect(case, letter, answer, 200)
        self._tells_no_more(case, letter, answer)
        shown = self.probe.field(case, answer.text) if self.probe.field else False
        owned = letter != "o" or case.subject == case.item.recused
        if shown is not owned:
            self._complain(case, letter, "the field is not shown" if owned else "the field of somebody else is shown")

    def _without_field(self, case: Case, letter: str) -> None:
        assert self.probe.page is not None
        assert self.probe.field is not None
        page = self.letter(self.probe.page, case)
        answer = self.ask(case)
        self._expect(case, f"{letter} on a page with {page}", answer, self._refusal(page) if page in "lhfp" else 200)
        if page not in "lhfp":
            self._tells_no_more(case, letter, answer)
        elif told := self._found(case, answer):
            self._complain(case, letter, f"the refusal tells {told}")
        if self.probe.field(case, answer.text):
            self._complain(case, letter, "the field is shown")

    # ---- Saying it ----

    def _expect(self, case: Case, letter: str, answer: TestResponse, *statuses: int) -> None:
        if answer.status_code not in statuses:
            self._complain(case, letter, f"{answer.status_code} instead of {' or '.join(map(str, statuses))}")

    def _complain(self, case: Case, letter: str, sentence: str) -> None:
        representation = "JSON" if self.json else "HTML"
        at = "at the acting item" if case.item is case.stage.acting and case.subject != "RC" else ""
        others = "(somebody else's)" if case.others else ""
        self.problems.append(
            f"{self.action} {case.subject} {case.stage.phase} {letter} {representation} {at}{others}: {sentence}"
        )
