"""The forms by which second factors are shown, set up and named."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField
from wtforms.validators import InputRequired, Length

from panel.factors.showing import Given
from panel.models.factors import NAME_LIMIT
from panel.passkeys import ANSWER_LIMIT
from panel.web.form import Form, LineField, NewForm

_CODE_LIMIT = 40  # characters: a recovery code with any blanks between its groups


def _answer() -> HiddenField:
    """The answer of a device, put in by a script."""
    return HiddenField(validators=[Length(max=ANSWER_LIMIT)])


class ShowForm(Form):
    """One second factor: a passkey's answer, a code of an app, or a recovery code."""

    passkey = _answer()
    one_time_code = LineField(_l("Code from your authenticator app"), limit=_CODE_LIMIT)
    recovery_code = LineField(_l("Recovery code"), limit=_CODE_LIMIT)

    @property
    def given(self) -> Given:
        """What was typed or sent."""
        return Given(self.one_time_code.data or "", self.recovery_code.data or "", self.passkey.data or "")

    def validate(self, extra_validators: Any = None) -> bool:
        """Something must be given."""
        sound = super().validate(extra_validators)
        if sound and self.given == Given():
            self.refuse(gettext("Enter the code."), "one_time_code")
            return False
        return sound


class ProofForm(ShowForm):
    """Who one is, once more: a passkey; or the password, with a code for whoever has an app."""

    password = PasswordField(_l("Password"))

    def __init__(self, *, takes_password: bool, takes_code: bool, **more: Any) -> None:
        super().__init__(**more)
        self.takes_password = takes_password
        self.takes_code = takes_code

    def validate(self, extra_validators: Any = None) -> bool:
        """Without a passkey, everything else that is asked for."""
        if not Form.validate(self, extra_validators):
            return False
        if self.passkey.data and self.takes_code:
            return True
        if self.takes_password and not self.password.data:
            self.refuse(gettext("Enter your password."), "password")
        if self.takes_code and self.given == Given():
            self.refuse(gettext("Enter the code."), "one_time_code")
        return not self.errors


class SignInForm(Form):
    """A passkey's answer, where nobody is signed in."""

    passkey = HiddenField(validators=[InputRequired(), Length(max=ANSWER_LIMIT)])


def _name(suggested: Any) -> LineField:
    return LineField(_l("Name, for you to tell it from others"), limit=NAME_LIMIT, required=True, default=suggested)


class PasskeyForm(NewForm):
    """A passkey that a device has made, and how its owner calls it."""

    name = _name(_l("Passkey"))
    passkey = HiddenField(
        validators=[InputRequired(_l("Press the button to make a passkey.")), Length(max=ANSWER_LIMIT)]
    )


class AppForm(NewForm):
    """An app that has read the secret shows that it has, by a code; until then the form alone carries the secret."""

    secret = HiddenField(validators=[InputRequired(), Length(max=300)])
    one_time_code = LineField(_l("Code that the app shows now"), limit=_CODE_LIMIT, required=True)
    name = _name(_l("Authenticator app"))


class NameForm(Form):
    """Another name."""

    name = _name(None)
