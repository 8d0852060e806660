"""The form of a reminder."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from panel.web.form import NewForm


class RemindForm(NewForm):
    """Whom to remind, and whether those again who were reminded today."""

    to = SelectMultipleField(
        _l("Who is reminded"),
        coerce=int,
        validate_choice=False,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    again = BooleanField(_l("Write a second time today"))
