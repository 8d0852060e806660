"""The forms of the unsealing."""

from flask_babel import lazy_gettext as _l

from panel.web.form import Form, ProseField


class ReasonForm(Form):
    """Why the name behind a sheet must be known; the panel reads it."""

    reason = ProseField(_l("Reason"), limit=2_000, required=True)
