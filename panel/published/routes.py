"""The published report: one page for everybody, and the same document as a file."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from panel.errors import Missing
from panel.formats import FORMATS
from panel.formats.reading import opened
from panel.policy.actions import Action
from panel.policy.subjects import Actor
from panel.published import queries
from panel.published.queries import Edition
from panel.web import language
from panel.web.download import download
from panel.web.guard import needs
from panel.web.reading import page_asked
from panel.web.representation import page

room = Blueprint("published", __name__)


@room.get("/published/<name>")
@needs(Action.PUBLISHED_VIEW, queries.edition)
def show(db: Session, _actor: Actor | None, it: Edition) -> ResponseReturnValue:
    """The report that was published, a chapter a page."""
    chosen, made = language.of_document(), queries.report(db, it)
    found = opened(made.document, chosen, *page_asked())
    if found is None:
        raise Missing
    reading, fragment = found
    return page(
        "published/show.html",
        it=it,
        name=it.cycle.name,
        document=made.document,
        sha256=made.sha256,
        chosen=chosen,
        reading=reading,
        formats=FORMATS.values(),
        fragment=Markup(fragment),  # noqa: S704 - the writer escapes every word of it
    )


@room.get("/published/<name>/<extension>")
@needs(Action.PUBLISHED_VIEW, lambda db, actor, name, extension: queries.edition(db, actor, name))
def file(db: Session, _actor: Actor | None, it: Edition) -> ResponseReturnValue:
    """The published report as a file."""
    made = FORMATS.get((request.view_args or {})["extension"])
    if made is None:
        raise Missing
    chosen = language.of_document()
    content = made.render(queries.report(db, it).document, chosen)
    return download(content, f"{it.cycle.name}-edition{it.number}-{chosen}.{made.extension}", made.mimetype)
