"""The words of one place and of the ways to the sentences: nothing is certain, every number is the computed one."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.calc import certainty
from panel.calc.analysis import Band, Claim, ClaimKind, Flag, ItemAnalysis, Settings, Swap
from panel.calc.certainty import chance, interval
from panel.calc.claims_found import found
from panel.calc.consensus import ConsensusClass
from panel.calc.document import Text
from panel.calc.statistics.averages import trimmed_means
from panel.calc.summary import trimmed_mean
from tests.calc.rounds import quickly
from tests.tally.analysed import an_item

SETTINGS = Settings(seed=4711, places=12)
ITEM: ItemAnalysis = an_item("T01", 3, low=2, high=6, p_top=0.97)
JAPANESE = re.compile("[぀-ヿ一-鿿]")
NUMBERS = {"members": 15, "nudge": 0.2, "places": 12}


@pytest.mark.parametrize(
    ("share", "words"),
    [(1.0, "over 99 %"), (0.996, "over 99 %"), (0.994, "99 %"), (0.5, "50 %"), (0.006, "1 %"), (0.0, "under 1 %")],
)
def test_no_chance_is_ever_certain(share: float, words: str) -> None:
    assert chance(share).english == words


def test_an_interval_of_one_place_is_that_place() -> None:
    assert (interval(ITEM), interval(replace(ITEM, low=3, high=3))) == ("2–6", "3")


def test_a_place_is_said_with_where_it_would_be() -> None:
    said = certainty.place_sentence(ITEM, SETTINGS, 69)
    assert said.en.endswith("it would stand between 2 and 6 in 90 % of the cases.")
    assert said.ja.startswith("69件中3位です。")
    assert "2位から6位" in said.ja
    alone = certainty.place_sentence(replace(ITEM, low=3, high=3), SETTINGS, 69)
    assert alone.en.endswith("it would stand at 3 in 90 % of the cases.")


@pytest.mark.parametrize("band", Band)
def test_a_chance_is_said_with_its_band(band: Band) -> None:
    said = certainty.chance_sentence(replace(ITEM, band=band), SETTINGS)
    assert "among the first 12 is 97 %" in said.en
    assert certainty.BANDS[band].ja in said.ja


def test_every_flag_has_a_name_and_a_meaning_in_both_languages() -> None:
    for words in (certainty.FLAGS, certainty.FLAGS_EXPLAINED):
        assert words.keys() == set(Flag)
        assert all(JAPANESE.search(text.ja) and not JAPANESE.search(text.en) for text in words.values())


def test_a_swap_names_what_is_taken_and_what_is_given() -> None:
    moved = {"need": -0.03, "cost": -0.012, "chance": 0.042}
    names = {"need": Text("必要性", "Need"), "cost": Text("費用", "Cost"), "chance": Text("機会", "Chance")}
    said = certainty.swap_sentence(Swap("T07", 0.042, moved), names)
    assert said.en == (
        "Moving 4.2 % of the weight takes it across the line, in exchange with T07: "
        "less for Need (3.0 %), Cost (1.2 %), more for Chance (4.2 %)."
    )
    assert "減らす項目：「必要性」3.0 %、「費用」1.2 %。増やす項目：「機会」4.2 %。" in said.ja
    assert "none takes it across the line" in certainty.swap_sentence(None, names).en


@pytest.mark.parametrize(
    ("decisive", "moves", "words"),
    [
        (0, 0, "it stays on its side of the line. Its place does not change either."),
        (0, 1, "moves it by 1 place at most."),
        (
            1,
            4,
            "1 member would, if left out alone, take it across the line. Leaving out one member moves it by 4 places",
        ),
        (3, 4, "3 members would"),
    ],
)
def test_members_are_counted_and_never_named(decisive: int, moves: int, words: str) -> None:
    assert words in certainty.members_sentence(replace(ITEM, decisive=decisive, moves=moves)).en


def test_other_orders_are_told_apart_from_the_same_place() -> None:
    assert "the same" in certainty.median_sentence(ITEM).en
    assert "place 9" in certainty.median_sentence(replace(ITEM, median_rank=9)).en
    same, other = (certainty.strictness_sentence(replace(ITEM, adjusted=4.2, adjusted_rank=rank)) for rank in (3, 5))
    assert same
    assert other
    assert ("the same" in same.en, "place 5 (total 4.20)" in other.en) == (True, True)
    assert certainty.strictness_sentence(replace(ITEM, adjusted=None, adjusted_rank=None)) is None


@pytest.mark.parametrize(
    ("polarisation", "index", "consensus", "words"),
    [
        (0.8, 1.4, ConsensusClass.OPEN, "two camps, high and low"),
        (0.4, 0.6, ConsensusClass.SPLIT, "two camps, high and low"),
        (0.4, 0.6, ConsensusClass.OPEN, "spread over the scale"),
        (0.2, 1.2, ConsensusClass.OPEN, "spread over the scale"),
        (0.1, 0.3, ConsensusClass.OPEN, "but not so closely"),
        (0.1, 0.3, ConsensusClass.AGREED_LOW, "lie around one value."),
    ],
)
def test_two_camps_are_told_from_a_wide_spread_and_from_one_voice(
    polarisation: float, index: float, consensus: ConsensusClass, words: str
) -> None:
    said = certainty.camps_sentence(replace(ITEM, polarisation=polarisation, disagreement=index), consensus)
    assert said
    assert words in said.en


def test_without_the_figure_nothing_is_said_of_camps() -> None:
    assert certainty.camps_sentence(replace(ITEM, polarisation=None), ConsensusClass.OPEN) is None


@pytest.mark.parametrize("kind", ClaimKind)
def test_every_sentence_has_a_way_in_both_languages(kind: ClaimKind) -> None:
    way = found(Claim(kind, NUMBERS), SETTINGS)
    assert JAPANESE.search(way.ja)
    assert not JAPANESE.search(way.en)


def test_the_way_to_the_bands_can_be_gone_again() -> None:
    way = found(Claim(ClaimKind.BANDS, NUMBERS), SETTINGS)
    assert all(words in way.en for words in ("10,000 panels", "seed 4711", "first 12", "90 %", "10 %"))
    nudged = found(Claim(ClaimKind.TOP_STAYS, NUMBERS), SETTINGS)
    assert all(words in nudged.en for words in ("20 % larger", "15 members"))


# ---- The trimmed mean ----


@quickly
@given(st.lists(st.floats(1, 9), min_size=1, max_size=40))
def test_a_trimmed_mean_is_the_one_of_the_arrays(values: list[float]) -> None:
    assert trimmed_mean(values) == pytest.approx(float(trimmed_means(np.array(values))))


def test_a_trimmed_mean_drops_a_fifth_of_each_end() -> None:
    assert trimmed_mean([1, 4, 4, 5, 5]) == pytest.approx(13 / 3)
    assert trimmed_mean([]) is None
    with pytest.raises(ValueError, match="less than half"):
        trimmed_mean([1, 2], 0.5)
