"""What a later round shows of the one before: the own mark, what the panel gave, and the reasons without names."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import floor
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from panel import seal
from panel.calc.calendar import Phase
from panel.calc.consensus import Rule
from panel.calc.disclosure import Shown, shown
from panel.calc.marks import Scale
from panel.calc.shuffle import shuffled
from panel.models.ballots import counted_sheets
from panel.models.cycles import Round, RoundCriterion, RoundState
from panel.models.tallies import Snapshot, TallyRow
from panel.policy.actions import Action
from panel.policy.rules import Verdict, may
from panel.policy.subjects import Actor
from panel.scoring.queries import Paper, ScoredRound


@dataclass(frozen=True)
class Earlier:
    """One question in the last released round: the own mark, and what may be shown of everybody's."""

    own: str | None
    n: int
    shown: Shown
    median: float | None
    q1: float | None
    q3: float | None
    histogram: dict[str, int]
    asks_from: int  # a change of so many steps asks what moved the member: more than an agreement may be apart

    def has_moved(self, mark: str) -> bool:
        """Whether another mark is so far from the own earlier one that the sheet asks why."""
        own = self.own or ""
        return own.isdigit() and mark.isdigit() and abs(int(mark) - int(own)) >= self.asks_from


@dataclass(frozen=True)
class EarlierRound:
    """The last released round before this one, by the keys of its criteria, and the reasons given in it."""

    id: int
    number: int
    answers: dict[str, Earlier]
    reasons: list[str]


def earlier_round(db: Session, seal_key: bytes, actor: Actor, sheet: Paper) -> EarlierRound | None:
    """What the round before came to for this proposal, and what the asker answered then."""
    if sheet.round.number == 1:
        return None
    rows = db.execute(_earlier(sheet)).all()
    if not rows:
        return None
    before = ScoredRound(rows[0].id, rows[0].number, RoundState.RELEASED, rows[0].sealed_key, rows[0].owner_key)
    own = seal.own_ballot(db, seal_key, before, actor.person_id, sheet.proposal.id) if before.sealed_key else None
    marks = own.recorded.marks if own and own.recorded else {}
    results, rule = rows[0].result["criteria"], Rule.from_plain(rows[0].rule)
    answers = {
        row.key: _answer(results[row.key], marks.get(str(row.criterion)), rule, Scale(row.lowest, row.highest))
        for row in rows
        if row.key in results
    }
    return EarlierRound(before.id, before.number, answers, _reasons(db, actor, sheet, rows[0], rule))


def _earlier(sheet: Paper) -> Select[Any]:
    released = (Round.cycle_id == sheet.cycle.id) & (Round.state == RoundState.RELEASED)
    last = select(func.max(Round.number)).where(released, Round.number < sheet.round.number).scalar_subquery()
    columns: tuple[Any, ...] = (
        Round.id,
        Round.number,
        Round.sealed_key,
        Round.owner_key,
        RoundCriterion.id.label("criterion"),
        RoundCriterion.key,
        RoundCriterion.lowest,
        RoundCriterion.highest,
        Round.rule,
        TallyRow.n.label("n_sheets"),
        TallyRow.result,
    )
    return (
        select(*columns)
        .join(RoundCriterion, RoundCriterion.round_id == Round.id)
        .join(Snapshot, Snapshot.round_id == Round.id)
        .join(TallyRow, (TallyRow.snapshot_id == Snapshot.id) & (TallyRow.proposal_id == sheet.proposal.id))
        .where(released, Round.number == last)
    )


def _answer(result: Mapping[str, Any], own: str | None, rule: Rule, scale: Scale) -> Earlier:
    level = shown(result["n"], rule.shown_from)
    centre, spread = level >= Shown.CENTRE, level is Shown.ALL
    return Earlier(
        own=own,
        n=result["n"],
        shown=level,
        median=result["median"] if centre else None,
        q1=result["q1"] if spread else None,
        q3=result["q3"] if spread else None,
        histogram=result["histogram"] if spread else {},
        asks_from=floor(rule.iqr_limit(scale)) + 1,
    )


def _reasons(db: Session, actor: Actor, sheet: Paper, before: Row[Any], rule: Rule) -> list[str]:
    """The reasons as the page of the result shows them: to the same readers, of as many sheets, in the same order."""
    released = replace(sheet.place, phase=Phase.TALLY)
    readable = may(actor, Action.SCORE_RATIONALE, released).verdict is Verdict.YES
    if not readable or shown(before.n_sheets, rule.shown_from) is not Shown.ALL:
        return []
    written = db.execute(counted_sheets(before.id, sheet.proposal.id)).all()
    order = shuffled(list(written), f"{before.id}:{sheet.proposal.id}", lambda row: row.id)
    return [row.reason for row in order if row.reason]
