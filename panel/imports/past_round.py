"""A round that took place elsewhere: what it needs of the cycle, and its sheets stored as if it had just closed."""

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from flask_babel import gettext as _
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from panel import freezing, owners
from panel.calc.marks import Blank, Confidence, Mark
from panel.calc.words import CJK
from panel.imports import proposals
from panel.imports.plan import Job, ScoreOptions
from panel.imports.table import Problems
from panel.models.ballots import Ballot
from panel.models.ballots import Mark as MarkRow
from panel.models.cycles import (
    Criterion,
    Cycle,
    Round,
    RoundCriterion,
    RoundProposal,
    RoundState,
    RoundVoter,
)
from panel.models.people import Group, Person
from panel.models.proposals import WRITTEN_FIELDS, Kind, Proposal, ProposalState

_SURENESS: Final = (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)
_AT_ONCE: Final = 5_000
_JAPANESE: Final = re.compile(f"[{CJK}]")
_COPIED: Final = tuple(column.key for column in Criterion.__table__.columns if column.key not in ("id", "cycle_id"))


@dataclass
class PastSheet:
    """All that one rater said of one proposal."""

    marks: dict[str, Mark] = field(default_factory=dict)
    confidences: set[Confidence] = field(default_factory=set)

    @property
    def confidence(self) -> Confidence | None:
        """A sheet is as sure as its least sure mark."""
        return min(self.confidences, key=_SURENESS.index, default=None)


@dataclass
class Past:
    """A whole round: titles by item, criteria and raters in their order, sheets by item and rater."""

    titles: dict[str, str] = field(default_factory=dict)
    criteria: dict[str, None] = field(default_factory=dict)
    raters: dict[str, None] = field(default_factory=dict)
    sheets: dict[tuple[str, str], PastSheet] = field(default_factory=dict)
    n_rows: int = 0


@dataclass(frozen=True)
class Found:
    """What of a past round is in the cycle already, by the names the file uses."""

    criteria: Mapping[str, Criterion]
    proposals: Mapping[str, Proposal]
    raters: Mapping[str, int]


def find(db: Session, job: Job, options: ScoreOptions, past: Past, problems: Problems) -> Found:
    """What the cycle has of this round; what it cannot be joined with goes on the list of problems."""
    cycle_id = job.cycle.id
    _check_number(db, cycle_id, options.round_number, problems)
    criteria = {
        name: one
        for one in db.scalars(select(Criterion).where(Criterion.cycle_id == cycle_id).order_by(Criterion.position))
        for name in (one.name_en, one.name_ja, one.key)
        if name in past.criteria
    }
    for name, criterion in criteria.items():
        if (criterion.lowest, criterion.highest, criterion.direction) != _scale(options):
            problems.add(_("“%(name)s” has another scale or direction in this cycle.", name=name))
    known = {one.code: one for one in db.scalars(select(Proposal).where(Proposal.cycle_id == cycle_id))}
    for code, title in past.titles.items():
        if code in known:
            _check_proposal(known[code], title, problems)
    raters = _raters(db, job.cycle.panel_id)
    return Found(criteria, {code: known[code] for code in past.titles if code in known}, raters)


def _check_number(db: Session, cycle_id: int, number: int, problems: Problems) -> None:
    rounds = {
        row.number: row.state for row in db.execute(select(Round.number, Round.state).where(Round.cycle_id == cycle_id))
    }
    following = max(rounds, default=0) + 1
    if number in rounds:
        problems.add(_("Round %(number)s of this cycle exists already.", number=number))
    elif number != following:
        problems.add(_("The next round of this cycle is number %(number)s.", number=following))
    elif any(state != RoundState.RELEASED for state in rounds.values()):
        problems.add(_("The tally of the round before has not been released yet."))


def _scale(options: ScoreOptions) -> tuple[int, int, int]:
    return options.lowest, options.highest, options.direction


def _check_proposal(known: Proposal, title: str, problems: Problems) -> None:
    """The same number must mean the same thing, or scores would be given to another proposal."""
    if known.state != ProposalState.SUBMITTED:
        problems.add(_("The proposal %(code)s is not submitted, so it has no scores.", code=known.code))
    elif title not in (known.title_ja, known.title_en):
        stored = known.title_ja or known.title_en
        problems.add(
            _(
                "%(code)s is “%(stored)s” here, but “%(title)s” in the file.",
                code=known.code,
                stored=stored,
                title=title,
            )
        )


def _raters(db: Session, panel_id: int) -> dict[str, int]:
    """The pseudonymous raters of earlier imported rounds of the panel."""
    found = db.execute(
        select(Person.family_name, Person.id)
        .join(RoundVoter, RoundVoter.person_id == Person.id)
        .join(Round, Round.id == RoundVoter.round_id)
        .join(Cycle, Cycle.id == Round.cycle_id)
        .where(Cycle.panel_id == panel_id, Round.imported, Person.email.is_(None))
    )
    return {row.family_name: row.id for row in found}


# ---- Writing ----


def write(db: Session, *, job: Job, options: ScoreOptions, past: Past, found: Found) -> Mapping[str, str]:
    """Store the round and freeze it as closing does; its tally can be read at once. Returns the commitments."""
    criteria = _criteria(db, job.cycle, options, past, found)
    known, content = _proposals(db, job, past, found)
    raters = _people(db, job.now, past, found)
    round_ = _round(db, job, options)
    frozen = _freeze_into(db, round_, criteria, known.values(), raters.values())
    written = _store_sheets(db, round_.id, past, known, frozen)
    whose = [(ballot, raters[rater], proposal) for ballot, rater, proposal in written]
    owners.lay(db, job.settings.seal_key, round_, whose)
    freezing.freeze_round(db, job.settings, job.actor, round_, now=job.now)
    freezing.release_round(db, job.settings, job.actor, round_, now=job.now)
    return content


def _criteria(
    db: Session, cycle: Cycle, options: ScoreOptions, past: Past, found: Found
) -> list[tuple[str, Criterion]]:
    """The criteria by the names the file uses; those the cycle lacks are added after its own."""
    last = max(db.scalars(select(Criterion.position).where(Criterion.cycle_id == cycle.id)), default=0)
    new = {
        name: Criterion(
            cycle_id=cycle.id,
            key=name,
            position=last + place,
            name_ja=name,
            name_en=name,
            lowest=options.lowest,
            highest=options.highest,
            direction=options.direction,
            anchors={},
        )
        for place, name in enumerate((name for name in past.criteria if name not in found.criteria), 1)
    }
    db.add_all(new.values())
    db.flush()
    return [(name, found.criteria.get(name) or new[name]) for name in past.criteria]


def _proposals(db: Session, job: Job, past: Past, found: Found) -> tuple[dict[str, Proposal], Mapping[str, str]]:
    """Every proposal the file speaks of, and the commitments to those it brought."""
    new = {
        code: proposals.new_proposal(job, code, _written(title))
        for code, title in past.titles.items()
        if code not in found.proposals
    }
    content = proposals.store(db, job, list(new.values()))
    return {**found.proposals, **new}, content


def _written(title: str) -> dict[str, Any]:
    """The only thing a file of scores says of a proposal is its title, in whichever language it is."""
    language = "title_ja" if _JAPANESE.search(title) else "title_en"
    blank = dict.fromkeys(WRITTEN_FIELDS, "")
    return {**blank, "kind": Kind.TECHNOLOGY, "posture": None, language: title}


def _people(db: Session, now: datetime, past: Past, found: Found) -> dict[str, int]:
    new = {name: Person(family_name=name, created_at=now) for name in past.raters if name not in found.raters}
    db.add_all(new.values())
    db.flush()
    return {name: found.raters.get(name) or new[name].id for name in past.raters}


def _round(db: Session, job: Job, options: ScoreOptions) -> Round:
    round_ = Round(
        cycle_id=job.cycle.id,
        number=options.round_number,
        rule=job.cycle.rule,
        quorum=job.cycle.quorum,
        owner_key=owners.new_owner_key(job.settings.seal_key),
        imported=True,
        opened_at=job.now,
        closes_at=job.now,
    )
    db.add(round_)
    db.flush()
    return round_


def _freeze_into(
    db: Session,
    round_: Round,
    criteria: Iterable[tuple[str, Criterion]],
    asked: Iterable[Proposal],
    people: Iterable[int],
) -> dict[str, int]:
    """What the round asked, and of whom; returns the ids of its criteria by the names the file uses."""
    frozen = {
        name: RoundCriterion(round_id=round_.id, criterion_id=one.id, **{key: getattr(one, key) for key in _COPIED})
        for name, one in criteria
    }
    db.add_all(frozen.values())
    db.add_all(RoundProposal(round_id=round_.id, proposal_id=one.id, proposal_version=one.version) for one in asked)
    db.add_all(RoundVoter(round_id=round_.id, person_id=one, stakeholder_group=Group.OTHER) for one in people)
    db.flush()
    return {name: one.id for name, one in frozen.items()}


def _store_sheets(
    db: Session,
    round_id: int,
    past: Past,
    known: Mapping[str, Proposal],
    criteria: Mapping[str, int],
) -> list[tuple[str, str, int]]:
    """What was scored, and nothing of who scored it; a past round comes unsealed.

    Returns ballot, rater and proposal of every sheet: the owners alone keep them together.
    """
    written: list[tuple[str, str, int]] = []
    ballots: list[dict[str, Any]] = []
    marks: list[dict[str, Any]] = []
    for (item, rater), sheet in past.sheets.items():
        ballot_id, proposal_id = secrets.token_hex(16), known[item].id
        stated = {"stakeholder_group": Group.OTHER, "confidence": sheet.confidence}
        written.append((ballot_id, rater, proposal_id))
        ballots.append({"id": ballot_id, "round_id": round_id, "proposal_id": proposal_id, **stated})
        marks += ({"ballot_id": ballot_id, **_columns(criteria[name], mark)} for name, mark in sheet.marks.items())
    for record, rows in ((Ballot, ballots), (MarkRow, marks)):
        for start in range(0, len(rows), _AT_ONCE):
            db.execute(insert(record), rows[start : start + _AT_ONCE])
    return written


def _columns(criterion_id: int, mark: Mark) -> dict[str, Any]:
    blank = mark.value if isinstance(mark, Blank) else None
    return {"round_criterion_id": criterion_id, "value": None if blank else mark, "blank": blank}
