"""A document read page by page: nothing is lost or said twice, and no page is heavier than it may be."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from panel.calc.document import Block, Document, Language, Leaf, Paragraph, Section, Table, same
from panel.formats.html import blocks_as_html
from panel.formats.reading import BUDGET, Reading, cut, opened
from tests.formats.made import document as report

CHAPTERS = [section.key for section in report().sections]


def _leaves(blocks: tuple[Block, ...]) -> Iterator[Leaf]:
    for block in blocks:
        if isinstance(block, Section):
            yield from _leaves(block.blocks)
        else:
            yield block


def _long(n: int) -> Section:
    inner = tuple(
        Section(f"item-{number}", same(str(number)), same(f"Item {number}"), (Paragraph(same("word " * 800)),))
        for number in range(n)
    )
    return Section("long", same("1"), same("Long"), (Section("part", same("1.1"), same("Part"), inner),))


def _opened(document: Document, key: str | None, page: int) -> tuple[Reading, str]:
    found = opened(document, Language.EN, key, page)
    assert found is not None
    return found


def _weight(section: Section) -> int:
    return len(blocks_as_html((section,), Language.EN, 1).encode())


@pytest.mark.parametrize("language", list(Language))
def test_the_pages_together_hold_every_block_once_in_its_order(language: Language) -> None:
    for chapter in (*report().sections, _long(40)):
        pages = cut(chapter, language, budget=6_000)
        rows = [_content(leaf) for page in pages for leaf in _leaves(page.blocks)]
        assert _flat(rows) == _flat([_content(leaf) for leaf in _leaves(chapter.blocks)])


def _content(leaf: Leaf) -> list[object]:
    return list(leaf.rows) if isinstance(leaf, Table) else [leaf]


def _flat(found: list[list[object]]) -> list[object]:
    return [one for several in found for one in several]


def test_no_page_is_much_heavier_than_its_budget_and_its_headings() -> None:
    pages = cut(_long(60), Language.EN)
    assert len(pages) > 4
    assert max(map(_weight, pages)) < BUDGET + 500


def test_a_table_of_many_rows_goes_on_under_its_head() -> None:
    table = next(leaf for section in report().sections for leaf in _leaves(section.blocks) if isinstance(leaf, Table))
    long = Section("t", same("A"), same("Annex"), (Table("k", same("Rows"), table.columns, table.rows[:1] * 900),))
    pages = cut(long, Language.EN)
    assert len(pages) > 1
    for page in pages:
        assert "<thead>" in blocks_as_html((page,), Language.EN, 1)
    assert "rows 1 to" in blocks_as_html((pages[0],), Language.EN, 1)


def test_no_id_stands_twice_on_a_page() -> None:
    for page in cut(_long(60), Language.EN, budget=9_000):
        ids = re.findall(r'id="([^"]+)"', blocks_as_html((page,), Language.EN, 1))
        assert len(ids) == len(set(ids))


def test_reading_on_from_the_title_page_passes_every_page_once_and_ends() -> None:
    document = report()
    reading, _ = _opened(document, None, 0)
    passed: list[tuple[str | None, int]] = []
    while reading.after:
        at = (reading.chapter, reading.page)
        step = reading.after
        reading, _ = _opened(document, step.chapter, step.page)
        passed.append((reading.chapter, reading.page))
        assert reading.before is not None
        back, _ = _opened(document, reading.before.chapter, reading.before.page)
        assert (back.chapter, back.page) == at
    assert len(passed) == len(set(passed))
    assert list(dict(passed)) == CHAPTERS


def test_a_section_inside_a_long_chapter_is_found_on_its_page() -> None:
    document = replace(report(), sections=(_long(60),))
    reading, markup = _opened(document, "item-55", 0)
    assert reading.page > 1
    assert 'id="item-55"' in markup
    assert [line.key for line in reading.outline if line.level == 3 and line.current]


def test_a_key_that_names_nothing_opens_nothing() -> None:
    assert opened(report(), Language.EN, "nothing", 1) is None


def test_what_a_drawing_is_taken_to_weigh_keeps_every_page_light() -> None:
    for language in Language:
        for chapter in report().sections:
            for page in cut(chapter, language):
                assert len(blocks_as_html((page,), language, 1).encode()) < 60_000
