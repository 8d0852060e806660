"""How the types of comments are called, and why nobody comments just now."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from panel.calc.calendar import Phase
from panel.models.comments import CommentType

TYPES: Mapping[str, Any] = {
    CommentType.SUPPORT: _l("Support"),
    CommentType.CONCERN: _l("Concern"),
    CommentType.QUESTION: _l("Question"),
    CommentType.EVIDENCE: _l("Evidence"),
    CommentType.WORDING: _l("Wording"),
}


def silence(phase: Phase) -> str:
    """Why somebody who reads a discussion cannot add to it in this phase."""
    if phase in (Phase.SCORING_OPEN, Phase.SCORING_CLOSED):
        return str(_("Comments are frozen while the scores are sealed. They open again with the tally."))
    if phase in (Phase.DECIDED, Phase.PUBLISHED):
        return str(_("The discussion has ended with the decision."))
    return str(_("You can read this discussion but not take part in it."))


def edit_window(phase: Phase) -> str:
    """How long what is posted in this phase can be changed."""
    if phase is Phase.TALLY:
        return str(_("You can edit or retract it until the panel decides. What it said before stays readable."))
    return str(_("You can edit or retract it until the round opens. What it said before stays readable."))
