"""What the pages of a cycle show: the cycles of a person, how far the set-up is, what a round would be opened with."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from panel import clock
from panel.calc.calendar import Phase
from panel.calc.consensus import Rule
from panel.errors import Missing
from panel.models.cycles import Criterion, Cycle, Panel, PhaseDate, Round
from panel.models.decisions import Decision
from panel.models.people import SCORING_ROLES, Membership, Person
from panel.models.proposals import Kind, Proposal, ProposalState
from panel.policy import places
from panel.policy.actions import Action
from panel.policy.places import CycleHere
from panel.policy.rules import may
from panel.policy.subjects import Actor, Place
from panel.policy.visible import visible_cycles


@dataclass(frozen=True)
class PanelHere:
    """A panel in which a cycle may be started."""

    id: int
    title_ja: str
    title_en: str

    @property
    def place(self) -> Place:
        """The place of the panel itself."""
        return Place(panel_id=self.id)


@dataclass(frozen=True)
class CriterionName:
    """Which criterion a page is about."""

    id: int
    name_ja: str
    name_en: str


@dataclass(frozen=True)
class CriterionHere:
    """A criterion, with the cycle it stands in."""

    criterion: Criterion
    cycle: CycleHere

    @property
    def name(self) -> CriterionName:
        """The criterion as a page is given it."""
        return CriterionName(self.criterion.id, self.criterion.name_ja, self.criterion.name_en)

    @property
    def place(self) -> Place:
        """A criterion stands where its cycle does."""
        return self.cycle.place


@dataclass(frozen=True)
class Opening:
    """What a round would be opened with now, and why it cannot be, if it cannot."""

    number: int
    criteria: tuple[Row[Any], ...]
    proposals: Mapping[Kind, int]
    voters: Mapping[str, int]  # by stakeholder group
    rule: Rule
    quorum: int
    obstacles: tuple[str, ...] = ()

    @property
    def n_proposals(self) -> int:
        """How many proposals would be scored."""
        return sum(self.proposals.values())

    @property
    def n_voters(self) -> int:
        """How many people would score."""
        return sum(self.voters.values())

    @property
    def weights_total(self) -> Decimal:
        """The sum of the weights, which need not be 1 or 100: only their shares count."""
        return weight_of(self.criteria)


def cycle(db: Session, _actor: Actor, cycle_id: int) -> CycleHere:
    """The cycle of the address. Raises Missing."""
    return places.cycle_here(db, cycle_id, clock.now())


def criterion(db: Session, _actor: Actor, criterion_id: int) -> CriterionHere:
    """The criterion of the address. Raises Missing."""
    found = db.get(Criterion, criterion_id)
    if found is None:
        raise Missing
    return CriterionHere(found, places.cycle_here(db, found.cycle_id, clock.now()))


def panel_to_fill(db: Session, actor: Actor, wanted: int | None) -> PanelHere:
    """The panel that was asked for, else the newest in which the actor may start a cycle. Raises Missing."""
    panels = [wanted] if wanted else sorted(actor.roles, reverse=True)
    able = [panel_id for panel_id in panels if may(actor, Action.CYCLE_CREATE, Place(panel_id=panel_id))]
    found = db.get(Panel, (able or panels or [0])[0])
    if found is None:
        raise Missing
    return PanelHere(found.id, found.title_ja, found.title_en)


def my_cycles(db: Session, actor: Actor, now: datetime) -> list[CycleHere]:
    """The cycles of the actor's panels, the newest first."""
    query = places.cycles().where(visible_cycles(actor)).order_by(Cycle.from_fiscal_year.desc(), Cycle.id.desc())
    return [places.cycle_from(row, now) for row in db.execute(query)]


def criteria_of(db: Session, cycle_id: int) -> tuple[Criterion, ...]:
    """The criteria of a cycle in their order, to be changed."""
    found = select(Criterion).where(Criterion.cycle_id == cycle_id).order_by(Criterion.position, Criterion.id)
    return tuple(db.scalars(found))


def criteria_shown(db: Session, cycle_id: int) -> tuple[Row[Any], ...]:
    """The criteria of a cycle in their order, as plain columns: to be shown, or frozen into a round."""
    columns = select(*Criterion.__table__.columns).where(Criterion.cycle_id == cycle_id)
    return tuple(db.execute(columns.order_by(Criterion.position, Criterion.id)))


def weight_of(criteria: Iterable[Row[Any]]) -> Decimal:
    """The sum of their weights."""
    return sum((criterion.weight for criterion in criteria), Decimal(0))


def dates_of(db: Session, cycle_id: int) -> dict[Phase, datetime]:
    """When the phases of a cycle are planned to begin."""
    found = select(PhaseDate.phase, PhaseDate.begins_at).where(PhaseDate.cycle_id == cycle_id)
    return {Phase(row.phase): row.begins_at for row in db.execute(found)}


def to_score(db: Session, cycle_id: int) -> list[tuple[int, Kind, int]]:
    """Id, kind and version of the proposals a round would put to the members: submitted and not yet decided."""
    found = (
        select(Proposal.id, Proposal.kind, Proposal.version)
        .outerjoin(Decision, Decision.proposal_id == Proposal.id)
        .where(Proposal.cycle_id == cycle_id, Proposal.state == ProposalState.SUBMITTED, Decision.id.is_(None))
        .order_by(Proposal.code)
    )
    return [(row.id, Kind(row.kind), row.version) for row in db.execute(found)]


def voters(db: Session, panel_id: int) -> list[tuple[int, str]]:
    """Person and stakeholder group of everybody who would score: members, chair and deputy who are active."""
    found = (
        select(Person.id, Person.stakeholder_group)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.panel_id == panel_id,
            Membership.ended_at.is_(None),
            Membership.role.in_(SCORING_ROLES),
            Person.is_active,
        )
        .distinct()
        .order_by(Person.id)
    )
    return [(row.id, str(row.stakeholder_group)) for row in db.execute(found)]


def opening(db: Session, cycle_id: int, besides: frozenset[int] = frozenset()) -> Opening:
    """What a round of this cycle would be opened with now; a reader is told without those they are recused from."""
    settings = db.execute(
        select(Cycle.panel_id, Cycle.rule, Cycle.quorum, func.max(Round.number).label("last"))
        .outerjoin(Round, Round.cycle_id == Cycle.id)
        .where(Cycle.id == cycle_id)
        .group_by(Cycle.id)
    ).one()
    found = Opening(
        number=(settings.last or 0) + 1,
        criteria=criteria_shown(db, cycle_id),
        proposals=_counted(db, cycle_id, besides),
        voters=Counter(group for _id, group in voters(db, settings.panel_id)),
        rule=Rule.from_plain(settings.rule),
        quorum=settings.quorum,
    )
    return replace(found, obstacles=tuple(_obstacles(found)))


def _counted(db: Session, cycle_id: int, besides: frozenset[int]) -> dict[Kind, int]:
    """How many proposals of each kind would be scored."""
    counted = db.execute(
        select(Proposal.kind, func.count().label("n"))
        .outerjoin(Decision, Decision.proposal_id == Proposal.id)
        .where(Proposal.cycle_id == cycle_id, Proposal.state == ProposalState.SUBMITTED, Decision.id.is_(None))
        .where(Proposal.id.not_in(besides))
        .group_by(Proposal.kind)
    )
    return {Kind(row.kind): row.n for row in counted}


def _obstacles(found: Opening) -> list[str]:
    """Why a round cannot be opened, in the order of the set-up."""
    reasons = []
    if not found.criteria:
        reasons.append(_("There are no criteria yet."))
    elif found.weights_total == 0:
        reasons.append(_("Every criterion has the weight 0, so no total can be computed."))
    else:
        reasons += _unasked(found)
    if not found.n_voters:
        reasons.append(_("Nobody is on the panel who scores: add members first."))
    elif found.n_voters < found.quorum:
        words = ngettext("%(num)d member can score", "%(num)d members can score", found.n_voters)
        reasons.append(
            _("The quorum of %(quorum)s cannot be reached: %(members)s.", quorum=found.quorum, members=words)
        )
    if not found.n_proposals:
        reasons.append(_("No proposal has been submitted that could be scored."))
    return reasons


def _unasked(found: Opening) -> list[str]:
    """Kinds of proposal for which no criterion with a weight asks anything."""
    sentences = {
        Kind.TECHNOLOGY: _("No criterion with a weight applies to technology fields, but some are proposed."),
        Kind.SECTOR: _("No criterion with a weight applies to industrial sectors, but some are proposed."),
    }
    return [
        sentences[kind]
        for kind in found.proposals
        if not any(one.weight and one.applies_to in (None, kind) for one in found.criteria)
    ]
