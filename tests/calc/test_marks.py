"""A mark is read from a closed list of strings, and from nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.calc.marks import MEMBER_BLANKS, Blank, MarkError, Scale, parse_mark
from tests.calc.rounds import FIVE, quickly, scales

ANOTHER_TYPE = ["NaN", "nan", "inf", "-Infinity", "1e309", "true", "null", "NOT_YET", "Unable", "0x3"]
ANOTHER_SPELLING = ["3.5", "3.0", "1e0", "0_3", "03", "+3", " 3", "3 ", " 3 ", "3\n", " ", "３", "٣", "³"]
OFF_THE_SCALE = ["-1", "0", "6", "10000000000000000000", "5" * 5_000]


@pytest.mark.parametrize("text", ANOTHER_TYPE + ANOTHER_SPELLING + OFF_THE_SCALE)
def test_what_looks_like_a_number_is_not_a_mark(text: str) -> None:
    with pytest.raises(MarkError) as refused:
        parse_mark(text, FIVE)
    assert refused.value.text == text


def test_zero_not_applicable_and_empty_are_three_answers() -> None:
    scale = Scale(0, 4)
    assert parse_mark("0", scale) == 0
    assert parse_mark("not_applicable", scale) is Blank.NOT_APPLICABLE
    assert parse_mark("", scale) is Blank.NOT_YET


def test_a_member_cannot_leave_the_roster_by_a_form_field() -> None:
    with pytest.raises(MarkError):
        parse_mark("recused", FIVE)
    assert parse_mark("recused", FIVE, list(Blank)) is Blank.RECUSED


def test_an_empty_field_is_refused_where_an_answer_is_due() -> None:
    with pytest.raises(MarkError):
        parse_mark("", FIVE, MEMBER_BLANKS - {Blank.NOT_YET})


@quickly
@given(scales)
def test_every_value_and_every_blank_reads_back(scale: Scale) -> None:
    for mark in [*scale.values, *MEMBER_BLANKS]:
        assert parse_mark(str(mark), scale) == mark


@quickly
@given(st.text(), scales)
def test_no_text_gives_a_mark_written_otherwise(text: str, scale: Scale) -> None:
    try:
        mark = parse_mark(text, scale)
    except MarkError:
        return
    assert str(mark) == text or (mark is Blank.NOT_YET and text == "")


def test_a_scale_knows_its_values() -> None:
    assert list(FIVE.values) == [1, 2, 3, 4, 5]
    assert [FIVE.holds(value) for value in (0, 1, 5, 6)] == [False, True, True, False]
    assert FIVE.width == 4


@pytest.mark.parametrize("hi", [1, 0])
def test_a_scale_has_two_ends(hi: int) -> None:
    with pytest.raises(ValueError, match="at least two values"):
        Scale(1, hi)
