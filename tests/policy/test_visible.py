"""A list shows exactly what the table would let the asker open, for every actor, phase and state of a proposal."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.calc.calendar import Phase
from panel.models.cycles import Cycle, Round, RoundState
from panel.models.decisions import Decision, Tier
from panel.models.people import Person, Role
from panel.models.proposals import Proposal, ProposalState
from panel.models.tallies import Snapshot
from panel.policy.actions import Action
from panel.policy.places import proposal_here
from panel.policy.rules import Verdict, may
from panel.policy.subjects import Actor
from panel.policy.visible import visible_proposals
from tests.make import BEGINNING, Make

READING = (
    Action.ITEM_LIST,
    Action.ITEM_VIEW,
    Action.ITEM_HISTORY,
    Action.ATTACHMENT_GET,
    Action.COMMENT_VIEW,
    Action.TALLY_VIEW,
    Action.DECISION_VIEW,
)


class World:
    """One panel with a proposal in every state, a recused one and a decided one, and everybody who might look."""

    def __init__(self, db: Session, make: Make) -> None:
        self.panel = make.panel()
        self.author = make.person(Role.MEMBER, self.panel)
        self.member = make.person(Role.MEMBER, self.panel)
        self.cycle: Cycle = make.cycle(self.panel)
        self.proposals = [
            make.proposal(self.cycle, author, state=state) for state in ProposalState for author in (self.author, None)
        ]
        self.recused_from = frozenset({self.proposals[2].id})
        self.decided = make.proposal(self.cycle, self.author)
        self.proposals.append(self.decided)
        _decide(db, self.cycle, self.decided, self.author)

    def actors(self) -> Iterator[Actor]:
        """Everybody, each also as somebody recused from a proposal."""
        here = self.panel.id
        for person in (self.author.id, self.member.id):
            for roles in ({Role.MEMBER}, {Role.CHAIR}, {Role.DEPUTY}, {Role.SECRETARIAT}, {Role.OBSERVER},
                          {Role.CHAIR, Role.SECRETARIAT}, set()):  # fmt: skip
                for recused in (frozenset(), self.recused_from):
                    yield Actor(person, "", "en", {here: frozenset(roles)} if roles else {}, recused_from=recused)
        yield Actor(self.member.id, "", "en", {here + 1: frozenset({Role.CHAIR})})
        yield Actor(self.member.id, "", "en", is_administrator=True)


def _decide(db: Session, cycle: Cycle, proposal: Proposal, person: Person) -> None:
    """A decision with the released round it rests on."""
    values: dict[str, Any] = {"rule": cycle.rule, "quorum": 1, "opened_at": BEGINNING, "closes_at": BEGINNING}
    round_ = Round(cycle_id=cycle.id, number=1, state=RoundState.RELEASED, **values)
    db.add(round_)
    db.flush()
    digests = {name: name.ljust(64, "0") for name in ("inputs_sha256", "results_sha256", "sha256")}
    known = {"n_raters": 1, "software": "test", "inputs": "{}", "created_at": BEGINNING}
    snapshot = Snapshot(round_id=round_.id, **digests, **known)
    db.add(snapshot)
    db.flush()
    said = {"wording_en": "Strengthen it.", "reason": "Agreed.", "decided_by_id": person.id, "decided_at": BEGINNING}
    db.add(Decision(proposal_id=proposal.id, snapshot_id=snapshot.id, tier=Tier.PRIORITY, **said))
    db.commit()


@pytest.fixture
def world(db: Session, make: Make) -> World:
    """Everything there can be to see."""
    return World(db, make)


@pytest.mark.parametrize("phase", tuple(Phase))
def test_a_list_holds_what_the_table_says_a_plain_yes_to(db: Session, world: World, phase: Phase) -> None:
    world.cycle.phase = phase
    db.commit()
    things = [proposal_here(db, proposal.id, BEGINNING) for proposal in world.proposals]
    for actor in world.actors():
        for action in READING:
            condition = visible_proposals(actor, world.cycle.id, world.panel.id, phase, action)
            listed = set(db.scalars(select(Proposal.id).where(condition)))
            opened = {thing.id for thing in things if may(actor, action, thing.place).verdict is Verdict.YES}
            assert listed == opened, (actor, action)


def test_a_list_holds_nothing_of_another_cycle(db: Session, make: Make, world: World) -> None:
    other = make.proposal(make.cycle(world.panel), world.author)
    actor = Actor(world.member.id, "", "en", {world.panel.id: frozenset({Role.CHAIR})})
    condition = visible_proposals(actor, world.cycle.id, world.panel.id, Phase.PROPOSING, Action.ITEM_LIST)
    assert other.id not in set(db.scalars(select(Proposal.id).where(condition)))
