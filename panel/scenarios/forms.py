"""The form of a scenario: a name, and a weight for each criterion of the round."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from flask_babel import gettext, lazy_gettext
from wtforms import Field
from wtforms.validators import InputRequired

from panel.calc.scenarios import Question
from panel.models.sketches import NAME_LIMIT
from panel.web.form import Form, LineField, NewForm, VersionedForm
from panel.web.language import in_language
from panel.web.weights import WeightField

Kind = TypeVar("Kind", bound="WeightsForm")
_NEEDED = InputRequired(lazy_gettext("Enter this."))


class WeightsForm(Form):
    """A name and weights; `weights_form` adds the field of each criterion."""

    name = LineField(lazy_gettext("Name of the scenario"), limit=NAME_LIMIT, required=True)
    questions: tuple[Question, ...] = ()

    def weights(self) -> dict[str, Decimal]:
        """What was typed, by the key of the criterion; valid forms only."""
        return {one.key: field.data for one, field in zip(self.questions, self.weight_fields(), strict=True)}

    def weight_fields(self) -> list[Field]:
        """The fields of the weights, in the order of the criteria."""
        return [self._fields[_name(place)] for place in range(len(self.questions))]

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Besides each field by itself: at least one criterion counts."""
        if not super().validate(extra_validators):
            return False
        if any(self.weights().values()):
            return True
        self.refuse(gettext("At least one criterion needs a weight above 0."), _name(0))
        return False


class NewScenarioForm(WeightsForm, NewForm):
    """A scenario that is kept for the first time."""


class ChangeForm(WeightsForm, VersionedForm):
    """A scenario that is changed."""


def weights_form(kind: type[Kind], questions: Sequence[Question], weights: Sequence[Decimal], **given: str) -> Kind:
    """The form with a field for each criterion, filled with these weights."""
    fields: dict[str, Any] = {
        _name(place): WeightField(in_language(question.name.ja, question.name.en), [_NEEDED])
        for place, question in enumerate(questions)
    }
    filled = {_name(place): weight for place, weight in enumerate(weights)}
    made: Kind = type(kind.__name__, (kind,), {**fields, "questions": tuple(questions)})(data={**filled, **given})
    return made


def _name(place: int) -> str:
    return f"weight_{place + 1}"
