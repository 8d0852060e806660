"""The pages of a cycle: a checklist that tells the truth, forms that keep what was typed, confirmations before acts."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from panel.calc.calendar import JAPAN, Phase
from panel.models.cycles import Criterion, Cycle, Panel, PhaseDate, Round, RoundCriterion, RoundVoter
from panel.models.people import Group, Person, Role


@pytest.fixture
def panel(make: Any) -> Panel:
    return make.panel()


@pytest.fixture
def chair(make: Any, panel: Panel) -> Person:
    return make.person(Role.CHAIR, panel, stakeholder_group=Group.ACADEMIA)


@pytest.fixture
def secretary(make: Any, panel: Panel) -> Person:
    return make.person(Role.SECRETARIAT, panel)


def typed(moment: datetime) -> str:
    """A moment as somebody types it, on a Japanese clock."""
    return moment.astimezone(JAPAN).strftime("%Y-%m-%d %H:%M")


def in_days(n: int) -> str:
    return typed(datetime.now(UTC) + timedelta(days=n))


NEW = {
    "nonce": "n" * 24,
    "name": "strategy-2027",
    "title_ja": "国家防衛産業戦略",
    "title_en": "Strategy",
    "from_fiscal_year": "2027",
    "to_fiscal_year": "2031",
    "start": "defence",
}


# ---- Starting a cycle ----


def test_the_secretariat_starts_a_cycle_from_a_preset(visit: Any, db: Any, secretary: Person) -> None:
    answer = visit(secretary).post("/cycles/new", NEW)
    cycle = db.query(Cycle).one()
    assert answer.location == f"/cycles/{cycle.id}"
    assert cycle.phase == Phase.DRAFT
    criteria = db.query(Criterion).filter_by(cycle_id=cycle.id).order_by(Criterion.position).all()
    assert [one.key for one in criteria][:3] == ["importance", "urgency", "supply_risk"]
    assert criteria[0].anchors["5"]["ja"] == "能力を発揮できない"
    assert {one.weight for one in criteria} == {Decimal(1)}


def test_sending_the_same_form_twice_makes_one_cycle(visit: Any, db: Any, secretary: Person) -> None:
    visitor = visit(secretary)
    visitor.post("/cycles/new", NEW)
    visitor.post("/cycles/new", NEW)
    assert db.query(Cycle).count() == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title_ja", "報告\u202excod", "reverses the reading direction"),
        ("name", "\u200b\u200b", "Enter this."),
        ("name", "x" * 81, "at most 80 fit"),
        ("from_fiscal_year", "２０２７", "whole number in plain digits"),
        ("from_fiscal_year", "99999", "between 2000 and 2099"),
        ("to_fiscal_year", "2026", "before the first"),
        ("start", "unknown", "Not a valid choice"),
    ],
)
def test_a_cycle_that_cannot_be_started_says_why_and_keeps_what_was_typed(
    visit: Any, db: Any, secretary: Person, field: str, value: str, sentence: str
) -> None:
    page = visit(secretary).post("/cycles/new", {**NEW, field: value}, 422).text
    assert sentence in page
    assert "国家防衛産業戦略" in page or field == "title_ja"
    assert db.query(Cycle).count() == 0


def test_a_name_that_is_taken_is_refused_beside_its_field(
    visit: Any, db: Any, make: Any, panel: Panel, secretary: Person
) -> None:
    make.cycle(panel, name="strategy-2027")
    assert "Another cycle has this name" in visit(secretary).post("/cycles/new", NEW, 422).text
    assert db.query(Cycle).count() == 1


def test_a_new_cycle_can_start_from_an_earlier_one_five_years_later(
    visit: Any, db: Any, make: Any, panel: Panel, secretary: Person
) -> None:
    earlier = make.cycle(panel, Phase.PUBLISHED, quorum=4)
    make.criterion(earlier, "urgency", weight=Decimal("2.5"), direction=-1)
    begins = datetime(2026, 12, 18, 8, 0, tzinfo=UTC)
    db.add(PhaseDate(cycle_id=earlier.id, phase=Phase.DISCUSSION, begins_at=begins))
    db.commit()
    visit(secretary).post("/cycles/new", {**NEW, "start": f"cycle-{earlier.id}"})
    cycle = db.query(Cycle).filter_by(name="strategy-2027").one()
    copied = db.query(Criterion).filter_by(cycle_id=cycle.id).one()
    assert (copied.key, copied.weight, copied.direction) == ("urgency", Decimal("2.5"), -1)
    assert cycle.quorum == 4
    assert db.get_one(PhaseDate, (cycle.id, Phase.DISCUSSION)).begins_at == datetime(2031, 12, 18, 8, 0, tzinfo=UTC)


def test_a_member_cannot_start_a_cycle(visit: Any, make: Any, panel: Panel) -> None:
    visitor = visit(make.person(Role.MEMBER, panel))
    visitor.get("/cycles/new", 403)
    visitor.post("/cycles/new", NEW, 403)


def test_the_list_shows_the_cycles_of_ones_own_panels(visit: Any, make: Any, panel: Panel, chair: Person) -> None:
    make.cycle(panel, title_en="Ours")
    make.cycle(make.panel("Other"), title_en="Theirs")
    page = visit(chair).get("/cycles").text
    assert "Ours" in page
    assert "Theirs" not in page


# ---- The checklist ----


def test_the_checklist_says_what_is_ready_and_what_is_to_do(visit: Any, make: Any, panel: Panel, chair: Person) -> None:
    cycle = make.cycle(panel, Phase.DISCUSSION, quorum=3)
    page = visit(chair).get(f"/cycles/{cycle.id}").text
    assert "There are no criteria yet." in page
    assert "The quorum of 3 cannot be reached: 1 member can score." in page
    assert "No proposal has been submitted that could be scored." in page


def test_the_checklist_takes_the_same_few_queries_for_many_criteria(
    visit: Any, make: Any, panel: Panel, chair: Person, n_queries: Any
) -> None:
    cycle = make.cycle(panel)
    visitor = visit(chair)
    needed = []
    for keys in (["a"], ["b", "c"]):
        for key in keys:
            make.criterion(cycle, key)
            make.proposal(cycle)
        n_queries()
        visitor.get(f"/cycles/{cycle.id}")
        needed.append(n_queries())
    assert needed[0] == needed[1]
    assert needed[0] <= 10  # eight of the page, two of the savepoint in which the test holds it


def test_a_stranger_does_not_learn_of_the_cycle(visit: Any, make: Any, panel: Panel) -> None:
    cycle = make.cycle(panel)
    stranger = visit(make.person(Role.CHAIR, make.panel("Other")))
    for page in ("", "/criteria", "/rule", "/dates", "/advance", "/rounds/open", "/rounds/extend"):
        stranger.get(f"/cycles/{cycle.id}{page}", 404)


# ---- Description, rule and dates ----


def test_two_people_who_change_the_description_do_not_overwrite_each_other(
    visit: Any, db: Any, make: Any, panel: Panel, chair: Person, secretary: Person
) -> None:
    cycle = make.cycle(panel)
    words = {
        "title_ja": "題",
        "title_en": "First",
        "from_fiscal_year": "2027",
        "to_fiscal_year": "2031",
        "version": "1",
    }
    visit(chair).post(f"/cycles/{cycle.id}/describe", words)
    page = visit(secretary).post(f"/cycles/{cycle.id}/describe", {**words, "title_en": "Second"}, 409).text
    assert "Stored now: First" in page
    assert "Typed by you: Second" in page
    db.refresh(cycle)
    assert cycle.title_en == "First"
    visit(secretary).post(f"/cycles/{cycle.id}/describe", {**words, "title_en": "Second", "version": "2"})
    db.refresh(cycle)
    assert cycle.title_en == "Second"


RULE = {
    "version": "1",
    "share_needed": "70",
    "share_against": "10",
    "split_share": "25",
    "iqr_at_most": "25",
    "minimum_share": "50",
    "minimum_raters": "5",
    "quorum": "9",
}


def test_rule_and_quorum_are_saved_as_typed(visit: Any, db: Any, make: Any, panel: Panel, chair: Person) -> None:
    cycle = make.cycle(panel)
    visit(chair).post(f"/cycles/{cycle.id}/rule", RULE)
    db.refresh(cycle)
    assert cycle.quorum == 9
    assert (cycle.rule["share_needed"], cycle.rule["split_share"], cycle.rule["minimum_raters"]) == (0.7, 0.25, 5)
    assert 'value="70"' in visit(chair).get(f"/cycles/{cycle.id}/rule").text


@pytest.mark.parametrize(
    ("field", "value"),
    [("share_needed", "101"), ("split_share", "51"), ("quorum", "0"), ("quorum", "3.5"), ("quorum", "1" * 5000)],
)
def test_a_rule_that_makes_no_sense_is_refused(
    visit: Any, make: Any, panel: Panel, chair: Person, field: str, value: str
) -> None:
    cycle = make.cycle(panel)
    page = visit(chair).post(f"/cycles/{cycle.id}/rule", {**RULE, field: value}, 422).text
    assert "Please correct the following" in page


def test_dates_are_typed_and_shown_in_japan_time(visit: Any, db: Any, make: Any, panel: Panel, chair: Person) -> None:
    cycle = make.cycle(panel)
    visit(chair).post(f"/cycles/{cycle.id}/dates", {"version": "1", "DI": "2090-12-18 17:00"})
    assert db.get_one(PhaseDate, (cycle.id, Phase.DISCUSSION)).begins_at == datetime(2090, 12, 18, 8, 0, tzinfo=UTC)
    assert "2090年12月18日(月) 17:00（日本時間）" in visit(chair, "ja").get(f"/cycles/{cycle.id}").text


@pytest.mark.parametrize(
    ("dates", "sentence"),
    [
        ({"DI": "2026-01-01 09:00"}, "already passed"),
        ({"PR": "2090-12-18 17:00", "DI": "2090-12-17 17:00"}, "before the beginning of an earlier phase"),
        ({"DI": "9999-12-31 00:00"}, "between 1990 and 2100"),
        ({"DI": "2090-02-31 10:00"}, "such as 2026-12-18 17:00"),
        ({"DI": "2090-12-18 24:00"}, "such as 2026-12-18 17:00"),
    ],
)
def test_a_date_that_cannot_be_is_refused_with_its_reason(
    visit: Any, db: Any, make: Any, panel: Panel, chair: Person, dates: dict[str, str], sentence: str
) -> None:
    cycle = make.cycle(panel)
    page = visit(chair).post(f"/cycles/{cycle.id}/dates", {"version": "1", **dates}, 422).text
    assert sentence in page
    assert all(value in page for value in dates.values())
    assert db.query(PhaseDate).count() == 0


# ---- Phases ----


@pytest.mark.parametrize(
    ("phase", "following"),
    [(Phase.DRAFT, Phase.PROPOSING), (Phase.PROPOSING, Phase.DISCUSSION), (Phase.TALLY, Phase.DISCUSSION)],
)
def test_the_chair_begins_the_next_phase_after_reading_what_it_does(
    visit: Any, db: Any, make: Any, panel: Panel, chair: Person, phase: Phase, following: Phase
) -> None:
    cycle = make.cycle(panel, phase)
    assert "What will happen" in visit(chair).get(f"/cycles/{cycle.id}/advance").text
    visit(chair).post(f"/cycles/{cycle.id}/advance", {"version": "1", "to": following.value})
    db.refresh(cycle)
    assert cycle.phase == following


def test_closing_the_call_names_the_drafts_that_stay_behind(visit: Any, make: Any, panel: Panel, chair: Person) -> None:
    cycle = make.cycle(panel)
    make.proposal(cycle, state="draft")
    page = visit(chair).get(f"/cycles/{cycle.id}/advance").text
    assert "1 draft has not been submitted" in page


def test_a_phase_begun_by_somebody_else_in_the_meantime_is_not_skipped(
    visit: Any, db: Any, make: Any, panel: Panel, chair: Person
) -> None:
    cycle = make.cycle(panel, Phase.DRAFT)
    visit(chair).post(f"/cycles/{cycle.id}/advance", {"version": "1", "to": "PR"})
    visit(chair).post(f"/cycles/{cycle.id}/advance", {"version": "1", "to": "PR"}, 409)
    visit(chair).post(f"/cycles/{cycle.id}/advance", {"version": "2", "to": "PU"}, 409)
    db.refresh(cycle)
    assert cycle.phase == Phase.PROPOSING


def test_a_member_cannot_begin_a_phase(visit: Any, make: Any, panel: Panel) -> None:
    cycle = make.cycle(panel)
    visit(make.person(Role.MEMBER, panel)).post(f"/cycles/{cycle.id}/advance", {"version": "1", "to": "DI"}, 403)


# ---- Rounds ----


@pytest.fixture
def ready(make: Any, panel: Panel, chair: Person) -> Cycle:
    """A cycle in discussion with two criteria, a proposal, and the chair to score."""
    cycle = make.cycle(panel, Phase.DISCUSSION)
    make.criterion(cycle, "importance", weight=Decimal("2.5"))
    make.criterion(cycle, "urgency")
    make.proposal(cycle)
    return cycle


def test_opening_a_round_first_says_all_that_it_freezes(
    visit: Any, make: Any, panel: Panel, ready: Cycle, chair: Person
) -> None:
    make.person(Role.MEMBER, panel, stakeholder_group=Group.INDUSTRY)
    page = visit(chair).get(f"/cycles/{ready.id}/rounds/open").text
    assert "2 can score: Industry 1, Academia 1." in page
    assert "1 are scored in their present version" in page
    assert "Importance: 2.5" in page
    assert "At least 75 % of the scores in one third" in page


def test_the_chair_opens_a_round_until_a_deadline_in_japan_time(
    visit: Any, db: Any, ready: Cycle, chair: Person
) -> None:
    visit(chair).post(f"/cycles/{ready.id}/rounds/open", {"nonce": "n" * 24, "closes_at": "2090-12-18 17:00"})
    round_ = db.query(Round).one()
    assert round_.closes_at == datetime(2090, 12, 18, 8, 0, tzinfo=UTC)
    assert round_.sealed_key
    assert db.query(RoundCriterion).filter_by(round_id=round_.id).count() == 2
    assert db.query(RoundVoter).filter_by(round_id=round_.id).one().stakeholder_group == "academia"
    db.refresh(ready)
    assert ready.phase == Phase.SCORING_OPEN


@pytest.mark.parametrize("deadline", ["", "2026-01-01 17:00", "tomorrow"])
def test_a_round_needs_a_deadline_that_is_still_to_come(
    visit: Any, db: Any, ready: Cycle, chair: Person, deadline: str
) -> None:
    visit(chair).post(f"/cycles/{ready.id}/rounds/open", {"nonce": "n" * 24, "closes_at": deadline}, 422)
    assert db.query(Round).count() == 0


def test_the_same_round_is_not_opened_twice(visit: Any, db: Any, ready: Cycle, chair: Person) -> None:
    sent = {"nonce": "n" * 24, "closes_at": in_days(7)}
    visit(chair).post(f"/cycles/{ready.id}/rounds/open", sent)
    visit(chair).post(f"/cycles/{ready.id}/rounds/open", {**sent, "nonce": "m" * 24}, 409)
    assert db.query(Round).count() == 1


@pytest.mark.parametrize("phase", [Phase.PROPOSING, Phase.SCORING_CLOSED, Phase.DECIDED])
def test_no_round_opens_from_another_phase(visit: Any, db: Any, ready: Cycle, chair: Person, phase: Phase) -> None:
    ready.phase = phase
    db.commit()
    visit(chair).post(f"/cycles/{ready.id}/rounds/open", {"nonce": "n" * 24, "closes_at": in_days(7)}, 409)


def test_the_secretariat_cannot_open_a_round(visit: Any, ready: Cycle, secretary: Person) -> None:
    visit(secretary).post(f"/cycles/{ready.id}/rounds/open", {"nonce": "n" * 24, "closes_at": in_days(7)}, 403)


def test_a_round_that_cannot_be_opened_shows_why_instead_of_a_button(
    visit: Any, make: Any, panel: Panel, chair: Person
) -> None:
    cycle = make.cycle(panel, Phase.DISCUSSION, quorum=2)
    page = visit(chair).get(f"/cycles/{cycle.id}/rounds/open").text
    assert "The round cannot be opened yet" in page
    assert '<form class="confirm"' not in page
    visit(chair).post(f"/cycles/{cycle.id}/rounds/open", {"nonce": "n" * 24, "closes_at": in_days(7)}, 422)


def test_a_deadline_moves_later_and_never_earlier(visit: Any, db: Any, make: Any, ready: Cycle, chair: Person) -> None:
    round_ = make.round(ready, closes_at=datetime(2090, 12, 18, 8, 0, tzinfo=UTC))
    url = f"/cycles/{ready.id}/rounds/extend"
    page = visit(chair).post(url, {"version": "1", "closes_at": "2090-12-18 17:00"}, 422).text
    assert "only be moved to a later moment" in page
    visit(chair).post(url, {"version": "1", "closes_at": "2090-12-18 17:01"})
    db.refresh(round_)
    assert round_.closes_at == datetime(2090, 12, 18, 8, 1, tzinfo=UTC)
    visit(chair).post(url, {"version": "1", "closes_at": "2090-12-19 17:00"}, 409)


def test_a_deadline_that_has_passed_is_not_extended(visit: Any, make: Any, ready: Cycle, chair: Person) -> None:
    make.round(ready, closes_at=datetime.now(UTC) - timedelta(seconds=30))
    url = f"/cycles/{ready.id}/rounds/extend"
    assert "can no longer be extended" in visit(chair).post(url, {"version": "1", "closes_at": in_days(1)}, 409).text
