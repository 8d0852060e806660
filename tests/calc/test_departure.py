"""When a decision must explain itself."""

import pytest

from panel.calc.consensus import ConsensusClass
from panel.calc.departure import TIERS, Departure, Standing, departure

HIGH = ConsensusClass.AGREED_HIGH
OTHERS = [Standing("T1", 1, "priority"), Standing("T5", 5, "important"), Standing("T9", None, "watch")]


@pytest.mark.parametrize("tier", ["priority", "important"])
def test_between_two_tiers_either_follows_the_ranking(tier: str) -> None:
    assert not departure(Standing("T3", 3, tier), HIGH, OTHERS)


def test_a_worse_rank_in_a_higher_tier_departs_and_names_who_was_passed_over() -> None:
    assert departure(Standing("T7", 7, "priority"), HIGH, OTHERS) == Departure(passed_over=("T5",))


def test_a_better_rank_in_a_lower_tier_departs_and_names_who_went_before() -> None:
    assert departure(Standing("T2", 2, "watch"), HIGH, OTHERS) == Departure(put_behind=("T5",))


def test_equal_ranks_and_proposals_without_a_rank_contradict_nobody() -> None:
    assert not departure(Standing("T6", 5, "not_adopted"), HIGH, OTHERS[1:])
    assert not departure(Standing("T8", None, "important"), ConsensusClass.TOO_FEW, OTHERS)


@pytest.mark.parametrize("consensus", list(ConsensusClass))
def test_a_priority_cannot_rest_on_a_panel_that_did_not_carry_it(consensus: ConsensusClass) -> None:
    weak = consensus in (ConsensusClass.AGREED_LOW, ConsensusClass.SPLIT, ConsensusClass.TOO_FEW)
    assert bool(departure(Standing("T1", 1, "priority"), consensus, [])) == weak
    assert not any(departure(Standing("T1", 1, tier), consensus, []) for tier in TIERS[1:])
