"""The words for what people are on a panel, and for the kinds of readers that "who can see this" tells apart."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from panel.models.people import Role
from panel.policy.readers import AUTHOR, OTHER_PANELS, RECUSED

ROLES = {
    Role.CHAIR: _l("Chair"),
    Role.DEPUTY: _l("Deputy chair"),
    Role.MEMBER: _l("Member"),
    Role.SECRETARIAT: _l("Secretariat"),
    Role.OBSERVER: _l("Observer"),
}
_READERS: Mapping[str, Any] = {
    AUTHOR: _l("Its author"),
    Role.CHAIR: _l("Chair"),
    Role.DEPUTY: _l("Deputy chair"),
    Role.MEMBER: _l("Panel members"),
    Role.SECRETARIAT: _l("Secretariat"),
    Role.OBSERVER: _l("Observers"),
    RECUSED: _l("Whoever is recused from it"),
    OTHER_PANELS: _l("Other panels"),
}


def reader_name(who: str) -> str:
    """A kind of reader, as `policy.readers` names them."""
    return str(_READERS[who])
