"""Two orders drawn side by side: every word in its place, and no two upon each other."""

import re
from itertools import pairwise
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.calc.chart_slopes import NARROW, WIDE, Layout, Slope, SlopeWords, apart, slopes
from panel.calc.drawing import text_width

WORDS = SlopeWords("Tally", "With strict and lenient members evened out", "the first 8")
LONG = "装備品等のサイバー防御・抗たん性の強化に必要な技術"


def drawn(found: list[Slope], cut: int = 8, layout: Layout = WIDE) -> Element:
    svg = slopes("It changes.", found, cut, WORDS, layout)
    return fromstring(re.sub(r' xmlns="[^"]+"', "", svg))  # noqa: S314 - drawn by ourselves


def named(n: int) -> list[Slope]:
    return [Slope(place, n + 1 - place, f"T{place:02d}", LONG) for place in range(1, n + 1)]


def boxes(svg: Element) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of every text."""
    found = []
    for one in svg.iter("text"):
        size, x, y = (float(one.get(name, "")) for name in ("font-size", "x", "y"))
        width = text_width(one.text or "", size)
        left = {"end": x - width, "middle": x - width / 2}.get(one.get("text-anchor", ""), x)
        found.append((left, y - size * 0.8, left + width, y + size * 0.2))
    return found


@pytest.mark.parametrize("layout", [WIDE, NARROW])
@pytest.mark.parametrize("n", [2, 12, 30, 300])
def test_no_word_lies_upon_another_or_outside(layout: Layout, n: int) -> None:
    svg = drawn(named(n), layout=layout)
    width, height = (float(svg.get(side, "")) for side in ("width", "height"))
    places = boxes(svg)
    for number, (left, top, right, bottom) in enumerate(places):
        assert left >= 0
        assert right <= width + 1
        assert top >= 0
        assert bottom <= height
        for other in places[number + 1 :]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] + 0.6 or other[3] <= top + 0.6


def test_only_those_with_a_code_are_named_and_stand_out() -> None:
    svg = drawn([Slope(1, 1), Slope(2, 3, "T02", "Batteries"), Slope(3, 2)])
    assert [one.get("class") for one in svg.iter("line")].count("moved") == 1
    assert sum("T02" in (one.text or "") for one in svg.iter("text")) == 2
    assert len(list(svg.iter("circle"))) == 2


def test_a_phone_is_shown_codes_without_titles() -> None:
    narrow, wide = (
        "".join(one.text or "" for one in drawn(named(3), layout=layout).iter("text")) for layout in (NARROW, WIDE)
    )
    assert "T01" in narrow
    assert LONG[:4] not in narrow
    assert LONG[:4] in wide


@pytest.mark.parametrize(("cut", "is_drawn"), [(0, False), (2, True), (4, False)])
def test_the_line_is_drawn_where_it_parts_some_from_others(cut: int, is_drawn: bool) -> None:
    assert any(one.get("stroke-dasharray") for one in drawn(named(4), cut).iter("line")) is is_drawn


@given(st.lists(st.floats(30, 400), max_size=25))
def test_names_are_moved_apart_and_keep_their_order(wished: list[float]) -> None:
    placed = apart(sorted(wished), 14, 30, 430)
    assert all(below - above >= 14 - 1e-9 for above, below in pairwise(placed))
    assert all(y <= 430 for y in placed)
