"""Whether anybody changed the record, or what the record speaks of, behind the back of the application."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from panel import checkpoints, commitments, ledger, recomputation
from panel.calc import chain
from panel.calc.canonical import digest
from panel.config import Settings
from panel.models.cycles import Cycle, Round
from panel.models.events import Event
from panel.models.proposals import UNSEEN_STATES, WRITTEN_FIELDS, Proposal, ProposalVersion
from panel.models.reports import Report
from panel.models.tallies import FrozenAnalysis, Snapshot

ADOPTED: Final = "ledger.adopt"


def problems(db: Session, settings: Settings) -> Iterator[str]:
    """What does not fit, the first first; after a broken chain nothing that hangs on it is looked at."""
    broken = ledger.first_break(db)
    if broken is not None:
        yield f"event {broken} does not fit the chain"
        return
    yield from checkpoints.wrong(db, settings)
    yield from _contents(db)
    yield from _current_texts(db)
    yield from _tallies(db, settings)
    yield from _reports(db)


def adopt(db: Session) -> None:
    """Commit once to what an earlier release wrote without saying so; a ledger that began in this one has none."""
    first = db.scalar(select(Event.format).where(Event.seq == 1))
    if first == chain.FIRST and not _is_adopted(db):
        ledger.record(db, None, ADOPTED, "site", commitments.untold(db))


def _is_adopted(db: Session) -> bool:
    return db.scalar(select(Event.seq).where(Event.action == ADOPTED).limit(1)) is not None


# ---- Texts, sheets ----


def _contents(db: Session) -> Iterator[str]:
    """Rows that are not what the last event about them says, that no event speaks of, or that are gone."""
    told = commitments.told(db)
    is_whole = db.scalar(select(Event.format).where(Event.seq == 1)) != chain.FIRST or _is_adopted(db)
    for name, digest_ in commitments.of_everything(db):
        said = told.pop(name, None)
        if said is None and is_whole:
            yield f"{name} stands in no event"
        elif said is not None and said != digest_:
            yield f"{name} is not what the last event about it says"
    for name in told:
        yield f"{name} is gone, though an event speaks of it"


def _current_texts(db: Session) -> Iterator[str]:
    """Proposals whose present text is not that of their newest version; drafts are saved without one."""
    newest = select(func.max(ProposalVersion.number)).where(ProposalVersion.proposal_id == Proposal.id)
    version = aliased(ProposalVersion)
    present = [getattr(Proposal, field) for field in WRITTEN_FIELDS]
    stored = (
        select(Proposal.id, version.written, *present)
        .outerjoin(
            version,
            (version.proposal_id == Proposal.id) & (version.number == newest.correlate(Proposal).scalar_subquery()),
        )
        .where(Proposal.state.not_in(UNSEEN_STATES))
        .order_by(Proposal.id)
        .execution_options(yield_per=200)
    )
    with db.execute(stored) as rows:
        for key, written, *fields in rows:
            if written != dict(zip(WRITTEN_FIELDS, fields, strict=True)):
                yield f"proposal:{key} does not say what its newest version says"


# ---- Tallies and reports ----


def _tallies(db: Session, settings: Settings) -> Iterator[str]:
    """Tallies that their inputs do not give, inputs that are not the stored marks, and tallies no event speaks of."""
    rounds = db.execute(
        select(Snapshot, Round.number, Cycle.name)
        .join(Round, Round.id == Snapshot.round_id)
        .join(Cycle, Cycle.id == Round.cycle_id)
        .order_by(Snapshot.id)
    ).all()
    for stored, number, cycle in rounds:
        about = f"the tally of round {number} of {cycle}"
        if _said(db, "round.close", f"round:{stored.round_id}", "snapshot") != stored.sha256:
            yield f"{about} is not the one the record speaks of"
        else:
            yield from (f"{about} {wrong}" for wrong in recomputation.differences(db, settings.seal_key, stored))
            yield from _analysis(db, stored, about)


def _analysis(db: Session, stored: Snapshot, about: str) -> Iterator[str]:
    """An analysis that the record does not speak of, or one it speaks of that is gone."""
    kept = db.scalar(select(FrozenAnalysis.sha256).where(FrozenAnalysis.snapshot_id == stored.id))
    if _said(db, "round.close", f"round:{stored.round_id}", "analysis") != kept:
        yield f"the analysis of {about} is not the one the record speaks of"


def _said(db: Session, action: str, thing: str, what: str) -> Any:
    """What the last event of a kind about a thing says."""
    last = select(Event.detail).where(Event.action == action, Event.object == thing).order_by(Event.seq.desc()).limit(1)
    return (db.scalar(last) or {}).get(what)


def _reports(db: Session) -> Iterator[str]:
    """Editions that are not what was frozen, or were published without an event."""
    editions = select(Report.id, Report.number, Report.sha256, Report.document, Report.cycle_id, Report.published_at)
    for row in db.execute(editions.order_by(Report.id)).all():
        said = _said(db, "report.freeze", f"report:{row.id}", "sha256")
        if digest(row.document) != row.sha256 or said != row.sha256:
            yield f"report:{row.id} (edition {row.number}) is not what was frozen"
        elif row.published_at and _said(db, "phase.published", f"cycle:{row.cycle_id}", "sha256") != row.sha256:
            yield f"report:{row.id} (edition {row.number}) was published without an event"
