"""The forms of the administrator: whom to look for, and who is to administer."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from panel import addresses
from panel.web.form import AddressField, Form, LineField, choices
from panel.web.language import NAMES
from panel.web.names import Names


class SearchForm(Form):
    """Part of an address; it changes nothing, so it needs no token and may stand in the address of the page."""

    class Meta(Form.Meta):
        """A form that is sent by GET."""

        csrf = False

    q = LineField(_l("Part of an e-mail address"), limit=addresses.LONGEST)


class AdministratorForm(Names):
    """Somebody who is to administer the site. It has no one-time number: two persons send the same values."""

    email = AddressField(_l("E-mail address"), required=True)
    language = RadioField(_l("Language of mail and pages"), choices=choices(NAMES), default="ja")
