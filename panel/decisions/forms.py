"""Forms of the decisions room: tier, wording, reasons."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired

from panel.models.decisions import Tier
from panel.web.form import Form, NewForm, ProseField, VersionedForm

TIERS = {
    Tier.PRIORITY: _l("Priority"),
    Tier.IMPORTANT: _l("Maintain and strengthen"),
    Tier.WATCH: _l("Watch and take up again"),
    Tier.NOT_ADOPTED: _l("Not adopted"),
}


class Wording(Form):
    """The wording of a recommendation; one language is enough."""

    wording_ja = ProseField(_l("Wording in Japanese"))
    wording_en = ProseField(_l("Wording in English"))

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Say it beside the first of the two when both are empty: a field left empty is asked nothing by itself."""
        sound = super().validate(extra_validators=extra_validators)
        worded = bool(self.wording_ja.data or self.wording_en.data)
        if not worded and (sound or self.errors):  # a press of the language button is checked for nothing
            self.refuse(gettext("Write the wording in Japanese, in English or in both."), "wording_ja")
        return sound and worded


class Verdict(Wording):
    """Tier, wording and reasons of a decision."""

    tier = RadioField(
        _l("Tier"),
        choices=[SelectChoice(tier.value, label) for tier, label in TIERS.items()],
        validators=[InputRequired(_l("Choose one."))],
    )
    reason = ProseField(_l("Reason"), required=True)
    departure_reason = ProseField(_l("Reason for departing from the ranking"))


class DecisionForm(Verdict, NewForm):
    """A first decision."""


class AmendForm(Verdict, VersionedForm):
    """A change of a decision, which takes two people."""


class WordingForm(Wording, VersionedForm):
    """A change of the wording alone."""


class ConcludeForm(Form):
    """The end of deciding; what is left undecided must be accepted knowingly."""

    leave_open = BooleanField(_l("Leave what is not decided without a decision"))


class PublishForm(Form):
    """The publication of a cycle, and of one frozen edition of its report: the two confirm the same one."""

    edition = HiddenField()
