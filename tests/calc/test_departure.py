"""A departure from the ranking is found by rank and class alone, whatever was decided before."""

import pytest

from panel.calc.consensus import ConsensusClass
from panel.calc.departure import WORDS, departure

HIGH, LOW, SPLIT, OPEN = (
    ConsensusClass.AGREED_HIGH,
    ConsensusClass.AGREED_LOW,
    ConsensusClass.SPLIT,
    ConsensusClass.OPEN,
)


@pytest.mark.parametrize(
    ("tier", "rank", "consensus", "expected"),
    [
        ("priority", 1, HIGH, None),
        ("priority", 3, OPEN, None),
        ("priority", 4, OPEN, "above_rank"),
        ("priority", 1, SPLIT, "without_agreement"),
        ("priority", 1, LOW, "against_agreement"),
        ("priority", None, OPEN, "above_rank"),
        ("important", 6, OPEN, None),
        ("important", 2, LOW, "against_agreement"),
        ("watch", 1, HIGH, "against_agreement"),
        ("watch", 1, SPLIT, None),
        ("not_adopted", 7, LOW, None),
        ("not_adopted", 3, OPEN, "below_rank"),
        ("not_adopted", 4, OPEN, None),
        ("not_adopted", None, OPEN, None),
    ],
)
def test_of_seven_ranked_proposals(
    tier: str, rank: int | None, consensus: ConsensusClass, expected: str | None
) -> None:
    assert departure(tier, rank, 7, consensus) == expected  # type: ignore[arg-type]


def test_every_departure_is_said_in_both_languages() -> None:
    assert all(words.keys() == {"ja", "en"} and all(words.values()) for words in WORDS.values())
