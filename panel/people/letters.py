"""The mail somebody gets who is invited, is given a new link, or now sits on another panel; and how it will look."""

from flask_babel import lazy_gettext as _l

from panel.policy.places import CycleHere
from panel.web.language import NAMES
from panel.web.letters import written
from panel.web.site import site

_NAMES = {"ja": "（氏名）", "en": "(name)"}
"""Who a shown mail is addressed to."""


def letter(here: CycleHere, name: str, code: str, address: str | None, *, invited: bool) -> tuple[str, str]:
    """Subject and body in our own words, in the language of its reader, with the one-time address if there is one."""
    ja, en = here.panel_title_ja, here.panel_title_en
    return written(
        code,
        name,
        _l("Your invitation to Panel") if invited else _l("Your account on Panel"),
        "people/mail.txt",
        panel_title=(ja or en) if code == "ja" else (en or ja),
        site_url=site().settings.base_url,
        address=address,
        invited=invited,
    )


def preview(here: CycleHere, address: str) -> tuple[tuple[str, str, str], ...]:
    """By language, subject and body of an invitation with an address that opens nothing."""
    return tuple((code, *letter(here, _NAMES[code], code, address, invited=True)) for code in NAMES)
