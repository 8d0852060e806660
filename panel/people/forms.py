"""The forms about people, and the words for what people are."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField

from panel.models.people import Group, RecusalLevel, Role
from panel.web.form import AddressField, Form, LineField, NewForm, ProseField, VersionedForm, choices
from panel.web.language import NAMES
from panel.web.names import Names
from panel.web.roles import ROLES

GROUPS = {
    Group.GOVERNMENT: _l("Government"),
    Group.INDUSTRY: _l("Industry"),
    Group.ACADEMIA: _l("Academia"),
    Group.OTHER: _l("Other"),
}
LEVELS = {
    RecusalLevel.RECUSED: _l("Recused: learns nothing about the proposal, by any route"),
    RecusalLevel.MAY_SPEAK: _l("May read and speak, but does not score"),
}


STATES = {
    "active": _l("Active"),
    "invited": _l("Invited"),
    "deactivated": _l("Deactivated"),
    "imported": _l("Imported, without an account"),
}
_ANY = {"": _l("All")}


class RosterForm(Form):
    """Whom to show of the roster; nothing in it changes anything."""

    class Meta(Form.Meta):
        """A list can be linked to, so it carries no token."""

        csrf = False

    q = LineField(_l("Name or organisation"), limit=100)
    role = SelectField(_l("Role"), choices=choices({**_ANY, **ROLES}), default="")
    group = SelectField(_l("Group"), choices=choices({**_ANY, **GROUPS}), default="")
    state = SelectField(_l("State"), choices=choices({**_ANY, **STATES}), default="")


class _About(Names):
    """Who somebody is, apart from their role."""

    email = AddressField(_l("E-mail address"), required=True)
    organisation_ja = LineField(_l("Organisation in Japanese"), limit=200)
    organisation_en = LineField(_l("Organisation in English"), limit=200)
    stakeholder_group = RadioField(_l("Stakeholder group"), choices=choices(GROUPS), default=Group.OTHER.value)
    language = RadioField(_l("Language of mail and pages"), choices=choices(NAMES), default="ja")


class InviteForm(_About, NewForm):
    """Somebody new to the panel."""

    role = RadioField(_l("Role"), choices=choices(ROLES), default=Role.MEMBER.value)


class SuccessorForm(_About):
    """Who is to be the secretariat. It has no one-time number: two persons send the same values."""


class PersonForm(_About, VersionedForm):
    """Somebody who sits on the panel; who came by an imported round has no address."""

    email = AddressField(_l("E-mail address"))


class RoleForm(Form):
    """The role somebody is to have. It has no one-time number: two persons send the same values."""

    role = RadioField(_l("New role"), choices=choices(ROLES))


class DeclareForm(NewForm):
    """The own conflict of interest."""

    level = RadioField(_l("How far it reaches"), choices=choices(LEVELS), default=RecusalLevel.RECUSED.value)
    reason = ProseField(_l("Reason"), limit=2000, required=True)


class ImposeForm(DeclareForm):
    """The conflict of interest of somebody else."""

    person_id = SelectField(_l("Person"), coerce=int)
