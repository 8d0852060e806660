"""What changes a cycle: start it, set its rule and dates, lead it from phase to phase, open and extend rounds."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from flask_babel import gettext as _
from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from panel import ledger, seal
from panel.calc.calendar import NEXT, Phase
from panel.calc.consensus import Rule
from panel.cycles import queries
from panel.db import rows_changed
from panel.errors import Conflict, Invalid
from panel.models.cycles import Axis, Criterion, Cycle, PhaseDate, Round, RoundCriterion, RoundProposal, RoundVoter
from panel.policy.subjects import Actor
from panel.presets import CriterionDraft
from panel.set_up import change

BY_HAND: Final = frozenset({Phase.PROPOSING, Phase.DISCUSSION})
"""The phases somebody begins; the others begin with a round, a tally or a decision."""


def by_hand(phase: Phase) -> Phase | None:
    """The phase somebody can begin now, if there is one."""
    return next((following for following in Phase if following in NEXT[phase] & BY_HAND), None)


_COPIED: Final = tuple(column.key for column in Criterion.__table__.columns if column.key not in ("id", "cycle_id"))


def create_cycle(
    db: Session,
    actor: Actor | None,
    panel_id: int,
    *,
    name: str,
    title_ja: str,
    title_en: str,
    from_fiscal_year: int,
    to_fiscal_year: int,
    now: datetime,
    criteria: Iterable[CriterionDraft] = (),
    rule: Rule | None = None,
    quorum: int = 1,
    dates: Mapping[Phase, datetime] | None = None,
    mandate_ja: str = "",
    mandate_en: str = "",
    synthetic: bool = False,
) -> Cycle:
    """Start a cycle in its first phase. Raises Invalid when the name is taken or the years run backwards."""
    cycle = Cycle(
        panel_id=panel_id,
        name=name,
        title_ja=title_ja,
        title_en=title_en,
        mandate_ja=mandate_ja,
        mandate_en=mandate_en,
        from_fiscal_year=from_fiscal_year,
        to_fiscal_year=to_fiscal_year,
        rule=(rule or Rule()).as_plain(),
        quorum=quorum,
        synthetic=synthetic,
        created_at=now,
    )
    _check_words(cycle.title_ja, cycle.title_en, from_fiscal_year, to_fiscal_year)
    try:
        with db.begin_nested():
            db.add(cycle)
    except IntegrityError as taken:
        raise Invalid(_("Another cycle has this name. Choose another one."), "name") from taken
    db.add_all(criterion_from(draft, cycle.id, position) for position, draft in enumerate(criteria, 1))
    db.add_all(PhaseDate(cycle_id=cycle.id, phase=phase, begins_at=at) for phase, at in (dates or {}).items())
    db.flush()
    ledger.record(db, actor, "cycle.create", f"cycle:{cycle.id}", panel_id=panel_id)
    return cycle


def criterion_from(draft: CriterionDraft, cycle_id: int, position: int) -> Criterion:
    """A record of a drafted criterion at a place in its cycle."""
    return Criterion(cycle_id=cycle_id, key=draft.key, position=position, **columns_of(draft))


def columns_of(draft: CriterionDraft) -> dict[str, Any]:
    """What a drafted criterion says, as columns: all but where it stands."""
    return {
        "name_ja": draft.name_ja,
        "name_en": draft.name_en,
        "question_ja": draft.question_ja,
        "question_en": draft.question_en,
        "axis": Axis(draft.axis) if draft.axis else None,
        "lowest": draft.lowest,
        "highest": draft.highest,
        "anchors": {value: dict(words) for value, words in draft.anchors.items()},
        "direction": draft.direction,
        "weight": draft.weight,
        "applies_to": draft.applies_to,
    }


def describe(
    db: Session,
    actor: Actor | None,
    cycle_id: int,
    *,
    title_ja: str,
    title_en: str,
    from_fiscal_year: int,
    to_fiscal_year: int,
    mandate_ja: str,
    mandate_en: str,
    version: int,
) -> None:
    """Change what a cycle is called and what it was asked to do. Raises Invalid and Conflict."""
    _check_words(title_ja, title_en, from_fiscal_year, to_fiscal_year)
    values = {
        "title_ja": title_ja,
        "title_en": title_en,
        "from_fiscal_year": from_fiscal_year,
        "to_fiscal_year": to_fiscal_year,
        "mandate_ja": mandate_ja,
        "mandate_en": mandate_en,
    }
    change(db, actor, cycle_id, "cycle.describe", version=version, values=values)


def _check_words(title_ja: str, title_en: str, first: int, last: int) -> None:
    if not (title_ja or title_en):
        raise Invalid(_("Give the cycle a title in at least one language."), "title_ja")
    if first > last:
        raise Invalid(_("The last fiscal year lies before the first."), "to_fiscal_year")


def set_rule(
    db: Session, actor: Actor | None, cycle_id: int, rule: Rule, quorum: int, *, version: int | None = None
) -> None:
    """Fix what counts as agreement and how many members make a quorum. Raises Conflict."""
    change(db, actor, cycle_id, "criteria.change", version=version, values={"rule": rule.as_plain(), "quorum": quorum})


def set_dates(
    db: Session,
    actor: Actor | None,
    cycle_id: int,
    dates: Mapping[Phase, datetime],
    *,
    now: datetime,
    version: int | None = None,
) -> None:
    """Plan when phases begin; a phase left out has no date.

    Raises Invalid, with the phase as field, for a new date in the past or one before an earlier phase's; Conflict.
    """
    before = queries.dates_of(db, cycle_id)
    latest: datetime | None = None
    for phase in Phase:
        moment = dates.get(phase)
        if moment is None:
            continue
        if moment < now and moment != before.get(phase):
            raise Invalid(_("This moment has already passed. Enter one that is still to come."), phase.value)
        if latest is not None and moment < latest:
            raise Invalid(_("This lies before the beginning of an earlier phase."), phase.value)
        latest = moment
    change(db, actor, cycle_id, "cycle.dates", version=version)
    db.execute(delete(PhaseDate).where(PhaseDate.cycle_id == cycle_id))
    if dates:
        db.execute(
            insert(PhaseDate),
            [{"cycle_id": cycle_id, "phase": phase, "begins_at": at} for phase, at in dates.items()],
        )


def advance(db: Session, actor: Actor | None, cycle_id: int, to: Phase, *, version: int | None = None) -> None:
    """Begin a phase that is begun by hand. Raises Conflict when the cycle is not right before it."""
    phase, found_version = db.execute(select(Cycle.phase, Cycle.version).where(Cycle.id == cycle_id)).one()
    if to not in BY_HAND or to not in NEXT[Phase(phase)]:
        raise Conflict(_("The cycle is in another phase by now. Look at it again."))
    known = found_version if version is None else version
    change(db, actor, cycle_id, "cycle.advance", version=known, values={"phase": to}, to=to.value)


# ---- Rounds ----


def open_round(
    db: Session, seal_key: bytes, actor: Actor | None, cycle_id: int, *, closes_at: datetime, now: datetime
) -> Round:
    """Open the next round: what it asks, of whom, and the rule it is judged by are frozen into it.

    Raises Invalid for a deadline that has passed or anything a round cannot do without, Conflict for a cycle in a
    phase from which no round opens.
    """
    cycle = db.get_one(Cycle, cycle_id)
    if Phase.SCORING_OPEN not in NEXT[cycle.phase]:
        raise Conflict(_("No round can be opened in the present phase."))
    opening = queries.opening(db, cycle_id)
    if opening.obstacles:
        raise Invalid(" ".join(opening.obstacles))
    _check_deadline(closes_at, now)
    round_ = Round(
        cycle_id=cycle_id,
        number=opening.number,
        rule=cycle.rule,
        quorum=cycle.quorum,
        **seal.new_round_keys(seal_key),
        opened_at=now,
        closes_at=closes_at,
    )
    db.add(round_)
    db.flush()
    _freeze_into(db, round_, cycle.panel_id, opening.criteria)
    detail: dict[str, str | int] = {
        "closes_at": closes_at.isoformat(),
        "n_voters": opening.n_voters,
        "n_proposals": opening.n_proposals,
    }
    change(db, actor, cycle_id, "round.open", version=None, values={"phase": Phase.SCORING_OPEN}, **detail)
    return round_


def _check_deadline(closes_at: datetime, now: datetime) -> None:
    if closes_at <= now:
        raise Invalid(_("This moment has already passed. Enter one that is still to come."), "closes_at")


def _freeze_into(db: Session, round_: Round, panel_id: int, criteria: Iterable[Row[Any]]) -> None:
    db.add_all(
        RoundCriterion(round_id=round_.id, criterion_id=one.id, **{column: getattr(one, column) for column in _COPIED})
        for one in criteria
    )
    db.add_all(
        RoundProposal(round_id=round_.id, proposal_id=proposal_id, proposal_version=version)
        for proposal_id, _kind, version in queries.to_score(db, round_.cycle_id)
    )
    db.add_all(
        RoundVoter(round_id=round_.id, person_id=person_id, stakeholder_group=group)
        for person_id, group in queries.voters(db, panel_id)
    )
    db.flush()


def extend_round(
    db: Session, actor: Actor | None, round_id: int, *, closes_at: datetime, now: datetime, version: int | None = None
) -> None:
    """Give an open round a later deadline, before the present one passes. Raises Invalid and Conflict."""
    round_ = db.get_one(Round, round_id)
    if closes_at <= round_.closes_at:
        raise Invalid(_("A deadline can only be moved to a later moment."), "closes_at")
    if now >= round_.closes_at:
        raise Conflict(_("The deadline has passed: the round can no longer be extended."))
    known = round_.version if version is None else version
    changed = db.execute(
        update(Round)
        .where(Round.id == round_id, Round.version == known)
        .values(closes_at=closes_at, version=known + 1)
        .execution_options(synchronize_session=False)
    )
    if not rows_changed(changed):
        raise Conflict(_("Somebody else has changed the deadline since you opened the page."))
    db.refresh(round_)
    panel_id = db.get_one(Cycle, round_.cycle_id).panel_id
    ledger.record(db, actor, "round.extend", f"round:{round_id}", panel_id=panel_id, closes_at=closes_at.isoformat())
