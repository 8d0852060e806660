"""The pages of the lenses: what each of them changes, one by one, the panel as a whole, and from round to round."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from panel.analysis.lenses import Asked, Lenses
from panel.analysis.lenses import steps as steps_between
from panel.calc.consensus import ConsensusClass, Rule
from panel.calc.course import WORDS as COURSES
from panel.calc.document import NOTHING, Text
from panel.calc.figure_findings import of_concordance, of_divides, of_steps
from panel.calc.lens_figures import NO_DIVIDES
from panel.calc.lens_findings import finding, of_one_member, why_not
from panel.calc.lens_words import LENSES, PARTS, LensWords
from panel.calc.lenses import Comparison, Lens, Part
from panel.calc.reasons import WORDS as REASONS
from panel.calc.reasons import Reason
from panel.calc.voice_words import of_severity
from panel.errors import Missing
from panel.lenses import listing, queries
from panel.lenses.listing import Pages
from panel.lenses.queries import LensHere, Named
from panel.policy.actions import Action
from panel.policy.rounds import RoundHere, round_numbers
from panel.policy.subjects import Actor
from panel.web import language
from panel.web.guard import needs
from panel.web.representation import page
from panel.web.results import asked_round, result
from panel.web.site import site

room = Blueprint("lenses", __name__)
AGREED = (ConsensusClass.AGREED_HIGH, ConsensusClass.AGREED_MIDDLE, ConsensusClass.AGREED_LOW)


def _lenses(db: Session, actor: Actor, here: RoundHere, names: Mapping[str, Named]) -> Lenses:
    ids = frozenset(one.id for one in names.values())
    asked = Asked(here.round.id, Rule.from_plain(here.round.rule), ids, actor.person_id)
    return Lenses(db, site().settings.seal_key, asked)


# ---- All of them ----


@dataclass(frozen=True)
class Row:
    """One part of a lens in the overview, with what it changes in a sentence."""

    part: Part
    name: Text | None
    finding: Text
    n_changing: int


@dataclass(frozen=True)
class Glance:
    """One lens in the overview."""

    lens: Lens
    words: LensWords
    rows: tuple[Row, ...]


@room.get("/cycles/<int:cycle_id>/tally/lenses")
@needs(Action.TALLY_VIEW, result)
def overview(db: Session, actor: Actor, here: RoundHere) -> ResponseReturnValue:
    """What each lens changes, in a sentence."""
    names = queries.comparable(db, actor, here)
    found = _lenses(db, actor, here, names)
    return page(
        "lenses/overview.html",
        here=here,
        numbers=round_numbers(db, here.cycle.id),
        has_earlier=queries.round_before(db, here) is not None,
        glances=[_glance(found, lens) for lens in Lens] if names else [],
    )


def _glance(found: Lenses, lens: Lens) -> Glance:
    return Glance(lens, LENSES[lens], tuple(_row(found, lens, part) for part in found.parts(lens)))


def _row(found: Lenses, lens: Lens, part: Part) -> Row:
    name = PARTS.get(part)
    if part is Part.ANY:
        left_out = found.left_out()
        decided = sum(one.decisive > 0 for one in left_out)
        return Row(part, name, _of_one_member(found), decided)
    comparison = found.through(lens, part)
    return Row(part, name, finding(comparison), len(comparison.changing))


def _of_one_member(found: Lenses) -> Text:
    reason = found.analysis.reason
    return REASONS[reason] if reason else of_one_member(found.left_out(), found.line)


# ---- One of them ----


def _lens_here(db: Session, actor: Actor, cycle_id: int, lens: str) -> LensHere:
    return queries.lens_here(db, actor, cycle_id, asked_round(), lens)


@room.get("/cycles/<int:cycle_id>/tally/lenses/<lens>")
@needs(Action.TALLY_VIEW, _lens_here)
def show(db: Session, actor: Actor, here: LensHere) -> ResponseReturnValue:
    """One lens: what it changes by itself, drawn, and every proposal."""
    names = queries.comparable(db, actor, here.round)
    if not names:
        return page("lenses/show.html", here=here.round, lens=here.lens, asks=LENSES[here.lens], parts=[], part=None)
    found = _lenses(db, actor, here.round, names)
    parts = found.parts(here.lens)
    asked = request.args.get("part", "")
    part = Part(asked) if asked in parts else parts[0]
    values = _left_out(found, names) if part is Part.ANY else _compared(found.through(here.lens, part), names)
    named = [(one, PARTS.get(one)) for one in parts]
    return page(
        "lenses/show.html", here=here.round, lens=here.lens, asks=LENSES[here.lens], parts=named, part=part, **values
    )


def _compared(comparison: Comparison, names: Mapping[str, Named]) -> dict[str, Any]:
    reader, found = language.current(), finding(comparison)
    lines = [listing.line(one, comparison.line, names) for one in comparison.shifts]
    changing = [listing.line(one, comparison.line, names) for one in comparison.changing[: listing.MOST_CHANGING]]
    name = PARTS.get(comparison.part) or LENSES[comparison.lens].title
    return {
        "finding": found,
        "why_not": why_not(comparison),
        "line": comparison.line,
        "n_hidden": comparison.n_hidden,
        "has_classes": any(one.n is not None for one in comparison.shifts),
        "changing": changing,
        "n_more": len(comparison.changing) - len(changing),
        "drawing": listing.drawn(comparison, names, found, name, reader),
        "table_page": Pages.of(lines, request.args.get("page", 1, type=int)),
    }


def _left_out(found: Lenses, names: Mapping[str, Named]) -> dict[str, Any]:
    lines = [listing.LeftOutLine(names[one.id], one) for one in found.left_out()]
    return {
        "finding": _of_one_member(found),
        "why_not": REASONS[found.analysis.reason] if found.analysis.reason else NOTHING,
        "line": found.line,
        "n_members": found.analysis.n_raters,
        "table_page": Pages.of(lines, request.args.get("page", 1, type=int)),
    }


# ---- The panel as a whole, its groups, and the round before ----


@room.get("/cycles/<int:cycle_id>/tally/lenses/panel")
@needs(Action.TALLY_VIEW, result)
def voices(db: Session, actor: Actor, here: RoundHere) -> ResponseReturnValue:
    """How far the members agree, on the totals and on each question."""
    names = queries.comparable(db, actor, here)
    found = _lenses(db, actor, here, names)
    spoken = found.voices() if names else ()
    totals = next((one for one in spoken if not one.key), None)
    return page(
        "lenses/voices.html",
        here=here,
        totals=totals,
        reason=None if totals else REASONS[found.analysis.reason or Reason.ALL_MISSING],
        sentences=listing.sentences(totals.figures) if totals else [],
        severity=of_severity(totals.figures) if totals else NOTHING,
        n_members=found.analysis.n_raters,
        lines=[listing.voice_line(one) for one in spoken if one.key],
        questions=queries.questions(db, here.round.id),
    )


@room.get("/cycles/<int:cycle_id>/tally/lenses/divides")
@needs(Action.TALLY_VIEW, result)
def divides(db: Session, actor: Actor, here: RoundHere) -> ResponseReturnValue:
    """What one stakeholder group values and another does not, where both may be shown."""
    names = queries.comparable(db, actor, here)
    found = _lenses(db, actor, here, names).divides() if names else NO_DIVIDES
    lines = [(names[one.id], one) for one in found.divides]
    return page(
        "lenses/divides.html",
        here=here,
        why_not=REASONS[found.reason] if found.reason else NOTHING,
        finding=of_divides(found),
        valued=[(names[one.id], one) for one in found.valued],
        orders=[one for one in found.orders if one.rho.value is not None],
        parts=PARTS,
        n_hidden=found.n_hidden,
        table_page=Pages.of(lines, request.args.get("page", 1, type=int)),
    )


@room.get("/cycles/<int:cycle_id>/tally/lenses/rounds")
@needs(Action.TALLY_VIEW, result)
def steps(db: Session, actor: Actor, here: RoundHere) -> ResponseReturnValue:
    """Which proposals came to rest since the round before, of the members who scored in both. Raises Missing."""
    before = queries.round_before(db, here)
    if before is None:
        raise Missing
    names = queries.comparable(db, actor, here)
    ids = frozenset(one.id for one in names.values())
    earlier, later = (
        Asked(round_id, Rule.from_plain(rule), ids, actor.person_id)
        for round_id, rule in ((before.id, before.rule), (here.round.id, here.round.rule))
    )
    agreed = {one.code for one in names.values() if one.consensus in AGREED}
    found = steps_between(db, site().settings.seal_key, earlier, later, agreed)
    lines = [(names[one.id], one) for one in found.steps]
    return page(
        "lenses/steps.html",
        here=here,
        earlier=before.number,
        why_not=REASONS[found.reason] if found.reason else NOTHING,
        finding=of_steps(found),
        concordance=of_concordance(found),
        courses=COURSES,
        n_hidden=found.n_hidden,
        table_page=Pages.of(lines, request.args.get("page", 1, type=int)),
    )
