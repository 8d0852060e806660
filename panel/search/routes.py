"""The pages of finding: the glossary, and what the search field offers."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from panel.policy.actions import Action
from panel.policy.subjects import Actor
from panel.search.forms import GlossaryForm
from panel.search.listing import grouped
from panel.web import language
from panel.web.guard import needs
from panel.web.representation import page

room = Blueprint("search", __name__)


@room.get("/glossary")
@needs(Action.HELP_VIEW)
def glossary(_db: Session, _actor: Actor | None) -> ResponseReturnValue:
    """Every word in both languages, with explanations, in the order of the reader's language."""
    form = GlossaryForm(request.args)
    sound = form.validate()
    typed, part = (field.data or "" if not field.errors else "" for field in (form.q, form.part))
    groups = grouped(language.current(), typed, part)
    return page("search/glossary.html", 200 if sound else 422, form=form, groups=groups)
