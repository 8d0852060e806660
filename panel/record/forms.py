"""What stands in the address of the record."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import NumberRange, Optional

from panel.record.words import KINDS
from panel.web.form import DayField, Form, WholeNumberField, choices


class FilterForm(Form):
    """Which events to show; nothing in it changes anything."""

    class Meta(Form.Meta):
        """A list can be linked to, so it carries no token."""

        csrf = False

    kind = SelectField(_l("Kind"), choices=choices(KINDS), default="")
    who = SelectField(_l("Person"), default="")
    since = DayField(_l("From this day"), validators=[Optional()])
    until = DayField(_l("Up to this day"), validators=[Optional()])


class CodeForm(Form):
    """Whose code to compare with the one that was kept."""

    class Meta(Form.Meta):
        """It changes nothing, and may be linked to."""

        csrf = False

    number = WholeNumberField(_l("Number of the event"), validators=[Optional(), NumberRange(1, 2**31 - 1)])
