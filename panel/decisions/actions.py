"""Writes of the decisions room; what a decision said before stays readable."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import update
from sqlalchemy.orm import Session

from panel import commitments, ledger
from panel.calc.calendar import Phase
from panel.db import rows_changed
from panel.decisions.queries import DecisionHere, newest_edition
from panel.errors import Conflict, Invalid
from panel.models.cycles import Cycle
from panel.models.decisions import Decision, DecisionVersion, Tier
from panel.models.reports import Report
from panel.policy.places import CycleHere
from panel.policy.subjects import Actor


@dataclass(frozen=True)
class Values:
    """What a decision says."""

    tier: Tier
    wording_ja: str
    wording_en: str
    reason: str
    departure_reason: str = ""


def record_decision(db: Session, actor: Actor, here: DecisionHere, values: Values, *, now: datetime) -> Decision:
    """Decide on a proposal. Raises Invalid where the tier departs from the tally without a reason."""
    if here.decision is not None:
        raise Conflict(_("This proposal has been decided already. A decision is changed by amending it."))
    decision = Decision(
        proposal_id=here.proposal.id,
        snapshot_id=here.result.snapshot_id,
        decided_by_id=actor.person_id,
        decided_at=now,
        **_said(here, values),
    )
    db.add(decision)
    db.flush()
    _record(db, actor, "decision.record", here, [decision], tier=values.tier.value, departs=decision.departs)
    return decision


def amend_decision(
    db: Session, actor: Actor, here: DecisionHere, values: Values, *, base_version: int, now: datetime
) -> None:
    """Change a decision; the earlier one is kept. Raises Conflict when it is not the version the form was opened on."""
    decision, kept = _kept(db, here, base_version)
    said = _said(here, values)
    _replace(db, decision, {**said, "decided_by_id": actor.person_id, "decided_at": now})
    detail = {"tier": values.tier.value, "departs": decision.departs}
    _record(db, actor, "decision.amend", here, [decision, kept], **detail)


def word_decision(
    db: Session, actor: Actor, here: DecisionHere, wording_ja: str, wording_en: str, *, base_version: int
) -> None:
    """Change the wording alone; who decided, and what, stays as it is. Raises Conflict for a stale form."""
    decision, kept = _kept(db, here, base_version)
    _replace(db, decision, {"wording_ja": wording_ja, "wording_en": wording_en})
    _record(db, actor, "recommendation.edit", here, [decision, kept])


def conclude(db: Session, actor: Actor, here: CycleHere, n_open: int, *, accepted: bool) -> None:
    """End deciding: TA to DE. Raises Invalid while proposals are open that nobody said to leave open."""
    if n_open and not accepted:
        raise Invalid(_("Decide on these proposals first, or say that they stay without a decision."), "leave_open")
    _enter(db, actor, here, Phase.TALLY, Phase.DECIDED, n_open=n_open)


def publish(db: Session, actor: Actor, here: CycleHere, edition: str, *, now: datetime) -> None:
    """Publish: DE to PU; everybody may read the frozen edition of this number from now on ("": there is none).

    Raises Conflict when it is not the newest any more: the two have seen another one.
    """
    newest = newest_edition(db, here.id)
    if edition != (str(newest.number) if newest else ""):
        raise Conflict(_("Another edition of the report was frozen in the meantime. Look at it first."))
    if newest is None:
        _enter(db, actor, here, Phase.DECIDED, Phase.PUBLISHED)
        return
    published = update(Report).where(Report.cycle_id == here.id, Report.number == newest.number)
    db.execute(published.values(published_at=now))
    _enter(db, actor, here, Phase.DECIDED, Phase.PUBLISHED, edition=newest.number, sha256=newest.sha256)


def _enter(db: Session, actor: Actor, here: CycleHere, before: Phase, after: Phase, **detail: int | str) -> None:
    changed = db.execute(
        update(Cycle)
        .where(Cycle.id == here.id, Cycle.phase == before)
        .values(phase=after, version=Cycle.version + 1)
        .execution_options(synchronize_session=False)
    )
    if rows_changed(changed) == 0:
        raise Conflict(_("The cycle has moved on in the meantime."))
    ledger.record(db, actor, f"phase.{after.name.lower()}", f"cycle:{here.id}", panel_id=here.panel_id, **detail)


def _said(here: DecisionHere, values: Values) -> dict[str, object]:
    departs = here.result.departure_of(values.tier) is not None
    if departs and not values.departure_reason.strip():
        raise Invalid(_("This tier departs from the ranking. Give the reason; it is printed."), "departure_reason")
    return {
        "tier": values.tier,
        "wording_ja": values.wording_ja,
        "wording_en": values.wording_en,
        "reason": values.reason,
        "departs": departs,
        "departure_reason": values.departure_reason if departs else "",
    }


def _kept(db: Session, here: DecisionHere, base_version: int) -> tuple[Decision, DecisionVersion]:
    """The decision, and what it says now put away as a version."""
    decision = db.get(Decision, here.decision.id) if here.decision else None
    if decision is None or decision.version != base_version:
        raise Conflict(_("Somebody else has changed this decision in the meantime."))
    kept = DecisionVersion(
        decision_id=decision.id,
        number=decision.version,
        **{
            column.key: getattr(decision, column.key)
            for column in DecisionVersion.__table__.columns
            if column.key not in ("id", "salt", "decision_id", "number")
        },
    )
    db.add(kept)
    return decision, kept


def _replace(db: Session, decision: Decision, values: dict[str, object]) -> None:
    changed = db.execute(
        update(Decision)
        .where(Decision.id == decision.id, Decision.version == decision.version)
        .values(version=decision.version + 1, **values)
        .execution_options(synchronize_session=False)
    )
    if rows_changed(changed) == 0:
        raise Conflict(_("Somebody else has changed this decision in the meantime."))
    db.flush()
    db.refresh(decision)


def _record(
    db: Session,
    actor: Actor,
    action: str,
    here: DecisionHere,
    written: Sequence[Decision | DecisionVersion],
    **detail: str | bool,
) -> None:
    thing, panel_id = f"proposal:{here.proposal.id}", here.cycle.panel_id
    ledger.record(db, actor, action, thing, commitments.of(*written), panel_id=panel_id, **detail)
