"""What can go wrong for a person: each error carries a sentence for them and the status it is answered with."""

from datetime import timedelta


class PanelError(Exception):
    """A refusal that a person sees; `sentence` is already in their language."""

    status = 400

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Invalid(PanelError):
    """What was sent cannot be taken; `field` names the form field it belongs to, if one does."""

    status = 422

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class NotSignedIn(PanelError):
    """Nobody is signed in: the same answer for things that exist and things that do not."""

    status = 401


class NotAllowed(PanelError):
    """The person may know of the thing, but may not do this to it."""

    status = 403


class Closed(NotAllowed):
    """The person may do this, but in another phase; the sentence says in which."""


class Missing(PanelError):
    """There is no such thing, or the person may not know that there is: the answer is the same."""

    status = 404


class Conflict(PanelError):
    """Somebody was faster, or the phase has moved on; what was typed is kept."""

    status = 409


class TooMany(PanelError):
    """Too many attempts in a short time; the sentence says how long to wait."""

    status = 429

    def __init__(self, sentence: str = "", wait: timedelta = timedelta(minutes=1)) -> None:
        super().__init__(sentence)
        self.wait = wait


class ClosedMeanwhile(Conflict):
    """What was sent comes in another phase than those it is possible in; the sentence says in which."""


class NeedsReauthentication(PanelError):
    """Allowed, but only to somebody who has just shown again who they are."""

    status = 401


class HalfSignedIn(PanelError):
    """The password was right; a second factor is still to be shown, or with `enrols` to be set up."""

    status = 401

    def __init__(self, sentence: str = "", *, enrols: bool = False) -> None:
        super().__init__(sentence)
        self.enrols = enrols


class SettingsError(Exception):
    """The settings cannot be used; the message is one line for the operator."""
