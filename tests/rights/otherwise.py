"""The same world otherwise: everything one subject may not know is changed, and nothing else."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from panel import owners
from panel.calc.calendar import Phase
from panel.db import Base
from panel.models.ballots import Ballot, BallotOwner, Mark
from panel.models.comments import Comment
from panel.models.decisions import Decision, Tier
from panel.models.events import Approval, SignIn
from panel.models.factors import Factor
from panel.models.people import Recusal
from panel.models.proposals import Attachment, EvidenceClaim, Posture, Proposal, ProposalState
from panel.models.tallies import Snapshot, TallyRow
from panel.models.weights import WeightView
from panel.policy.actions import Action
from panel.policy.subjects import Subject
from panel.policy.table import TABLE
from tests.make import BEGINNING
from tests.rights.canaries import MARK, column
from tests.rights.stage import Item, Stage
from tests.rights.world import Side, World

_PLANTED = re.compile(MARK + r"\d{4}")
_LATER = BEGINNING + timedelta(days=3)
_NUMBERS = {"total": 1.25, "total_need": 1.5, "median": 1.0, "q1": 1.0, "q3": 2.0, "n": 9, "histogram": "9,0,0,0,0"}


class Otherwise:
    """Two worlds that differ in all that one subject may not know: each side is made of the same beginning."""

    def __init__(self, world: World, subject: str) -> None:
        self.world, self.subject = world, subject
        self.person_id = world.people[subject]

    def one_side(self) -> None:
        """What stands on the first side where a choice has no neutral answer: who has handed in, and who is first."""
        with self.world.session() as db:
            self._handed_in(db, but="E1")
            self._places(db, hidden_first=True)
            db.commit()

    def other_side(self) -> None:
        """The second side: other texts, numbers, dates, files, sheets, sign-ins, requests wherever the table hides."""
        self._texts()
        with self.world.session() as db:
            self._handed_in(db, but="E3")
            self._places(db, hidden_first=False)
            self._sheets(db)
            self._people(db)
            self._views(db)
            for stage, item in self._items():
                self._item(db, stage, item)
            self._drafts(db)
            db.commit()

    # ---- Who may know what ----

    def _sides(self) -> Iterator[tuple[Side, bool]]:
        yield self.world.home, self.subject != Subject.STRANGER
        yield self.world.elsewhere, self.subject == Subject.STRANGER

    def _stages(self) -> Iterator[tuple[Stage, bool]]:
        for side, own in self._sides():
            for stage in side.stages.values():
                yield stage, own

    def _items(self) -> Iterator[tuple[Stage, Item]]:
        for stage, _own in self._stages():
            yield stage, stage.item
            yield stage, stage.acting

    def _knows(self, row: Action, stage: Stage, item: Item) -> bool:
        """Whether the table opens a row to the subject at this item (a stranger is the chair of the other panel)."""
        own = {side.panel_id: own for side, own in self._sides()}[stage.panel_id]
        if not own:
            return False
        subject = "C" if self.subject == Subject.STRANGER else self.subject
        at = tuple(Phase).index(stage.phase)
        letter = TABLE[row][column(subject, item.recused)][at]
        if letter == "a" and item.recused == Subject.RECUSED_CHAIR:
            letter = TABLE[row][Subject.CHAIR][at]
        return letter in "Ys2"

    # ---- What is changed ----

    def _texts(self) -> None:
        """Every planted text the subject may not read, wherever it was copied to, for one of another length."""
        connection = self.world.database.connection
        for table in Base.metadata.sorted_tables:
            keys = list(table.primary_key.columns)
            for row in connection.execute(select(table)).all():
                changed = {name: new for name, old in row._mapping.items() if (new := self._otherwise(old)) != old}
                if changed:
                    where = [key == row._mapping[key.name] for key in keys]
                    connection.execute(update(table).where(*where).values(changed))

    def _otherwise(self, value: Any) -> Any:
        if isinstance(value, str):
            return _PLANTED.sub(self._other_text, value) if MARK in value else value
        if isinstance(value, bytes):
            return self._otherwise(value.decode()).encode() if value.startswith(MARK.encode()) else value
        if isinstance(value, dict | list):
            return json.loads(self._otherwise(json.dumps(value)))
        return value

    def _other_text(self, found: re.Match[str]) -> str:
        known = self.world.canaries.is_for(found[0], self.subject)
        return found[0] if known else f"another{found[0].removeprefix(MARK)}"

    def _handed_in(self, db: Session, *, but: str) -> None:
        """One of two members has not handed in; how many have is the same."""
        stage = self.world.stage(Phase.SCORING_OPEN)
        if not self._knows(Action.ROUND_PARTICIPATION, stage, stage.item):
            self._own(db, stage, stage.item, but, voided=True)

    def _own(self, db: Session, stage: Stage, item: Item, letter: str, **values: Any) -> None:
        keys = owners.keys_of(db, stage.round_id)
        marks = owners.marks_of(self.world.settings.seal_key, keys, self.world.people[letter], [item.id])
        theirs = select(BallotOwner.ballot_id).where(BallotOwner.mark.in_(marks))
        db.execute(update(Ballot).where(Ballot.id.in_(theirs)).values(**values))

    def _places(self, db: Session, *, hidden_first: bool) -> None:
        """Which of two proposals is first, where the subject may see only one of them."""
        for stage, _own in self._stages():
            known = [self._knows(Action.TALLY_VIEW, stage, item) for item in (stage.item, stage.acting)]
            if stage.report_id is None or all(known):
                continue
            hidden, other = (stage.acting, stage.item) if known[0] else (stage.item, stage.acting)
            for item, rank in ((hidden, 1 if hidden_first else 2), (other, 2 if hidden_first else 1)):
                self._rank(db, item, rank)

    def _rank(self, db: Session, item: Item, rank: int) -> None:
        names = ("rank", "rank_need", "rank_opportunity")
        for row in db.scalars(select(TallyRow).where(TallyRow.proposal_id == item.id)):
            row.result = {**row.result, **dict.fromkeys(names, rank)}
            for name in names:
                setattr(row, name, rank)

    def _sheets(self, db: Session) -> None:
        """The sealed sheets of others, and what a round that is not read yet came to."""
        for stage, own in self._stages():
            keys = owners.keys_of(db, stage.round_id)
            owned_by = owners.owners(db, self.world.settings.seal_key, keys)
            others = [ballot for ballot, person in owned_by.items() if person != self.person_id]
            if not own or stage.phase is Phase.SCORING_OPEN:
                sealed = {"recorded": b"another sheet", "receipt": "0" * 64, "version": 7}
                theirs = update(Ballot).where(Ballot.id.in_(others), Ballot.recorded.is_not(None))
                db.execute(theirs.values(draft=b"another draft", **sealed))

    def _views(self, db: Session) -> None:
        """What others hold to be the weights of the criteria."""
        for stage, _own in self._stages():
            if not self._knows(Action.WEIGHTS_VIEW, stage, stage.item):
                others = (WeightView.cycle_id == stage.cycle_id, WeightView.person_id != self.person_id)
                for view in db.scalars(select(WeightView).where(*others)):
                    view.answers = dict(zip(view.answers, (5, 95), strict=True))

    def _people(self, db: Session) -> None:
        """When others signed in and by what; who has a second factor; what waits for a second person."""
        mine = SignIn.person_id == self.person_id
        if self.subject != Subject.ADMINISTRATOR:
            db.execute(update(SignIn).where(~mine).values(created_at=_LATER, proved_at=_LATER, device="Another"))
        if self.subject not in (Subject.ADMINISTRATOR, Subject.SECRETARIAT):
            factor = {"kind": "app", "name": "An app", "created_at": BEGINNING, "sealed_secret": b"x"}
            db.add(Factor(person_id=self.world.people["E1"], **factor))
        stage = self.world.stage(Phase.DECIDED)
        if not self._knows(Action.DECISION_AMEND, stage, stage.acting):
            asked = {"action": Action.DECISION_AMEND, "object": f"/proposals/{stage.acting.id}/decision/amend"}
            when = {"requested_at": BEGINNING, "expires_at": BEGINNING + timedelta(days=3650)}
            who = {
                "panel_id": stage.panel_id,
                "proposal_id": stage.acting.id,
                "requested_by_id": self.world.people["S"],
            }
            db.add(Approval(values={"reason": "Another reason."}, **asked, **when, **who))

    def _item(self, db: Session, stage: Stage, item: Item) -> None:
        if not self._knows(Action.ITEM_VIEW, stage, item):
            self._content(db, item)
        if not self._knows(Action.TALLY_VIEW, stage, item) and stage.report_id is not None:
            self._tally(db, stage, item)
        if not self._knows(Action.DECISION_VIEW, stage, item):
            other = {"tier": Tier.PRIORITY, "decided_at": _LATER, "departs": True, "departure_reason": "Another."}
            db.execute(update(Decision).where(Decision.proposal_id == item.id).values(**other))
        if not self._knows(Action.RECUSAL_LIST, stage, item):
            who = {"person_id": self.world.people["E3"], "declared_by_id": self.world.people["E3"]}
            db.add(Recusal(proposal_id=item.id, since_at=_LATER, reason="Another reason.", **who))

    def _content(self, db: Session, item: Item) -> None:
        """When it was changed, how much was said and laid beside it."""
        of_it = Proposal.id == item.id
        other = {"updated_at": _LATER, "version": 9, "posture": Posture.MAINTAIN, "area_ja": "別の分野"}
        db.execute(update(Proposal).where(of_it).values(**other))
        db.execute(update(EvidenceClaim).where(EvidenceClaim.proposal_id == item.id).values(removed_at=_LATER))
        who = {"proposal_id": item.id, "author_id": self.world.people["E1"]}
        db.add(Comment(type="concern", body="Another comment.", created_at=_LATER, **who))
        file = {"media_type": "text/plain", "size": 1, "sha256": "0" * 64, "content": b"x", "added_at": _LATER}
        token = {"token": f"another-{item.id}", "name": "another.txt", "added_by_id": self.world.people["E1"]}
        db.add(Attachment(proposal_id=item.id, **token, **file))

    def _tally(self, db: Session, stage: Stage, item: Item) -> None:
        """What its sheets said, how many there were, and every hash that rests on them."""
        row = db.scalars(select(TallyRow).where(TallyRow.proposal_id == item.id)).one()
        row.result = {**row.result, "n": 9, "total": 1.25, "class": "split"}
        row.consensus = "split"
        for name, value in _NUMBERS.items():
            setattr(row, name, value)
        ballots = list(db.scalars(select(Ballot.id).where(Ballot.proposal_id == item.id).order_by(Ballot.id)))
        db.execute(update(Mark).where(Mark.ballot_id.in_(ballots), Mark.value.is_not(None)).values(value=1))
        db.execute(update(Ballot).where(Ballot.id.in_(ballots)).values(confidence="low"))
        if not self._knows(Action.ROUND_COUNT, stage, item):
            keys = owners.keys_of(db, stage.round_id)
            owned_by = owners.owners(db, self.world.settings.seal_key, keys)
            gone = next(ballot for ballot in ballots if owned_by[ballot] != self.person_id)
            for record in (BallotOwner.ballot_id, Mark.ballot_id, Ballot.id):
                db.execute(delete(record.class_).where(record == gone))
        hashes = dict.fromkeys(("sha256", "inputs_sha256", "results_sha256"), "f" * 64)
        db.execute(update(Snapshot).where(Snapshot.round_id == stage.round_id).values(n_raters=3, **hashes))

    def _drafts(self, db: Session) -> None:
        """One more draft of somebody else, in every cycle."""
        for stage, _own in self._stages():
            draft = {"code": f"draft-{stage.cycle_id}", "kind": "technology", "state": ProposalState.DRAFT}
            text = {"title_en": "Another draft.", "created_at": _LATER, "updated_at": _LATER}
            db.add(Proposal(cycle_id=stage.cycle_id, author_id=self.world.people["E3"], **draft, **text))
