"""The charts of the tally: every number in its place, no word upon another, readable at both widths."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.calc import chart_groups
from panel.calc.chart import NARROW, DistributionRow, Heads, distribution
from panel.calc.chart_groups import GroupsRow, groups
from panel.calc.chart_map import NARROW as NARROW_MAP
from panel.calc.chart_map import WIDE as WIDE_MAP
from panel.calc.chart_map import MapCut, MapLayout, MapMark, MapWords, overview
from panel.calc.chart_movement import MovementWords, slopes
from panel.calc.chart_places import NARROW as NARROW_PLACE
from panel.calc.chart_places import WIDE as WIDE_PLACE
from panel.calc.chart_places import PlacesLayout, places
from panel.calc.chart_row import PLACES, TOTALS, PlaceRange, RowAxes, Spread, row_axes, row_drawing
from panel.calc.consensus import ConsensusClass
from panel.calc.drawing import text_width
from panel.calc.labels import Box, Room, around
from panel.calc.marks import Scale
from panel.calc.summary import summary
from tests.calc.rounds import quickly

FIVE = Scale(1, 5)
NINE = Scale(1, 9)
SVG = "{http://www.w3.org/2000/svg}"
WORDS = MapWords("総合評点", "四分位範囲", ("低くそろう", "高くそろう", "低いが開く", "高いが開く"))


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 (our own drawing)


def texts(root: ElementTree.Element) -> list[ElementTree.Element]:
    """All words, each with the look that a group around them has said for it."""
    for group in root.iter(f"{SVG}g"):
        for text in group:
            text.attrib.update({name: value for name, value in group.attrib.items() if name not in text.attrib})
    return list(root.iter(f"{SVG}text"))


def box(text: ElementTree.Element) -> Box:
    """The room that words take, a little less than their letters so that neighbours may touch."""
    size = float(text.attrib["font-size"])
    width = text_width(text.text or "", size)
    share = {"start": 0.0, "middle": 0.5, "end": 1.0}[text.attrib.get("text-anchor", "start")]
    return Box(float(text.attrib["x"]) - share * width + 0.5, float(text.attrib["y"]) - size + 3, width - 1, size - 4)


def overlapping(root: ElementTree.Element) -> list[tuple[str | None, str | None]]:
    """The pairs of words that lie upon each other."""
    found = texts(root)
    return [
        (one.text, other.text)
        for place, one in enumerate(found)
        for other in found[place + 1 :]
        if box(one).meets(box(other))
    ]


def outside(root: ElementTree.Element) -> list[str | None]:
    width = float(root.attrib["width"])
    return [one.text for one in texts(root) if box(one).x < -1 or box(one).x + box(one).width > width + 1]


# ---- Room for words ----

boxes = st.builds(Box, *[st.floats(0, 100)] * 2, *[st.floats(1, 40)] * 2)


@quickly
@given(st.lists(boxes, max_size=12), st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), max_size=12))
def test_a_label_never_lies_on_anything_or_outside(taken: list[Box], marks: list[tuple[float, float]]) -> None:
    room = Room(Box(0, 0, 100, 100), list(taken))
    for x, y in marks:
        before = list(room.taken)
        found = room.first_free(around(x, y, 3, 20, 8))
        if found is not None:
            assert found.lies_in(room.space)
            assert not any(found.meets(other) for other in before)


# ---- A phone ----


@pytest.mark.parametrize("label", ["装備移転・国際共同開発の可能性", "Fragility of the domestic industrial base"])
def test_a_narrow_distribution_is_as_wide_as_a_phone_and_keeps_its_words_apart(label: str) -> None:
    rows = [DistributionRow((label,), FIVE, summary([1, 2, 4, 4, 5, 5, 5], FIVE), "12")] * 3
    root = parsed(distribution("所見", rows, Heads("Members per score", "IQR, median, mean", "Mean", "n"), NARROW))
    assert float(root.attrib["width"]) <= 343
    assert overlapping(root) == []
    assert outside(root) == []
    assert min(float(one.attrib["font-size"]) for one in texts(root)) >= 10


# ---- Groups ----


def test_groups_of_one_median_share_a_dot_and_each_is_named() -> None:
    row = GroupsRow("実現可能性", FIVE, {"官(4)": 3.0, "産(4)": 4.0, "学(5)": 3.0})
    root = parsed(groups("所見", [row]))
    assert [float(one.attrib["cx"]) for one in root.iter(f"{SVG}circle")] == pytest.approx([430, 525])
    said = [one.text for one in texts(root)]
    assert "官(4)・学(5)" in said
    assert "産(4)" in said


@quickly
@given(st.lists(st.integers(2, 18), min_size=1, max_size=4), st.sampled_from([chart_groups.WIDE, chart_groups.NARROW]))
def test_no_group_is_named_upon_another(halves: list[int], layout: chart_groups.GroupsLayout) -> None:
    names = ("Gov(4)", "Ind(12)", "Acad(5)", "Other(3)")
    row = GroupsRow("Feasibility", NINE, {name: half / 2 for name, half in zip(names, halves, strict=False)})
    root = parsed(groups("A finding", [row], layout, ", "))
    assert overlapping(root) == []
    assert outside(root) == []


# ---- Movement ----


def test_every_way_from_round_to_round_is_drawn_with_its_number() -> None:
    root = parsed(slopes("所見", [(3, 4, 5), (4, 4, 2), (5, 2, 1)], FIVE, MovementWords("第1回", "第2回", "{n}人")))
    ways = [line for line in root.iter(f"{SVG}line") if line.get("class") in ("moved", "stayed")]
    thick = {line.get("class"): float(line.attrib["stroke-width"]) for line in ways}
    assert [line.get("class") for line in ways] == ["moved", "stayed", "moved"]
    assert thick["moved"] < float(ways[0].attrib["stroke-width"]), "five are drawn thicker than one"
    said = [one.text for one in texts(root)]
    assert [said.count(words) for words in ("5人", "2人", "1人", "7人")] == [1, 1, 2, 1]


@quickly
@given(st.dictionaries(st.tuples(st.integers(1, 5), st.integers(1, 5)), st.integers(1, 40), min_size=1))
def test_counts_on_slopes_never_lie_upon_each_other(flows: dict[tuple[int, int], int]) -> None:
    ways = [(*way, count) for way, count in flows.items()]
    root = parsed(slopes("A finding", ways, FIVE, MovementWords("Round 1", "Round 2", "{n}")))
    assert overlapping(root) == []
    assert outside(root) == []


# ---- The map ----

marks = st.builds(
    MapMark,
    st.floats(1, 5),
    st.floats(0, 4),
    st.sampled_from(ConsensusClass),
    st.sampled_from(["S01", "T38"]),
    st.sampled_from(["", "スタンド・オフ・ミサイルの機体・誘導技術", "Space domain awareness"]),
)


@quickly
@given(st.lists(marks, max_size=72), st.sampled_from([WIDE_MAP, NARROW_MAP]), st.floats(1, 5))
def test_names_on_the_map_never_lie_on_each_other(found: list[MapMark], layout: MapLayout, total: float) -> None:
    cut = MapCut(total, "line of the first 24")
    root = parsed(overview("A finding", found, FIVE, 1.0, WORDS, layout, cut))
    assert overlapping(root) == []
    assert outside(root) == []
    assert sum(path.attrib["d"].count("M") for path in classes(root)) == len(found)


def classes(root: ElementTree.Element) -> list[ElementTree.Element]:
    """The marks of the map, a path for each class."""
    return [path for path in root.iter(f"{SVG}path") if path.attrib["class"].startswith("class-")]


def test_what_stands_out_is_named_before_the_rest() -> None:
    crowd = [MapMark(3, 1, ConsensusClass.OPEN, f"T{n:02}") for n in range(30)]
    root = parsed(overview("所見", [*crowd, MapMark(3, 1, ConsensusClass.SPLIT, "S99", "蓄電池")], FIVE, 1.0, WORDS))
    assert "S99 蓄電池" in [one.text for one in texts(root)]


def test_in_a_crowd_only_what_stands_out_is_named_and_a_thousand_stay_light() -> None:
    crowd = [MapMark(1 + n % 400 / 100, n % 7 / 2, ConsensusClass.OPEN, f"T{n:03}") for n in range(1000)]
    drawing = overview("所見", [*crowd, MapMark(5, 0, ConsensusClass.SPLIT, "S99", "蓄電池")], FIVE, 1.0, WORDS)
    said = [one.text or "" for one in texts(parsed(drawing))]
    assert not any(words.startswith("T") for words in said)
    assert any("S99" in words for words in said)
    assert len(drawing) < 25_000


def test_each_class_has_a_shape_of_its_own() -> None:
    apart = [MapMark(1 + n / 2, 0.5, consensus, "T01") for n, consensus in enumerate(ConsensusClass)]
    paths = classes(parsed(overview("所見", apart, FIVE, 1.0, WORDS)))
    shapes = {(path.attrib["d"].lstrip("M0123456789. "), path.attrib["fill"] == "none") for path in paths}
    assert len(shapes) == len(ConsensusClass), "told apart without colour"


def test_the_line_of_the_map_lies_at_its_total_and_is_named() -> None:
    root = parsed(overview("所見", [], FIVE, 1.0, WORDS, WIDE_MAP, MapCut(3, "上位24件の線")))
    (line,) = [path for path in root.iter(f"{SVG}path") if path.get("class") == "cut"]
    assert line.attrib["d"].startswith("M504 ")
    assert "上位24件の線" in [one.text for one in texts(root)]


# ---- A line of the board ----

AXES = RowAxes(FIVE, 71, 24)
ALL_OF_IT = Spread(5, 1, 3, 5)


def test_a_row_lies_on_the_axes_above_it() -> None:
    head, line = (
        row_axes(AXES, ("順位", "総合評点", "評点")),
        row_drawing(AXES, PlaceRange(1, 1, 71), ALL_OF_IT, [0, 2]),
    )
    for ends in (PLACES, TOTALS):
        assert all(f'x="{end}"' in head for end in ends)
        assert f"M{ends[0]} 9H{ends[1]}" in line
    assert f"M{PLACES[0]} 9h0M{TOTALS[1]} 9h0" in line, "the place and the total as dots"
    assert "M170 3v12" in line, "the median of three in the middle of one to five"


def test_the_line_is_drawn_between_the_last_above_and_the_first_below() -> None:
    assert AXES.place(24) < AXES.place(24.5) < AXES.place(25) + 1
    assert f'class="strip-line" d="M{AXES.place(24.5)} 0' in row_axes(AXES, ("", "", ""))


def test_without_an_analysis_a_row_has_no_places_and_begins_with_the_total() -> None:
    unsure = RowAxes(FIVE, 1, None)
    head, line = row_axes(unsure, ("Places", "Total", "Scores")), row_drawing(unsure, None, ALL_OF_IT, [1])
    assert line.count("h0") == 1
    assert f"M{PLACES[0]} 9H" in line
    assert "strip-line" not in head
    assert "Places" not in head
    assert unsure.width < AXES.width


def test_bars_are_as_tall_as_their_counts_and_few_can_still_be_seen() -> None:
    assert "v-16" in row_drawing(AXES, None, ALL_OF_IT, [400, 1])
    assert "v-2" in row_drawing(AXES, None, ALL_OF_IT, [400, 1])


# ---- One place ----


@quickly
@given(st.data(), st.sampled_from([WIDE_PLACE, NARROW_PLACE]))
def test_the_words_about_a_place_stay_apart_and_inside(data: st.DataObject, layout: PlacesLayout) -> None:
    n = data.draw(st.integers(2, 1000))
    low, rank, high = sorted(data.draw(st.lists(st.integers(1, n), min_size=3, max_size=3)))
    k = data.draw(st.integers(1, n - 1))
    root = parsed(places("所見", PlaceRange(rank, low, high), n, k, f"上位{k}件の線", layout))
    assert overlapping(root) == []
    assert outside(root) == []
    assert len(list(root.iter(f"{SVG}circle"))) == 1
