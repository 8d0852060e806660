"""The mail somebody gets who is invited, is given a new link, or now sits on another panel; and how it will look."""

from typing import Final

from flask import render_template, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from panel.policy.places import CycleHere
from panel.web import language
from panel.web.language import NAMES
from panel.web.site import site

_NOTHING: Final = "-"


def letter(here: CycleHere, name: str, code: str, address: str | None, *, invited: bool) -> tuple[str, str]:
    """Subject and body in our own words, in the language of its reader, with the one-time address if there is one."""
    with force_locale(code):
        body = render_template(
            "people/mail.txt",
            person_name=name,
            panel_title=language.in_language(here.panel_title_ja, here.panel_title_en),
            site_url=site().settings.base_url,
            address=address,
            invited=invited,
        )
        return _("Your invitation to Panel") if invited else _("Your account on Panel"), body


def preview(here: CycleHere) -> tuple[tuple[str, str, str], ...]:
    """By language, subject and body of an invitation; the address in it opens nothing."""
    return tuple((code, *_shown(here, code)) for code in NAMES)


def _shown(here: CycleHere, code: str) -> tuple[str, str]:
    with force_locale(code):
        name = _("(name)")
    address = url_for("account.link", token=_NOTHING).removesuffix(_NOTHING)
    return letter(here, name, code, f"{site().settings.base_url}{address}…", invited=True)
