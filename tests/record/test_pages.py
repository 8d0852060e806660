"""The record as its readers see it: their own doings, those of a panel, of the site; and never who scored."""

import ast
import re
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import checkpoints, clock, ledger, owners
from panel.calc.calendar import in_japan
from panel.calc.checkpoint import short_code
from panel.config import ROOT, Settings
from panel.models.events import Event
from panel.models.people import Person, Role
from panel.models.proposals import ProposalState
from panel.policy.subjects import Actor
from panel.record.queries import PAGE
from panel.record.words import EVENTS
from tests.make import Make
from tests.scored import Scored
from tests.visit import Visitor

Visit = Callable[..., Visitor]
SOURCE = ROOT / "panel"
ACTION = re.compile(r"[a-z_]+\.[a-z_]+")


@pytest.fixture
def scored(make: Make, db: Session, settings: Settings) -> Scored:
    """An open round in which one member has handed in, under the name the record has for them."""
    scored = Scored.prepared(make)
    alias = owners.alias(settings.seal_key, scored.round, scored.members[1].id)
    about, panel_id = f"round:{scored.round.id}", scored.panel.id
    ledger.record(db, alias, "score.save", about, panel_id=panel_id, receipt="f" * 64)
    _did(db, scored.secretariat, "item.edit", f"proposal:{scored.proposals[0].id}", panel_id)
    db.commit()
    return scored


def _did(db: Session, person: Person, action: str, thing: str, panel_id: int | None, **detail: int) -> None:
    ledger.record(db, Actor(person.id, person.name, "en"), action, thing, panel_id=panel_id, **detail)
    db.commit()


def test_the_secretariat_sees_what_was_done_in_plain_words(visit: Visit, scored: Scored) -> None:
    page = visit(scored.secretariat).get(f"/cycles/{scored.cycle.id}/record").text
    assert "Changed a proposal" in page
    assert f"Proposal {scored.proposals[0].code}" in page
    assert scored.secretariat.name_en in page
    japanese = visit(scored.secretariat, "ja").get(f"/cycles/{scored.cycle.id}/record").text
    assert "提案を変更した" in japanese


def test_who_handed_in_is_masked_until_the_round_closes_and_a_code_afterwards(
    visit: Visit, scored: Scored, db: Session
) -> None:
    """Field-level additions of section 3: event.actor of score.* is told to its owner alone."""
    address = f"/cycles/{scored.cycle.id}/record?kind=score"
    secretariat = visit(scored.secretariat)
    page = secretariat.get(address).text
    assert "who is not told" in page
    alias = db.scalars(select(Event.actor).where(Event.action == "score.save")).one().partition(":")[2]
    assert alias[:6] not in page
    assert scored.members[1].name_en not in page.partition("<table")[2]
    scored.freeze()
    assert f"code {alias[:6]}" in secretariat.get(address).text
    own = visit(scored.members[1]).get("/record").text
    assert "Handed in a sheet" in own
    assert scored.members[1].name_en in own
    assert "ffff" not in own


def test_a_name_is_not_found_beside_a_sheet(visit: Visit, scored: Scored, db: Session) -> None:
    """F2: the filter is no oracle, not even for events an earlier release wrote with a name."""
    about = f"round:{scored.round.id}"
    _did(db, scored.members[2], "score.save", about, scored.panel.id)
    secretariat = visit(scored.secretariat)
    for member in scored.members[1:3]:
        page = secretariat.get(f"/cycles/{scored.cycle.id}/record?who={member.id}").text
        assert "Handed in a sheet" not in page.partition("<table")[2]
        assert "No event fits" in page


def test_others_see_their_own_doings_alone(visit: Visit, scored: Scored) -> None:
    for person in (scored.members[0], scored.chair, scored.observer):
        for address in (f"/cycles/{scored.cycle.id}/record", "/record"):
            page = visit(person).get(address).text
            assert "Changed a proposal" not in page.partition("<table")[2]
            assert "What you did" in page


def test_a_stranger_finds_no_record(visit: Visit, scored: Scored, make: Make) -> None:
    visit(make.person(Role.SECRETARIAT, make.panel("another"))).get(f"/cycles/{scored.cycle.id}/record", status=404)
    visit(scored.members[0]).get(f"/cycles/{scored.cycle.id}/record/extract", status=403)
    visit().get("/record/verify", status=302)


def test_an_administrator_sees_the_site_without_the_codes_of_a_panel(visit: Visit, scored: Scored, make: Make) -> None:
    page = visit(make.person(is_administrator=True)).get("/record").text
    assert "Changed a proposal" in page
    assert scored.proposals[0].code not in page


def test_of_drafts_and_of_what_one_is_recused_from_nothing_is_told(
    visit: Visit, scored: Scored, make: Make, db: Session
) -> None:
    """P3: the record is no way around a recusal."""
    draft = make.proposal(scored.cycle, scored.members[0], state=ProposalState.DRAFT)
    other = scored.proposals[1]
    _did(db, scored.members[0], "item.create", f"proposal:{draft.id}", scored.panel.id)
    _did(db, scored.members[0], "item.submit", f"proposal:{other.id}", scored.panel.id)
    _did(db, scored.members[0], "comment.add", "comment:1", scored.panel.id, proposal=other.id)
    address = f"/cycles/{scored.cycle.id}/record"
    page = visit(scored.secretariat).get(address).text
    assert "Started a proposal" not in page
    assert "Submitted a proposal" in page
    make.recusal(other, scored.secretariat)
    page = visit(scored.secretariat).get(address).text
    assert "Submitted a proposal" not in page
    assert "Commented" not in page
    assert "Changed a proposal" in page


def test_filters_live_in_the_address_and_pages_go_on_by_number(visit: Visit, scored: Scored, db: Session) -> None:
    for n in range(PAGE + 1):
        _did(db, scored.chair, "round.extend", f"round:{n + 1000}", scored.panel.id)
    secretariat = visit(scored.secretariat)
    address = f"/cycles/{scored.cycle.id}/record"
    first = secretariat.get(address, headers={"Accept": "application/json"}).json
    assert first is not None
    found = first["found"]
    assert len(found["lines"]) == PAGE
    assert found["following"] == found["lines"][-1]["seq"]
    second = secretariat.get(f"{address}?before={found['following']}", headers={"Accept": "application/json"}).json
    assert second is not None
    assert second["found"]["lines"][0]["seq"] == found["following"] - 1
    assert "No event fits" in secretariat.get(f"{address}?kind=change&until=2020-01-01").text
    assert "Extended the deadline" in secretariat.get(f"{address}?kind=change&who={scored.chair.id}").text
    today = f"{in_japan(clock.now()):%Y-%m-%d}"
    assert "Extended the deadline" in secretariat.get(f"{address}?since={today}&until={today}").text
    assert "No event fits" in secretariat.get(f"{address}?since=2090-01-01").text
    secretariat.get(f"{address}?kind=nonsense&until=yesterday", status=422)

    secretariat.get(f"{address}?before={'9' * 30}")


def test_each_day_is_a_heading_and_a_refusal_looks_like_one(visit: Visit, scored: Scored, db: Session) -> None:
    ledger.record(db, None, "refused", "/somewhere", panel_id=scored.panel.id, action="item.edit", verdict="never")
    db.commit()
    page = visit(scored.secretariat).get(f"/cycles/{scored.cycle.id}/record").text
    days = re.findall(r'<th colspan="4" scope="rowgroup">([^<]+)<', page)
    assert days
    assert len(days) == len(set(days))
    assert page.count("record-refused") == 1
    assert page.count("<tbody>") == page.count("</tbody>") == len(days)


def test_the_reading_of_others_doings_is_recorded_and_of_ones_own_not(
    visit: Visit, scored: Scored, db: Session
) -> None:
    visit(scored.members[0]).get("/record")
    assert db.scalars(select(Event).where(Event.action == "read")).all() == []
    visit(scored.secretariat).get(f"/cycles/{scored.cycle.id}/record")
    (read,) = db.scalars(select(Event).where(Event.action == "read"))
    assert read.detail == {"action": "audit.view"}


def test_everybody_of_a_panel_can_check_the_record(
    visit: Visit, scored: Scored, db: Session, settings: Settings
) -> None:
    checkpoints.make(db, settings, clock.now())
    db.commit()
    head = ledger.head(db)
    assert head is not None
    observer = visit(scored.observer)
    page = observer.get("/record/verify").text
    assert short_code(head.hash) in page
    assert "fit each other" not in page
    assert f"All {head.seq} events fit each other" in observer.get("/record/verify?check=now").text


def test_the_code_of_any_event_can_be_compared_with_the_one_that_was_kept(
    visit: Visit, scored: Scored, db: Session
) -> None:
    kept = short_code(db.scalars(select(Event.hash).where(Event.seq == 1)).one())
    observer = visit(scored.observer)
    assert f"Event 1: {kept}" in observer.get("/record/verify?number=1").text
    assert "has been cut" in observer.get("/record/verify?number=999").text
    for wrong in ("0", "x", "9" * 30):
        observer.get(f"/record/verify?number={wrong}", status=422)


def test_a_broken_record_says_where(visit: Visit, scored: Scored, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "first_break", lambda _db: 2)
    assert "Event 2 does not fit" in visit(scored.observer).get("/record/verify?check=now").text


def test_the_extract_is_taken_after_proof_and_recorded(visit: Visit, scored: Scored, db: Session, make: Make) -> None:
    secretariat = visit(scored.secretariat)
    secretariat.get(f"/cycles/{scored.cycle.id}/record/extract")
    answer = secretariat.get(f"/cycles/{scored.cycle.id}/record/extract.zip")
    assert answer.data.startswith(b"PK")
    (taken,) = db.scalars(select(Event).where(Event.object.endswith("extract.zip")))
    assert f"-record-{taken.request}.zip" in answer.headers["Content-Disposition"]
    visit(make.person(is_administrator=True)).get("/record/extract.zip")
    addresses = [one.object for one in db.scalars(select(Event).where(Event.action == "read").order_by(Event.seq))]
    assert addresses[1:] == [f"/cycles/{scored.cycle.id}/record/extract.zip", "/record/extract.zip"]


def test_an_export_carries_the_number_by_which_the_record_knows_who_took_it(
    visit: Visit, scored: Scored, db: Session
) -> None:
    """F14: every file leads to the one who took it, however they alternate."""
    scored.score()
    scored.release()
    visitors = {person.id: visit(person) for person in (scored.chair, scored.secretariat)}
    for person_id in (*visitors, *reversed(visitors)):
        text = visitors[person_id].get(f"/cycles/{scored.cycle.id}/report/md").text
        number = re.findall(r"Export number\W+([0-9a-f]{12})", text)[0]
        (event,) = db.scalars(select(Event).where(Event.request == number))
        assert event.actor == f"person:{person_id}"
        assert event.detail == {"action": "export.report"}


def test_every_kind_of_event_has_words() -> None:
    """What a call writes into the record, whichever part of the application makes it, can be read by people."""
    actions = {
        constant.value
        for path in SOURCE.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func).split(".")[-1] in ("record", "_record", "change")
        for argument in call.args
        for constant in ast.walk(argument)
        if isinstance(constant, ast.Constant) and ACTION.fullmatch(str(constant.value))
    }
    assert len(actions) > 60
    assert actions - EVENTS.keys() == set()
