"""The pages of the report: preview, downloads, own paragraphs, frozen editions, single sheets."""

from collections.abc import Iterator
from dataclasses import replace

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from panel import clock, ledger
from panel.calc.document import Document
from panel.calc.report.build import CHAPTERS
from panel.calc.report.imprint import stamped
from panel.db import Database
from panel.errors import Conflict, Missing, NotAllowed
from panel.formats import FORMATS, Format
from panel.formats.reading import opened
from panel.formats.rows import csv_chunks
from panel.policy.actions import Action
from panel.policy.actors import actor_now
from panel.policy.places import CycleHere
from panel.policy.readers import readers
from panel.policy.rules import may
from panel.policy.subjects import Actor, Place
from panel.reports import actions, queries
from panel.reports.facts import Source, source_of
from panel.reports.forms import ChapterForm, ConfirmForm
from panel.reports.queries import Chapter, Frozen
from panel.web import approvals, language
from panel.web.door import TEXT_LIMIT
from panel.web.download import download
from panel.web.guard import needs
from panel.web.reading import page_asked
from panel.web.representation import page
from panel.web.site import request_number, site

room = Blueprint("reports", __name__)


def _asked_round() -> int | None:
    asked = request.args.get("round", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else None


def _format(extension: str) -> Format:
    made = FORMATS.get(extension)
    if made is None:
        raise Missing
    return made


@room.get("/cycles/<int:cycle_id>/report")
@needs(Action.EXPORT_REPORT, queries.cycle)
def show(db: Session, actor: Actor, here: CycleHere) -> ResponseReturnValue:
    """The report itself, a chapter a page, with its outline, and the buttons for every format."""
    source, made = queries.document(db, site().settings.seal_key, actor, here.id, _asked_round())
    chosen = language.of_document()
    found = opened(made, chosen, *page_asked())
    if found is None:
        raise Missing
    reading, fragment = found
    editions = [] if queries.hidden_from(db, actor, here) else queries.frozen_editions(db, here)
    return page(
        "reports/show.html",
        here=here,
        source=source,
        document=made,
        chosen=chosen,
        reading=reading,
        fragment=Markup(fragment),  # noqa: S704 - the writer escapes every word of it
        formats=FORMATS.values(),
        chapters=CHAPTERS,
        written=queries.written(db, here.id) if may(actor, Action.RECOMMENDATION_EDIT, here.place) else {},
        editions=editions,
        changes=queries.changed_since(db, editions, made) if reading.chapter is None else None,
        readers=readers(Action.EXPORT_REPORT, here.place),
    )


@room.get("/cycles/<int:cycle_id>/report/<extension>")
@needs(Action.EXPORT_REPORT, lambda db, actor, cycle_id, extension: queries.cycle(db, actor, cycle_id))
def download_report(db: Session, actor: Actor, here: CycleHere) -> ResponseReturnValue:
    """The report as a file, which says on its cover under which number it stands in the record."""
    made = _format(request.view_args["extension"])  # type: ignore[index]
    source, document = queries.document(db, site().settings.seal_key, actor, here.id, _asked_round())
    if head := ledger.head(db):
        document = stamped(document, request_number(), head.seq, head.hash)
    return _file(made, document, f"{here.name}-round{source.number}")


def _file(made: Format, document: Document, name: str) -> ResponseReturnValue:
    chosen = language.of_document()
    return download(made.render(document, chosen), f"{name}-{chosen}.{made.extension}", made.mimetype)


# ---- Own paragraphs ----


def _chapter(db: Session, actor: Actor, cycle_id: int, key: str) -> Chapter:
    if key not in CHAPTERS:
        raise Missing
    return queries.chapter(db, queries.cycle(db, actor, cycle_id), key)


@room.route("/cycles/<int:cycle_id>/report/chapters/<key>", methods=("GET", "POST"))
@needs(Action.RECOMMENDATION_EDIT, _chapter, body_limit=TEXT_LIMIT)
def text(db: Session, actor: Actor, chapter: Chapter) -> ResponseReturnValue:
    """The secretariat's own paragraphs of one chapter; regenerating the report keeps them."""
    form = ChapterForm(data={"text_ja": chapter.text_ja, "text_en": chapter.text_en, "version": chapter.version})
    theirs: Chapter | None = None
    if form.validate_on_submit():
        try:
            if form.base_version != chapter.version:
                raise Conflict(_("Somebody else has changed these paragraphs. Theirs are shown beside yours."))
            actions.write_chapter(db, actor, chapter, form.text_ja.data or "", form.text_en.data or "", now=clock.now())
        except Conflict as conflict:
            theirs = queries.chapter(db, chapter.cycle, chapter.key)
            form.refuse(conflict.sentence)
            form.version.data = str(theirs.version)
            form.version.raw_data = None
        else:
            flash(_("The paragraphs are saved and stand in the report."), "success")
            return redirect(url_for("reports.show", cycle_id=chapter.cycle.id), 303)
    title = CHAPTERS[chapter.key]
    return page(
        "reports/text.html", 409 if theirs else form.status, chapter=chapter, title=title, form=form, theirs=theirs
    )


# ---- Frozen editions ----


@room.route("/cycles/<int:cycle_id>/report/freeze", methods=("GET", "POST"))
@needs(Action.RECOMMENDATION_EDIT, queries.cycle)
def freeze(db: Session, actor: Actor, here: CycleHere) -> ResponseReturnValue:
    """Keep the report as it is now, for good, after a page that says what that means."""
    if queries.hidden_from(db, actor, here):
        raise NotAllowed(_("You are recused from a proposal, so the whole report must be frozen by somebody else."))
    source, made = queries.document(db, site().settings.seal_key, actor, here.id, None)
    if request.method == "GET":
        editions = queries.frozen_editions(db, here)
        last, changes = editions[0] if editions else None, queries.changed_since(db, editions, made)
        return page("reports/freeze.html", here=here, source=source, last=last, changes=changes, form=ConfirmForm())
    kept = actions.freeze_report(db, actor, source, made, now=clock.now())
    flash(_("Edition %(number)s is frozen with its hash.", number=kept.number), "success")
    return redirect(url_for("reports.show", cycle_id=here.id), 303)


@room.get("/reports/<int:report_id>/<extension>")
@needs(Action.EXPORT_REPORT, lambda db, actor, report_id, extension: queries.frozen(db, actor, report_id))
def download_frozen(db: Session, actor: Actor, edition: Frozen) -> ResponseReturnValue:
    """A frozen edition as a file: the same bytes in five years."""
    if queries.hidden_from(db, actor, edition.cycle):  # it was frozen whole, so it holds what they may not see
        raise Missing
    made = _format(request.view_args["extension"])  # type: ignore[index]
    document = queries.frozen_document(db, edition.id)
    return _file(made, document, f"{edition.cycle.name}-edition{edition.number}")


# ---- Single sheets ----


@room.route("/cycles/<int:cycle_id>/report/scores/<int:number>", methods=("GET", "POST"))
@needs(Action.EXPORT_SHEETS, queries.cycle_with_round)
def scores(db: Session, actor: Actor, here: CycleHere) -> ResponseReturnValue:
    """Every single sheet of a round without names as CSV: asked for by one officer, taken by a second."""
    source = source_of(db, here.id, request.view_args["number"])  # type: ignore[index]
    if source is None:
        raise Missing
    form = ConfirmForm()
    if not form.validate_on_submit():
        waiting = approvals.waiting(db, here.place, Action.EXPORT_SHEETS, request.path, clock.now())
        return page("reports/scores.html", form.status, here=here, source=source, form=form, waiting=waiting)
    actions.record_export(db, actor, source, Action.EXPORT_SHEETS)
    return download(
        _sheet_rows(source, actor, here.place),
        f"{here.name}-round{source.number}-sheets-{request_number()}.csv",  # a CSV has no other place for it
        "text/csv; charset=utf-8",
    )


def _sheet_rows(source: Source, actor: Actor, place: Place) -> Iterator[bytes]:
    """The file in pieces, read in a transaction of its own that lasts as long as the download."""
    database = site().database  # taken while the request is at hand; the pieces are read after it has ended
    return _pieces(database, source, actor.person_id, place)


def _pieces(database: Database, source: Source, person_id: int, place: Place) -> Iterator[bytes]:
    """Before each proposal the rights are read anew: who is recused meanwhile is given nothing more of it."""

    def may_take(proposal_id: int, author_id: int | None) -> bool:
        with database.transaction(write=False) as now:
            actor = actor_now(now, person_id)
        return bool(may(actor, Action.EXPORT_SHEETS, replace(place, proposal_id=proposal_id, author_id=author_id)))

    with database.transaction(write=False) as db:
        criteria, header = queries.sheet_header(db, source.round_id)
        yield from csv_chunks(header, queries.sheets(db, source.round_id, criteria, may_take))
