"""The reading rows of the table as SQL: what a list, a count or a search may contain for this actor.

Each filter is built from `may()` itself, phase by phase, so a list cannot say other than the table.
"""

from sqlalchemy import ColumnElement, and_, false, or_, true

from panel.calc.calendar import Phase
from panel.models.cycles import Cycle
from panel.models.proposals import Proposal, ProposalState
from panel.policy.actions import Action
from panel.policy.rules import Verdict, may
from panel.policy.subjects import Actor, Place


def visible_cycles(actor: Actor) -> ColumnElement[bool]:
    """Cycles of the actor's own panels; drafts of a cycle are seen by all of its panel."""
    panels = [panel for panel in actor.roles if may(actor, Action.CYCLE_VIEW, Place(panel_id=panel))]
    return Cycle.panel_id.in_(panels) if panels else false()


def visible_proposals(actor: Actor, cycle_id: int, panel_id: int, phase: Phase, action: Action) -> ColumnElement[bool]:
    """Proposals of one cycle for which the actor has `action` (a reading row): drafts only by their author."""
    in_cycle = Proposal.cycle_id == cycle_id
    seen = Place(panel_id=panel_id, phase=_item_phase(phase), proposal_id=0)
    others = true() if may(actor, action, seen).verdict is Verdict.YES else false()
    own = _own(actor, panel_id, phase, action)
    submitted = and_(Proposal.state != ProposalState.DRAFT, or_(others, own))
    drafts = and_(Proposal.state == ProposalState.DRAFT, _own(actor, panel_id, Phase.DRAFT, action))
    return and_(in_cycle, or_(submitted, drafts), _not_recused(actor, panel_id, phase, action))


def _item_phase(phase: Phase) -> Phase:
    """A submitted item is at least in the proposing phase, whatever the cycle says."""
    return Phase.PROPOSING if phase is Phase.DRAFT else phase


def _own(actor: Actor, panel_id: int, phase: Phase, action: Action) -> ColumnElement[bool]:
    place = Place(panel_id=panel_id, phase=phase, proposal_id=0, author_id=actor.person_id)
    if may(actor, action, place).verdict is not Verdict.YES:
        return false()
    return Proposal.author_id == actor.person_id


def _not_recused(actor: Actor, panel_id: int, phase: Phase, action: Action) -> ColumnElement[bool]:
    """Recusal wins over everything: read the recused column once, and leave the items out unless it says yes."""
    if not actor.recused_from:
        return true()
    anyone = next(iter(actor.recused_from))
    place = Place(panel_id=panel_id, phase=_item_phase(phase), proposal_id=anyone)
    if may(actor, action, place).verdict is Verdict.YES:
        return true()
    return Proposal.id.not_in(actor.recused_from)
