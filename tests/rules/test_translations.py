"""Whatever a person reads stands in both languages: the catalogue is complete and in use."""

from pathlib import Path

import pytest

from panel.config import ROOT
from panel.translations import PARTS, PartsDisagree, merged
from panel.translations.check import problems

TEMPLATE = "<p>{{ _('Save') }}</p><p>{{ ngettext('%(num)d proposal', '%(num)d proposals', n) }}</p>"
COMPLETE = """
msgid "Save"
msgstr "保存する"

msgid "%(num)d proposal"
msgid_plural "%(num)d proposals"
msgstr[0] "提案%(num)d件"
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A house of one template and one complete part."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "panel").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    (tmp_path / "home.po").write_text(COMPLETE)
    return tmp_path


def found(house: Path, part: str) -> list[str]:
    """What the check says of the house with this part."""
    (house / "home.po").write_text(part)
    return problems(house, house)


def test_every_word_of_the_project_is_translated_and_used() -> None:
    assert problems(ROOT, PARTS) == []


def test_a_complete_part_has_no_problems(house: Path) -> None:
    assert found(house, COMPLETE) == []


def test_a_missing_translation_is_named_with_its_place(house: Path) -> None:
    expected = ["templates/page.html:1: not translated: 'Save'"]
    assert found(house, COMPLETE.replace("保存する", "")) == expected
    assert found(house, COMPLETE.replace('msgid "Save"\nmsgstr "保存する"', "")) == expected


def test_an_unused_translation_is_named(house: Path) -> None:
    assert found(house, COMPLETE + '\nmsgid "Vote"\nmsgstr "投票"\n') == ["unused: 'Vote'"]


def test_a_lost_placeholder_is_named(house: Path) -> None:
    assert found(house, COMPLETE.replace("提案%(num)d件", "提案")) == [
        "placeholders differ: ('%(num)d proposal', '%(num)d proposals')"
    ]


def test_a_fuzzy_translation_is_named(house: Path) -> None:
    assert found(house, COMPLETE.replace('msgid "Save"', '#, fuzzy\nmsgid "Save"')) == ["fuzzy: 'Save'"]


def test_two_parts_that_disagree_are_named(house: Path) -> None:
    (house / "work.po").write_text('msgid "Save"\nmsgstr "保存"\n')
    with pytest.raises(PartsDisagree, match=r"work\.po: 'Save' is '保存', but '保存する' in home\.po"):
        merged(house)


def test_a_part_that_repeats_itself_is_named(house: Path) -> None:
    assert found(house, COMPLETE + '\nmsgid "Save"\nmsgstr "保存"\n') == [
        "home.po: 1 msgid(s) stand in it more than once"
    ]
