"""Where members left criteria unanswered a scenario with the fixed weights is still the tally."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from panel import freezing
from panel.analysis import scenarios
from panel.calc.consensus import Rule
from panel.models.people import Role
from panel.models.tallies import Snapshot, TallyRow
from tests.make import Make
from tests.visit import Visitor

Visit = Callable[..., Visitor]
MARKS = ((("5", "1"), ("5", "1"), ("4", "2"), ("4", "1"), ("5", "2"), ("2", "unable")), (("4", "2"),) * 6)
"""By proposal and member, importance and feasibility: one member could not judge the second of the first proposal."""


@pytest.fixture
def snapshot(make: Make) -> Snapshot:
    """Two proposals that six members scored, with one gap."""
    panel = make.panel()
    members = [make.person(Role.MEMBER, panel) for _one in range(6)]
    cycle = make.cycle(panel)
    make.criterion(cycle)
    make.criterion(cycle, "feasibility", axis="opportunity")
    proposals = [make.proposal(cycle) for _one in MARKS]
    round_ = make.round(cycle)
    for proposal, sheets in zip(proposals, MARKS, strict=True):
        for person, (importance, feasibility) in zip(members, sheets, strict=True):
            make.ballot(round_, proposal, person, importance=importance, feasibility=feasibility)
    return freezing.freeze_round(make.db, make.settings, None, round_, now=datetime.now(UTC))


def test_with_the_fixed_weights_totals_and_places_are_those_of_the_tally(make: Make, snapshot: Snapshot) -> None:
    basis = scenarios.basis(make.db, snapshot.round_id, snapshot.id, Rule(), [])
    rows = {row.proposal_id: row for row in make.db.query(TallyRow).filter_by(snapshot_id=snapshot.id)}
    places = basis.standing(basis.fixed)
    assert any(abs(one.gap) > 0.01 for one in basis.candidates), "the gap makes a difference here"
    for one in basis.candidates:
        assert one.total(basis.fixed) == pytest.approx(rows[one.id].total, abs=1e-12)
        assert places[one.code].rank == rows[one.id].rank
