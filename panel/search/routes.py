"""The pages of finding: the glossary, and what the search field offers."""

from collections.abc import Iterator

from flask import Blueprint, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from panel import clock
from panel.calc.text import TextRefused, clean_line, comparable
from panel.policy.actions import Action
from panel.policy.places import CycleHere, cycle_here
from panel.policy.subjects import Actor
from panel.search import suggestions
from panel.search.forms import LONGEST, GlossaryForm
from panel.search.listing import grouped
from panel.web import frame, language
from panel.web.guard import needs
from panel.web.representation import page

room = Blueprint("search", __name__)


@room.get("/glossary")
@needs(Action.HELP_VIEW)
def glossary(_db: Session, _actor: Actor | None) -> ResponseReturnValue:
    """Every word in both languages, with explanations, in the order of the reader's language."""
    form = GlossaryForm(request.args)
    sound = form.validate()
    typed, part = ("" if field.errors else field.data or "" for field in (form.q, form.part))
    groups = grouped(language.current(), typed, part)
    return page("search/glossary.html", 200 if sound else 422, form=form, groups=groups)


def _cycle(db: Session, _actor: Actor, cycle_id: int) -> CycleHere:
    return cycle_here(db, cycle_id, clock.now())


@room.get("/cycles/<int:cycle_id>/suggestions")
@needs(Action.SEARCH, _cycle)
def suggest(db: Session, actor: Actor, here: CycleHere) -> ResponseReturnValue:
    """Where somebody may want to go who has typed this, as JSON; no more of it than they may open."""
    try:
        typed = clean_line(request.args.get("q", "")[:LONGEST])
    except TextRefused:
        typed = ""
    return jsonify(items=list(_suggested(db, actor, here, typed)) if typed else [])


def _suggested(db: Session, actor: Actor, here: CycleHere, typed: str) -> Iterator[dict[str, str]]:
    reader = language.current()
    for stage in frame.navigation():
        if comparable(typed) in comparable(stage.label):
            yield {"title": stage.label, "language": reader, "kind": _("Page"), "url": stage.url}
    for one in suggestions.proposals(db, actor, here, typed):
        title, of = language.told(one.title_ja, one.title_en)
        url = url_for("proposals.show", proposal_id=one.id)
        yield {"title": f"{one.code} {title}", "language": of, "kind": _("Proposal"), "url": url}
    for term in suggestions.words(typed):
        url = url_for("search.glossary", _anchor=term.key)
        yield {"title": term.word(reader), "language": reader, "kind": _("Glossary"), "url": url}
