"""The sheet as a form: a closed list of answers a question, the words beside them, the version it was opened on."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import RadioField, SelectChoice  # type: ignore[attr-defined]  # newer than its published types
from wtforms.validators import InputRequired, ValidationError

from panel.calc.marks import Confidence, MarkError, Scale, parse_mark
from panel.scoring.queries import Question
from panel.scoring.words import BLANKS, NOT_YET
from panel.seal import Sheet
from panel.web.form import ProseField, VersionedForm, WholeNumberField
from panel.web.json_door import JsonText

PREFIX = "mark_"


class MarkField(RadioField):
    """One answer: a value of the scale or a named blank, read from the exact strings the page sends and no others."""

    def __init__(self, lowest: int, highest: int, **more: Any) -> None:
        self.scale = Scale(lowest, highest)
        values = [SelectChoice(str(value)) for value in self.scale.values]
        blanks = [SelectChoice(blank.value, words) for blank, words in BLANKS.items()]
        super().__init__(choices=[*values, *blanks, SelectChoice("", NOT_YET)], default="", **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        """No button pressed is "not yet"."""
        self.data = valuelist[0] if valuelist else ""

    def pre_validate(self, form: Any) -> None:
        """Anything but a listed answer was not sent by the page, and is never rounded or guessed at."""
        try:
            parse_mark(self.data, self.scale)
        except MarkError:
            raise ValidationError(_("Choose one of the answers shown.")) from None
        if isinstance(self.data, JsonText) and self.data.isdigit():
            raise ValidationError(_("Write a score as a number, without quotation marks."))


class RestoreForm(VersionedForm):
    """Which earlier content a sheet is to have again: the version it was recorded as, or 0 for what is recorded now."""

    to = WholeNumberField(validators=[InputRequired()])


class SheetForm(VersionedForm):
    """What every sheet has beside its answers; `sheet_form` adds those of a round."""

    confidence = RadioField(
        lazy_gettext("How sure are you of these scores?"),
        choices=[
            SelectChoice(Confidence.HIGH.value, lazy_gettext("High")),
            SelectChoice(Confidence.MEDIUM.value, lazy_gettext("Medium")),
            SelectChoice(Confidence.LOW.value, lazy_gettext("Low")),
            SelectChoice("", lazy_gettext("Not said")),
        ],
        default="",
    )
    reason = ProseField(lazy_gettext("Reason"))

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Beside the fields: an answer to a question of another round or kind is refused, not dropped."""
        sound = bool(super().validate(extra_validators=extra_validators))
        unknown = {name for name in request.form if name.startswith(PREFIX)} - self._fields.keys()
        if unknown:
            self.refuse(_("This sheet holds an answer to a question that is not asked here. Open the page anew."))
        return sound and not unknown

    def marks(self) -> Iterator[tuple[Question, MarkField]]:
        """The questions with their fields, in the order of the round."""
        for question in self.questions:
            yield question, self._fields[question.field]

    def sheet(self) -> Sheet:
        """What was typed, as it is sealed."""
        answers = {str(question.id): field.data for question, field in self.marks() if field.data}
        return Sheet(answers, self.confidence.data or "", self.reason.data or "")

    def name_questions(self, title: Any) -> None:
        """Give every answer its question in the reader's language; `title(question)` says it."""
        for question, field in self.marks():
            field.label.text = title(question)


def sheet_form(questions: tuple[Question, ...], sheet: Sheet | None = None, version: int = 0) -> SheetForm:
    """The form of these questions, filled with a sheet."""
    kind = _form_class(tuple((question.field, question.lowest, question.highest) for question in questions))
    kept = sheet or Sheet({})
    answers = {question.field: kept.marks.get(str(question.id), "") for question in questions}
    form = kind(data={"version": str(version), "confidence": kept.confidence, "reason": kept.reason, **answers})
    form.questions = questions
    return form


@lru_cache(maxsize=128)
def _form_class(scales: tuple[tuple[str, int, int], ...]) -> type[SheetForm]:
    """A form class a round and kind, made once: WTForms reads fields from classes."""
    return type("RoundSheetForm", (SheetForm,), {name: MarkField(low, high) for name, low, high in scales})
