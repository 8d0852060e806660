"""The strip above a scale: counts, the middle half, and the own mark, in shares of its width."""

import re

import pytest

from panel.calc.strip import strip

COUNTS = {"1": 0, "2": 1, "3": 7, "4": 4, "5": 0}


def drawn(**other: object) -> str:
    given = {"histogram": COUNTS, "spread": (3.0, 3.0, 4.0), "own": "3", "own_word": "You", **other}
    return strip("Median 3", **given)  # type: ignore[arg-type]


def test_every_count_stands_in_the_column_of_its_answer() -> None:
    texts = re.findall(r'<text[^>]* x="([\d.]+)%" y="\d+">([^<]*)</text>', drawn())
    assert [place for place, words in texts if words == "7"] == ["50"]
    assert [place for place, words in texts if words == "5"] == ["90"]


def test_a_value_that_nobody_gave_has_no_bar() -> None:
    assert drawn().count("<rect") == 3


def test_the_own_mark_is_told_by_a_word_as_well_as_by_its_colour() -> None:
    assert drawn().count('class="strip-own"') == 1
    assert ">3 You</text>" in drawn()
    assert "You" not in drawn(own=None)


@pytest.mark.parametrize(("counts", "left"), [(COUNTS, "50%"), ({str(n): 1 for n in range(10)}, "35%")])
def test_the_middle_half_is_laid_on_the_same_columns(counts: dict[str, int], left: str) -> None:
    assert f'class="strip-spread" x1="{left}"' in drawn(histogram=counts)


def test_its_title_says_the_finding_and_is_escaped() -> None:
    assert "<title>a &lt; b</title>" in strip("a < b", COUNTS, None, None, "")
