"""The first page: what waits for whom, what changed for whom, and what the secretariat may know of the others."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from panel import clock, passwords
from panel.calc.calendar import Phase
from panel.home.cards import TOGETHER
from panel.models.comments import CommentType
from panel.models.cycles import Cycle, Panel, RoundState
from panel.models.people import Person, Role
from panel.models.proposals import ProposalState
from panel.policy.table import TABLE
from tests.make import Make
from tests.visit import Visitor

Visit = Callable[..., Visitor]
PASSWORD_HASH = passwords.hashed("correct horse battery", quick=True)


@pytest.fixture
def panel(make: Make) -> Panel:
    """A panel."""
    return make.panel()


@pytest.fixture
def cycle(make: Make, panel: Panel) -> Cycle:
    """Its cycle, with one criterion."""
    cycle = make.cycle(panel)
    make.criterion(cycle)
    return cycle


@pytest.fixture
def member(make: Make, panel: Panel) -> Person:
    """A member of it."""
    return make.person(Role.MEMBER, panel, password_hash=PASSWORD_HASH)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_first_visit_without_a_role_says_what_will_come(visit: Visit, make: Make, language: str) -> None:
    page = visit(make.person(), language).get("/").text
    assert {"ja": "まだ表示するものがありません", "en": "There is nothing here for you yet"}[language] in page
    assert 'href="/help"' in page.partition("<main")[2]


def test_the_cycles_of_another_panel_are_not_on_it(visit: Visit, make: Make, member: Person, cycle: Cycle) -> None:
    other = make.cycle(make.panel("Elsewhere"), title_en="Their cycle", title_ja="別の期")
    assert other.id > cycle.id
    for role in (Role.CHAIR, Role.SECRETARIAT):
        reader = visit(make.person(role, make.panel("A third")))
        assert reader.get("/", headers={"Accept": "application/json"}).json["cycles"] == []
    own = visit(member).get("/", headers={"Accept": "application/json"}).json["cycles"]
    assert [one["id"] for one in own] == [cycle.id]


def test_nobody_is_led_to_the_sign_in_page(visit: Visit) -> None:
    assert visit().get("/", status=302).location == "/account/sign-in?next=/"


def test_a_member_sees_the_sheets_that_wait_with_progress_and_deadline(
    visit: Visit, make: Make, panel: Panel, cycle: Cycle, member: Person
) -> None:
    proposals = [make.proposal(cycle) for _ in range(3)]
    make.proposal(cycle, member)
    make.recusal(make.proposal(cycle), member)
    make.recusal(make.proposal(cycle), member, level="may_speak")
    round_ = make.round(cycle)
    make.ballot(round_, proposals[0], member, importance="4")
    page = visit(member).get("/").text
    assert "Score the proposals, round 1" in page
    assert "1 of 3" in page
    assert "Japan time" in page
    assert f'href="/cycles/{cycle.id}/scoring"' in page


def test_the_sheets_of_others_do_not_count_as_mine(
    visit: Visit, make: Make, panel: Panel, cycle: Cycle, member: Person
) -> None:
    colleague = make.person(Role.MEMBER, panel)
    proposal = make.proposal(cycle)
    make.ballot(make.round(cycle), proposal, colleague, importance="4")
    assert "0 of 1" in visit(member).get("/").text


def test_after_the_deadline_no_sheet_waits(
    visit: Visit, make: Make, cycle: Cycle, member: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.proposal(cycle)
    make.round(cycle)
    visitor = visit(member)
    later = clock.now() + timedelta(days=8)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "Score the proposals" not in visit(member).client.get("/").text
    visitor.get("/", status=302)


def test_a_draft_waits_for_its_author_alone(
    visit: Visit, make: Make, panel: Panel, cycle: Cycle, member: Person
) -> None:
    make.proposal(cycle, member, state=ProposalState.DRAFT, title_en="Still secret")
    assert "not submitted: 1" in visit(member).get("/").text
    for other in (make.person(Role.CHAIR, panel), make.person(Role.SECRETARIAT, panel)):
        page = visit(other).get("/").text
        assert "Still secret" not in page
        assert "Submit your drafts" not in page


@pytest.mark.parametrize(
    ("state", "words"), [(RoundState.OPEN, "Close the round"), (RoundState.CLOSED, "Release the tally")]
)
def test_the_chair_is_told_what_the_round_waits_for(
    visit: Visit, db: Session, make: Make, panel: Panel, cycle: Cycle, member: Person, state: RoundState, words: str
) -> None:
    round_ = make.round(cycle)
    round_.state, cycle.phase = state, Phase.SCORING_CLOSED
    db.commit()
    chair = make.person(Role.CHAIR, panel)
    assert words in visit(chair).get("/").text
    assert words not in visit(member).get("/").text


def test_the_chair_sees_how_many_decisions_are_left(visit: Visit, make: Make, panel: Panel) -> None:
    cycle = make.cycle(panel, Phase.TALLY)
    make.proposal(cycle)
    make.proposal(cycle, state=ProposalState.WITHDRAWN)
    chair = make.person(Role.CHAIR, panel)
    make.recusal(make.proposal(cycle), chair)
    page = visit(chair).get("/").text
    assert "Record the decisions" in page
    assert "0 of 1" in page


def test_a_new_panel_waits_for_its_first_cycle(visit: Visit, make: Make, panel: Panel) -> None:
    assert 'href="/cycles/new"' in visit(make.person(Role.SECRETARIAT, panel)).get("/").text
    assert 'href="/cycles/new"' not in visit(make.person(Role.OBSERVER, panel)).get("/").text


def test_a_request_waits_for_the_second_person_and_nobody_else(
    visit: Visit, make: Make, panel: Panel, cycle: Cycle, member: Person
) -> None:
    first, second = (make.person(Role.SECRETARIAT, panel, password_hash=PASSWORD_HASH) for _ in range(2))
    administrator = make.person(is_administrator=True, password_hash=PASSWORD_HASH)
    stranger = make.person(Role.SECRETARIAT, make.panel("Another"))
    address = f"/cycles/{cycle.id}/people/{member.id}/role"
    visit(first).post(address, {"role": "deputy"}, status=202)
    for reader, waits in ((first, False), (second, True), (administrator, True), (member, False), (stranger, False)):
        assert (f'href="{address}"' in visit(reader).get("/").text) is waits, reader.name


def test_every_two_person_action_has_words_for_its_request() -> None:
    together = {action for action, row in TABLE.items() if any("2" in cell for cell in row.values())}
    assert set(TOGETHER) == together


# ---- What changed ----


def test_what_changed_lately_shows_proposals_and_comments_the_reader_may_see(
    visit: Visit, make: Make, panel: Panel, cycle: Cycle, member: Person
) -> None:
    now = clock.now()
    shown = make.proposal(cycle, updated_at=now, title_en="A shown title")
    hidden = make.proposal(cycle, updated_at=now, title_en="A hidden discussion")
    make.recusal(hidden, member)
    colleague = make.person(Role.MEMBER, panel)
    make.comment(shown, colleague, type=CommentType.CONCERN, created_at=now)
    make.comment(hidden, colleague, type=CommentType.EVIDENCE, created_at=now)
    make.comment(shown, colleague, type=CommentType.WORDING, created_at=now, retracted_at=now)
    page = visit(member).get("/").text
    assert "A shown title" in page
    assert "concerns: 1" in page
    assert "evidence given" not in page
    assert "proposals for wording" not in page


def test_changes_of_another_panel_are_not_shown(visit: Visit, make: Make, cycle: Cycle) -> None:
    make.proposal(cycle, updated_at=clock.now(), title_en="Of the first panel")
    another = make.panel("Another")
    make.cycle(another)
    assert "Of the first panel" not in visit(make.person(Role.CHAIR, another)).get("/").text


# ---- The desk of the secretariat ----


def test_the_secretariat_sees_how_many_sheets_wait_from_whom_and_others_do_not(
    visit: Visit, make: Make, panel: Panel, cycle: Cycle, member: Person
) -> None:
    author = make.person(Role.MEMBER, panel, name_en="The author")
    proposals = [make.proposal(cycle, author), make.proposal(cycle)]
    round_ = make.round(cycle)
    make.ballot(round_, proposals[1], author, importance="2")
    page = visit(make.person(Role.SECRETARIAT, panel)).get("/").text
    row = page[page.index("The author") :].partition("</tr>")[0]
    assert "1 / 1" in row
    for role in (Role.CHAIR, Role.DEPUTY, Role.MEMBER, Role.OBSERVER):
        assert 'id="office"' not in visit(make.person(role, panel)).get("/").text


@pytest.mark.parametrize("role", list(Role))
def test_the_page_needs_as_many_queries_for_three_of_everything_as_for_one(
    visit: Visit, make: Make, panel: Panel, cycle: Cycle, n_queries: Callable[[], int], role: Role
) -> None:
    person = make.person(role, panel, password_hash=PASSWORD_HASH)
    make.person(Role.MEMBER, panel)
    make.proposal(cycle, updated_at=clock.now())
    make.round(cycle)
    visitor = visit(person)
    visitor.get("/")
    n_queries()
    visitor.get("/")
    for_one = n_queries()
    for _ in range(3):
        more = make.cycle(panel)
        make.comment(make.proposal(more, updated_at=clock.now()), person, created_at=clock.now())
        make.person(Role.MEMBER, panel)
    n_queries()
    visitor.get("/")
    assert n_queries() == for_one <= 13


# ---- Beside it ----


@pytest.mark.parametrize("language", ["ja", "en"])
def test_help_is_open_to_everybody(visit: Visit, member: Person, cycle: Cycle, language: str) -> None:
    assert f'<html lang="{language}"' in visit(None, language).get("/help").text
    visit(member, language).get("/help")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_piece_is_shown_live(visit: Visit, language: str) -> None:
    page = visit(None, language).get("/pieces").text
    assert page.count('type="radio"') >= 8
    assert "<textarea" in page


def test_the_site_says_that_it_is_alive_without_asking_the_database(visit: Visit, n_queries: Callable[[], int]) -> None:
    visitor = visit()
    n_queries()
    answer = visitor.get("/health/live")
    assert (answer.text, answer.mimetype) == ("ok\n", "text/plain")
    assert n_queries() == 0
