"""What is new since the last visit, and where the cycle stands."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from panel import clock
from panel.calc.calendar import Phase
from panel.home import course
from panel.models.comments import CommentType
from panel.models.cycles import Cycle, Panel, PhaseDate
from panel.models.people import Person, Role
from panel.models.proposals import ProposalState
from panel.policy.places import cycle_here
from tests.make import Make
from tests.visit import Visitor

Visit = Callable[..., Visitor]
NEW = 'class="badge badge-new"'


@pytest.fixture
def panel(make: Make) -> Panel:
    """A panel."""
    return make.panel()


@pytest.fixture
def cycle(make: Make, panel: Panel) -> Cycle:
    """A cycle in which proposals are called for."""
    return make.cycle(panel)


@pytest.fixture
def member(make: Make, panel: Panel) -> Person:
    """Who was here yesterday, and before that a week ago."""
    now = clock.now()
    return make.person(Role.MEMBER, panel, visited_at=now - timedelta(hours=20), visited_before_at=now - timedelta(7))


def test_what_happened_before_the_last_visit_is_not_news(
    visit: Visit, make: Make, cycle: Cycle, member: Person
) -> None:
    now = clock.now()
    make.proposal(cycle, title_en="Read already", updated_at=now - timedelta(hours=21))
    make.proposal(cycle, title_en="Came since", updated_at=now - timedelta(hours=19))
    page = visit(member).get("/").text
    assert "New since your last visit" in page
    assert "Came since" in page
    assert "Read already" not in page
    assert page.count(NEW) == 1


def test_on_a_first_visit_the_last_two_weeks_are_shown_and_nothing_is_marked(
    visit: Visit, make: Make, panel: Panel, cycle: Cycle
) -> None:
    now = clock.now()
    make.proposal(cycle, title_en="Of last week", updated_at=now - timedelta(days=8))
    make.proposal(cycle, title_en="Of last month", updated_at=now - timedelta(days=30))
    page = visit(make.person(Role.MEMBER, panel)).get("/").text
    assert "What happened lately" in page
    assert "Of last week" in page
    assert "Of last month" not in page
    assert NEW not in page


def test_what_happened_to_one_proposal_stands_together_with_who_it_was(
    visit: Visit, make: Make, panel: Panel, cycle: Cycle, member: Person
) -> None:
    now = clock.now()
    author, other = (make.person(Role.MEMBER, panel, name_en=name) for name in ("The author", "Another member"))
    proposal = make.proposal(cycle, author, title_en="Much discussed", submitted_at=now, updated_at=now)
    for person in (author, other):
        make.comment(proposal, person, type=CommentType.QUESTION, created_at=now)
    make.comment(proposal, other, type=CommentType.SUPPORT, created_at=now)
    page = visit(member).get("/").text.partition('<ul class="news">')[2].partition("</aside>")[0]
    assert page.count("Much discussed") == 1
    for words in ("submitted", "questions: 2", "comments in support: 1", "The author", "Another member"):
        assert words in page


def test_a_revision_is_told_apart_from_a_submission(visit: Visit, make: Make, cycle: Cycle, member: Person) -> None:
    now = clock.now()
    make.proposal(cycle, submitted_at=now - timedelta(hours=1), updated_at=now)
    make.proposal(cycle, submitted_at=now, updated_at=now, state=ProposalState.WITHDRAWN)
    page = visit(member).get("/").text
    assert "<li>revised" in page
    assert "<li>withdrawn" in page
    assert "<li>submitted" not in page


def test_ones_own_doings_are_no_news(visit: Visit, make: Make, cycle: Cycle, member: Person) -> None:
    now = clock.now()
    make.proposal(cycle, member, title_en="My own", updated_at=now)
    make.comment(make.proposal(cycle, title_en="Where I spoke"), member, created_at=now)
    page = visit(member).get("/").text
    assert "My own" not in page
    assert "Where I spoke" not in page
    assert "Nothing was submitted, revised, said or decided since" in page


def test_the_course_says_what_is_over_what_is_now_and_what_comes_when(db: Session, make: Make, panel: Panel) -> None:
    cycle = make.cycle(panel, Phase.DISCUSSION)
    now = datetime(2026, 11, 24, tzinfo=UTC)
    begins = {
        Phase.PROPOSING: now - timedelta(30),
        Phase.SCORING_OPEN: now + timedelta(5),
        Phase.TALLY: now + timedelta(9),
    }
    db.add_all(PhaseDate(cycle_id=cycle.id, phase=phase, begins_at=at) for phase, at in begins.items())
    db.commit()
    steps = course.course(db, cycle_here(db, cycle.id, now))
    assert [step.state for step in steps] == ["over", "over", "now", "ahead", "ahead", "ahead", "ahead"]
    assert course.next_date(steps, now) == begins[Phase.SCORING_OPEN]
    assert course.next_date(steps, now + timedelta(20)) is None


@pytest.mark.parametrize(("after", "is_deadline"), [(timedelta(days=1), True), (timedelta(days=40), False)])
def test_an_open_round_shows_its_deadline_until_it_has_passed(
    db: Session, make: Make, cycle: Cycle, after: timedelta, is_deadline: bool
) -> None:
    make.proposal(cycle)
    round_ = make.round(cycle)
    now = round_.opened_at + after
    (step,) = (one for one in course.course(db, cycle_here(db, cycle.id, now)) if one.state == "now")
    assert step.phase is Phase.SCORING_OPEN
    assert step.is_deadline is is_deadline


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (Role.SECRETARIAT, "Invite the members"),
        (Role.CHAIR, "You open each round"),
        (Role.DEPUTY, "propose your own"),
        (Role.MEMBER, "propose your own"),
        (Role.OBSERVER, "After publication you read"),
    ],
)
def test_the_first_steps_are_those_of_the_role_and_go_away_by_themselves(
    visit: Visit, make: Make, panel: Panel, cycle: Cycle, role: Role, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = visit(make.person(role, panel))
    assert words in reader.get("/").text
    tomorrow = clock.now() + timedelta(days=1)
    monkeypatch.setattr("panel.web.orientation.clock.now", lambda: tomorrow)
    assert words not in reader.client.get("/").text


@pytest.mark.parametrize(
    ("role", "phase", "words"),
    [
        (Role.CHAIR, Phase.DISCUSSION, "Decide when scoring begins"),
        (Role.CHAIR, Phase.DECIDED, "Publish the report"),
        (Role.SECRETARIAT, Phase.DECIDED, "Publish the report"),
        (Role.SECRETARIAT, Phase.DRAFT, "Finish the set-up"),
    ],
)
def test_the_next_step_waits_for_whoever_takes_it(
    visit: Visit, make: Make, panel: Panel, role: Role, phase: Phase, words: str
) -> None:
    make.cycle(panel, phase)
    assert words in visit(make.person(role, panel)).get("/").text
    assert words not in visit(make.person(Role.MEMBER, panel)).get("/").text
