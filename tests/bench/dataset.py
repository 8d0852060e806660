"""The data set of the comparison, inserted in bulk: 1,000 proposals, 10,000 sheets, 50,000 scores, 500 comments."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from panel import freezing, owners, seal
from panel.calc.calendar import Phase
from panel.calc.consensus import Rule
from panel.config import Settings
from panel.db import Database
from panel.models.ballots import Ballot, Mark
from panel.models.comments import Comment, CommentType
from panel.models.cycles import Axis, Criterion, Cycle, Panel, Round, RoundCriterion, RoundProposal, RoundVoter
from panel.models.events import SignIn
from panel.models.people import Group, Membership, Person, Role
from panel.models.proposals import WRITTEN_FIELDS, Kind, Proposal, ProposalState, ProposalVersion
from panel.models.search import index_comments, index_proposals
from panel.tokens import hash_of

TITLE, SUMMARY, RATIONALE, REASON = 60, 300, 1_200, 300  # characters; a text is summary and rationale
CYCLE = "bench"
SOUGHT = "量子"  # stands in one proposal of twenty
_WORDS = (
    "防衛",
    "産業",
    "技術",
    "基盤",
    "供給網",
    "装備品",
    "維持",
    "強化",
    "研究",
    "開発",
    "製造",
    "能力",
    "誘導",
    "推進",
    "衛星",
)


@dataclass(frozen=True)
class Size:
    """How large a data set is; every member scores one proposal in `one_in`, with a reason of so many characters."""

    n_proposals: int = 1_000
    n_members: int = 50
    n_criteria: int = 5
    n_comments: int = 500
    one_in: int = 5  # 200 sheets a member, ten a proposal
    reason: int = REASON


COMPARISON = Size()


@dataclass(frozen=True)
class Loaded:
    """Where the measured pages are, and the secret tokens of those who read them."""

    cycle_id: int
    proposal_ids: tuple[int, ...]
    tokens: dict[Role, tuple[str, ...]]


def load(database: Database, settings: Settings, now: datetime, size: Size = COMPARISON) -> Loaded:
    """Fill an empty database; the first round is closed and released by the program itself."""
    with database.transaction(write=True) as db:
        panel = _kept(db, Panel(title_ja="計測用の会議", title_en="Measured panel", created_at=now))
        people = _people(db, panel.id, now, size.n_members)
        cycle = _cycle(db, panel.id, now, size.n_criteria)
        proposal_ids = _proposals(db, cycle.id, now, size.n_proposals)
        _comments(db, proposal_ids, people[Role.MEMBER], now, size.n_comments)
        key = {"owner_key": owners.new_owner_key(settings.seal_key)}
        first = _round(db, cycle, proposal_ids, people[Role.MEMBER], number=1, now=now, imported=True, **key)
        owners.lay(db, settings.seal_key, first, _sheets(db, first.id, proposal_ids, people[Role.MEMBER], size))
        freezing.freeze_round(db, settings, None, first, now=now)
        freezing.release_round(db, settings, None, first, now=now)
        tokens = {role: tuple(_sign_in(db, person_id, now) for person_id in ids) for role, ids in people.items()}
        db.commit()
    return Loaded(cycle.id, proposal_ids, tokens)


def open_second_round(database: Database, settings: Settings, loaded: Loaded, now: datetime) -> int:
    """Open a round in which nobody has scored yet, over everything; the id of the round."""
    with database.transaction(write=True) as db:
        cycle = db.get_one(Cycle, loaded.cycle_id)
        members = db.scalars(select(RoundVoter.person_id).distinct()).all()
        keys = seal.new_round_keys(settings.seal_key)
        second = _round(db, cycle, loaded.proposal_ids, tuple(members), number=2, now=now, **keys)
        db.execute(update(Cycle).where(Cycle.id == cycle.id).values(phase=Phase.SCORING_OPEN))
        db.commit()
    return second.id


def words(die: Random, length: int) -> str:
    """Japanese words without meaning, exactly this many characters."""
    text = ""
    while len(text) < length:
        text += die.choice(_WORDS) + die.choice(("の", "、", "を", "。"))
    return text[:length]


def dice(seed: int) -> Random:
    """The same choices in every run."""
    return Random(seed)  # noqa: S311 - nothing secret is drawn


def _kept(db: Session, record: Any) -> Any:
    db.add(record)
    db.flush()
    return record


def _people(db: Session, panel_id: int, now: datetime, n_members: int) -> dict[Role, tuple[int, ...]]:
    ids: dict[Role, list[int]] = {role: [] for role in (Role.CHAIR, Role.SECRETARIAT, Role.MEMBER)}
    for role, ids_of_role in ids.items():
        for number in range(n_members if role is Role.MEMBER else 1):
            person = Person(
                email=f"{role}{number}@example.org",
                family_name=f"{role}{number}",
                family_reading=f"よみ{number:02d}",
                stakeholder_group=tuple(Group)[number % 3],
                created_at=now,
            )
            ids_of_role.append(_kept(db, person).id)
            db.add(Membership(panel_id=panel_id, person_id=person.id, role=role, since_at=now))
    db.flush()
    return {role: tuple(found) for role, found in ids.items()}


def _sign_in(db: Session, person_id: int, now: datetime) -> str:
    token = f"measured-{person_id}"
    times = {"created_at": now, "proved_at": now, "expires_at": now + timedelta(hours=6)}
    db.add(SignIn(token_hash=hash_of(token), person_id=person_id, **times))
    return token


def _cycle(db: Session, panel_id: int, now: datetime, n_criteria: int) -> Cycle:
    cycle = Cycle(
        panel_id=panel_id,
        name=CYCLE,
        title_ja="計測用",
        title_en="Measured",
        from_fiscal_year=2027,
        to_fiscal_year=2031,
        rule=Rule().as_plain(),
        synthetic=True,
        created_at=now,
    )
    _kept(db, cycle)
    for number in range(1, n_criteria + 1):
        criterion = Criterion(
            cycle_id=cycle.id,
            key=f"criterion{number}",
            position=number,
            name_ja=f"評価項目{number}",
            name_en=f"Criterion {number}",
            question_ja="どの程度か。",
            question_en="How much?",
            axis=Axis.NEED if number % 2 else Axis.OPPORTUNITY,
            anchors={str(value): {"ja": f"段階{value}", "en": f"Step {value}"} for value in range(1, 6)},
        )
        db.add(criterion)
    db.flush()
    return cycle


def _proposals(db: Session, cycle_id: int, now: datetime, n_proposals: int) -> tuple[int, ...]:
    die = dice(1)
    proposals = [
        Proposal(
            cycle_id=cycle_id,
            code=f"P{number:04d}",
            kind=tuple(Kind)[number % 2],
            state=ProposalState.SUBMITTED,
            title_ja=words(die, TITLE),
            summary_ja=words(die, SUMMARY),
            rationale_ja=words(die, RATIONALE - 2) + (SOUGHT if number % 20 == 0 else "技術"),
            created_at=now,
            updated_at=now,
            submitted_at=now,
        )
        for number in range(n_proposals)
    ]
    db.add_all(proposals)
    db.flush()
    versions = [
        {
            "proposal_id": proposal.id,
            "number": 1,
            "submitted": True,
            "written": {field: getattr(proposal, field) for field in WRITTEN_FIELDS},
            "created_at": now,
        }
        for proposal in proposals
    ]
    db.execute(insert(ProposalVersion), versions)
    index_proposals(db, proposals)
    return tuple(proposal.id for proposal in proposals)


def _comments(
    db: Session, proposal_ids: tuple[int, ...], members: tuple[int, ...], now: datetime, n_comments: int
) -> None:
    die = dice(2)
    comments = [
        Comment(
            proposal_id=die.choice(proposal_ids),
            author_id=die.choice(members),
            type=die.choice(tuple(CommentType)),
            body=words(die, 200),
            created_at=now,
        )
        for _ in range(n_comments)
    ]
    db.add_all(comments)
    db.flush()
    index_comments(db, comments)


def _round(
    db: Session,
    cycle: Cycle,
    proposal_ids: tuple[int, ...],
    members: tuple[int, ...],
    *,
    number: int,
    now: datetime,
    **more: Any,
) -> Round:
    closes_at = now + timedelta(days=7)
    round_ = Round(
        cycle_id=cycle.id, number=number, rule=cycle.rule, quorum=1, opened_at=now, closes_at=closes_at, **more
    )
    _kept(db, round_)
    names = [column.key for column in RoundCriterion.__table__.columns if column.key in Criterion.__table__.columns]
    for criterion in db.scalars(select(Criterion).where(Criterion.cycle_id == cycle.id)):
        frozen = {name: getattr(criterion, name) for name in names if name != "id"}
        db.add(RoundCriterion(round_id=round_.id, criterion_id=criterion.id, **frozen))
    of_round = {"round_id": round_.id}
    db.execute(insert(RoundProposal), [{**of_round, "proposal_id": key, "proposal_version": 1} for key in proposal_ids])
    db.execute(insert(RoundVoter), [{**of_round, "person_id": key, "stakeholder_group": "other"} for key in members])
    db.flush()
    return round_


def _sheets(
    db: Session, round_id: int, proposal_ids: tuple[int, ...], members: tuple[int, ...], size: Size
) -> list[tuple[str, int, int]]:
    """Ballots and marks; returns ballot, person and proposal of each."""
    die = dice(3)
    criteria = db.scalars(select(RoundCriterion.id).where(RoundCriterion.round_id == round_id)).all()
    ballots, marks, whose = [], [], []
    for person_id, proposal_id in _pairs(proposal_ids, members, size.one_in):
        ballot_id = f"{die.getrandbits(128):032x}"
        whose.append((ballot_id, person_id, proposal_id))
        reason = {"reason": words(die, size.reason), "stakeholder_group": "other", "confidence": "medium"}
        ballots.append({"id": ballot_id, "round_id": round_id, "proposal_id": proposal_id, **reason})
        marks += [{"ballot_id": ballot_id, "round_criterion_id": criterion, **_mark(die)} for criterion in criteria]
    db.execute(insert(Ballot), ballots)
    db.execute(insert(Mark), marks)
    return whose


def _pairs(proposal_ids: tuple[int, ...], members: tuple[int, ...], one_in: int) -> Iterator[tuple[int, int]]:
    """Every member meets every other on some proposal."""
    for place, person_id in enumerate(members):
        for number, proposal_id in enumerate(proposal_ids):
            if (number + number // one_in + place) % one_in == 0:
                yield person_id, proposal_id


def _mark(die: Random) -> dict[str, int | str | None]:
    """One in twenty is "unable to judge"."""
    if die.random() < 0.05:
        return {"value": None, "blank": "unable"}
    return {"value": die.randint(1, 5), "blank": None}
