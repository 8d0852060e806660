"""Writing proposals: start a draft, save it, submit, revise, withdraw or return it, and its evidence."""

import re
from collections.abc import Mapping
from datetime import datetime
from secrets import token_hex

from flask_babel import gettext as _
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from panel import commitments, ledger
from panel.errors import Conflict, Invalid, Missing
from panel.models.proposals import (
    UNSEEN_STATES,
    WRITTEN_FIELDS,
    EvidenceClaim,
    Kind,
    Proposal,
    ProposalState,
    ProposalVersion,
)
from panel.models.search import index_proposal
from panel.policy.actions import Action
from panel.policy.places import CycleHere, ProposalHere
from panel.policy.rules import may
from panel.policy.subjects import Actor

Written = Mapping[str, str | None]
_LETTERS = {Kind.TECHNOLOGY: "T", Kind.SECTOR: "S"}
_NUMBERING = 7_205_760  # an arbitrary number, the same in every process


def start_draft(db: Session, actor: Actor, here: CycleHere, written: Written, *, now: datetime) -> Proposal:
    """A new draft, seen by its author alone; it gets its number when it is submitted, so that a gap tells nothing."""
    _require_title(written)
    draft = Proposal(
        cycle_id=here.id,
        code=f"draft-{token_hex(8)}",
        author_id=actor.person_id,
        created_at=now,
        updated_at=now,
        **written,
    )
    db.add(draft)
    db.flush()
    content = _keep_version(db, actor, draft, now)
    index_proposal(db, draft)
    ledger.record(db, actor, "item.create", f"proposal:{draft.id}", content, panel_id=here.panel_id)
    return draft


def autosave_draft(
    db: Session, actor: Actor, here: ProposalHere, written: Written, *, version: int, now: datetime
) -> int:
    """Store what is being typed into the draft itself and return its new version.

    It makes no version to go back to and no event: a draft is its author's own until they say so.
    """
    if here.state not in UNSEEN_STATES:
        raise Conflict(_("This has been submitted. Save the new version with the button."))
    return _store(db, here, written, version, now).version


def revise_proposal(
    db: Session, actor: Actor, here: ProposalHere, written: Written, *, version: int, now: datetime
) -> Proposal:
    """Keep a new version of the text. Raises Conflict when somebody saved another one since `version`."""
    if here.state is ProposalState.WITHDRAWN and here.author_id != actor.person_id:
        raise Conflict(_("This proposal was withdrawn. Only its author can take it up again."))
    proposal = _store(db, here, written, version, now)
    content = _keep_version(db, actor, proposal, now)
    thing, panel_id = f"proposal:{here.id}", here.cycle.panel_id
    ledger.record(db, actor, "item.edit", thing, content, panel_id=panel_id, version=proposal.version)
    return proposal


def submit_proposal(db: Session, actor: Actor, here: ProposalHere, *, version: int, now: datetime) -> Proposal:
    """Show a draft to the panel under the next free number of its kind; the call must still be open."""
    if not may(actor, Action.ITEM_CREATE, here.cycle.place):
        raise Conflict(_("The call for proposals has closed. Your draft is kept."))
    values = {"state": ProposalState.SUBMITTED, "submitted_at": now, "updated_at": now}
    proposal = _changed(db, here, values, version)
    if proposal.code.startswith("draft-"):  # one that was returned keeps its number
        proposal.code = _next_code(db, proposal)
    content = _keep_version(db, actor, proposal, now)
    index_proposal(db, proposal)
    panel_id, thing = here.cycle.panel_id, f"proposal:{here.id}"
    numbers: dict[str, str | int] = {"code": proposal.code, "version": proposal.version}
    ledger.record(db, actor, "item.submit", thing, content, panel_id=panel_id, **numbers)
    return proposal


def withdraw_proposal(db: Session, actor: Actor, here: ProposalHere, *, version: int, now: datetime) -> Proposal:
    """Take a proposal back: the author withdraws it (a draft is discarded), the chair returns it to its author."""
    if here.state in (ProposalState.WITHDRAWN, ProposalState.DISCARDED):
        raise Conflict(_("This proposal was already withdrawn."))
    own = here.author_id == actor.person_id
    if not own and here.author_id is None:
        raise Conflict(_("This proposal was imported and has no author to return it to."))
    state = ProposalState.DRAFT
    if own:
        state = ProposalState.DISCARDED if here.state is ProposalState.DRAFT else ProposalState.WITHDRAWN
    proposal = _changed(db, here, {"state": state, "updated_at": now}, version)
    word = "item.withdraw" if own else "item.return"
    ledger.record(db, actor, word, f"proposal:{here.id}", panel_id=here.cycle.panel_id, version=proposal.version)
    return proposal


def take_up_proposal(db: Session, actor: Actor, here: ProposalHere, *, now: datetime) -> Proposal:
    """Let stand again what its author took back: a discarded draft as a draft, what was submitted as submitted."""
    states = {ProposalState.DISCARDED: ProposalState.DRAFT, ProposalState.WITHDRAWN: ProposalState.SUBMITTED}
    if here.state not in states:
        raise Conflict(_("This proposal is not withdrawn."))
    if here.author_id != actor.person_id:
        raise Conflict(_("This proposal was withdrawn. Only its author can take it up again."))
    proposal = _changed(db, here, {"state": states[here.state], "updated_at": now}, here.version)
    content = _keep_version(db, actor, proposal, now)
    index_proposal(db, proposal)
    thing, panel_id = f"proposal:{here.id}", here.cycle.panel_id
    ledger.record(db, actor, "item.edit", thing, content, panel_id=panel_id, version=proposal.version)
    return proposal


def add_claim(db: Session, actor: Actor, here: ProposalHere, values: Mapping[str, object], *, now: datetime) -> None:
    """Add a claim to the evidence card; `values` are its aspect, statement, source, day and certainty."""
    claim = EvidenceClaim(proposal_id=here.id, added_by_id=actor.person_id, added_at=now, **values)
    db.add(claim)
    db.flush()
    ledger.record(db, actor, "evidence.add", f"proposal:{here.id}", panel_id=here.cycle.panel_id, claim=claim.id)


def remove_claim(db: Session, actor: Actor, here: ProposalHere, claim_id: int, *, now: datetime) -> None:
    """Mark a claim as removed; what it said stays in the database. Raises Missing for one of another proposal."""
    mine = (EvidenceClaim.id == claim_id, EvidenceClaim.proposal_id == here.id, EvidenceClaim.removed_at.is_(None))
    if db.execute(update(EvidenceClaim).where(*mine).values(removed_at=now)).rowcount == 0:  # type: ignore[attr-defined]
        raise Missing
    ledger.record(db, actor, "evidence.remove", f"proposal:{here.id}", panel_id=here.cycle.panel_id, claim=claim_id)


def _require_title(written: Written) -> None:
    if not written.get("title_ja") and not written.get("title_en"):
        raise Invalid(_("Give the title in at least one language."), "title_ja")


def _store(db: Session, here: ProposalHere, written: Written, version: int, now: datetime) -> Proposal:
    """The text into the row; whatever was taken back is taken up again by writing on it."""
    _require_title(written)
    values: dict[str, object] = {**written, "updated_at": now}
    if here.state is ProposalState.DISCARDED:
        values["state"] = ProposalState.DRAFT
    if here.state is ProposalState.WITHDRAWN:
        values["state"] = ProposalState.SUBMITTED
    proposal = _changed(db, here, values, version)
    index_proposal(db, proposal)
    return proposal


def _changed(db: Session, here: ProposalHere, values: Mapping[str, object], version: int) -> Proposal:
    """Change the row only if it still is the version the person saw. Raises Conflict."""
    stands = (Proposal.id == here.id, Proposal.version == version)
    changed = update(Proposal).where(*stands).values(**values, version=version + 1)
    if db.execute(changed, execution_options={"synchronize_session": False}).rowcount == 0:  # type: ignore[attr-defined]
        raise Conflict(_("Somebody else saved this proposal while you had it open."))
    return db.get_one(Proposal, here.id, populate_existing=True)


def _keep_version(db: Session, actor: Actor, proposal: Proposal, now: datetime) -> Mapping[str, str]:
    """Keep what the proposal says now; returns the commitment to it for the ledger."""
    version = ProposalVersion(
        proposal_id=proposal.id,
        number=proposal.version,
        submitted=proposal.state not in UNSEEN_STATES,
        written={field: getattr(proposal, field) for field in WRITTEN_FIELDS},
        author_id=actor.person_id,
        created_at=now,
    )
    db.add(version)
    db.flush()
    return commitments.of(version)


def _next_code(db: Session, proposal: Proposal) -> str:
    """The letter of the kind and one more than its highest number; two who submit at once wait for each other."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _NUMBERING})
    letter = _LETTERS[Kind(proposal.kind)]
    codes = db.scalars(select(Proposal.code).where(Proposal.cycle_id == proposal.cycle_id))
    numbers = [int(code[1:]) for code in codes if re.fullmatch(f"{letter}[0-9]{{1,6}}", code)]
    return f"{letter}{max(numbers, default=0) + 1:02d}"
