"""How rights combine: the rules of the specification that no single cell shows.

That chair and deputy score like members (rule 3) is in the walk of `score.save`; that a view without an action stops
the start (rule 8) is in tests/rules/test_guard.py.
"""

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import select, update

from panel import clock
from panel.calc.calendar import GRACE, Phase
from panel.models.ballots import Ballot
from panel.models.cycles import Round
from panel.models.people import Membership, Recusal, Role
from panel.models.tallies import TallyRow
from panel.policy.actions import Action
from panel.policy.table import TABLE
from tests.rights.probes import PROBES, Case
from tests.rights.stage import PHASES, Stage
from tests.rights.world import SUBJECTS, World


def asked(world: World, action: Action, subject: str, phase: Phase, **more: bool) -> int:
    """The status with which an action of one subject is answered."""
    stage = world.stage(phase)
    case = Case(world, subject, stage, stage.item_for(subject))
    probe = PROBES[action]
    values = dict(probe.values(case)) if probe.values else None
    return world.ask(subject, probe.method, probe.at(case), values, **more).status_code


def seat(world: World, subject: str, role: Role) -> None:
    """Give a subject a further role."""
    with world.session() as db:
        given = {"panel_id": world.home.panel_id, "person_id": world.people[subject], "role": role}
        db.add(Membership(**given, since_at=clock.now()))
        db.commit()


def recuse(world: World, subject: str, stage: Stage) -> int:
    """The chair records somebody's conflict of interest about the item."""
    values = {"person_id": world.people[subject], "level": "recused", "reason": "An interest."}
    return world.ask("C", "POST", f"/proposals/{stage.item.id}/recusals/impose", values).status_code


def test_rule_1_the_roles_of_one_person_add_up(world: World) -> None:
    assert asked(world, Action.ITEM_EDIT, "M", Phase.PROPOSING) == 403
    assert asked(world, Action.ROUND_OPEN, "M", Phase.DISCUSSION) == 403
    with world.undone():
        seat(world, "M", Role.SECRETARIAT)
        assert asked(world, Action.ITEM_EDIT, "M", Phase.PROPOSING) == 303
        assert asked(world, Action.SCORE_SAVE, "M", Phase.SCORING_OPEN) == 303
        assert asked(world, Action.ROUND_OPEN, "M", Phase.DISCUSSION) == 403


@pytest.mark.parametrize("role", [Role.CHAIR, Role.SECRETARIAT])
def test_rule_1_no_role_lets_a_recused_person_in(world: World, role: Role) -> None:
    with world.undone():
        seat(world, "R", role)
        for action in (Action.ITEM_VIEW, Action.COMMENT_VIEW, Action.ATTACHMENT_GET, Action.SCORE_SAVE):
            assert asked(world, action, "R", Phase.SCORING_OPEN) == 403, action


def test_rule_1_being_recused_is_more_than_being_the_author(world: World) -> None:
    assert asked(world, Action.ITEM_VIEW, "Mo", Phase.DISCUSSION) == 200
    with world.undone():
        assert recuse(world, "Mo", world.stage(Phase.DISCUSSION)) == 303
        for action in (Action.ITEM_VIEW, Action.ITEM_EDIT, Action.ITEM_HISTORY):
            assert asked(world, action, "Mo", Phase.DISCUSSION) == 403, action


def test_rule_2_an_author_neither_scores_nor_chairs_their_own_and_goes_on_editing_it(world: World) -> None:
    with world.undone():
        seat(world, "Mo", Role.CHAIR)
        assert asked(world, Action.ITEM_EDIT, "Mo", Phase.DISCUSSION) == 303
        assert asked(world, Action.COMMENT_HIDE, "Mo", Phase.DISCUSSION) == 403
        assert asked(world, Action.RECUSAL_IMPOSE, "Mo", Phase.DISCUSSION) == 403
        assert asked(world, Action.SCORE_SAVE, "Mo", Phase.SCORING_OPEN) == 403
        assert asked(world, Action.DECISION_RECORD, "Mo", Phase.TALLY) == 403


def test_rule_4_an_administrator_is_given_no_role_on_a_panel(world: World) -> None:
    invited = {**PROBES[Action.MEMBER_INVITE].values(None), "email": world.emails["A"]}  # type: ignore[misc, arg-type]
    stage = world.stage(Phase.PROPOSING)
    with world.undone():
        answer = world.ask("S", "POST", f"/cycles/{stage.cycle_id}/people/invite", invited)
        assert answer.status_code == 422
    with world.undone():
        seat(world, "A", Role.MEMBER)
        assert asked(world, Action.ITEM_VIEW, "A", Phase.PROPOSING) == 403


def test_rule_5_a_recusal_works_on_a_page_that_is_open(world: World) -> None:
    assert asked(world, Action.SCORE_OWN, "M", Phase.SCORING_OPEN) == 200
    with world.undone():
        assert recuse(world, "M", world.stage(Phase.SCORING_OPEN)) == 303
        assert asked(world, Action.SCORE_SAVE, "M", Phase.SCORING_OPEN) == 403


def test_rule_6_a_sheet_saved_before_the_recusal_is_kept_and_not_counted(world: World) -> None:
    stage = world.stage(Phase.SCORING_OPEN)
    of_item = (Ballot.round_id == stage.round_id) & (Ballot.proposal_id == stage.item.id)
    with world.undone():
        with world.session() as db:
            before = dict(db.execute(select(Ballot.id, Ballot.voided).where(of_item)).all())
        assert recuse(world, "M", stage) == 303
        with world.session() as db:
            after = dict(db.execute(select(Ballot.id, Ballot.voided).where(of_item)).all())
        assert before.keys() == after.keys()
        assert sum(after.values()) == sum(before.values()) + 1
        for officer, status in (("C", 202), ("S", 303)):
            assert world.ask(officer, "POST", f"/rounds/{stage.round_id}/close", {}).status_code == status
        with world.session() as db:
            n = db.scalar(select(TallyRow.n).where(TallyRow.proposal_id == stage.item.id))
        assert n == len(before) - sum(after.values())


def test_rule_7_what_was_lost_between_opening_and_sending_a_form_is_lost(world: World) -> None:
    assert asked(world, Action.COMMENT_VIEW, "M", Phase.DISCUSSION) == 200
    with world.undone():
        with world.session() as db:
            seated = (Membership.person_id == world.people["M"]) & (Membership.panel_id == world.home.panel_id)
            db.execute(update(Membership).where(seated).values(ended_at=clock.now()))
            db.commit()
        assert asked(world, Action.COMMENT_ADD, "M", Phase.DISCUSSION) == 404


def test_rule_7_what_was_given_between_two_requests_is_given(world: World) -> None:
    assert asked(world, Action.ITEM_VIEW, "R", Phase.DISCUSSION) == 403
    with world.undone():
        with world.session() as db:
            db.execute(update(Recusal).values(lifted_at=clock.now()))
            db.commit()
        assert asked(world, Action.ITEM_VIEW, "R", Phase.DISCUSSION) == 200


def test_rule_9_only_looking_whether_a_page_is_there_is_looking_at_it(world: World) -> None:
    """HEAD is answered as GET: to somebody of each kind of answer, in a phase of each kind."""
    for action, probe in PROBES.items():
        if probe.values is not None:
            continue
        for subject, phase in product(("N", "X", "O", "R", "C"), (Phase.DRAFT, Phase.SCORING_OPEN, Phase.PUBLISHED)):
            case = Case(world, subject, world.stage(phase), world.stage(phase).item_for(subject))
            with world.undone():
                get, head = (world.ask(subject, method, probe.at(case)) for method in ("GET", "HEAD"))
            assert (head.status_code, head.data) == (get.status_code, b""), (action, subject, phase)
            assert head.headers.get("Location") == get.headers.get("Location"), (action, subject, phase)


def test_a_draft_is_its_authors_alone_in_whatever_phase_its_cycle_is(world: World) -> None:
    """The phase is that of the item: what is not submitted stays in DR while the others are scored and published."""
    for subject, phase in product(SUBJECTS, PHASES):
        stage = world.stage(phase)
        expected = {"l": 302, "h": 404, "f": 403, "Y": 200}[TABLE[Action.ITEM_VIEW][subject][0]]
        assert world.ask(subject, "GET", f"/proposals/{stage.draft_id}").status_code == expected, (subject, phase)


def test_rule_10_the_deadline_closes_scoring_by_itself(world: World) -> None:
    assert asked(world, Action.SCORE_SAVE, "M", Phase.SCORING_OPEN) == 303
    stage = world.stage(Phase.SCORING_OPEN)
    with world.undone():
        with world.session() as db:
            late = clock.now() - GRACE - timedelta(seconds=1)
            db.execute(update(Round).where(Round.id == stage.round_id).values(closes_at=late))
            db.commit()
        assert asked(world, Action.SCORE_SAVE, "M", Phase.SCORING_OPEN) == 409
        assert asked(world, Action.ROUND_EXTEND, "S", Phase.SCORING_OPEN) == 409
        assert asked(world, Action.COMMENT_HIDE, "S", Phase.SCORING_OPEN) == 303
        assert asked(world, Action.TALLY_COMPUTE, "S", Phase.SCORING_OPEN) == 303
