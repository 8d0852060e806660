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
