"""The published report: one page for everybody, and the same document as a file."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from panel.errors import Missing
from panel.formats import FORMATS
from panel.formats.html import fragment
from panel.policy.actions import Action
from panel.policy.subjects import Actor
from panel.published import queries
from panel.published.queries import Edition
from panel.web import language
from panel.web.download import download
from panel.web.guard import needs
from panel.web.representation import page

room = Blueprint("published", __name__)


@room.get("/published/<name>")
@needs(Action.PUBLISHED_VIEW, queries.edition)
def show(db: Session, _actor: Actor | None, it: Edition) -> ResponseReturnValue:
    """The report that was published, as its own document."""
    chosen, made = language.of_document(), queries.document(db, it)
    return page(
        "published/show.html",
        it=it,
        name=it.cycle.name,
        document=made,
        chosen=chosen,
        formats=FORMATS.values(),
        fragment=Markup(fragment(made, chosen, level=1)),  # noqa: S704 - the writer escapes every word of it
    )


@room.get("/published/<name>/<extension>")
@needs(Action.PUBLISHED_VIEW, lambda db, actor, name, extension: queries.edition(db, actor, name))
def file(db: Session, _actor: Actor | None, it: Edition) -> ResponseReturnValue:
    """The published report as a file."""
    made = FORMATS.get((request.view_args or {})["extension"])
    if made is None:
        raise Missing
    chosen = language.of_document()
    content = made.render(queries.document(db, it), chosen)
    return download(content, f"{it.cycle.name}-edition{it.number}-{chosen}.{made.extension}", made.mimetype)
