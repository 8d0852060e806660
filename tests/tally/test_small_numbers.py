"""Three sheets of one proposal beside five of another: wherever results are read, the three give away no more."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from panel.calc.consensus import ConsensusClass
from panel.config import Settings
from panel.models.tallies import TallyRow
from panel.reports.facts import facts, source_of
from tests.make import Make
from tests.scored import Scored
from tests.visit import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def scored(make: Make) -> Scored:
    prepared = Scored.prepared(make)
    prepared.score()
    prepared.release()
    return prepared


def line(page: str, code: str) -> str:
    """The row of a table that holds a code."""
    return next(row for row in page.split("<tr") if f">{code}<" in row or f">{code} <" in row)


def test_the_board_counts_places_among_those_that_show_one(scored: Scored, visit: Visit) -> None:
    page = visit(scored.chair).get(f"/cycles/{scored.cycle.id}/tally").text
    assert line(page, scored.proposals[0].code).startswith("><td>1</td>")
    assert line(page, scored.proposals[1].code).startswith("><td>–</td>")
    assert "Too few scores (2)" in page, "with the third one, which nobody scored"
    mapped = visit(scored.chair).get(f"/cycles/{scored.cycle.id}/tally?view=map").text
    assert "2 proposals are not on the map" in mapped
    assert scored.proposals[1].title_en not in mapped.split("<main")[1]


def test_decisions_are_taken_without_what_three_sheets_hide(scored: Scored, visit: Visit) -> None:
    listed = visit(scored.chair).get(f"/cycles/{scored.cycle.id}/decisions").text
    assert "Too few scores" in line(listed, scored.proposals[1].code)
    assert "5.00" not in line(listed, scored.proposals[1].code)
    assert "1" in line(listed, scored.proposals[0].code).split("</td>")[0]
    page = visit(scored.chair).get(f"/proposals/{scored.proposals[1].id}/decision").text
    assert "Too few scores" in page
    assert "5.00" not in page
    assert "of 1 ranked" in visit(scored.chair).get(f"/proposals/{scored.proposals[0].id}/decision").text


def test_the_report_leaves_the_numbers_of_three_sheets_out(scored: Scored, db: Session, settings: Settings) -> None:
    source = source_of(db, scored.cycle.id, 1)
    assert source is not None
    results = {result.id: result for result in facts(db, settings.seal_key, source).results}
    few, enough = results[scored.proposals[1].code], results[scored.proposals[0].code]
    assert (few.overall.summary.mean, few.overall.place.rank) == (None, None)
    assert few.criteria["importance"].consensus is ConsensusClass.TOO_FEW
    assert (enough.overall.summary.mean, enough.overall.place.rank) == (3.5, 1)


def test_the_single_sheets_of_three_do_not_leave(scored: Scored, visit: Visit) -> None:
    url = f"/cycles/{scored.cycle.id}/report/scores/1"
    visit(scored.secretariat).post(url, {}, 202)
    rows = visit(scored.chair).post(url, {}, 200).data.decode("utf-8-sig").splitlines()[1:]
    assert {row.split(",")[0].strip('"') for row in rows} == {scored.proposals[0].code}


def test_the_next_round_recalls_no_more_than_the_median_of_three(scored: Scored, make: Make, visit: Visit) -> None:
    later = make.round(scored.cycle, 2)
    few, enough = (
        visit(scored.members[0]).get(f"/rounds/{later.id}/proposals/{scored.proposals[place].id}/score").text
        for place in (1, 0)
    )
    assert "middle half" in enough
    assert "n = 3" in few
    assert "middle half" not in few


def test_programs_are_told_no_more_of_three_sheets_than_readers(scored: Scored, visit: Visit, db: Session) -> None:
    """Even where three agree so clearly that the rule would class them."""
    few = scored.proposals[1]
    db.execute(update(TallyRow).where(TallyRow.proposal_id == few.id).values(consensus=ConsensusClass.AGREED_LOW))
    db.commit()
    chair = visit(scored.chair)

    def told(address: str) -> Any:
        return chair.get(address, headers={"Accept": "application/json"}).json

    assert "agreed_low" not in str(told(f"/cycles/{scored.cycle.id}/tally")["classes"])
    for address in (f"/cycles/{scored.cycle.id}/decisions", f"/proposals/{few.id}/decision"):
        assert f"'{few.code}'" in str(told(address))
        assert "agreed_low" not in str(told(address))
    result = told(f"/rounds/{scored.round.id}/proposals/{few.id}/result")["here"]["result"]
    assert {one["summary"]["mean"] for one in (*result["criteria"].values(), *result["totals"].values())} == {None}
