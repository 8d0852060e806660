"""The forms of the account pages; a password is taken exactly as typed, and never shown again."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, RadioField
from wtforms.validators import InputRequired, StopValidation
from wtforms.widgets import EmailInput

from panel import addresses, passwords
from panel.calc.guessing import guess
from panel.models.people import NAME_FIELDS
from panel.web.form import AddressField, Form, LineField, VersionedForm, choices
from panel.web.language import NAMES
from panel.web.names import Names


def _password(label: Any) -> PasswordField:
    """The password somebody has."""
    return PasswordField(label, [InputRequired(_l("Enter your password."))])


def _new_password() -> PasswordField:
    """The password somebody is to have from now on."""
    return PasswordField(_l("New password"), [InputRequired(_l("Choose a password.")), _in_bounds])


def _in_bounds(_form: Form, field: PasswordField) -> None:
    n, least, most = len(field.data or ""), passwords.SHORTEST, passwords.LONGEST
    if n < least:
        raise StopValidation(gettext("This has %(n)s characters; use at least %(least)s.", n=n, least=least))
    if n > most:
        raise StopValidation(gettext("This has %(n)s characters; at most %(most)s are taken.", n=n, most=most))


def _not_guessable(field: PasswordField, about: Iterable[str]) -> None:
    found = guess(field.data or "", about)
    if found is None:
        return
    if found.word is None:
        raise StopValidation(
            gettext("This is among what others would try first. Choose a few words that nobody would put together.")
        )
    raise StopValidation(
        gettext(
            "“%(word)s” is what others would try first, and little else is left. Add words that have nothing to do with"
            " you or this work.",
            word=found.word,
        )
    )


class SignInForm(Form):
    """Address and password; an address that can be none is looked for all the same, and not found."""

    email = LineField(_l("E-mail address"), limit=addresses.LONGEST, required=True, widget=EmailInput())
    password = _password(_l("Password"))


class ForgottenForm(Form):
    """Whose password is forgotten."""

    email = AddressField(_l("E-mail address"), required=True)


class NewPasswordForm(Form):
    """A new password for somebody who is already known; `about` is what they are called."""

    password = _new_password()

    def __init__(self, about: Iterable[str], **more: Any) -> None:
        super().__init__(**more)
        self._about = about

    def validate_password(self, field: PasswordField) -> None:
        """Names and address of its owner are the first things anybody would try."""
        _not_guessable(field, self._about)


class PasswordChangeForm(NewPasswordForm):
    """The present password, and the one from now on."""

    present_password = _password(_l("Present password"))


class NamesForm(Names, VersionedForm):
    """How somebody is called, and in which language they read."""

    language = RadioField(_l("Language"), choices=choices(NAMES))


class FirstForm(Names):
    """The first panel of an empty site and its first secretariat account."""

    panel_ja = LineField(_l("Title of the panel in Japanese"), required=True)
    panel_en = LineField(_l("Title of the panel in English"), required=True)
    email = AddressField(_l("E-mail address"), required=True)
    password = _new_password()

    def validate_password(self, field: PasswordField) -> None:
        """What else stands on the form is the first thing anybody would try."""
        typed = (self.email, self.panel_ja, self.panel_en, *(self[name] for name in NAME_FIELDS))
        _not_guessable(field, [other.data for other in typed if other.data])
