"""What scenarios are reckoned from: the frozen means of those proposals of a round that a reader may see."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from panel.analysis import weights
from panel.analysis.memory import Memory
from panel.calc.consensus import Rule
from panel.calc.disclosure import Shown, shown
from panel.calc.document import Text
from panel.calc.exchange import Exchange
from panel.calc.marks import Scale
from panel.calc.overview import line_after
from panel.calc.scenarios import Basis, Candidate, Question
from panel.calc.weight_sets import WeightReach
from panel.calc.weights import CriterionSpec, common_scale
from panel.inputs import criterion_spec
from panel.models.cycles import RoundCriterion
from panel.models.proposals import Proposal
from panel.models.tallies import TallyRow

_REACHED: Final[Memory[WeightReach]] = Memory(limit=4)


def questions(db: Session, round_id: int) -> tuple[Question, ...]:
    """The criteria of a round with the weights that were fixed for it."""
    return tuple(_question(row) for row in _criteria(db, round_id))


def stated_weights(db: Session, cycle_id: int, round_id: int, rule: Rule) -> list[tuple[float, ...]]:
    """The weights that members stated before the round, in the order of its criteria; none of too few."""
    asked = [row.criterion_id for row in _criteria(db, round_id)]
    return weights.stated(db, cycle_id, asked, rule.shown_from)


def basis(db: Session, round_id: int, snapshot_id: int, rule: Rule, hidden: Collection[int]) -> Basis:
    """The means of every proposal that is ranked and not `hidden` from the reader, in two selects.

    A proposal is left out where a criterion with a weight has too few answers for its mean to be shown.
    """
    criteria = _criteria(db, round_id)
    specs = [criterion_spec(row) for row in criteria]
    scale = common_scale(specs)
    rows = [row for row in _rows(db, snapshot_id, hidden) if shown(row.n, rule.shown_from) is Shown.ALL]
    fixed = [float(spec.weight) for spec in specs]
    candidates = (_candidate(row, specs, fixed, scale, rule.shown_from) for row in rows)
    kept = tuple(one for one in candidates if one.total(fixed) is not None)
    places = max(1, min(len(kept), line_after(rule, len(rows))))
    return Basis(tuple(_question(row) for row in criteria), kept, scale, places, n_left_out=len(rows) - len(kept))


def _criteria(db: Session, round_id: int) -> Sequence[RoundCriterion]:
    of_round = select(RoundCriterion).where(RoundCriterion.round_id == round_id)
    return db.scalars(of_round.order_by(RoundCriterion.position)).all()


def _question(row: RoundCriterion) -> Question:
    return Question(row.key, Text(row.name_ja, row.name_en), row.axis and str(row.axis), row.weight)


def _rows(db: Session, snapshot_id: int, hidden: Collection[int]) -> Sequence[Row[Any]]:
    columns = (TallyRow.proposal_id, TallyRow.n, TallyRow.result)
    return db.execute(
        select(*columns, Proposal.code, Proposal.kind, Proposal.title_ja, Proposal.title_en)
        .join(Proposal, Proposal.id == TallyRow.proposal_id)
        .where(TallyRow.snapshot_id == snapshot_id, TallyRow.proposal_id.not_in(hidden))
        .order_by(Proposal.code)
    ).all()


def _candidate(
    row: Row[Any], specs: Sequence[CriterionSpec], fixed: Sequence[float], scale: Scale, shown_from: int
) -> Candidate:
    results: Mapping[str, Any] = row.result["criteria"]
    found = Candidate(
        row.proposal_id,
        row.code,
        Text(row.title_ja, row.title_en),
        tuple(spec.asks(row.kind) for spec in specs),
        tuple(_mean(results.get(spec.id), spec, scale, shown_from) for spec in specs),
    )
    without_gaps = found.total(fixed)
    return found if without_gaps is None else replace(found, gap=float(row.result["total"]) - without_gaps)


def _mean(result: Mapping[str, Any] | None, spec: CriterionSpec, scale: Scale, shown_from: int) -> float | None:
    """A mean on the common scale; None where nobody was asked or too few answered."""
    if result is None or result["mean"] is None or shown(result["n"], shown_from) is not Shown.ALL:
        return None
    own, mean = spec.scale, float(result["mean"])
    upward = mean if spec.direction == 1 else own.lo + own.hi - mean
    return scale.lo + (upward - own.lo) * scale.width / own.width


# ---- Over many weights ----


def reach(basis: Basis, members: Sequence[Sequence[float]] = ()) -> WeightReach:
    """Where weights take every proposal; `members` are the weights they stated, in the order of the criteria."""
    from panel.calc.statistics.weight_reach import weight_reach  # noqa: PLC0415 - brings NumPy

    return _REACHED.get((basis, tuple(map(tuple, members))), lambda: weight_reach(basis, members))


def exchange(basis: Basis, first: Candidate, second: Candidate) -> Exchange:
    """What it would take for two proposals to change places."""
    from panel.calc.statistics.exchanges import exchange as found  # noqa: PLC0415 - brings NumPy

    return found(basis, first, second)
