"""The pages of the tally: how the round goes, closing it, the board, one result, the list of receipts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Row
from sqlalchemy.orm import Session

from panel import clock
from panel.calc import overview
from panel.calc.certainty import BANDS, FLAGS, FLAGS_EXPLAINED
from panel.calc.chart_row import RowAxes, row_axes
from panel.calc.consensus import Rule
from panel.calc.disclosure import Shown, shown
from panel.calc.marks import Scale
from panel.calc.report.sentences import n_sentence
from panel.calc.report.words import BLANKS, GROUPS
from panel.calc.results import ItemResult
from panel.calc.shuffle import shuffled
from panel.errors import Missing
from panel.policy.actions import Action
from panel.policy.rounds import RoundHere, round_here, round_numbers
from panel.policy.rules import Verdict, may
from panel.policy.subjects import Actor
from panel.tally import actions, findings, listing, picture, queries
from panel.tally.asked import Wanted
from panel.tally.beside import beside
from panel.tally.certain import certain
from panel.tally.findings import CriterionLine
from panel.tally.movement import movement_here
from panel.tally.participation import Participant, participants
from panel.tally.queries import Board, ItemHere
from panel.tally.receipts import broken_seals, own_receipts, receipts_of
from panel.tally.reliance import Reliance, reliance, sentences
from panel.tally.sheets import sheets
from panel.tally.totals import asked_in, sheet_totals
from panel.web import approvals, language
from panel.web.form import Form
from panel.web.guard import needs
from panel.web.representation import page
from panel.web.results import result
from panel.web.site import site

room = Blueprint("tally", __name__)
_RECEIPTS = 300
"""So many receipts stand on one page."""
_ANY = 2**31 - 1  # stands for the proposal in an address made once for a thousand lines


# ---- Closing and computing ----


@room.get("/rounds/<int:round_id>/progress")
@needs(Action.ROUND_COUNT, round_here, shows=Action.ROUND_PARTICIPATION)
def progress(db: Session, actor: Actor, here: RoundHere) -> ResponseReturnValue:
    """How many have handed in; who, for those who may know."""
    people = participants(db, site().settings.seal_key, actor, here.round.id)
    return page(
        "tally/progress.html",
        here=here,
        **_in_all(people),
        people=people if may(actor, Action.ROUND_PARTICIPATION, here.place) else None,
    )


def _in_all(people: Sequence[Participant]) -> dict[str, int]:
    return {"n_recorded": sum(one.n_recorded for one in people), "n_asked": sum(one.n_asked for one in people)}


@room.route("/rounds/<int:round_id>/close", methods=["GET", "POST"])
@needs(Action.ROUND_CLOSE_EARLY, round_here)
def close(db: Session, actor: Actor, here: RoundHere) -> ResponseReturnValue:
    """Close a round before its deadline: one asks, another confirms."""
    form = Form()
    if form.validate_on_submit():
        actions.close_round(db, site().settings, actor, here, now=clock.now())
        flash(_("Round %(number)s is closed and frozen.", number=here.round.number), "success")
        return redirect(url_for("tally.compute", round_id=here.round.id), 303)
    waiting = approvals.waiting(db, here.place, Action.ROUND_CLOSE_EARLY, request.path, clock.now())
    so_far = _in_all(participants(db, site().settings.seal_key, actor, here.round.id))
    return page("tally/close.html", form.status, here=here, form=form, waiting=waiting, **so_far)


@room.route("/rounds/<int:round_id>/compute", methods=["GET", "POST"])
@needs(Action.TALLY_COMPUTE, round_here)
def compute(db: Session, actor: Actor, here: RoundHere) -> ResponseReturnValue:
    """Freeze a round whose deadline has passed, check its tally, and let the panel read it."""
    form = Form()
    if form.validate_on_submit():
        actions.release_tally(db, site().settings, actor, here, now=clock.now())
        flash(_("The tally of round %(number)s can be read now.", number=here.round.number), "success")
        return redirect(url_for("tally.board", cycle_id=here.cycle.id, round=here.round.number), 303)
    return page("tally/compute.html", form.status, here=here, form=form)


# ---- The board ----


@room.get("/cycles/<int:cycle_id>/tally")
@needs(Action.TALLY_VIEW, result)
def board(db: Session, actor: Actor, here: RoundHere) -> ResponseReturnValue:
    """What a round comes to and how far that can be relied on, as a ranked table or as a map."""
    read = _read(db, actor, here)
    criteria = queries.criteria(db, here.round.id)
    line = read.known.line
    return page(
        "tally/board.html",
        422 if line and line.refused else 200,
        here=here,
        n_shown=len(read.board.rows),
        n_words=picture.counted_in_all(read.board.rows),
        findings=overview.findings(picture.standings(read.board, read.board.rows), line.fixed if line else None),
        wanted=read.wanted,
        fields=listing.fields(read.board),
        classes=Counter(read.board.classes.values()),
        shown_from=read.board.shown_from,
        numbers=round_numbers(db, here.cycle.id),
        analysis=read.known.analysis,
        reason=read.known.reason,
        relied=sentences(read.known, read.board, criteria),
        line=line,
        bands=BANDS,
        **(_map if read.wanted.view == "map" else _lines)(read, queries.scale(criteria), here),
    )


@dataclass(frozen=True)
class _Read:
    """What a reader asks for of a board, and what they may see of it."""

    board: Board
    known: Reliance
    wanted: Wanted
    rows: list[Row[Any]]  # those wanted, in their order


def _read(db: Session, actor: Actor, here: RoundHere | ItemHere) -> _Read:
    found = queries.rows(db, actor, here)
    wanted = Wanted.read(request.args, listing.fields(found))
    known = reliance(db, site().settings.seal_key, here, found, wanted.cut)
    if known.line is None or not known.line.is_trial:
        wanted = replace(wanted, cut="")
    return _Read(found, known, wanted, listing.chosen(found, known, wanted))


def _map(read: _Read, scale: Scale, here: RoundHere) -> dict[str, Any]:
    rule, reader = Rule.from_plain(here.round.rule), language.current()
    found = picture.standings(read.board, read.rows)
    return {"map": picture.drawn_map(found, scale, rule, read.known, reader), **_paged(read)}


def _lines(read: _Read, scale: Scale, here: RoundHere) -> dict[str, Any]:
    asked: dict[str, Any] = dict(read.wanted.address())
    before, after = url_for("tally.item", round_id=here.round.id, proposal_id=_ANY, **asked).split(str(_ANY))
    reader, line = language.current(), read.known.line
    axes = RowAxes(scale, line.n_ranked if line else 1, line.places if line else None)
    paged = _paged(read)
    first = paged["first_row"]
    return {
        "lines": listing.lines(read.board, read.known, read.rows[first : first + listing.PAGE], axes, reader),
        "axes": row_axes(axes, listing.heads()),
        "cut": listing.cut_between(read.board, read.known, read.rows) if read.wanted.sort == "rank" else None,
        "flags": FLAGS,
        "flags_explained": FLAGS_EXPLAINED,
        "other_language": listing.other_language(reader),
        "before": before,
        "after": after,
        **paged,
    }


def _paged(read: _Read) -> dict[str, Any]:
    pages = listing.n_pages(read.rows)
    number = min(read.wanted.page, pages)
    return {"page_number": number, "pages": pages, "first_row": (number - 1) * listing.PAGE, "n_rows": listing.PAGE}


# ---- One result ----


@room.get("/rounds/<int:round_id>/proposals/<int:proposal_id>/result")
@needs(Action.TALLY_VIEW, queries.item)
def item(db: Session, actor: Actor, here: ItemHere) -> ResponseReturnValue:
    """Everything a round says about one proposal, within what a panel of its size may show."""
    result = here.result
    if result is None:  # the table lets nobody in before the round is frozen
        raise Missing
    level = shown(result.overall.summary.n, here.round.shown_from)
    found = findings.criterion_lines(result, queries.criteria(db, here.round.id), here.round.shown_from)
    read = _read(db, actor, here)
    return page(
        "tally/item.html",
        here=here,
        level=level,
        n_words=n_sentence(result.overall.summary),
        lines=found,
        rounds=queries.medians_by_round(db, here),
        beside=beside(read.wanted, read.rows, here.proposal.id),
        reason=read.known.reason,
        **(_whole(db, actor, here, result, found, read.known) if level is Shown.ALL else {}),
    )


def _whole(
    db: Session, actor: Actor, here: ItemHere, result: ItemResult, found: Sequence[CriterionLine], known: Reliance
) -> dict[str, Any]:
    """What is shown where so many scored a proposal that nobody can be picked out."""
    reader = language.current()
    groups = findings.group_lines(found, queries.by_group(db, here), here.round.shown_from)
    totals = sheet_totals(db, here.round.id, here, asked_in(db, here.round.id))
    moved = movement_here(db, site().settings.seal_key, here, totals)
    names = {line.key: line.name for line in found}
    return {
        "certain": certain(known, here.proposal.id, result.overall.consensus, names, reader),
        "trimmed": totals.trimmed_mean,
        "chart": findings.distributions(result, found, reader),
        "groups": groups,
        "group_chart": findings.group_chart(groups, reader),
        "group_words": GROUPS,
        "moved": moved,
        "movement_chart": findings.movement_chart(moved, reader),
        "reasons": _reasons(db, actor, here),
    }


def _reasons(db: Session, actor: Actor, here: ItemHere) -> list[str] | None:
    """The reasons without names, in an order that tells nothing; None for those who may not read them."""
    if may(actor, Action.SCORE_RATIONALE, here.place).verdict is not Verdict.YES:
        return None
    written = shuffled(queries.reasons(db, here), f"{here.round.id}:{here.proposal.id}", lambda row: row[0])
    return [reason for _ballot, reason in written if reason]


@room.get("/rounds/<int:round_id>/proposals/<int:proposal_id>/sheets")
@needs(Action.SCORE_SHEETS, queries.item)
def single_sheets(db: Session, actor: Actor, here: ItemHere) -> ResponseReturnValue:
    """The single sheets of one proposal without names, where so many handed in that nobody can be picked out."""
    return page(
        "tally/sheets.html",
        here=here,
        shown_from=here.round.shown_from,
        criteria=queries.criteria(db, here.round.id),
        sheets=sheets(db, here),
        blanks=BLANKS,
    )


@room.get("/cycles/<int:cycle_id>/tally/receipts")
@needs(Action.TALLY_VIEW, result)
def receipts(db: Session, actor: Actor, here: RoundHere) -> ResponseReturnValue:
    """The receipts of every counted sheet, by which each member can see that theirs is among them."""
    counted = receipts_of(db, actor, here.round.id)
    asked = request.args.get("page", 1, type=int)
    pages = max(1, ceil(len(counted) / _RECEIPTS))
    number = min(max(asked, 1), pages)
    own = own_receipts(db, site().settings.seal_key, actor, here.round.id)
    return page(
        "tally/receipts.html",
        here=here,
        n_receipts=len(counted),
        receipts=counted[(number - 1) * _RECEIPTS : number * _RECEIPTS],
        number=number,
        pages=pages,
        first=(number - 1) * _RECEIPTS + 1,
        own=[(code, receipt, receipt in counted) for code, receipt in own],
        broken=broken_seals(db, actor, here.round.id),
    )
