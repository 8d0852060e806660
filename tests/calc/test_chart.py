"""Charts: valid SVG under the strict content policy, with every count and place where it belongs."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.calc.chart import DistributionRow, Heads, RankRow, distribution, ranking
from panel.calc.drawing import broken, fitted, text_width
from panel.calc.marks import Blank, Scale
from panel.calc.summary import summary
from tests.calc.rounds import marks, quickly, scales

FIVE = Scale(1, 5)
HEADS = Heads("人数", "分布", "平均", "n")
SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 (our own drawing)


def drawn(row: DistributionRow) -> ElementTree.Element:
    return parsed(distribution("所見", [row], HEADS))


def row(values: list[int | Blank], scale: Scale = FIVE, label: tuple[str, ...] = ("重要性",)) -> DistributionRow:
    return DistributionRow(label, scale, summary(values, scale), "3/5")


def test_every_count_is_written_above_its_value() -> None:
    texts = [text for group in drawn(row([1, 5, 5])).iter(f"{SVG}g") for text in group]
    across = sorted(texts, key=lambda text: (float(text.attrib["x"]), float(text.attrib["y"])))
    assert [text.text for text in across] == ["1", "1", "0", "2", "0", "3", "0", "4", "2", "5"]


def test_bars_are_as_tall_as_their_counts() -> None:
    bars = [bar for bar in drawn(row([1, 5, 5, 5, 5])).iter(f"{SVG}rect") if bar.get("class") == "bar"]
    assert [float(bar.attrib["height"]) for bar in bars] == pytest.approx([3.5, 14])


def test_a_proposal_without_scores_shows_neither_bar_nor_spread() -> None:
    classes = [part.get("class") for part in drawn(row([Blank.UNABLE])).iter()]
    assert not {"bar", "band", "median", "mean"} & set(classes)


@quickly
@given(st.data(), scales)
def test_the_spread_stays_on_the_scale_whatever_was_scored(data: st.DataObject, scale: Scale) -> None:
    values = data.draw(st.lists(marks(scale), max_size=12))
    picture = drawn(row(values, scale))
    for part in picture.iter():
        if part.get("class") in ("band", "median"):
            left, width = float(part.attrib["x"]), float(part.attrib["width"])
            assert 422 <= left <= left + width <= 546
        if part.get("class") == "mean":
            assert 424 <= float(part.attrib["cx"]) <= 544


@quickly
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn")), max_size=60))
def test_any_words_make_valid_svg_and_nothing_the_content_policy_forbids(words: str) -> None:
    svg = distribution(words, [row([3, 4], label=(words,))], HEADS)
    root = parsed(svg)
    assert root.get("role") == "img"
    title = root.find(f"{SVG}title")
    assert title is not None
    assert (title.text or "") == words
    assert all(not re.match("style|on|href", name) for part in root.iter() for name in part.attrib)
    assert {part.tag.removeprefix(SVG) for part in root.iter()} <= {
        "svg",
        "title",
        "g",
        "text",
        "line",
        "rect",
        "circle",
    }


@given(st.text(max_size=40), st.floats(20, 400))
def test_words_are_cut_to_the_room_they_have(words: str, width: float) -> None:
    shown = fitted(words, 10, width)
    assert text_width(shown, 10) <= width or shown == "…"
    assert shown == words or shown.endswith("…")


def test_full_width_characters_are_one_em_wide() -> None:
    assert text_width("防衛１", 10) == 30
    assert text_width("ab", 10) < 20


def test_a_long_label_breaks_between_words_and_loses_none() -> None:
    first, rest = broken("Fragility of the domestic industrial base", 9, 150)
    assert f"{first} {rest}" == "Fragility of the domestic industrial base"
    first, rest = broken("装備移転・国際共同開発の可能性", 10, 100)
    assert first + rest == "装備移転・国際共同開発の可能性"
    assert text_width(first, 10) <= 100
    assert broken("short", 9, 150) == ("short", "")


def test_a_ranking_writes_place_title_and_mean_of_every_line() -> None:
    rows = [
        RankRow("1", ("防衛",), summary([5, 4], FIVE)),
        RankRow("–", ("無評価", "unscored"), summary([], FIVE)),
    ]
    said = [text.text for text in parsed(ranking("所見", rows, FIVE, HEADS)).iter(f"{SVG}text")]
    lines = [words for words in said if words in ("1", "防衛", "4.50", "無評価", "unscored", "–")]
    assert lines == ["1", "1", "防衛", "4.50", "–", "無評価", "unscored", "–"]  # the first 1 names the scale


def test_titles_never_run_into_the_chart_beside_them() -> None:
    long = RankRow("1", ("長い件名" * 30,), summary([3], FIVE))
    root = parsed(ranking("所見", [long], FIVE, HEADS))
    lines = [text for text in root.iter(f"{SVG}text") if "長い" in (text.text or "")]
    assert len(lines) == 2
    for line in lines:
        assert float(line.attrib["x"]) + text_width(line.text or "", float(line.attrib["font-size"])) <= 336.5
