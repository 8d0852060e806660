"""The sets that ship: complete in both languages, anchored, and true to the scale they announce."""

import pytest

from panel import presets
from panel.presets import PRESETS, Preset


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_every_criterion_of_a_preset_is_worded_in_both_languages(preset: Preset) -> None:
    for criterion in preset.criteria:
        assert criterion.name_ja
        assert criterion.name_en
        assert criterion.question_ja
        assert criterion.question_en
        assert all(words["ja"] and words["en"] for words in criterion.anchors.values())


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_both_ends_of_every_scale_are_anchored(preset: Preset) -> None:
    for criterion in preset.criteria:
        assert {str(criterion.lowest), str(criterion.highest)} <= criterion.anchors.keys()


def test_the_first_preset_has_nine_criteria_on_two_axes() -> None:
    criteria = presets.preset("defence").criteria
    assert [criterion.axis for criterion in criteria].count("need") == 5
    assert [criterion.axis for criterion in criteria].count("opportunity") == 4
    assert {(criterion.lowest, criterion.highest) for criterion in criteria} == {(1, 5)}


def test_the_appropriateness_preset_runs_from_one_to_nine() -> None:
    assert {(one.lowest, one.highest) for one in presets.preset("appropriateness").criteria} == {(1, 9)}


def test_uncertainty_counts_against_a_field() -> None:
    directions = {one.key: one.direction for one in presets.preset("foresight").criteria}
    assert directions["uncertainty"] == -1
    assert set(directions.values()) == {1, -1}


def test_the_fields_and_sectors_that_ship_all_have_their_tags() -> None:
    fields = {row["id"] for row in presets.rows("defence_fields_and_sectors.csv")}
    tags = {row["id"] for row in presets.rows("defence_fields_and_sectors_tags.csv")}
    assert len(fields) == 72
    assert fields == tags
