"""The pages of a member who scores: the desk, the sheet with its autosave, and the table for the quick."""

from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from panel import clock, seal
from panel.calc.calendar import in_japan
from panel.errors import Conflict, NotAllowed
from panel.policy.actions import Action
from panel.policy.readers import readers
from panel.policy.rules import may
from panel.policy.subjects import Actor
from panel.scoring import actions, earlier, grid, queries, words
from panel.scoring.forms import RestoreForm, SheetForm, sheet_form
from panel.scoring.lines import in_view, lines
from panel.scoring.queries import Desk, DeskItem, Paper, Question
from panel.scoring.sheets import OpenSheet, differences
from panel.seal import OwnBallot
from panel.web import language, undo
from panel.web.door import TEXT_LIMIT
from panel.web.guard import needs
from panel.web.representation import page
from panel.web.site import site

room = Blueprint("scoring", __name__)


# ---- The desk ----


@room.get("/cycles/<int:cycle_id>/scoring")
@needs(Action.SCORE_OWN, queries.desk)
def desk(db: Session, actor: Actor, here: Desk) -> ResponseReturnValue:
    """The asker's list with progress marks."""
    items, own = _own_list(db, actor, here)
    found = lines(items, own, queries.questions(db, here.round.id) if here.round else ())
    view = request.args.get("show", "")
    return page(
        "scoring/desk.html",
        here=here,
        lines=in_view(found, view),
        view=view,
        counts={state: sum(line.state == state for line in found) for state in words.STATES},
        n_done=sum(line.item.recorded for line in found),
        n_items=len(items),
        is_voter=here.round is not None and (bool(items) or queries.is_voter(db, actor, here.round)),
        states=words.STATES,
    )


def _own_list(db: Session, actor: Actor, here: Desk) -> tuple[list[DeskItem], dict[int, OwnBallot]]:
    if here.round is None:
        return [], {}
    items = queries.desk_items(db, site().settings.seal_key, actor, here.round)
    if here.round.sealed_key is None:  # an imported round: nobody here holds a sheet of it
        return items, {}
    on_list = [item.id for item in items]
    return items, seal.own_ballots(db, site().settings.seal_key, here.round, actor.person_id, on_list)


@room.get("/rounds/<int:round_id>/score/next")
@needs(Action.SCORE_OWN, queries.desk_of_round)
def following(db: Session, actor: Actor, here: Desk) -> ResponseReturnValue:
    """The next proposal after `after` on the asker's list that is not submitted; the desk when none is left."""
    items = queries.desk_items(db, site().settings.seal_key, actor, here.round) if here.round else []
    after = request.args.get("after", "")
    here_now = next((n for n, item in enumerate(items) if str(item.id) == after), -1)
    waiting = [item for item in items[here_now + 1 :] + items[: here_now + 1] if not item.recorded]
    if not waiting or here.round is None:
        return redirect(url_for("scoring.desk", cycle_id=here.cycle.id), 303)
    return redirect(url_for("scoring.sheet", round_id=here.round.id, proposal_id=waiting[0].id), 303)


# ---- The sheet ----


def _opened(db: Session, actor: Actor, paper: Paper) -> OpenSheet:
    if paper.round.sealed_key is None:
        return OpenSheet(paper, _asked(db, paper), None, {})
    own = seal.own_ballot(db, site().settings.seal_key, paper.round, actor.person_id, paper.proposal.id)
    was_changed = own is not None and own.recorded is not None and own.version > 1
    return OpenSheet(paper, _asked(db, paper), own, _earlier(db, actor, paper) if was_changed else {})


def _asked(db: Session, paper: Paper) -> tuple[Question, ...]:
    return queries.asked_of(paper.proposal.kind, queries.questions(db, paper.round.id))


def _earlier(db: Session, actor: Actor, paper: Paper) -> dict[int, seal.Sheet]:
    return seal.own_earlier(db, site().settings.seal_key, paper.round, actor.person_id, paper.proposal.id)


def _form(opened: OpenSheet) -> SheetForm:
    """The form, filled with what was sent, or else with what was written last."""
    form = sheet_form(opened.questions, opened.newest, opened.version)
    form.name_questions(lambda asked: language.in_language(asked.name_ja, asked.name_en))
    return form


@room.get("/rounds/<int:round_id>/proposals/<int:proposal_id>/score")
@needs(Action.SCORE_OWN, queries.paper)
def sheet(db: Session, actor: Actor, paper: Paper) -> ResponseReturnValue:
    """The sheet of one proposal, with the proposal beside it."""
    opened = _opened(db, actor, paper)
    if not paper.written and opened.own is None:
        raise NotAllowed(_("You are recused from this proposal."))
    return _page(db, actor, opened, _form(opened))


def _late(db: Session, actor: Actor, paper: Paper) -> ResponseReturnValue:
    """What came after the deadline, to be read and copied; as a refusal it tells nothing but what was sent."""
    if not may(actor, Action.SCORE_OWN, paper.place):
        raise Conflict(_("This round has closed. What you typed is kept below."))
    asked = _asked(db, paper)
    typed = sheet_form(asked).sheet()
    sentence = _("This round has closed, so this is not taken any more. What you had submitted before counts.")
    names = [(language.in_language(one.name_ja, one.name_en), typed.marks.get(str(one.id), "")) for one in asked]
    return page(
        "scoring/late.html",
        409,
        status=409,
        title=_("The round had closed when you pressed the button"),
        sentence=sentence,
        message=sentence,  # where autosave looks for it
        answers=[(name, words.answer(one, mark)) for one, (name, mark) in zip(asked, names, strict=True)],
        reason=typed.reason,
        sheet_url=url_for("scoring.sheet", round_id=paper.round.id, proposal_id=paper.proposal.id),
    )


@room.post("/rounds/<int:round_id>/proposals/<int:proposal_id>/score")
@needs(Action.SCORE_SAVE, queries.paper, late=_late, body_limit=TEXT_LIMIT)
def record(db: Session, actor: Actor, paper: Paper) -> ResponseReturnValue:
    """Record the sheet; stay on it, or go on to the next one."""
    form = sheet_form(_asked(db, paper))
    if not form.validate_on_submit():
        opened = _opened(db, actor, paper)
        form = _form(opened)
        form.validate()
        return _page(db, actor, opened, form, status=form.status)
    try:
        saved = actions.record_sheet(db, site().settings.seal_key, actor, paper, form.sheet(), form.base_version)
    except Conflict:
        if not paper.is_open:
            raise
        return _conflict(_opened(db, actor, paper))
    if request.form.get("go") == "next":
        return redirect(url_for("scoring.following", round_id=paper.round.id, after=paper.proposal.id), 303)
    _tell(paper, saved, _earlier(db, actor, paper) if saved > 1 else {})
    return redirect(url_for("scoring.sheet", round_id=paper.round.id, proposal_id=paper.proposal.id), 303)


def _tell(paper: Paper, version: int, before: Mapping[int, seal.Sheet]) -> None:
    """That it is submitted; what was changed by it can be taken back with one press."""
    said = _("Submitted %(moment)s.", moment=_time())
    if not before:
        flash(said, "success")
        return
    values = {"to": next(iter(before)), "version": version}
    undo.offer(said, "scoring.restore", values, round_id=paper.round.id, proposal_id=paper.proposal.id)


def _conflict(opened: OpenSheet) -> ResponseReturnValue:
    """Both versions, to choose from by question; submitting the choice replaces what the other window saved."""
    form = _form(opened)
    theirs, mine = opened.newest or seal.Sheet({}), form.sheet()
    form.version.data = str(opened.version)
    return page(
        "scoring/conflict.html",
        409,
        paper=opened.paper,
        form=form,
        theirs=theirs,
        is_draft=opened.own is not None and opened.own.draft is not None,
        differences=differences(opened.questions, theirs, mine),
        answer=words.answer,
    )


@room.post("/rounds/<int:round_id>/proposals/<int:proposal_id>/score/restore")
@needs(Action.SCORE_SAVE, queries.paper, late=_late)
def restore(db: Session, actor: Actor, paper: Paper) -> ResponseReturnValue:
    """Record again what was submitted before."""
    opened, form = _opened(db, actor, paper), RestoreForm()
    before = opened.content(form.to.data or 0) if form.validate_on_submit() else None
    if before is None:
        raise Conflict(_("There is no such earlier version of this sheet. Open the sheet anew."))
    actions.record_sheet(db, site().settings.seal_key, actor, paper, before, form.base_version)
    flash(_("The sheet is again as you had submitted it."), "success")
    return redirect(url_for("scoring.sheet", round_id=paper.round.id, proposal_id=paper.proposal.id), 303)


def _page(
    db: Session,
    actor: Actor,
    opened: OpenSheet,
    form: SheetForm,
    *,
    status: int = 200,
) -> ResponseReturnValue:
    paper, key = opened.paper, site().settings.seal_key
    items = queries.desk_items(db, key, actor, paper.round)
    return page(
        "scoring/sheet.html",
        status,
        paper=paper,
        own=opened.own,
        before=opened.earlier,
        form=form,
        items=items,
        place=next((n for n, item in enumerate(items) if item.id == paper.proposal.id), None),
        earlier=earlier.earlier_round(db, key, actor, paper) if paper.written else None,
        readers=readers(Action.SCORE_SHEETS, paper.place),
        answer=words.answer,
        anchors=words.anchors,
        finding=words.finding,
        distribution=lambda found: Markup(words.distribution(found)),  # noqa: S704 - escapes its words
    )


@room.post("/rounds/<int:round_id>/proposals/<int:proposal_id>/score/draft")
@needs(Action.SCORE_SAVE, queries.paper, late=_late, body_limit=TEXT_LIMIT)
def autosave(db: Session, actor: Actor, paper: Paper) -> ResponseReturnValue:
    """Keep what is being typed, for its owner alone; it is not counted."""
    form = sheet_form(_asked(db, paper))
    if not form.validate_on_submit():
        return jsonify(message=_("Something on this sheet cannot be kept. Press the button to see what.")), 422
    try:
        version = actions.save_draft(db, site().settings.seal_key, actor, paper, form.sheet(), form.base_version)
    except Conflict as conflict:
        both = _("This sheet was saved in another window. Press the submit button to see both versions and choose.")
        return jsonify(message=conflict.sentence or both), 409
    return jsonify(saved_at=_time(), version=version)


def _time() -> str:
    return f"{in_japan(clock.now()):%H:%M:%S}"


# ---- The table ----


@room.get("/cycles/<int:cycle_id>/scoring/table")
@needs(Action.SCORE_OWN, queries.desk)
def table(db: Session, actor: Actor, here: Desk) -> ResponseReturnValue:
    """Many proposals and all questions on one page, for people who think in tables."""
    return _table_page(here, *_grid(db, actor, here), grid.Typed())


@room.post("/cycles/<int:cycle_id>/scoring/table")
@needs(Action.SCORE_SAVE, queries.desk)
def record_table(db: Session, actor: Actor, here: Desk) -> ResponseReturnValue:
    """Record every changed row, or none; go on to the next page where that was asked for."""
    shown, items = _grid(db, actor, here)
    twice = frozenset(name for name in request.form if len(request.form.getlist(name)) > 1)
    typed = grid.read(shown, request.form, twice)
    if language.switched():
        return _table_page(here, shown, items, replace(typed, problems={}))
    if typed.problems:
        return _table_page(here, shown, items, typed, status=422)
    stale = actions.record_rows(db, site().settings.seal_key, actor, here, typed.rows)
    if stale:
        return _table_page(here, shown, items, typed.told_stale(stale), status=409)
    flash(_("Submitted: %(n)s sheets changed.", n=len(typed.rows)), "success")
    goes_on = request.form.get("go") == "next" and shown.page < shown.pages
    return redirect(url_for("scoring.table", cycle_id=here.cycle.id, page=shown.page + goes_on), 303)


def _grid(db: Session, actor: Actor, here: Desk) -> tuple[grid.Grid, list[DeskItem]]:
    items, own = _own_list(db, actor, here)
    asked: tuple[Question, ...] = queries.questions(db, here.round.id) if here.round else ()
    return grid.grid(items, asked, own, request.args.get("page", "")), items


def _table_page(
    here: Desk, shown: grid.Grid, items: list[DeskItem], typed: grid.Typed, status: int = 200
) -> ResponseReturnValue:
    return page(
        "scoring/table.html",
        status,
        here=here,
        grid=shown,
        typed=typed,
        n_done=sum(item.recorded for item in items),
        n_items=len(items),
        blanks=words.BLANKS,
        not_yet=words.NOT_YET,
    )
