"""The form of the page that shows every piece the pages are built of; its content is invented, and nothing is kept."""

from wtforms import BooleanField, FileField, FormField, RadioField, SelectField
from wtforms import Form as Parts
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from panel.calc.marks import Blank
from panel.web.form import Form, LineField, ProseField, WholeNumberField

_SAMPLES = {
    "ja": ("件名", "要旨", "種類", "姿勢", "日付", "添付", "重要性", "確認した", "維持", "強化"),
    "en": (
        "Title",
        "Summary",
        "Kind",
        "Posture",
        "Day",
        "File",
        "Importance",
        "I have checked",
        "Maintain",
        "Strengthen",
    ),
}


class Day(Parts):
    """A day in three parts."""

    year = WholeNumberField()
    month = WholeNumberField()
    day = WholeNumberField()


def pieces_form(language: str) -> Form:
    """One field of every kind, labelled in the reader's language."""
    title, summary, kind, posture, born, attachment, score, agree, first, second = _SAMPLES[language]
    choices = [SelectChoice("maintain", first), SelectChoice("strengthen", second)]
    marks = [SelectChoice(str(n), str(n)) for n in range(1, 6)] + [
        SelectChoice(blank.value, blank.value) for blank in Blank
    ]

    fields = {
        "title": LineField(title, limit=60, required=True),
        "summary": ProseField(summary, limit=400),
        "kind": SelectField(kind, choices=choices),
        "posture": RadioField(posture, choices=choices),
        "born": FormField(Day, born),
        "attachment": FileField(attachment),
        "score": RadioField(score, choices=marks),
        "agree": BooleanField(agree),
    }
    form: Form = type("PiecesForm", (Form,), fields)()
    return form
