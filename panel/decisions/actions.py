"""Recording, wording and amending decisions; a departure from the ranking is refused until it is explained."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from panel import ledger
from panel.calc.calendar import Phase
from panel.calc.departure import Departure, Standing, departure
from panel.db import rows_changed
from panel.decisions import queries
from panel.decisions.queries import Case, Deciding
from panel.errors import Conflict, Invalid
from panel.models.cycles import Cycle
from panel.models.decisions import Decision, DecisionVersion, Tier
from panel.policy.subjects import Actor


@dataclass(frozen=True)
class Wanted:
    """What is to be decided."""

    tier: Tier
    wording_ja: str
    wording_en: str
    reason: str
    departure_reason: str = ""


def departures(db: Session, case: Case) -> dict[Tier, Departure]:
    """In what each tier would depart from the ranking, beside what has been decided in step with it."""
    in_step = queries.in_step(db, case)
    here = (case.proposal.code, case.rank)
    return {tier: departure(Standing(*here, tier.value), case.consensus, in_step) for tier in Tier}


def record_decision(db: Session, actor: Actor, case: Case, wanted: Wanted, *, now: datetime) -> None:
    """Record the decision on a proposal. Raises Invalid for what is missing, Conflict when somebody was faster."""
    values = _values(db, case, wanted)
    new = {"proposal_id": case.proposal.id, "snapshot_id": case.snapshot_id, "version": 1}
    try:
        with db.begin_nested():
            db.execute(insert(Decision).values(**new, **values, decided_by_id=actor.person_id, decided_at=now))
    except IntegrityError as faster:
        raise Conflict(_("This proposal was decided in the meantime.")) from faster
    _record(db, actor, "decision.record", case, tier=wanted.tier.value, departs=values["departs"])


def amend_decision(db: Session, actor: Actor, case: Case, wanted: Wanted, version: int, *, now: datetime) -> None:
    """Change a decision; what it said before stays readable. Raises like `record_decision`."""
    values = _values(db, case, wanted)
    _change(db, case, version, {**values, "decided_by_id": actor.person_id, "decided_at": now})
    _record(db, actor, "decision.amend", case, tier=wanted.tier.value, departs=values["departs"])


def reword(db: Session, actor: Actor, case: Case, wording_ja: str, wording_en: str, version: int) -> None:
    """Change the wording alone; what it said before stays readable. Raises like `record_decision`."""
    _check_worded(wording_ja, wording_en)
    _change(db, case, version, {"wording_ja": wording_ja, "wording_en": wording_en})
    _record(db, actor, "recommendation.edit", case)


def conclude(db: Session, actor: Actor, here: Deciding, *, undecided_confirmed: bool) -> None:
    """End the deciding. Raises Invalid while something is undecided and nobody has confirmed that it stays so."""
    if here.snapshot_id is None:
        raise Conflict(_("There is no tally to decide on yet."))
    left = len(queries.undecided(db, here))
    if left and not undecided_confirmed:
        raise Invalid(_("Confirm that the proposals below stay undecided, or decide them first."), "undecided")
    _step(db, actor, here, Phase.TALLY, Phase.DECIDED, "cycle.conclude", n_undecided=left)


def publish(db: Session, actor: Actor, here: Deciding) -> None:
    """Make the decisions public."""
    _step(db, actor, here, Phase.DECIDED, Phase.PUBLISHED, "publish")


def _values(db: Session, case: Case, wanted: Wanted) -> dict[str, Any]:
    _check_worded(wanted.wording_ja, wanted.wording_en)
    found = bool(departures(db, case)[wanted.tier])
    if found and not wanted.departure_reason:
        raise Invalid(_("This tier departs from the ranking. Say why."), "departure_reason")
    return {**asdict(wanted), "departs": found, "departure_reason": wanted.departure_reason if found else ""}


def _check_worded(ja: str, en: str) -> None:
    if not (ja or en):
        raise Invalid(_("Write the wording in at least one language."), "wording_ja")


_KEPT = ("tier", "wording_ja", "wording_en", "reason", "departs", "departure_reason", "decided_by_id", "decided_at")


def _change(db: Session, case: Case, version: int, values: Mapping[str, Any]) -> None:
    """Replace the decision as it was at `version`, keeping its old text. Raises Conflict when that has moved on."""
    before = case.decision
    if before is None or before.version != version:
        raise Conflict
    kept = {name: getattr(before, name) for name in _KEPT}
    changed = db.execute(
        update(Decision)
        .where(Decision.id == before.id, Decision.version == version)
        .values(version=version + 1, **values)
        .execution_options(synchronize_session=False)
    )
    if rows_changed(changed) == 0:
        raise Conflict
    db.execute(insert(DecisionVersion).values(decision_id=before.id, number=version, **kept))


def _step(db: Session, actor: Actor, here: Deciding, before: Phase, after: Phase, action: str, **detail: int) -> None:
    changed = db.execute(
        update(Cycle)
        .where(Cycle.id == here.cycle.id, Cycle.phase == before)
        .values(phase=after, version=Cycle.version + 1)
        .execution_options(synchronize_session=False)
    )
    if rows_changed(changed) == 0:
        raise Conflict(_("The phase has moved on in the meantime."))
    ledger.record(db, actor, action, f"cycle:{here.cycle.id}", panel_id=here.cycle.panel_id, **detail)


def _record(db: Session, actor: Actor, action: str, case: Case, **detail: str | bool) -> None:
    ledger.record(db, actor, action, f"proposal:{case.proposal.id}", panel_id=case.cycle.panel_id, **detail)
