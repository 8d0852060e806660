"""The board: what the panel says in sentences, both views of it, and the way from one result to the next."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from tests.make import Make
from tests.scored import Scored
from tests.visit import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def scored(make: Make) -> Scored:
    """The first proposal and the third are scored by five; the second by three."""
    prepared = Scored.prepared(make)
    prepared.score()
    for person, mark in zip([*prepared.members[1:], prepared.chair], ("1", "1", "5", "5", "1"), strict=True):
        make.ballot(prepared.round, prepared.proposals[2], person, importance=mark, feasibility=mark)
    prepared.proposals[2].area_ja, prepared.proposals[2].area_en = "宇宙", "Space"
    prepared.release()
    return prepared


def board(scored: Scored, asked: str = "") -> str:
    return f"/cycles/{scored.cycle.id}/tally{asked}"


def result(scored: Scored, place: int, asked: str = "") -> str:
    return f"/rounds/{scored.round.id}/proposals/{scored.proposals[place].id}/result{asked}"


def test_the_board_says_first_where_the_panel_is_divided(scored: Scored, visit: Visit) -> None:
    page = visit(scored.chair).get(board(scored)).text
    assert "The panel agrees on 1 of 3 proposals: 1 high, 0 middle, 0 low." in page
    assert "It is split on 1, none of them among the first 1." in page
    sentence, link = page.split("Furthest apart, with the middle half of the members from 1.00 to ")[1].split("<a ", 1)
    assert sentence.strip() == "5.00:"
    assert link.startswith(f'href="{result(scored, 2)}"')


def test_both_views_have_the_same_filters(scored: Scored, visit: Visit) -> None:
    chair = visit(scored.chair)
    for view in ("", "&view=map"):
        page = chair.get(board(scored, f"?class=split&field=%E5%AE%87%E5%AE%99{view}")).text.split('id="findings"')[1]
        below = page.split('class="cut-form')[1].split("</form>")[1]
        assert scored.proposals[2].title_en in below
        assert scored.proposals[0].title_en not in below
    assert scored.proposals[0].title_en in chair.get(board(scored, "?field=nowhere")).text


def test_the_map_names_and_counts_its_quarters(scored: Scored, visit: Visit) -> None:
    page = visit(scored.chair).get(board(scored, "?view=map")).text
    assert "Members are apart on none that scored high. 1 high and 0 low together, 1 low and apart." in page
    assert page.count("<title>") == 3, "the page's, and that of each width"
    assert "1 proposal is not on the map" in page


def test_from_one_result_one_goes_to_the_next_in_the_order_of_the_board(scored: Scored, visit: Visit) -> None:
    chair = visit(scored.chair)
    first = chair.get(result(scored, 0)).text
    assert "1 of 3 in the tally" in first
    assert f'rel="next" href="{result(scored, 2)}"' in first
    assert 'rel="prev"' not in first
    filtered = chair.get(result(scored, 2, "?class=split")).text
    assert "1 of 1 in the tally" in filtered
    assert 'rel="next"' not in filtered
    assert "in the tally" not in chair.get(result(scored, 0, "?class=split")).text, "the filter leaves it out"


def test_a_neighbour_tells_nothing_of_its_result(scored: Scored, visit: Visit) -> None:
    told = visit(scored.chair).get(result(scored, 2), headers={"Accept": "application/json"}).json
    assert set(told["beside"]["next"]) == {"id", "code", "title_ja", "title_en"}


def test_whoever_is_recused_goes_past_it(scored: Scored, make: Make, visit: Visit, db: Session) -> None:
    make.recusal(scored.proposals[2], scored.members[4])
    db.commit()
    page = visit(scored.members[4]).get(result(scored, 0)).text
    assert "1 of 2 in the tally" in page
    assert scored.proposals[2].code not in page.split("<main")[1]


def test_a_thousand_lines_stay_light(scored: Scored, visit: Visit) -> None:
    """72 of them and the frame below 75 KB: a line has 780 bytes, its titles among them."""
    page = visit(scored.chair).get(board(scored)).text
    lines = [line.encode() for line in re.findall(r"<tr><td.*?</tr>", page)]
    assert len(lines) == 3
    assert max(map(len, lines)) < 780


def test_receipts_are_paged_and_own_ones_summed_up(scored: Scored, visit: Visit) -> None:
    member = visit(scored.members[1])
    page = member.get(board(scored, "/receipts")).text
    assert "All your 3 sheets are in the list: they were counted." in page
    assert "is missing" not in page
    assert member.get(board(scored, "/receipts?page=99")).text.count("<li><code>") == 13
