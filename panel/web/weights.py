"""The field in which a weight is typed, and how a weight is written."""

import re
from decimal import Decimal
from typing import Any, Final

from flask_babel import gettext
from wtforms import Field
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

_WEIGHT: Final = re.compile(r"[0-9]{1,5}(\.[0-9]{1,4})?")


class WeightField(Field):
    """A weight in plain digits with at most four decimals; what else could be read as a number is refused."""

    widget = TextInput()
    data: Decimal | None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the decimal exactly."""
        typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not typed:
            return
        if not _WEIGHT.fullmatch(typed):
            raise ValueError(
                gettext("Enter a weight from 0 to 99999 in plain digits with at most four decimals, such as 33.3333.")
            )
        self.data = Decimal(typed)

    def pre_validate(self, form: Any) -> None:
        """Blanks alone are nothing where a weight is needed."""
        if self.flags.required and self.data is None and not self.process_errors:
            raise StopValidation(gettext("Enter this."))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else plain_weight(self.data)


def plain_weight(weight: Decimal) -> str:
    """A weight without the zeros a database adds: 1.0000 is 1."""
    return format(weight.normalize(), "f")
