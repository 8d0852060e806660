"""The forms of comments."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired

from panel.comments.words import TYPES
from panel.web.form import NewForm, ProseField, VersionedForm, choices

_CHOSEN = InputRequired(_l("Choose one."))


class CommentForm(NewForm):
    """A comment or a reply."""

    type = RadioField(_l("This comment is"), choices=choices(TYPES), validators=[_CHOSEN])
    body = ProseField(_l("Comment"), required=True)


class EditForm(VersionedForm):
    """What a comment says after an edit."""

    type = RadioField(_l("This comment is"), choices=choices(TYPES), validators=[_CHOSEN])
    body = ProseField(_l("Comment"), required=True)


class RetractForm(VersionedForm):
    """The confirmation before a comment is retracted."""


class HideForm(NewForm):
    """Why a comment is hidden from the panel."""

    reason = ProseField(_l("Reason"), limit=2_000, required=True)
