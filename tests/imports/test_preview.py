"""What a preview shows: every problem led to its marked cell, however far down, and a file that changes nothing."""

from typing import Any

from panel.imports.preview import CELL_LIMIT, FIRST_ROWS, MOST_ROWS
from panel.models.cycles import Cycle
from panel.models.people import Person
from tests.imports.files import csv_file
from tests.imports.test_pages import MEMBER, MEMBERS, sent


def _member(n: int, **changed: str) -> tuple[str, ...]:
    row = {**dict(zip(MEMBERS, MEMBER, strict=True)), "メール": f"m{n}@example.org", **changed}
    return tuple(row.values())


def _refused(visitor: Any, cycle: Cycle, rows: list[tuple[str, ...]]) -> str:
    text: str = visitor.post(f"/cycles/{cycle.id}/import/members", sent(csv_file(MEMBERS, rows)), 422).text
    return text


def test_a_problem_far_down_is_led_to_its_marked_cell(visit: Any, cycle: Cycle, secretary: Person) -> None:
    rows = [_member(n) for n in range(60)]
    rows[49] = _member(49, 役割="王")
    page = _refused(visit(secretary), cycle, rows)
    assert 'href="#row-51"' in page
    row = page.partition('<tr id="row-51"')[2].partition("</tr>")[0]
    assert row.count('class="cell-wrong"') == 1
    assert "王" in row.partition('class="cell-wrong"')[2].partition("</td>")[0]
    assert 'id="row-30"' not in page


def test_sound_rows_are_not_marked(visit: Any, cycle: Cycle, secretary: Person) -> None:
    page = _refused(visit(secretary), cycle, [_member(1), _member(2, 役割="王")])
    assert "cell-wrong" not in page.partition('<tr id="row-2"')[2].partition("</tr>")[0]


def test_so_many_rows_with_problems_are_shown_and_no_link_leads_nowhere(
    visit: Any, cycle: Cycle, secretary: Person
) -> None:
    page = _refused(visit(secretary), cycle, [_member(n, 役割="王") for n in range(150)])
    assert page.count('<tr id="row-') == max(FIRST_ROWS, MOST_ROWS)
    links = {part.partition('"')[0] for part in page.split('href="#row-')[1:]}
    assert all(f'id="row-{number}"' in page for number in links)
    assert len(page.encode()) < 75_000


def test_a_long_cell_is_shown_by_its_beginning(visit: Any, cycle: Cycle, secretary: Person) -> None:
    page = _refused(visit(secretary), cycle, [_member(1, 所属="長" * 5_000)])
    assert "長" * (CELL_LIMIT - 1) + "…" in page
    assert "長" * (CELL_LIMIT + 1) not in page


def test_a_file_that_changes_nothing_says_so_and_offers_no_button_for_it(
    visit: Any, cycle: Cycle, secretary: Person
) -> None:
    visitor, data = visit(secretary), csv_file(MEMBERS, [MEMBER])
    address = f"/cycles/{cycle.id}/import/members"
    visitor.post(visitor.post(address, sent(data)).location)
    again = visitor.get(visitor.post(address, sent(data)).location).text
    assert "This file would change nothing" in again
    assert "Bring in all of it</button>" not in again


def test_the_page_says_under_which_headers_it_reads(visit: Any, cycle: Cycle, secretary: Person) -> None:
    page = visit(secretary).get(f"/cycles/{cycle.id}/import/members").text
    assert "<code>family_name</code> (required)" in page
    assert "メールアドレス" in page
