"""Factories, boring on purpose: each writes one thing with sensible values and commits it to the test's savepoint."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from panel import owners, seal
from panel.calc.calendar import Phase
from panel.calc.consensus import Rule
from panel.config import Settings
from panel.models.ballots import Ballot, BallotOwner
from panel.models.comments import Comment, CommentType
from panel.models.cycles import Axis, Criterion, Cycle, Panel, Round, RoundCriterion, RoundProposal, RoundVoter
from panel.models.people import SCORING_ROLES, Group, Membership, Person, Recusal, Role
from panel.models.proposals import WRITTEN_FIELDS, Kind, Proposal, ProposalState, ProposalVersion
from panel.seal import Sheet

T = TypeVar("T")
BEGINNING = datetime(2026, 11, 1, tzinfo=UTC)


class Make:
    """The factories of one test."""

    def __init__(self, db: Session, settings: Settings) -> None:
        self.db = db
        self.settings = settings
        self._numbers = count(1)

    def _kept(self, record: T) -> T:
        self.db.add(record)
        self.db.commit()
        return record

    def panel(self, title: str = "Panel") -> Panel:
        """An expert panel."""
        return self._kept(Panel(title_ja=f"{title}有識者会議", title_en=title, created_at=BEGINNING))

    def person(self, role: Role | None = None, panel: Panel | None = None, **values: Any) -> Person:
        """Somebody named by their role, who has it on the panel."""
        number = next(self._numbers)
        word = role.value if role else "person"
        given = {
            "email": f"{word}{number}@example.org",
            "family_name": f"{word} {number}",
            "family_reading": f"よみ{number:03d}",
            "name_en": f"{word.title()} {number}",
            "stakeholder_group": Group.OTHER,
            "language": "en",
            "created_at": BEGINNING,
        }
        person = self._kept(Person(**{**given, **values}))
        if role and panel:
            self._kept(Membership(panel_id=panel.id, person_id=person.id, role=role, since_at=BEGINNING))
        return person

    def cycle(self, panel: Panel, phase: Phase = Phase.PROPOSING, **values: Any) -> Cycle:
        """A cycle of the panel in some phase."""
        number = next(self._numbers)
        given = {
            "name": f"cycle-{number}",
            "title_ja": "第1期",
            "title_en": "First cycle",
            "from_fiscal_year": 2027,
            "to_fiscal_year": 2031,
            "rule": Rule().as_plain(),
            "created_at": BEGINNING,
        }
        return self._kept(Cycle(panel_id=panel.id, phase=phase, **{**given, **values}))

    def criterion(self, cycle: Cycle, key: str = "importance", **values: Any) -> Criterion:
        """A criterion on a scale of 1 to 5 with an anchor for every value."""
        given = {
            "position": next(self._numbers),
            "name_ja": f"{key}の度合い",
            "name_en": key.title(),
            "question_ja": "どの程度か。",
            "question_en": "How much?",
            "axis": Axis.NEED,
            "anchors": {str(n): {"ja": f"段階{n}", "en": f"Step {n}"} for n in range(1, 6)},
        }
        return self._kept(Criterion(cycle_id=cycle.id, key=key, **{**given, **values}))

    def proposal(self, cycle: Cycle, author: Person | None = None, **values: Any) -> Proposal:
        """A submitted proposal with its first version; `state` makes it a draft or a withdrawn one."""
        number = next(self._numbers)
        given = {
            "code": f"T{number:02d}",
            "kind": Kind.TECHNOLOGY,
            "state": ProposalState.SUBMITTED,
            "title_ja": f"技術分野{number}",
            "title_en": f"Technology field {number}",
            "summary_ja": "要旨。",
            "summary_en": "Summary.",
            "created_at": BEGINNING,
            "updated_at": BEGINNING,
        }
        proposal = self._kept(
            Proposal(cycle_id=cycle.id, author_id=author.id if author else None, **{**given, **values})
        )
        written = {field: getattr(proposal, field) for field in WRITTEN_FIELDS}
        self._kept(
            ProposalVersion(
                proposal_id=proposal.id,
                number=1,
                submitted=proposal.state is not ProposalState.DRAFT,
                written=written,
                author_id=proposal.author_id,
                created_at=BEGINNING,
            )
        )
        return proposal

    def comment(self, proposal: Proposal, author: Person, body: str = "A thought.", **values: Any) -> Comment:
        """A comment on a proposal."""
        given = {"type": CommentType.SUPPORT, "created_at": BEGINNING}
        return self._kept(Comment(proposal_id=proposal.id, author_id=author.id, body=body, **{**given, **values}))

    def recusal(self, proposal: Proposal, person: Person, **values: Any) -> Recusal:
        """A recusal in force."""
        given = {"declared_by_id": person.id, "since_at": BEGINNING}
        return self._kept(Recusal(person_id=person.id, proposal_id=proposal.id, **{**given, **values}))

    def round(self, cycle: Cycle, number: int = 1, **values: Any) -> Round:
        """An open round over all the cycle's criteria, submitted proposals and scoring members."""
        from_cycle = {"rule": cycle.rule, "quorum": cycle.quorum}
        given = {
            **from_cycle,
            "opened_at": BEGINNING,
            "closes_at": datetime.now(UTC) + timedelta(days=7),
            **seal.new_round_keys(self.settings.seal_key),
        }
        round_ = self._kept(Round(cycle_id=cycle.id, number=number, **{**given, **values}))
        cycle.phase = Phase.SCORING_OPEN
        self._freeze_into(round_, cycle)
        self.db.commit()
        return round_

    def _freeze_into(self, round_: Round, cycle: Cycle) -> None:
        for criterion in self.db.query(Criterion).filter_by(cycle_id=cycle.id):
            copied = {
                column.key: getattr(criterion, column.key)
                for column in Criterion.__table__.columns
                if column.key not in ("id", "cycle_id")
            }
            self.db.add(RoundCriterion(round_id=round_.id, criterion_id=criterion.id, **copied))
        for proposal in self.db.query(Proposal).filter_by(cycle_id=cycle.id, state=ProposalState.SUBMITTED):
            self.db.add(RoundProposal(round_id=round_.id, proposal_id=proposal.id, proposal_version=proposal.version))
        voters = {
            membership.person_id
            for membership in self.db.query(Membership).filter_by(panel_id=cycle.panel_id)
            if membership.role in SCORING_ROLES
        }
        for person_id in sorted(voters):
            person = self.db.get_one(Person, person_id)
            self.db.add(RoundVoter(round_id=round_.id, person_id=person_id, stakeholder_group=person.stakeholder_group))

    def ballot(self, round_: Round, proposal: Proposal, person: Person, **values: str) -> Ballot:
        """A recorded sheet; `values` are marks by criterion key, beside `reason` and `confidence`."""
        words = {name: values.pop(name, "") for name in ("reason", "confidence")}
        keys = {c.key: str(c.id) for c in self.db.query(RoundCriterion).filter_by(round_id=round_.id)}
        sheet = Sheet({keys[key]: value for key, value in values.items()}, **words)
        seal.save(self.db, self.settings.seal_key, round_, person.id, proposal.id, version=0, sheet=sheet, record=True)
        self.db.commit()
        (mark,) = owners.marks_of(self.settings.seal_key, round_, person.id, [proposal.id])
        return self.db.get_one(Ballot, self.db.get_one(BallotOwner, mark).ballot_id)
