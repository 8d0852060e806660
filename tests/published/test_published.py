"""The published page: for everybody once two officers have published an edition, unknown to everybody before."""

import hashlib
import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from sqlalchemy.orm import Session

from panel import clock
from panel.calc.calendar import Phase
from panel.calc.document_json import from_json
from panel.calc.report.build import ANNEXES
from panel.calc.report.variants import public
from panel.formats import FORMATS
from panel.models.events import Event
from panel.models.reports import Report
from tests.make import Make
from tests.visit import Visitor, without_chance

Visit = Callable[..., Visitor]
ADDRESS = "/published/strategy"


@pytest.fixture
def frozen(tallied: SimpleNamespace, db: Session, visit: Visit) -> SimpleNamespace:
    """A decided cycle whose report was frozen once."""
    visit(tallied.secretariat).post(f"/cycles/{tallied.cycle.id}/report/freeze")
    tallied.cycle.phase = Phase.DECIDED
    db.commit()
    return tallied


def publish(frozen: SimpleNamespace, visit: Visit) -> None:
    """Ask with what the page sends, and confirm with what it shows the second person."""
    address = f"/cycles/{frozen.cycle.id}/decisions/publish"
    for officer, status in ((frozen.chair, 202), (frozen.secretariat, 303)):
        sent = re.search(r'name="edition"[^>]*value="(\d*)"', visit(officer).get(address).text)
        assert sent
        visit(officer).post(address, {"edition": sent[1]}, status=status)


def test_before_it_is_published_it_looks_like_a_cycle_that_never_was(frozen: SimpleNamespace, visit: Visit) -> None:
    for reader in (None, frozen.chair):
        hidden = visit(reader).get(ADDRESS, status=404)
        unknown = visit(reader).get("/published/nothing", status=404)
        assert without_chance(hidden, ADDRESS) == without_chance(unknown, "/published/nothing")
        visit(reader).get(f"{ADDRESS}/json", status=404)


def test_an_edition_of_a_cycle_that_is_not_published_is_hidden_whatever_is_stored_of_it(
    frozen: SimpleNamespace, visit: Visit, db: Session
) -> None:
    db.query(Report).one().published_at = clock.now()
    db.commit()
    for reader in (None, frozen.chair):
        visit(reader).get(ADDRESS, status=404)
        visit(reader).get(f"{ADDRESS}/json", status=404)


def test_everybody_reads_the_edition_that_two_have_published(
    frozen: SimpleNamespace, visit: Visit, db: Session, make: Make
) -> None:
    publish(frozen, visit)
    edition = db.query(Report).one()
    for reader in (None, frozen.members[0], make.person()):
        page = visit(reader).get(f"{ADDRESS}?language=both&chapter=fields").text
        assert "誘導技術" in page
        assert "Guidance" in page
        assert edition.sha256[:16] not in page + visit(reader).get(ADDRESS).text
    assert ADDRESS in visit(frozen.secretariat).get(f"/cycles/{frozen.cycle.id}/report").text
    event = db.query(Event).filter_by(action="phase.published").one()
    assert event.detail["edition"] == 1
    assert event.detail["sha256"] == edition.sha256


def test_the_public_document_holds_every_chapter_but_no_working_papers(
    frozen: SimpleNamespace, visit: Visit, db: Session
) -> None:
    whole = from_json(db.query(Report).one().document)
    publish(frozen, visit)
    shown = public(whole)
    keys = [section.key for section in whole.sections]
    assert {"fields", "tally", "glossary"} <= set(keys)
    assert [section.key for section in shown.sections] == [key for key in keys if key != "tally"]
    assert [section.number.en for section in shown.sections if section.key in ANNEXES] == [
        "Annex A",
        "Annex B",
        "Annex C",
    ]
    assert whole.snapshot
    for extension in ("json", "html", "md", "csv"):
        assert whole.snapshot[:16] not in visit(None).get(f"{ADDRESS}/{extension}").text


def test_the_hash_on_the_title_page_is_that_of_the_file_anybody_can_take(frozen: SimpleNamespace, visit: Visit) -> None:
    publish(frozen, visit)
    text = visit(None).get(f"{ADDRESS}/json").text
    computed = hashlib.sha256(text[text.index('"document":') + 11 : -1].encode()).hexdigest()
    assert computed in visit(None).get(ADDRESS).text


def test_the_working_papers_have_no_page_of_their_own(frozen: SimpleNamespace, visit: Visit) -> None:
    publish(frozen, visit)
    visit(None).get(f"{ADDRESS}?chapter=tally", status=404)
    assert "Annex A" in visit(None).get(f"{ADDRESS}?chapter=method").text


@pytest.mark.parametrize("extension", [*FORMATS, "exe"])
def test_it_can_be_taken_away_in_every_format_and_in_no_other(
    frozen: SimpleNamespace, visit: Visit, extension: str
) -> None:
    publish(frozen, visit)
    answer = visit(None).get(f"{ADDRESS}/{extension}?language=ja", status=200 if extension in FORMATS else 404)
    if extension in FORMATS:
        assert answer.headers["Content-Disposition"].startswith(
            f'attachment; filename="strategy-edition1-ja.{extension}"'
        )


def test_an_edition_frozen_in_the_meantime_is_not_published_unseen(
    frozen: SimpleNamespace, visit: Visit, db: Session
) -> None:
    visit(frozen.chair).post(f"/cycles/{frozen.cycle.id}/decisions/publish", {"edition": "1"}, status=202)
    visit(frozen.secretariat).post(f"/cycles/{frozen.cycle.id}/report/freeze")
    visit(frozen.secretariat).post(f"/cycles/{frozen.cycle.id}/decisions/publish", {"edition": "1"}, status=409)
    db.expire_all()
    assert frozen.cycle.phase == Phase.DECIDED
    visit(None).get(ADDRESS, status=404)


def test_a_cycle_without_a_frozen_edition_is_published_without_a_page(
    tallied: SimpleNamespace, visit: Visit, db: Session
) -> None:
    tallied.cycle.phase = Phase.DECIDED
    db.commit()
    assert "Freeze one" in visit(tallied.chair).get(f"/cycles/{tallied.cycle.id}/decisions/publish").text
    publish(tallied, visit)
    visit(None).get(ADDRESS, status=404)
