"""The board, one result, progress and closing, as each role sees them."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.calc.calendar import Phase
from panel.models.ballots import Ballot
from panel.models.cycles import RoundState
from panel.models.people import Role
from tests.make import Make
from tests.scored import Scored
from tests.visit import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def scored(make: Make) -> Scored:
    prepared = Scored.prepared(make)
    prepared.score()
    return prepared


def board(scored: Scored) -> str:
    return f"/cycles/{scored.cycle.id}/tally"


def result(scored: Scored, place: int = 0) -> str:
    return f"/rounds/{scored.round.id}/proposals/{scored.proposals[place].id}/result"


def codes(page: str) -> list[str]:
    """The codes of the board's lines, in its order."""
    return re.findall(r'<tr><td>[^\n]*?<th scope="row">([^ <]+) <a', page)


def json(visitor: Visitor, address: str) -> Any:
    """What programs are told instead of the page."""
    return visitor.get(address, headers={"Accept": "application/json"}).json


def test_the_board_ranks_and_says_every_silence(scored: Scored, visit: Visit) -> None:
    scored.release()
    page = visit(scored.members[0]).get(board(scored)).text
    assert codes(page) == [scored.proposals[place].code for place in (0, 1, 2)]  # the second by three only: no place
    assert "<small>n 5/7: 2 not answered</small></td>" in page
    assert "3 proposals · n = 8 of 20: 12 not answered" in page
    assert scored.round_snapshot()[:12] in page


def test_what_people_typed_is_shown_as_typed(scored: Scored, visit: Visit, db: Session) -> None:
    scored.proposals[0].title_en = "<script>alert(1)</script> & {{ 7*7 }}"
    scored.proposals[0].title_ja, scored.proposals[0].code = "<b>太字</b>", "<i>"
    scored.release()
    page = visit(scored.chair).get(board(scored)).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; {{ 7*7 }}" in page
    assert "&lt;b&gt;太字" in page
    assert '<th scope="row">&lt;i&gt; <a' in page
    assert "<table" in page


def test_few_scores_show_no_numbers(scored: Scored, visit: Visit) -> None:
    scored.release()
    browser = visit(scored.chair)
    line = browser.get(board(scored)).text.split("<tr><td")[2].split("</tr>")[0]
    assert "5.00" in line  # the median of three
    assert "<svg" not in line
    assert "Too few scores" in line
    page = browser.get(result(scored, 1)).text
    assert "Of fewer than 5 scores only the median is shown" in page
    assert "<svg xmlns" not in page.split("<main")[1]


def test_a_result_shows_the_distribution_groups_and_shuffled_reasons(scored: Scored, visit: Visit) -> None:
    scored.release()
    page = visit(scored.members[0]).get(result(scored)).text
    assert 'class="chart"' in page
    assert "Reason of 2." in page
    assert "4: 2" in page
    assert "Medians by stakeholder group" not in page  # three of industry and two of academia


def test_somebody_recused_sees_neither_line_nor_result(scored: Scored, make: Make, visit: Visit) -> None:
    make.recusal(scored.proposals[1], scored.members[0])
    scored.release()
    browser = visit(scored.members[0])
    page = browser.get(board(scored)).text
    assert codes(page) == [scored.proposals[place].code for place in (0, 2)]
    assert scored.proposals[1].title_en not in page
    assert "<tr><td>1</td>" in page
    browser.get(result(scored, 1), status=403)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.CHAIR, Role.DEPUTY, Role.SECRETARIAT, Role.OBSERVER])
@pytest.mark.parametrize("frozen", [False, True])
def test_nobody_reads_a_result_before_it_is_released(
    scored: Scored, make: Make, visit: Visit, role: Role, frozen: bool
) -> None:
    if frozen:
        scored.freeze()
    browser = visit(make.person(role, scored.panel))
    browser.get(board(scored), status=403)
    browser.get(result(scored), status=403)
    browser.get(f"{board(scored)}/receipts", status=403)


def test_a_released_round_stays_readable_while_the_next_is_scored(scored: Scored, make: Make, visit: Visit) -> None:
    scored.release()
    later = make.round(scored.cycle, 2)
    browser = visit(scored.members[0])
    browser.get(board(scored))
    browser.get(result(scored))
    browser.get(f"{board(scored)}?round=2", status=403)
    browser.get(f"/rounds/{later.id}/proposals/{scored.proposals[0].id}/result", status=403)
    page = browser.get(f"/rounds/{later.id}/proposals/{scored.proposals[0].id}/score").text
    assert "You: 5 (Step 5)" in page
    assert "Median 4" in page


def test_a_line_sorts_and_filters_by_the_address(scored: Scored, visit: Visit) -> None:
    scored.release()
    browser = visit(scored.chair)
    assert codes(browser.get(f"{board(scored)}?class=too_few").text)
    assert "No proposal matches" in browser.get(f"{board(scored)}?kind=sector").text
    assert codes(browser.get(f"{board(scored)}?sort=disagreement").text)[0] == scored.proposals[0].code
    browser.get(f"{board(scored)}?sort=nonsense&class=%27&kind=x&round=99999999999", status=200)


def test_closing_early_takes_two_people(scored: Scored, visit: Visit, db: Session) -> None:
    address = f"/rounds/{scored.round.id}/close"
    chair, secretariat = visit(scored.chair), visit(scored.secretariat)
    assert "A second person must confirm" in chair.get(address).text
    chair.post(address, status=202)
    chair.post(address, status=403)
    assert "You have asked for this" in chair.get(address).text
    assert "has asked for this. It happens when you confirm it" in secretariat.get(address).text
    assert scored.round.state == RoundState.OPEN
    secretariat.post(address)
    db.expire_all()
    assert (scored.round.state, scored.cycle.phase) == (RoundState.CLOSED, Phase.SCORING_CLOSED)
    visit(scored.members[0]).post(address, status=403)


def test_the_tally_is_computed_after_the_deadline(scored: Scored, visit: Visit, db: Session) -> None:
    address = f"/rounds/{scored.round.id}/compute"
    chair = visit(scored.chair)
    chair.post(address, status=409)
    scored.round.closes_at = datetime.now(UTC) - timedelta(hours=1)
    db.commit()
    chair.get(address)
    chair.post(address)
    db.expire_all()
    assert (scored.round.state, scored.cycle.phase) == (RoundState.RELEASED, Phase.TALLY)
    chair.post(address)
    visit(scored.members[0]).post(address, status=403)


def test_progress_counts_for_all_and_names_for_few(scored: Scored, make: Make, visit: Visit) -> None:
    make.recusal(scored.proposals[2], scored.members[1])
    address = f"/rounds/{scored.round.id}/progress"
    assert "8 of 19" in visit(scored.members[0]).get(address).text
    assert "Who has recorded" not in visit(scored.members[0]).get(address).text
    assert "Who has recorded" not in visit(scored.chair).get(address).text
    assert "2 of 2" in visit(scored.secretariat).get(address).text
    visit(scored.observer).get(address, status=403)


def test_every_counted_sheet_has_its_receipt_in_the_list(scored: Scored, visit: Visit, db: Session) -> None:
    scored.release()
    page = visit(scored.members[0]).get(f"{board(scored)}/receipts").text
    receipts = list(db.scalars(select(Ballot.receipt)))
    assert len(receipts) == 8
    assert all(receipt in page for receipt in receipts if receipt)


def test_pages_take_few_queries_whatever_the_number_of_proposals(
    scored: Scored, visit: Visit, n_queries: Callable[[], int]
) -> None:
    scored.release()
    browser = visit(scored.chair)
    for address, most in ((board(scored), 12), (result(scored), 15)):
        n_queries()
        browser.get(address)
        assert n_queries() <= most
