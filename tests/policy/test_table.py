"""The table of rights: complete, read in one way, and true to the invariants it was written under."""

import pytest

from panel.calc.calendar import Phase
from panel.models.people import Role
from panel.policy.actions import Action
from panel.policy.rules import Verdict, may
from panel.policy.subjects import NOWHERE, Actor, Place, Subject
from panel.policy.table import ADDED, SPECIFIED, SUBJECTS, TABLE

HERE = Place(panel_id=1, phase=Phase.DISCUSSION, proposal_id=7, author_id=2)


def actor(*roles: Role, person: int = 1, panel: int = 1, **values: object) -> Actor:
    return Actor(person, "somebody", "en", {panel: frozenset(roles)} if roles else {}, **values)  # type: ignore[arg-type]


def test_every_action_has_exactly_one_row_of_known_letters() -> None:
    assert set(TABLE) == set(Action)
    assert not set(SPECIFIED) & set(ADDED)
    assert len(SPECIFIED) == 59
    for row in TABLE.values():
        assert tuple(row) == SUBJECTS
        assert all(len(cell) == len(Phase) and set(cell) <= set("Yos2apfhl") for cell in row.values())


def test_the_secretariat_never_scores_and_nobody_reads_attributed_scores() -> None:
    assert set(TABLE[Action.SCORE_SAVE]["S"]) <= set("hf")
    assert all(set(cell) <= set("lhf") for cell in TABLE[Action.SCORE_ATTRIBUTED].values())


def test_no_score_of_others_is_readable_before_the_tally() -> None:
    n_sealed = tuple(Phase).index(Phase.TALLY)
    for action in (Action.SCORE_SHEETS, Action.SCORE_AGGREGATE, Action.SCORE_RATIONALE, Action.TALLY_VIEW):
        for subject in SUBJECTS:
            assert set(TABLE[action][subject][:n_sealed]) <= set("lhfp"), (action, subject)


@pytest.mark.parametrize(
    ("who", "place", "action", "verdict"),
    [
        (None, HERE, Action.ITEM_VIEW, Verdict.SIGN_IN),
        (actor(Role.MEMBER, panel=2), HERE, Action.ITEM_VIEW, Verdict.HIDDEN),
        (actor(Role.MEMBER), HERE, Action.ITEM_VIEW, Verdict.YES),
        (actor(Role.MEMBER, recused_from=frozenset({7})), HERE, Action.ITEM_VIEW, Verdict.NEVER),
        (actor(Role.CHAIR, recused_from=frozenset({7})), HERE, Action.ROUND_OPEN, Verdict.NEVER),
        (actor(Role.MEMBER, person=2), HERE, Action.ITEM_EDIT, Verdict.YES),
        (actor(Role.CHAIR, person=2), HERE, Action.ITEM_WITHDRAW, Verdict.YES),
        (actor(Role.DEPUTY), HERE, Action.ROUND_OPEN, Verdict.NEVER),
        (actor(Role.CHAIR), HERE, Action.ROUND_OPEN, Verdict.YES),
        (actor(Role.SECRETARIAT), HERE, Action.SCORE_SAVE, Verdict.NEVER),
        (actor(is_administrator=True), HERE, Action.ITEM_VIEW, Verdict.NEVER),
        (actor(), NOWHERE, Action.SESSION_OWN, Verdict.YES),
    ],
)
def test_the_answer_is_read_from_the_table(who: Actor | None, place: Place, action: Action, verdict: Verdict) -> None:
    assert may(who, action, place).verdict is verdict


def test_the_deputy_acts_only_while_the_chair_is_recused() -> None:
    acting = Place(panel_id=1, phase=Phase.TALLY, proposal_id=7, chair_recused=True)
    assert may(actor(Role.DEPUTY), Action.DECISION_RECORD, acting).verdict is Verdict.YES
    assert may(actor(Role.DEPUTY), Action.DECISION_RECORD, Place(1, Phase.TALLY, 7)).verdict is Verdict.NEVER


def test_own_objects_of_others_look_as_if_they_were_not_there() -> None:
    mine = Place(panel_id=1, phase=Phase.DISCUSSION, proposal_id=7, owner_id=1)
    theirs = Place(panel_id=1, phase=Phase.DISCUSSION, proposal_id=7, owner_id=3)
    assert may(actor(Role.MEMBER), Action.COMMENT_EDIT, mine).verdict is Verdict.YES
    assert may(actor(Role.MEMBER), Action.COMMENT_EDIT, theirs).verdict is Verdict.HIDDEN


def test_several_roles_add_up_and_recusal_wins_over_all() -> None:
    both = actor(Role.CHAIR, Role.MEMBER)
    assert may(both, Action.ROUND_OPEN, HERE)
    assert not may(actor(Role.CHAIR, Role.MEMBER, recused_from=frozenset({7})), Action.ITEM_VIEW, HERE)


@pytest.mark.parametrize("subject", [Subject.OBSERVER, Subject.ADMINISTRATOR])
def test_an_observer_writes_nothing_and_an_administrator_reads_no_content(subject: Subject) -> None:
    content = [
        action for action in SPECIFIED if action.value.partition(".")[0] in ("item", "comment", "score", "decision")
    ]
    writes = {"item.create", "item.edit", "comment.add", "score.save", "decision.record", "decision.amend"}
    for action in content:
        if subject is Subject.ADMINISTRATOR or action.value in writes:
            assert set(TABLE[action][subject]) <= set("hf"), action
