"""The file, and what a file of scores does not say itself."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import FileField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, NumberRange, ValidationError

from panel.imports.plan import ScoreOptions
from panel.web.form import Form, WholeNumberField

_NEEDED = InputRequired(lazy_gettext("Enter this."))


class FileForm(Form):
    """One file."""

    file = FileField(lazy_gettext("File (CSV or XLSX)"))

    def validate_file(self, field: Any) -> None:
        """A file with a name; what is in it is looked at afterwards."""
        if not getattr(field.data, "filename", ""):
            raise ValidationError(gettext("Choose a file."))

    def content(self) -> tuple[bytes, str]:
        """The bytes of the file and the name it was sent under; valid forms only."""
        sent: Any = self.file.data
        return sent.read(), sent.filename

    def options(self, _round_number: int) -> ScoreOptions | None:
        """What the file does not say itself: nothing."""
        return None


class ScoresForm(FileForm):
    """A file of scores with its scale."""

    lowest = WholeNumberField(
        lazy_gettext("Lowest value of the scale"),
        [_NEEDED, NumberRange(-100, 100, lazy_gettext("Enter a number from -100 to 100."))],
        default=1,
    )
    highest = WholeNumberField(
        lazy_gettext("Highest value of the scale"),
        [_NEEDED, NumberRange(-100, 100, lazy_gettext("Enter a number from -100 to 100."))],
        default=5,
    )
    direction = SelectField(
        lazy_gettext("Best value"),
        choices=[
            SelectChoice("1", lazy_gettext("The highest")),
            SelectChoice("-1", lazy_gettext("The lowest")),
        ],
    )

    def options(self, round_number: int) -> ScoreOptions:
        """The scale as typed; valid forms only."""
        ends: list[Any] = [self.lowest.data, self.highest.data]
        return ScoreOptions(round_number, ends[0], ends[1], int(self.direction.data))
