"""The fields by which a person is named: the same, with the same limits, on every form that asks for them."""

from flask_babel import lazy_gettext as _l

from panel.web.form import Form, LineField

_LIMIT = 100


class Names(Form):
    """Name, reading (by which names are sorted), and the name in English."""

    family_name = LineField(_l("Family name"), limit=_LIMIT, required=True)
    given_name = LineField(_l("Given name"), limit=_LIMIT)
    family_reading = LineField(_l("Reading of the family name"), limit=_LIMIT)
    given_reading = LineField(_l("Reading of the given name"), limit=_LIMIT)
    name_en = LineField(_l("Name as written in English"), limit=2 * _LIMIT)
