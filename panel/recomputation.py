"""A frozen tally computed once more: the first row that is not what its inputs give, or was made from other marks."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.analysis import frozen
from panel.calc import snapshot as calculation
from panel.calc.canonical import digest, first_difference
from panel.models.ballots import Ballot, Mark
from panel.models.cycles import RoundCriterion
from panel.models.proposals import Proposal
from panel.models.tallies import Snapshot, TallyRow

_Sheets: TypeAlias = Counter[tuple[str, frozenset[tuple[str, Any]]]]


def differences(db: Session, seal_key: bytes, stored: Snapshot) -> Iterator[str]:
    """What does not fit, each with the first row that shows it; nothing where the same bytes come out."""
    try:
        again = calculation.recompute(stored.inputs)
    except ValueError:
        yield "is not what its inputs give: they cannot be read"
        return
    wrong = _first_wrong(db, stored, again)
    if wrong is not None:
        yield f"is not what its inputs give: {wrong}"
        return
    other = _first_other(_marks(db, stored.round_id), _marks_in(json.loads(stored.inputs)))
    if other is not None:
        yield f"was made from other marks than those stored: {other}"
        return
    analysed = frozen.difference(db, seal_key, stored.round_id)
    if analysed is not None:
        yield f"has an analysis that is not what its inputs give: {analysed}"


def _first_wrong(db: Session, stored: Snapshot, again: calculation.Snapshot) -> str | None:
    """The first proposal whose result is not the one that comes out, and where; or which hash."""
    results = db.execute(
        select(Proposal.code, TallyRow.rank, TallyRow.total, TallyRow.result)
        .join(Proposal, Proposal.id == TallyRow.proposal_id)
        .where(TallyRow.snapshot_id == stored.id)
        .order_by(Proposal.code)
    )
    kept = {row.code: {"rank": row.rank, "total": row.total, "result": row.result} for row in results}
    computed = {}
    for item in again.tally.items:
        plain = json.loads(json.dumps(item.as_plain()))
        computed[item.id] = {"rank": plain["rank"], "total": plain["total"], "result": plain}
    wrong = first_difference(kept, computed)
    if wrong is not None:
        return wrong
    hashes = {
        "the hash of the inputs": (digest(stored.inputs), stored.inputs_sha256),
        "the hash of the results": (again.results_sha256, stored.results_sha256),
        "the hash of both": (again.sha256, stored.sha256),
    }
    return next((name for name, (one, other) in hashes.items() if one != other), None)


# ---- The marks as they are stored ----


def _marks(db: Session, round_id: int) -> _Sheets:
    """The stored sheets of a round as what stands on them, whoever wrote them."""
    rows = db.execute(
        select(Ballot.id, Proposal.code, RoundCriterion.key, Mark.value, Mark.blank)
        .join(Proposal, Proposal.id == Ballot.proposal_id)
        .outerjoin(Mark, Mark.ballot_id == Ballot.id)
        .outerjoin(RoundCriterion, RoundCriterion.id == Mark.round_criterion_id)
        .where(Ballot.round_id == round_id, Ballot.voided.is_(False))
    )
    sheets: dict[tuple[str, str], set[tuple[str, Any]]] = {}
    for ballot, code, key, value, blank in rows:
        if key is not None:
            sheets.setdefault((ballot, code), set()).add((key, blank if value is None else value))
    return Counter((code, frozenset(marks)) for (_ballot, code), marks in sheets.items())


def _marks_in(inputs: Any) -> _Sheets:
    keys = [criterion["id"] for criterion in inputs["criteria"]]
    sheets = (
        (row[0], frozenset((key, mark) for key, mark in zip(keys, row[-1], strict=True) if mark is not None))
        for row in inputs["sheets"]
    )
    return Counter(sheet for sheet in sheets if sheet[1])


def _first_other(kept: _Sheets, counted: _Sheets) -> str | None:
    """The first proposal with another sheet, and on which criteria it differs; never what is written there."""
    other = sorted({code for code, _marks in (kept - counted) + (counted - kept)})
    if not other:
        return None
    here, there = (
        Counter(mark for (code, marks), n in sheets.items() if code == other[0] for mark in marks for _ in range(n))
        for sheets in (kept, counted)
    )
    criteria = sorted({key for key, _mark in (here - there) + (there - here)})
    return f"{other[0]} ({', '.join(criteria)})" if criteria else other[0]
