"""A member's own sheet: kept as a draft while it is written, recorded when it is handed in."""

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from panel import ledger, owners, seal
from panel.errors import Conflict, NotAllowed
from panel.policy.subjects import Actor
from panel.scoring.queries import Desk, Paper, ScoredRound
from panel.seal import Sheet


def record_sheet(db: Session, seal_key: bytes, actor: Actor, paper: Paper, sheet: Sheet, version: int) -> int:
    """Record the asker's sheet on one proposal; returns the version it has now.

    Raises NotAllowed for somebody who does not score here, Conflict when the round has closed or another window
    saved something else.
    """
    saved = _save(db, seal_key, actor, paper, sheet, version, record=True)
    _record(db, seal_key, actor, paper.round, paper.cycle.panel_id)
    return saved


def save_draft(db: Session, seal_key: bytes, actor: Actor, paper: Paper, sheet: Sheet, version: int) -> int:
    """Keep what is being written; it is not counted. Returns the new version. Raises like `record_sheet`."""
    return _save(db, seal_key, actor, paper, sheet, version, record=False)


def _save(db: Session, seal_key: bytes, actor: Actor, paper: Paper, sheet: Sheet, version: int, *, record: bool) -> int:
    _check(paper)
    saved, _receipt = seal.save(
        db,
        seal_key,
        paper.round,
        actor.person_id,
        paper.proposal.id,
        version=version,
        sheet=sheet,
        record=record,
    )
    return saved


def _check(paper: Paper) -> None:
    if not paper.on_list:
        raise NotAllowed(_("You are not on the list of those who score in this round."))
    if not paper.may_score:
        raise NotAllowed(_("You declared an interest in this proposal, so you do not score it."))
    if not paper.is_open:
        raise Conflict(_("This round has closed. What you typed is kept below."))


def record_rows(
    db: Session, seal_key: bytes, actor: Actor, desk: Desk, rows: Mapping[int, tuple[int, Sheet]]
) -> list[int]:
    """Record the changed rows of the table view, {proposal: (version, sheet)}; returns those saved elsewhere meanwhile.

    The caller keeps nothing when any is returned.
    """
    if desk.round is None:
        raise Conflict(_("This round has closed. What you typed is kept below."))
    stale, whose = [], (desk.round, actor.person_id)
    for proposal_id, (version, sheet) in rows.items():
        try:
            seal.save(db, seal_key, *whose, proposal_id, version=version, sheet=sheet, record=True)
        except Conflict:
            stale.append(proposal_id)
    if rows:
        _record(db, seal_key, actor, desk.round, desk.cycle.panel_id, n_sheets=len(rows))
    return stale


def _record(db: Session, seal_key: bytes, actor: Actor, round_: ScoredRound, panel_id: int, **detail: int) -> None:
    """That somebody handed in, under a name that tells nobody who.

    Neither which proposal it was is said nor the receipt: with the moment of the event it would tie a ballot to whoever
    was at the site then. Closing commits to all ballots of the round at once.
    """
    alias = owners.alias(seal_key, round_, actor.person_id)
    ledger.record(db, alias, ledger.SHEET, f"round:{round_.id}", panel_id=panel_id, **detail)
