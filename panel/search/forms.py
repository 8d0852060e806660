"""What the glossary can be asked for."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from panel.presets.glossary import CATEGORIES
from panel.web.form import Form, LineField, choices

LONGEST = 100  # characters; longer than any word
_PARTS = {
    "roles": _l("People and roles"),
    "process": _l("The work of the panel"),
    "proposal": _l("Proposals"),
    "scoring": _l("Scoring and tally"),
    "integrity": _l("Integrity and security"),
    "policy": _l("Policy and industry"),
    "ui": _l("Words on the pages"),
}


class GlossaryForm(Form):
    """Words to look for, and the part of the glossary to look in; it changes nothing."""

    class Meta:
        """A search can be linked to, so it carries no token."""

        csrf = False

    q = LineField(_l("Words to look for"), limit=LONGEST)
    part = SelectField(
        _l("Part of the glossary"),
        choices=choices({"": _l("All parts"), **{key: _PARTS[key] for key in CATEGORIES}}),
        default="",
    )
