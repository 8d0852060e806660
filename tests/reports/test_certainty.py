"""How sure the ranking is, in the report of a closed round: the frozen analysis, of what its reader may see."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from panel import owners
from panel.analysis import reading
from panel.calc.analysis import Analysis
from panel.calc.claims import words
from panel.calc.document import Document, Table, Text, tables
from panel.calc.document_json import from_json
from panel.calc.reasons import WORDS, Reason
from panel.config import Settings
from panel.models.cycles import Panel
from panel.models.people import Person, Role
from panel.models.reports import Report
from panel.models.tallies import FrozenAnalysis, TallyRow
from tests.analysis.conftest import Judged
from tests.make import Make
from tests.visit import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def judged(make: Make) -> Judged:
    """Seven members have scored eight proposals, and everybody may read what came of it."""
    found = Judged.made(make)
    found.score()
    found.release()
    return found


def officer(make: Make, judged: Judged) -> Person:
    return make.person(Role.SECRETARIAT, make.db.get_one(Panel, judged.cycle.panel_id))


@pytest.fixture
def secretariat(judged: Judged, make: Make, visit: Visit) -> Visitor:
    return visit(officer(make, judged))


def frozen(judged: Judged, db: Session, settings: Settings) -> Analysis:
    return reading.read(db, settings.seal_key, judged.round.id, judged.ids)


def report(reader: Visitor, judged: Judged) -> Document:
    """The document as this reader takes it away."""
    answer = reader.get(f"/cycles/{judged.cycle.id}/report/json?language=en").data
    return from_json(json.dumps(json.loads(answer)["document"], ensure_ascii=False))


def table(document: Document, kind: str) -> Table:
    return next(one for one in tables(document) if one.kind == kind)


def rows(found: Table) -> dict[str, dict[str, Any]]:
    """The rows of a table by proposal, their cells by title, words in English."""
    titles = [column.title.en for column in found.columns]
    told = ([cell.en if isinstance(cell, Text) else cell for cell in row] for row in found.rows)
    return {row["No."]: row for row in (dict(zip(titles, cells, strict=True)) for cells in told)}


def test_the_report_gives_the_frozen_numbers(
    judged: Judged, secretariat: Visitor, db: Session, settings: Settings
) -> None:
    analysis, ranking = frozen(judged, db, settings), rows(table(report(secretariat, judged), "ranking"))
    assert len(ranking) == len(analysis.items) == len(judged.proposals)
    k = analysis.settings.places
    for item in analysis.items:
        row = ranking[item.id]
        told = [row[title] for title in ("Rank", "Interval from", "Interval to", f"Chance of first {k}")]
        assert told == [item.rank, item.low, item.high, item.p_top]


def test_the_chapter_says_the_sentences_of_the_board(
    judged: Judged, secretariat: Visitor, db: Session, settings: Settings
) -> None:
    page = secretariat.get(f"/cycles/{judged.cycle.id}/report/md?language=en").text.replace("\\", "")
    names = {one.code: Text("", f"{one.code} {one.title_en}") for one in judged.proposals}
    asked = {one.key: Text("", one.name_en) for one in judged.round_criteria()}
    analysis = frozen(judged, db, settings)
    assert analysis.claims
    for claim in analysis.claims:
        assert words(claim, names, asked).en in page
    assert f"seed {analysis.settings.seed}" in page


def test_whoever_is_recused_reads_an_analysis_of_the_others(
    judged: Judged, make: Make, visit: Visit, db: Session, settings: Settings
) -> None:
    person, hidden = officer(make, judged), judged.proposals[0]
    make.recusal(hidden, person)
    ranking = rows(table(report(visit(person), judged), "ranking"))
    others = reading.read(db, settings.seal_key, judged.round.id, judged.ids[1:])
    assert hidden.code not in ranking
    for item in others.items:
        told = [ranking[item.id][title] for title in ("Rank", "Interval from", "Interval to")]
        assert told == [item.rank, item.low, item.high]


def test_of_what_too_few_scored_it_says_nothing(make: Make, visit: Visit) -> None:
    judged = Judged.made(make, shown_from=7)
    judged.score()
    judged.release()
    reader = visit(officer(make, judged))
    ranking = rows(table(report(reader, judged), "ranking"))
    assert {code for code, row in ranking.items() if row["Interval"] is None} == set(judged.codes(6, 7))
    assert set(judged.codes(6, 7)).isdisjoint(rows(table(report(reader, judged), "certainty")))


def test_an_older_round_is_analysed_when_its_report_is_made(judged: Judged, secretariat: Visitor, db: Session) -> None:
    address = f"/cycles/{judged.cycle.id}/report/md?language=en"
    before = secretariat.get(address).text
    db.query(FrozenAnalysis).delete()
    db.commit()
    chapter = secretariat.get(address).text.partition("How sure the ranking is")[2]
    assert chapter
    assert chapter in before


def test_of_a_round_whose_owners_are_forgotten_it_says_why_it_says_nothing(
    judged: Judged, secretariat: Visitor, db: Session
) -> None:
    db.query(FrozenAnalysis).delete()
    owners.forget(db, judged.round.id)
    db.commit()
    page = secretariat.get(f"/cycles/{judged.cycle.id}/report?chapter=certainty&language=en").text
    assert WORDS[Reason.FORGOTTEN].en in page
    assert {one.kind for one in tables(report(secretariat, judged))}.isdisjoint({"certainty", "agreement"})


def test_where_nothing_may_be_shown_it_says_so(judged: Judged, secretariat: Visitor, db: Session) -> None:
    db.execute(update(TallyRow).values(n=0))
    db.commit()
    page = secretariat.get(f"/cycles/{judged.cycle.id}/report?chapter=certainty&language=en").text
    assert WORDS[Reason.TOO_FEW_RATINGS].en in page


def test_an_edition_frozen_before_keeps_what_it_said(judged: Judged, secretariat: Visitor, db: Session) -> None:
    secretariat.post(f"/cycles/{judged.cycle.id}/report/freeze", {})
    kept = db.scalars(select(Report)).one()
    before = secretariat.get(f"/reports/{kept.id}/json?language=en").data
    owners.forget(db, judged.round.id)
    db.query(FrozenAnalysis).delete()
    db.commit()
    assert secretariat.get(f"/reports/{kept.id}/json?language=en").data == before
    assert "How sure the ranking is" in secretariat.get(f"/reports/{kept.id}/md?language=en").text


def test_own_paragraphs_stay_beside_it(judged: Judged, secretariat: Visitor) -> None:
    address = f"/cycles/{judged.cycle.id}/report/chapters/fields"
    secretariat.post(address, {"version": "0", "text_ja": "順位の読み方。", "text_en": "How to read it."})
    page = secretariat.get(f"/cycles/{judged.cycle.id}/report?chapter=certainty&language=en").text
    assert page.index("How to read it.") < page.index("How sure the ranking is</h")
