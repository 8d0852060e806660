"""Freezing a round: sealed sheets become marks, marks become one stored tally, and later everybody may read it."""

import json
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from panel import commitments, inputs, ledger
from panel.analysis import frozen as analyses
from panel.calc import snapshot as calculation
from panel.calc.calendar import Phase
from panel.calc.consensus import Rule
from panel.calc.marks import Blank
from panel.calc.results import ItemResult
from panel.config import VERSION, Settings
from panel.db import rows_changed
from panel.errors import Conflict, Missing
from panel.inputs import Asked
from panel.models.cycles import Cycle, Round, RoundState
from panel.models.proposals import Proposal
from panel.models.tallies import Snapshot, TallyRow
from panel.policy.subjects import Actor


def freeze_round(db: Session, settings: Settings, actor: Actor | None, round_: Round, *, now: datetime) -> Snapshot:
    """Close a round and store what it came to; a second caller is given what the first one froze."""
    if not _step(db, round_, RoundState.OPEN, RoundState.CLOSED, closed_at=now):
        return snapshot_of(db, round_.id)
    _enter(db, round_.cycle_id, Phase.SCORING_CLOSED)  # waits for sheets that are being saved at this moment
    asked = inputs.asked_in(db, round_.id)
    if round_.imported:
        sheets, n_raters = inputs.imported_sheets(db, round_.id, asked)
        rosters = inputs.imported_rosters(asked, sheets)
    else:
        sheets, n_raters = inputs.opened_sheets(db, settings.seal_key, round_, asked)
        rosters = inputs.rosters(db, round_.id, asked)
    frozen = calculation.snapshot(
        list(asked.proposals.values()),
        list(asked.criteria.values()),
        sheets,
        rosters,
        Rule.from_plain(round_.rule),
    )
    stored = _store(db, round_.id, asked, frozen, n_raters, now)
    handed_in = commitments.of_ballots(db, round_.id)
    analysed = analyses.freeze(db, settings.seal_key, round_.id, now=now)
    named = {"snapshot": stored.sha256} | ({} if analysed is None else {"analysis": analysed})
    _record(db, actor, "round.close", round_, handed_in, **named, n_sheets=len(sheets))
    return stored


def release_round(db: Session, settings: Settings, actor: Actor | None, round_: Round, *, now: datetime) -> Snapshot:
    """Let the panel read a frozen tally, after computing it and its analysis once more from what they were made of.

    Raises Conflict when the round is still open or either is not what its inputs give.
    """
    stored = snapshot_of(db, round_.id)
    again = calculation.recompute(stored.inputs)
    same = (again.sha256, again.results_sha256) == (stored.sha256, stored.results_sha256)
    if not same or analyses.difference(db, settings.seal_key, round_.id) is not None:
        raise Conflict(_("The stored tally does not agree with its inputs. Tell the administrator before going on."))
    if _step(db, round_, RoundState.CLOSED, RoundState.RELEASED):
        _enter(db, round_.cycle_id, Phase.TALLY)
        _record(db, actor, "tally.compute", round_, snapshot=stored.sha256)
    return stored


def snapshot_of(db: Session, round_id: int) -> Snapshot:
    """The frozen tally of a round. Raises Conflict while there is none."""
    stored = db.scalars(select(Snapshot).where(Snapshot.round_id == round_id)).one_or_none()
    if stored is None:
        raise Conflict(_("This round has not been closed yet."))
    return stored


def tally_json(db: Session, cycle_name: str, number: int, seal_key: bytes | None = None) -> dict[str, Any]:
    """A frozen tally and its analysis as plain JSON values, items by rank, keys as they were imported. Raises Missing.

    With them what they were computed from: the sheets by their pseudonyms, the rule, the seed and the software.
    Of a tally that was frozen before there were analyses it is computed, for which the seal key is needed.
    """
    stored = frozen_tally(db, cycle_name, number)
    rows = db.execute(
        select(Proposal.code, Proposal.title_ja, Proposal.title_en, TallyRow.result)
        .join(Proposal, Proposal.id == TallyRow.proposal_id)
        .where(TallyRow.snapshot_id == stored.id)
        .order_by(TallyRow.rank.is_(None), TallyRow.rank, Proposal.code)
    )
    analysis = analyses.printed(db, seal_key, stored.round_id)
    return {
        "snapshot": stored.sha256,
        "inputs_sha256": stored.inputs_sha256,
        "results_sha256": stored.results_sha256,
        "rule": db.scalar(select(Round.rule).where(Round.id == stored.round_id)),
        "seed": analysis and analysis["settings"]["seed"],
        "software": stored.software,
        "inputs": json.loads(stored.inputs),
        "items": [{"id": code, "title": ja or en, **result} for code, ja, en, result in rows],
        "analysis": analysis,
    }


def frozen_tally(db: Session, cycle_name: str, number: int) -> Snapshot:
    """The frozen tally of a round by the name of its cycle. Raises Missing."""
    found = db.scalars(
        select(Snapshot)
        .join(Round, Round.id == Snapshot.round_id)
        .join(Cycle, Cycle.id == Round.cycle_id)
        .where(Cycle.name == cycle_name, Round.number == number)
    ).one_or_none()
    if found is None:
        raise Missing(f"there is no tally of round {number} of a cycle named {cycle_name}")
    return found


# ---- What is stored ----


def _store(
    db: Session, round_id: int, asked: Asked, frozen: calculation.Snapshot, n_raters: int, now: datetime
) -> Snapshot:
    stored = Snapshot(
        round_id=round_id,
        inputs_sha256=frozen.inputs_sha256,
        results_sha256=frozen.results_sha256,
        sha256=frozen.sha256,
        n_raters=n_raters,
        software=f"Panel {VERSION}",
        inputs=frozen.inputs,
        created_at=now,
    )
    db.add(stored)
    db.flush()
    keys = {item.id: key for key, item in asked.proposals.items()}
    shown_from = frozen.tally.rule.shown_from
    rows = [_row(stored.id, keys[item.id], item, shown_from) for item in frozen.tally.items]
    if rows:
        db.execute(insert(TallyRow), rows)
    return stored


def _row(snapshot_id: int, proposal_id: int, item: ItemResult, shown_from: int) -> dict[str, Any]:
    """The result as a row; its columns are for lists, so an axis on which too few answered has no number in them."""
    plain, overall = item.as_plain(), item.overall.summary
    hidden = [axis for axis in ("need", "opportunity") if item.totals[axis].summary.n < shown_from]
    for axis in hidden:
        plain = {**plain, f"rank_{axis}": None, f"total_{axis}": None}
    return {
        "snapshot_id": snapshot_id,
        "proposal_id": proposal_id,
        **{name: plain[name] for name in ("rank", "rank_need", "rank_opportunity")},
        **{name: plain[name] for name in ("total", "total_need", "total_opportunity")},
        "consensus": item.overall.consensus.value,
        "n": overall.n,
        "eligible": overall.eligible,
        "median": overall.median,
        "q1": overall.q1,
        "q3": overall.q3,
        "histogram": ",".join(map(str, overall.histogram.values())),
        **{blank.value: overall.blanks[blank] for blank in Blank},
        "result": item.as_plain(),
    }


# ---- Where round and cycle stand ----


def _step(db: Session, round_: Round, before: RoundState, after: RoundState, **more: Any) -> bool:
    """Move a round on, unless somebody else already did."""
    changed = db.execute(
        update(Round)
        .where(Round.id == round_.id, Round.state == before)
        .values(state=after, version=Round.version + 1, **more)
        .execution_options(synchronize_session=False)
    )
    db.refresh(round_)
    return rows_changed(changed) == 1


def _enter(db: Session, cycle_id: int, phase: Phase) -> None:
    db.execute(update(Cycle).where(Cycle.id == cycle_id).values(phase=phase, version=Cycle.version + 1))


def _record(
    db: Session,
    actor: Actor | None,
    action: str,
    round_: Round,
    content: Mapping[str, str] = MappingProxyType({}),
    /,
    **detail: str | int,
) -> None:
    panel_id = db.scalar(select(Cycle.panel_id).where(Cycle.id == round_.cycle_id))
    ledger.record(db, actor, action, f"round:{round_.id}", content, panel_id=panel_id, **detail)
