"""How much members think each criterion should count: one view from its answers, and all of a panel together."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from panel.calc.disclosure import Shown, shown
from panel.calc.preferences import Method, PanelView, View, compared, pairs
from panel.models.cycles import Cycle
from panel.models.people import SCORING_ROLES, Membership, Person
from panel.models.weights import WeightView


def asked(method: Method, criteria: Sequence[int]) -> tuple[str, ...]:
    """The keys of the answers that a method asks for on these criteria, by their ids."""
    return tuple(key for key, _, _ in pairs(criteria)) if method is Method.PAIRS else tuple(map(str, criteria))


def view(method: Method, answers: Mapping[str, int], criteria: Sequence[int]) -> View | None:
    """What somebody's answers say of these criteria, by their ids; None where they were given on other ones."""
    from panel.calc.statistics import ahp, elicitation  # noqa: PLC0415 - brings NumPy

    if not criteria or answers.keys() != set(asked(method, criteria)):
        return None
    if method is not Method.PAIRS:
        return View(method, elicitation.weights_from_points([answers[str(one)] for one in criteria]).weights)
    pairwise = ahp.ahp(ahp.matrix_of(compared(answers, criteria), len(criteria)))
    return View(method, pairwise.weights, pairwise)


def panel_view(db: Session, cycle_id: int, criteria: Sequence[int], shown_from: int) -> PanelView:
    """The views of those who score on the panel of a cycle, on these criteria; of few views little is shown."""
    given = [(Method(row.method), row.answers) for row in db.execute(_given(cycle_id))]
    views = [one for method, answers in given if (one := view(method, answers, criteria))]
    counting = [one.weights for one in views if one.counts]
    found = PanelView(len(counting), len(views) - len(counting), len(given) - len(views))
    allowed = shown(found.n, shown_from)
    return found if allowed is Shown.NUMBER else _together(found, counting, everything=allowed is Shown.ALL)


def stated(db: Session, cycle_id: int, criteria: Sequence[int], shown_from: int) -> list[tuple[float, ...]]:
    """The weights of every view that counts, in an order that tells nothing; none where so few may not be shown."""
    views = (view(Method(row.method), row.answers, criteria) for row in db.execute(_given(cycle_id)))
    counting = sorted(tuple(one.weights) for one in views if one is not None and one.counts)
    return counting if shown(len(counting), shown_from) is Shown.ALL else []


def _together(found: PanelView, counting: Sequence[Sequence[float]], *, everything: bool) -> PanelView:
    from panel.calc.statistics.elicitation import group_weights  # noqa: PLC0415 - brings NumPy

    together = group_weights(counting)
    medians = tuple(spread.median for spread in together.spreads)
    if not everything:
        return replace(found, medians=medians)
    return replace(found, medians=medians, means=together.arithmetic, spreads=together.spreads)


def _given(cycle_id: int) -> Select[Any]:
    """Method and answers of everybody who would score in the cycle now; whoever has left the panel counts no more."""
    voters = (
        select(Membership.person_id)
        .join(Person, Person.id == Membership.person_id)
        .join(Cycle, Cycle.panel_id == Membership.panel_id)
        .where(Cycle.id == cycle_id, Membership.ended_at.is_(None), Membership.role.in_(SCORING_ROLES))
        .where(Person.is_active)
    )
    of_cycle = (WeightView.cycle_id == cycle_id) & WeightView.person_id.in_(voters)
    columns: tuple[Any, ...] = (WeightView.method, WeightView.answers)
    return select(*columns).where(of_cycle).order_by(WeightView.id)
