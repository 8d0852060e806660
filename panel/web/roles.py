"""The words for what people are on a panel."""

from flask_babel import lazy_gettext as _l

from panel.models.people import Role

ROLES = {
    Role.CHAIR: _l("Chair"),
    Role.DEPUTY: _l("Deputy chair"),
    Role.MEMBER: _l("Member"),
    Role.SECRETARIAT: _l("Secretariat"),
    Role.OBSERVER: _l("Observer"),
}
