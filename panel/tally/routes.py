"""The pages of the tally: how the round goes, closing it, the board, one result, the list of receipts."""

from collections import Counter

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from panel import clock
from panel.calc.disclosure import Shown, shown
from panel.calc.report.sentences import n_sentence
from panel.calc.report.words import BLANKS, GROUPS
from panel.calc.shuffle import shuffled
from panel.errors import Missing
from panel.policy.actions import Action
from panel.policy.rules import Verdict, may
from panel.policy.subjects import Actor
from panel.tally import actions, findings, queries
from panel.tally.listing import Wanted, lines
from panel.tally.participation import participants
from panel.tally.queries import Here, ItemHere
from panel.tally.receipts import broken_seals, own_receipts, receipts_of
from panel.tally.sheets import sheets
from panel.web import approvals, language
from panel.web.form import Form
from panel.web.guard import needs
from panel.web.representation import page
from panel.web.site import site

room = Blueprint("tally", __name__)
_ANY = 2**31 - 1  # stands for the proposal in an address made once for a thousand lines


# ---- Closing and computing ----


@room.get("/rounds/<int:round_id>/progress")
@needs(Action.ROUND_COUNT, queries.round_here, shows=Action.ROUND_PARTICIPATION)
def progress(db: Session, actor: Actor, here: Here) -> ResponseReturnValue:
    """How many have handed in; who, for those who may know."""
    people = participants(db, site().settings.seal_key, actor, here.round.id)
    return page(
        "tally/progress.html",
        here=here,
        n_recorded=sum(one.n_recorded for one in people),
        n_asked=sum(one.n_asked for one in people),
        people=people if may(actor, Action.ROUND_PARTICIPATION, here.place) else None,
    )


@room.route("/rounds/<int:round_id>/close", methods=["GET", "POST"])
@needs(Action.ROUND_CLOSE_EARLY, queries.round_here)
def close(db: Session, actor: Actor, here: Here) -> ResponseReturnValue:
    """Close a round before its deadline: one asks, another confirms."""
    form = Form()
    if form.validate_on_submit():
        actions.close_round(db, site().settings, actor, here, now=clock.now())
        flash(_("Round %(number)s is closed and frozen.", number=here.round.number), "success")
        return redirect(url_for("tally.compute", round_id=here.round.id), 303)
    waiting = approvals.waiting(db, here.place, Action.ROUND_CLOSE_EARLY, request.path, clock.now())
    return page("tally/close.html", form.status, here=here, form=form, waiting=waiting)


@room.route("/rounds/<int:round_id>/compute", methods=["GET", "POST"])
@needs(Action.TALLY_COMPUTE, queries.round_here)
def compute(db: Session, actor: Actor, here: Here) -> ResponseReturnValue:
    """Freeze a round whose deadline has passed, check its tally, and let the panel read it."""
    form = Form()
    if form.validate_on_submit():
        actions.release_tally(db, site().settings, actor, here, now=clock.now())
        flash(_("The tally of round %(number)s can be read now.", number=here.round.number), "success")
        return redirect(url_for("tally.board", cycle_id=here.cycle.id, round=here.round.number), 303)
    return page("tally/compute.html", form.status, here=here, form=form)


# ---- The board ----


def _board(db: Session, actor: Actor, cycle_id: int) -> Here:
    return queries.board(db, actor, cycle_id, request.args.get("round", ""))


@room.get("/cycles/<int:cycle_id>/tally")
@needs(Action.TALLY_VIEW, _board)
def board(db: Session, actor: Actor, here: Here) -> ResponseReturnValue:
    """The ranked table of a round."""
    wanted = Wanted.read(request.args)
    found = queries.rows(db, actor, here)
    before, after = url_for("tally.item", round_id=here.round.id, proposal_id=_ANY).split(str(_ANY))
    return page(
        "tally/board.html",
        here=here,
        n_shown=len(found.rows),
        lines=lines(found, wanted, language.current()),
        wanted=wanted,
        classes=Counter(found.classes.values()),
        shown_from=found.shown_from,
        numbers=queries.round_numbers(db, here.cycle.id),
        before=before,
        after=after,
    )


# ---- One result ----


@room.get("/rounds/<int:round_id>/proposals/<int:proposal_id>/result")
@needs(Action.TALLY_VIEW, queries.item)
def item(db: Session, actor: Actor, here: ItemHere) -> ResponseReturnValue:
    """Everything a round says about one proposal, within what a panel of its size may show."""
    result = here.result
    if result is None:  # the table lets nobody in before the round is frozen
        raise Missing
    shown_from = here.round.shown_from
    level = shown(result.overall.summary.n, shown_from)
    found = findings.criterion_lines(result, queries.criteria(db, here.round.id), shown_from)
    title = language.in_language(here.proposal.title_ja, here.proposal.title_en)
    rounds = queries.medians_by_round(db, here)
    return page(
        "tally/item.html",
        here=here,
        level=level,
        shown_from=shown_from,
        n_words=n_sentence(result.overall.summary),
        lines=found,
        chart=Markup(findings.drawing(title, result, found, language.current())),  # noqa: S704 - escapes its words
        groups=findings.group_lines(found, queries.by_group(db, here), shown_from) if level is Shown.ALL else [],
        group_words=GROUPS,
        reasons=_reasons(db, actor, here) if level is Shown.ALL else None,
        rounds=rounds if len(rounds) > 1 else [],
    )


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
@needs(Action.TALLY_VIEW, _board)
def receipts(db: Session, actor: Actor, here: Here) -> ResponseReturnValue:
    """The receipts of every counted sheet, by which each member can see that theirs is among them."""
    return page(
        "tally/receipts.html",
        here=here,
        receipts=receipts_of(db, actor, here.round.id),
        own=own_receipts(db, site().settings.seal_key, actor, here.round.id),
        broken=broken_seals(db, actor, here.round.id),
    )
