"""The one form class: token, version, one-time number, one value a field, and the text policy for every text field."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import wtforms.i18n
from flask import request
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, IntegerField, SelectMultipleField, StringField
from wtforms.fields import DateField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, Optional, StopValidation, ValidationError
from wtforms.widgets import EmailInput, TextArea, TextInput

from panel import addresses
from panel.calc import text as text_policy
from panel.calc.calendar import JAPAN, Language
from panel.errors import Conflict, Invalid
from panel.web import language

LINE_LIMIT = 300
PROSE_LIMIT = 20_000  # characters, counted as code points after NFC
_EARLIEST, _LATEST = date(1990, 1, 1), date(2100, 12, 31)


@lru_cache(maxsize=2)
def _sentences_of_wtforms(reader: Language) -> Any:
    return wtforms.i18n.get_translations([reader])


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """The base of every form; the form token is checked for the whole application before any view."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """How WTForms finds its own sentences: Flask-WTF would read their catalogue anew for every request."""

        def get_translations(self, form: Any) -> Any:
            """The catalogue in the reader's language."""
            return _sentences_of_wtforms(language.current())

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Whether the input can be taken. A press of the language button checks nothing and is never taken."""
        if language.switched():
            return False
        sound = bool(super().validate(extra_validators=extra_validators))
        return self._no_field_twice() and sound

    def _no_field_twice(self) -> bool:
        """A scalar sent twice has no meaning: refuse it rather than choose one."""
        sound = True
        for name, field in self._fields.items():
            if not isinstance(field, SelectMultipleField) and len(request.form.getlist(name)) > 1:
                field.errors = [*field.errors, gettext("This was sent more than once.")]
                sound = False
        return sound

    def refuse(self, sentence: str, field: str | None = None) -> None:
        """Put a refusal that only the database could find beside the field it belongs to, or above the form."""
        if field is not None and field in self._fields:
            self._fields[field].errors = [*self._fields[field].errors, sentence]
        else:
            self.form_errors.append(sentence)

    @property
    def status(self) -> int:
        """What a page that shows this form again is answered with."""
        return 422 if self.errors else 200


class NewForm(Form):
    """A form that makes something: its one-time number keeps a second press from making it twice."""

    nonce = HiddenField(default=lambda: secrets.token_urlsafe(18))


class VersionedForm(Form):
    """A form that changes something: it remembers which version it was opened on."""

    version = HiddenField(validators=[InputRequired()])

    def validate_version(self, field: Field) -> None:
        """A version is a small number; anything else was not sent by the page."""
        if not (field.data or "").isascii() or not (field.data or "").isdigit() or len(field.data) > 9:
            raise ValidationError(gettext("The version of this form is missing. Open the page anew."))

    @property
    def base_version(self) -> int:
        """The version the reader saw when the form was opened."""
        return int(self.version.data or 0)


def choices(words: Mapping[Any, Any]) -> list[SelectChoice]:
    """A closed list for radio buttons or a select: the values sent, each with the words shown."""
    return [SelectChoice(str(value), word) for value, word in words.items()]


class LineField(StringField):
    """One line of text under the text policy: NFC, trimmed, no control or direction characters."""

    clean: Callable[[str], str] = staticmethod(text_policy.clean_line)

    def __init__(self, label: Any = None, *, limit: int = LINE_LIMIT, required: bool = False, **more: Any) -> None:
        validators: list[Any] = [InputRequired(lazy_gettext("Enter this.")) if required else Optional()]
        validators += [_NotTooLong(limit), *more.pop("validators", [])]
        super().__init__(label, validators, **more)
        self.required = required
        self.limit = limit

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep what was typed; store the cleaned text once it validates."""
        self.data = valuelist[0] if valuelist else ""

    def pre_validate(self, form: Any) -> None:
        """Apply the text policy; the sentence names the character that cannot be kept."""
        try:
            self.data = type(self).clean(self.data or "")
        except text_policy.TextRefused as refused:
            raise StopValidation(refusal_sentence(refused)) from refused
        if self.required and not self.data:
            raise StopValidation(gettext("Enter this."))


class ProseField(LineField):
    """Several lines of text under the text policy."""

    widget: Any = TextArea()
    clean = staticmethod(text_policy.clean_text)

    def __init__(self, label: Any = None, *, limit: int = PROSE_LIMIT, required: bool = False, **more: Any) -> None:
        super().__init__(label, limit=limit, required=required, **more)


class AddressField(LineField):
    """An e-mail address, kept in the form in which addresses are stored."""

    widget: Any = EmailInput()

    def __init__(self, label: Any = None, **more: Any) -> None:
        super().__init__(label, limit=addresses.LONGEST, **more)

    def pre_validate(self, form: Any) -> None:
        """Refuse what no mail can be sent to."""
        super().pre_validate(form)
        try:
            self.data = addresses.as_stored(self.data) if self.data else ""
        except addresses.AddressRefused as refused:
            raise StopValidation(gettext("Enter an e-mail address such as name@example.jp.")) from refused


class _NotTooLong(Length):
    """At most so many characters, counted as the page's counter counts them."""

    def __init__(self, limit: int) -> None:
        super().__init__(max=limit)

    def __call__(self, form: Any, field: Any) -> None:
        n = text_policy.length(field.data or "")
        if n > self.max:
            raise StopValidation(
                gettext("This is %(n)s characters long; at most %(limit)s fit. Shorten it.", n=n, limit=self.max)
            )


class WholeNumberField(IntegerField):
    """A whole number written in plain digits; `int()` would also take other scripts and underscores."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        if not typed:
            self.data = None
            return
        if not typed.isascii() or not typed.lstrip("-").isdigit() or len(typed) > 9:
            self.data = None
            raise ValueError(gettext("Enter a whole number in plain digits, such as 5."))
        self.data = int(typed)


class DayField(DateField):
    """A calendar day within reason."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("Enter a date that exists, such as 2026-12-18.")) from None
        if self.data is not None and not _EARLIEST <= self.data <= _LATEST:
            raise ValueError(gettext("Enter a date between 1990 and 2100."))


class MomentField(Field):
    """A day and time, typed and shown in Japan time (2026-12-18 17:00), held as an aware moment."""

    widget = TextInput()
    data: datetime | None

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = valuelist[0].strip().replace("T", " ") if valuelist else ""
        self.data = None
        if not typed:
            return
        try:
            moment = datetime.strptime(typed, "%Y-%m-%d %H:%M").replace(tzinfo=JAPAN)
        except ValueError:
            raise ValueError(gettext("Enter day and time in Japan time, such as 2026-12-18 17:00.")) from None
        if not _EARLIEST <= moment.date() <= _LATEST:
            raise ValueError(gettext("Enter a date between 1990 and 2100."))
        self.data = moment

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.astimezone(JAPAN).strftime("%Y-%m-%d %H:%M") if self.data else ""


def refused(form: Form, act: Callable[[], object]) -> int | None:
    """Do what a sound form asks for: None when it is done, else the status with which its page is shown again."""
    if not form.validate_on_submit():
        return form.status
    try:
        act()
    except (Invalid, Conflict) as problem:
        form.refuse(problem.sentence, getattr(problem, "field", None))
        return problem.status
    return None


def refusal_sentence(refused: text_policy.TextRefused) -> str:
    """Why a character cannot be kept, in the reader's language."""
    reasons = {
        "control": gettext("a control character"),
        "newline": gettext("a line break"),
        "surrogate": gettext("a broken character"),
        "noncharacter": gettext("a code that is no character"),
        "replacement": gettext("a sign that the text was damaged on its way"),
        "bidi": gettext("a character that reverses the reading direction"),
    }
    return str(
        gettext(
            "Character %(position)s is %(reason)s (%(character)s), which cannot be kept. Remove it.",
            position=refused.position,
            reason=reasons[refused.code],
            character=refused.character,
        )
    )
