"""What a tally comes to in words, and who moved between two rounds, within what may be told."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.calc.consensus import ConsensusClass
from panel.calc.departure import departure
from panel.calc.document import Text
from panel.calc.marks import Scale
from panel.calc.movement import movement
from panel.calc.overview import Standing, findings, map_finding, quarter, upper_third

FIVE = Scale(1, 5)


def standing(
    key: int, consensus: ConsensusClass, rank: int | None = None, total: float | None = 3.0, apart: float = 0.5
) -> Standing:
    q3 = None if total is None else 3 + apart
    return Standing(
        key, f"T{key:02}", Text(f"提案{key}", ""), rank, total, None if total is None else 3.0, q3, consensus
    )


def said(standings: list[Standing]) -> list[str]:
    return [finding.words.en for finding in findings(standings)]


def test_the_sentences_count_what_is_agreed_and_what_is_split_in_the_upper_third() -> None:
    high = [standing(n, ConsensusClass.AGREED_HIGH, n) for n in range(1, 5)]
    split = [standing(5, ConsensusClass.SPLIT, 2, apart=1.5), standing(6, ConsensusClass.SPLIT, 6, apart=2.5)]
    found = findings([*high, *split])
    assert [finding.words.en for finding in found] == [
        "The panel agrees on 4 of 6 proposals: 4 high, 0 middle, 0 low.",
        "It is split on 2, 1 of them among the first 2.",
        "Furthest apart, with the middle half of the members from 3.00 to 5.50:",
    ]
    assert [[one.key for one in finding.about] for finding in found] == [[], [5], [6]]
    assert found[1].words.ja == "意見が割れているのは2件で、うち1件は上位2位に入っています。"


def test_where_nothing_is_agreed_or_split_the_sentences_say_so() -> None:
    assert said([standing(1, ConsensusClass.TOO_FEW, None, None)]) == [
        "The panel agrees on none of 1 yet.",
        "It is split on none.",
    ]


def test_the_upper_third_is_that_of_the_rule_on_departing_decisions() -> None:
    for n in range(1, 80):
        last = upper_third(n)
        assert departure("priority", last, n, ConsensusClass.OPEN) is None
        assert departure("priority", last + 1, n, ConsensusClass.OPEN) == "above_rank"


@pytest.mark.parametrize(
    ("total", "apart", "where"),
    [
        (3.0, 1.0, "high_agreed"),
        (2.9, 1.0, "low_agreed"),
        (4.0, 1.1, "high_apart"),
        (1.0, 3.0, "low_apart"),
        (None, 0.0, None),
    ],
)
def test_a_proposal_lies_in_the_quarter_of_its_total_and_its_agreement(
    total: float | None, apart: float, where: str | None
) -> None:
    assert quarter(standing(1, ConsensusClass.OPEN, 1, total, apart), FIVE, 1.0) == where


def test_the_map_says_first_what_is_to_be_talked_about() -> None:
    assert map_finding(Counter(high_apart=2, high_agreed=3)).en.startswith("2 scored high, but members are apart")
    assert map_finding(Counter(low_apart=1)).ja.startswith("評価の高い提案で、意見が開いているものはありません。")


# ---- Movement ----


def test_who_stayed_in_both_rounds_is_counted_by_way() -> None:
    pairs = [(3, 4), (3, 4), (4, 4), (5, 4), (2, 2)]
    found = movement(pairs, Counter(one for one, _ in pairs), Counter(other for _, other in pairs), 5)
    assert found is not None
    assert found.flows == ((2, 2, 1), (3, 4, 2), (4, 4, 1), (5, 4, 1))
    assert found.finding.en == "Of the 5 members who scored in both rounds, 2 went up, 1 went down and 2 stayed."
    assert found.finding.ja == "両方のラウンドで評価した5人のうち、2人が上げ、1人が下げ、2人は変えていません。"


def test_too_few_stayers_show_no_movement() -> None:
    pairs = [(3, 4), (2, 4), (4, 1), (5, 5)]
    assert movement(pairs, Counter(one for one, _ in pairs), Counter(other for _, other in pairs), 5) is None


@pytest.mark.parametrize("alone", [[2], [2, 5], [2, 2, 2, 2], [2, 2, 2, 5]])
def test_no_movement_that_tells_what_those_gave_who_left(alone: list[int]) -> None:
    pairs = [(3, 4), (2, 4), (4, 1), (5, 5), (3, 3)]
    earlier, later = [one for one, _ in pairs], Counter(other for _, other in pairs)
    assert movement(pairs, Counter(earlier), later, 5) is not None
    assert movement(pairs, Counter([*earlier, *alone]), later, 5) is None


def test_those_who_left_may_be_many_and_of_several_minds() -> None:
    pairs = [(3, 4), (2, 4), (4, 1), (5, 5), (3, 3)]
    earlier = Counter([one for one, _ in pairs] + [2, 2, 4, 5])
    assert movement(pairs, earlier, Counter(other for _, other in pairs), 5) is not None


def test_stayers_of_one_mind_are_not_told_apart_from_the_others() -> None:
    pairs = [(4, 3)] * 5
    others = [1, 2, 3, 5]
    assert movement(pairs, Counter([4] * 5 + others), Counter([3] * 5), 5) is None
    assert movement(pairs, Counter([4] * 5), Counter([3] * 5), 5) is not None, "all of them: that is a consensus"


@given(
    st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), max_size=12),
    st.lists(st.integers(1, 5), max_size=5),
    st.lists(st.integers(1, 5), max_size=5),
)
def test_what_is_shown_leaves_nobody_alone(pairs: list[tuple[int, int]], left: list[int], came: list[int]) -> None:
    earlier = Counter([one for one, _ in pairs] + left)
    later = Counter([other for _, other in pairs] + came)
    if movement(pairs, earlier, later, 5) is not None:
        assert len(pairs) >= 5
        assert all(not alone or len(alone) >= 3 for alone in (left, came))
