"""A difference reads well, loses nothing, and cannot be made slow."""

from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.calc.difference import Piece, difference
from tests.calc.rounds import quickly


def old_and_new(pieces: list[Piece]) -> tuple[str, str]:
    old = "".join(piece.text for piece in pieces if piece.kind != "added")
    return old, "".join(piece.text for piece in pieces if piece.kind != "removed")


def shown(old: str, new: str) -> str:
    marks = {"same": "{}", "removed": "[-{}-]", "added": "[+{}+]"}
    return "".join(marks[piece.kind].format(piece.text) for piece in difference(old, new))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("国内生産基盤を維持する。", "国内生産基盤を維持・強化する。", "国内生産基盤を維持[+・強化+]する。"),
        (
            "The panel keeps it. Yes.",
            "The panel keeps all of it. Yes.",
            "The panel keeps [+all of +]it. Yes.",
        ),
        ("一つ目。二つ目。三つ目。", "一つ目。三つ目。", "一つ目。[-二つ目。-]三つ目。"),
        ("サプライチェーンの強靱化", "サプライヤーの強靱化", "[-サプライチェーン-][+サプライヤー+]の強靱化"),
        ("同じ文。", "同じ文。", "同じ文。"),
        ("", "新しい文。", "[+新しい文。+]"),
        ("古い文。", "", "[-古い文。-]"),
        ("予算の案です", "費用の額です", "[-予算の案-][+費用の額+]です"),
    ],
)
def test_a_difference_reads_like_an_edit(old: str, new: str, expected: str) -> None:
    assert shown(old, new) == expected


def test_nothing_has_no_pieces() -> None:
    assert difference("", "") == []


TEXTS = st.text("防衛産業ab .。\n", max_size=40)


@quickly
@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_pieces(old: str, new: str) -> None:
    pieces = difference(old, new)
    assert old_and_new(pieces) == (old, new)
    assert all(piece.text for piece in pieces)
    assert all(
        (first.kind, second.kind) != ("added", "removed") and first.kind != second.kind
        for first, second in pairwise(pieces)
    )


def many_slow_sentences(first: int) -> str:
    """A hundred sentences in which every other character is the same, apart from each other by equal ones."""
    slow = "".join(f"の{chr(first + number)}" for number in range(90))
    return "".join(f"第{number}文。{slow}。" for number in range(100))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (many_slow_sentences(0x4E00), many_slow_sentences(0x5E00)),
        ("x" + "a " * 9_999 + "y", "z" + "a " * 9_000 + "w"),
        ("。x" * 10_000, "x。" * 10_000),
        ("".join(f"x{n}\ny{n}\n" for n in range(1_700)), "".join(f"x{n}\nz{n}\n" for n in range(1_700))),
        ("".join(f"s\nx{n}\n" for n in range(2_000)), "".join(f"s\ny{n}\n" for n in range(2_000))),
        ("の" * 9_999 + "は" + "の" * 10_000, "が" + "の" * 19_998 + "も"),
    ],
)
def test_text_made_to_be_slow_is_not(old: str, new: str) -> None:
    began = process_time()
    pieces = difference(old, new)
    assert process_time() - began < 1.5
    assert old_and_new(pieces) == (old, new)
