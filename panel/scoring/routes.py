"""The pages of a member who scores: the desk, the sheet with its autosave, and the table for the quick."""

from dataclasses import dataclass, replace

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from panel import clock, seal
from panel.calc.calendar import in_japan
from panel.calc.marks import Blank
from panel.calc.spark import spark
from panel.errors import Conflict, NotAllowed
from panel.policy.actions import Action
from panel.policy.subjects import Actor
from panel.scoring import actions, grid, queries
from panel.scoring.forms import BLANK_WORDS, NOT_YET, SheetForm, sheet_form
from panel.scoring.queries import Desk, DeskItem, Paper, Question
from panel.seal import OwnBallot
from panel.web import language
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
    asked = queries.questions(db, here.round.id) if here.round else ()
    n_asked = {kind: len(queries.asked_of(kind, asked)) for kind in {item.kind for item in items}}
    lines = [(item, _mark_of(own.get(item.id), n_asked[item.kind])) for item in items]
    unscored = request.args.get("show") == "open"
    return page(
        "scoring/desk.html",
        here=here,
        lines=[line for line in lines if not unscored or line[1] != "recorded"],
        unscored=unscored,
        n_done=sum(item.recorded for item in items),
        n_items=len(items),
    )


def _own_list(db: Session, actor: Actor, here: Desk) -> tuple[list[DeskItem], dict[int, OwnBallot]]:
    if here.round is None:
        return [], {}
    items = queries.desk_items(db, site().settings.seal_key, actor, here.round)
    if here.round.sealed_key is None:  # an imported round: nobody here holds a sheet of it
        return items, {}
    on_list = [item.id for item in items]
    return items, seal.own_ballots(db, site().settings.seal_key, here.round, actor.person_id, on_list)


def _mark_of(own: OwnBallot | None, n_asked: int) -> str:
    """How far one proposal is: new, draft (something is not recorded), partly (questions are open) or recorded."""
    if own is None:
        return "new"
    if own.draft is not None or own.recorded is None:
        return "draft"
    return "recorded" if len(own.recorded.marks) >= n_asked else "partly"


@room.get("/rounds/<int:round_id>/score/next")
@needs(Action.SCORE_OWN, queries.desk_of_round)
def following(db: Session, actor: Actor, here: Desk) -> ResponseReturnValue:
    """The next unscored proposal after `after` on the asker's list; the desk when none is left."""
    items = queries.desk_items(db, site().settings.seal_key, actor, here.round) if here.round else []
    after = request.args.get("after", "")
    here_now = next((n for n, item in enumerate(items) if str(item.id) == after), -1)
    waiting = [item for item in items[here_now + 1 :] + items[: here_now + 1] if not item.recorded]
    if not waiting or here.round is None:
        flash(_("You have recorded a sheet for every proposal on your list."), "success")
        return redirect(url_for("scoring.desk", cycle_id=here.cycle.id), 303)
    return redirect(url_for("scoring.sheet", round_id=here.round.id, proposal_id=waiting[0].id), 303)


# ---- The sheet ----


@dataclass(frozen=True)
class OpenSheet:
    """A paper with its questions and what the asker wrote so far."""

    paper: Paper
    questions: tuple[Question, ...]
    own: OwnBallot | None

    @property
    def version(self) -> int:
        """The version of what the asker wrote; 0 before anything is."""
        return self.own.version if self.own else 0

    @property
    def newest(self) -> seal.Sheet | None:
        """What the asker wrote last, recorded or not."""
        return (self.own.draft or self.own.recorded) if self.own else None

    def form(self) -> SheetForm:
        """The form, filled with what was sent, or else with what was written last."""
        form = sheet_form(self.questions, self.newest, self.version)
        form.name_questions(lambda asked: language.in_language(asked.name_ja, asked.name_en))
        return form


def _opened(db: Session, actor: Actor, paper: Paper) -> OpenSheet:
    own = None
    if paper.round.sealed_key is not None:
        own = seal.own_ballot(db, site().settings.seal_key, paper.round, actor.person_id, paper.proposal.id)
    return OpenSheet(paper, _questions(db, paper), own)


def _questions(db: Session, paper: Paper) -> tuple[Question, ...]:
    return queries.asked_of(paper.proposal.kind, queries.questions(db, paper.round.id))


@room.get("/rounds/<int:round_id>/proposals/<int:proposal_id>/score")
@needs(Action.SCORE_OWN, queries.paper)
def sheet(db: Session, actor: Actor, paper: Paper) -> ResponseReturnValue:
    """The sheet of one proposal, with the proposal beside it."""
    opened = _opened(db, actor, paper)
    if not paper.written and opened.own is None:
        raise NotAllowed(_("You are recused from this proposal."))
    return _page(db, actor, opened, opened.form())


@room.post("/rounds/<int:round_id>/proposals/<int:proposal_id>/score")
@needs(Action.SCORE_SAVE, queries.paper, body_limit=TEXT_LIMIT)
def record(db: Session, actor: Actor, paper: Paper) -> ResponseReturnValue:
    """Record the sheet; stay on it, or go on to the next one."""
    form = sheet_form(_questions(db, paper))
    if not form.validate_on_submit():
        return _again(db, actor, paper)
    try:
        actions.record_sheet(db, site().settings.seal_key, actor, paper, form.sheet(), form.base_version)
    except Conflict:
        if not paper.is_open:
            raise
        return _again(db, actor, paper, conflict=True)
    if request.form.get("go") == "next":
        return redirect(url_for("scoring.following", round_id=paper.round.id, after=paper.proposal.id), 303)
    flash(_("Recorded %(moment)s.", moment=_time()), "success")
    return redirect(url_for("scoring.sheet", round_id=paper.round.id, proposal_id=paper.proposal.id), 303)


def _again(db: Session, actor: Actor, paper: Paper, *, conflict: bool = False) -> ResponseReturnValue:
    """The page with what was typed; after a conflict saving again means to replace what the other window saved."""
    opened = _opened(db, actor, paper)
    form = opened.form()
    if conflict:
        form.version.data = str(opened.version)
        return _page(db, actor, opened, form, theirs=opened.newest, status=409)
    form.validate()
    return _page(db, actor, opened, form, status=form.status)


def _page(
    db: Session,
    actor: Actor,
    opened: OpenSheet,
    form: SheetForm,
    *,
    theirs: seal.Sheet | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    paper = opened.paper
    items = queries.desk_items(db, site().settings.seal_key, actor, paper.round)
    return page(
        "scoring/sheet.html",
        status,
        paper=paper,
        own=opened.own,
        form=form,
        theirs=theirs,
        items=items,
        place=next((n for n, item in enumerate(items) if item.id == paper.proposal.id), None),
        earlier=queries.earlier_round(db, site().settings.seal_key, actor, paper) if paper.written else None,
        answer_words=_answer_words,
        spark=_spark,
    )


def _answer_words(question: Question, mark: str) -> str:
    """An answer as it is read: the value with its anchor, or the blank's name."""
    if mark in BLANK_WORDS:
        return str(BLANK_WORDS[Blank(mark)])
    anchor = question.anchors.get(mark, {})
    return f"{mark} {language.in_language(anchor.get('ja', ''), anchor.get('en', ''))}".strip() or str(NOT_YET)


def _spark(histogram: dict[str, int]) -> Markup:
    """The bars of a distribution, lowest value first."""
    return Markup(spark(tuple(count for _value, count in sorted(histogram.items(), key=lambda one: int(one[0])))))  # noqa: S704


@room.post("/rounds/<int:round_id>/proposals/<int:proposal_id>/score/draft")
@needs(Action.SCORE_SAVE, queries.paper, body_limit=TEXT_LIMIT)
def autosave(db: Session, actor: Actor, paper: Paper) -> ResponseReturnValue:
    """Keep what is being typed, for its owner alone; it is not counted."""
    form = sheet_form(_questions(db, paper))
    if not form.validate_on_submit():
        return jsonify(message=_("Something on this sheet cannot be kept. Press the button to see what.")), 422
    try:
        version = actions.save_draft(db, site().settings.seal_key, actor, paper, form.sheet(), form.base_version)
    except Conflict as conflict:
        return jsonify({"message": conflict.sentence} if conflict.sentence else {}), 409
    return jsonify(saved_at=_time(), version=version)


def _time() -> str:
    return f"{in_japan(clock.now()):%H:%M:%S}"


# ---- The table ----


@room.get("/cycles/<int:cycle_id>/scoring/table")
@needs(Action.SCORE_OWN, queries.desk)
def table(db: Session, actor: Actor, here: Desk) -> ResponseReturnValue:
    """All proposals and questions on one page, for people who think in tables."""
    return _table_page(here, _grid(db, actor, here), grid.Typed())


@room.post("/cycles/<int:cycle_id>/scoring/table")
@needs(Action.SCORE_SAVE, queries.desk)
def record_table(db: Session, actor: Actor, here: Desk) -> ResponseReturnValue:
    """Record every changed row, or none."""
    shown = _grid(db, actor, here)
    twice = frozenset(name for name in request.form if len(request.form.getlist(name)) > 1)
    typed = grid.read(shown, request.form, twice)
    if language.switched():
        return _table_page(here, shown, replace(typed, problems={}))
    if typed.problems:
        return _table_page(here, shown, typed, status=422)
    stale = actions.record_rows(db, site().settings.seal_key, actor, here, typed.rows)
    if stale:
        return _table_page(here, shown, typed.told_stale(stale), status=409)
    flash(_("Recorded: %(n)s sheets changed.", n=len(typed.rows)), "success")
    return redirect(url_for("scoring.table", cycle_id=here.cycle.id, page=shown.page), 303)


def _grid(db: Session, actor: Actor, here: Desk) -> grid.Grid:
    items, own = _own_list(db, actor, here)
    asked = queries.questions(db, here.round.id) if here.round else ()
    return grid.grid(items, asked, own, request.args.get("page", ""))


def _table_page(here: Desk, shown: grid.Grid, typed: grid.Typed, status: int = 200) -> ResponseReturnValue:
    return page("scoring/table.html", status, here=here, grid=shown, typed=typed, blanks=BLANK_WORDS, not_yet=NOT_YET)
