"""Forms of the reports room: own paragraphs of a chapter, and the plain confirmations."""

from flask_babel import lazy_gettext as _l

from panel.web.form import Form, ProseField, VersionedForm


class ChapterForm(VersionedForm):
    """The secretariat's own paragraphs of one chapter, in either or both languages."""

    text_ja = ProseField(_l("Paragraphs in Japanese"))
    text_en = ProseField(_l("Paragraphs in English"))


class ConfirmForm(Form):
    """A form with nothing but its button."""
