"""The forms in which members say how much the criteria should count, and the one in which the weights are fixed."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from flask_babel import gettext, lazy_gettext
from wtforms import Field, HiddenField, SelectField
from wtforms.validators import InputRequired, NumberRange, StopValidation

from panel.calc.preferences import POINTS, STRONGEST, Method, pairs
from panel.web.form import VersionedForm, WholeNumberField, choices
from panel.web.language import in_language
from panel.web.weights import WeightField
from panel.weights.queries import Asked, Own

_NEEDED: Final = InputRequired(lazy_gettext("Enter this."))
_IN_RANGE: Final = NumberRange(0, POINTS, lazy_gettext("Enter a whole number from 0 to 100."))


class AnswersForm(VersionedForm):
    """Answers by one method; `answers_form` adds a field for each of `keys`, named after it."""

    method = HiddenField()
    keys: tuple[str, ...] = ()

    def answer_fields(self) -> list[Field]:
        """The fields of the answers, in the order they are asked for."""
        return [self._fields[_name(key)] for key in self.keys]

    def answers(self) -> dict[str, int]:
        """What was answered, by key; valid forms only."""
        return {key: int(field.data) for key, field in zip(self.keys, self.answer_fields(), strict=True)}

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Besides each field by itself: whether the answers mean something together."""
        if not super().validate(extra_validators):
            return False
        sentence = self.fault()
        if sentence:
            self.refuse(sentence, _name(self.keys[0]))
        return not sentence

    def fault(self) -> str:
        """What is wrong with the answers as a whole, in words; empty if nothing is."""
        return ""


class PointsForm(AnswersForm):
    """A hundred points, divided."""

    def fault(self) -> str:
        """They must add up to a hundred, so that nobody is in doubt what a point is worth."""
        left = POINTS - sum(self.answers().values())
        if left == POINTS:
            return str(gettext("All are 0. Divide 100 points among the criteria."))
        if left > 0:
            return str(gettext("The points add up to %(sum)s. Give %(left)s more.", sum=POINTS - left, left=left))
        if left < 0:
            return str(gettext("The points add up to %(sum)s. Take %(over)s back.", sum=POINTS - left, over=-left))
        return ""


class SwingForm(AnswersForm):
    """The improvement that is worth most has a hundred, the others what they are worth beside it."""

    def fault(self) -> str:
        """Without a hundred somewhere the other numbers are measured against nothing."""
        if max(self.answers().values()) < POINTS:
            return str(gettext("Give 100 to the improvement that is worth most; the others are measured against it."))
        return ""


_FORMS: Final = {Method.POINTS: PointsForm, Method.SWING: SwingForm, Method.PAIRS: AnswersForm}


def answers_form(method: Method, asked: Sequence[Asked], own: Own) -> AnswersForm:
    """The form of a method for these criteria, with the own answers by the same method filled in."""
    fields = _compared(asked) if method is Method.PAIRS else _numbers(asked)
    stored = own.answers if own.answers is not None and own.method is method else {}
    filled = {
        _name(key): str(stored[key]) if method is Method.PAIRS else stored[key] for key in fields if key in stored
    }
    named = {_name(key): field for key, field in fields.items()}
    kind = type("AnswersForm", (_FORMS[method],), {**named, "keys": tuple(fields)})
    made: AnswersForm = kind(data={**filled, "method": method.value, "version": str(own.version)})
    return made


def _name(key: str) -> str:
    return f"answer_{key.replace(':', '_')}"


def _numbers(asked: Sequence[Asked]) -> dict[str, Any]:
    """A whole number for each criterion."""
    return {str(one.id): WholeNumberField(in_language(one.name_ja, one.name_en), [_NEEDED, _IN_RANGE]) for one in asked}


def _compared(asked: Sequence[Asked]) -> dict[str, Any]:
    """A choice for each pair of criteria."""
    names = {one.id: in_language(one.name_ja, one.name_en) for one in asked}
    return {key: _choice(names[first], names[second]) for key, first, second in pairs(list(names))}


def _choice(first: str, second: str) -> Any:
    """Which of two criteria is how many times as important, from the first by far to the second by far."""
    steps = range(STRONGEST, 1, -1)
    sentence = gettext("Choose how the two compare.")
    words: dict[str | int, str] = {
        "": gettext("Choose"),
        **{n: gettext("%(name)s: %(n)s times as important", name=first, n=n) for n in steps},
        1: gettext("Equally important"),
        **{-n: gettext("%(name)s: %(n)s times as important", name=second, n=n) for n in reversed(steps)},
    }
    label = gettext("%(first)s or %(second)s", first=first, second=second)
    return _ChoiceField(label, [InputRequired(sentence)], choices=choices(words))


class _ChoiceField(SelectField):
    """A choice that says in our own words what is wrong with one that is not offered."""

    def pre_validate(self, form: Any) -> None:
        """Refuse what is none of the choices."""
        if self.data not in [choice[0] for choice in self.iter_choices()]:
            raise StopValidation(gettext("Choose how the two compare."))


class FixForm(VersionedForm):
    """The weights of all criteria at once; `fix_form` adds a field for each."""

    ids: tuple[int, ...] = ()

    def weight_fields(self) -> list[Field]:
        """The fields of the weights, in the order of the criteria."""
        return [self._fields[f"weight_{one}"] for one in self.ids]

    def weights(self) -> dict[int, Decimal]:
        """What was typed, by the id of the criterion; valid forms only."""
        return {one: field.data for one, field in zip(self.ids, self.weight_fields(), strict=True)}


def fix_form(asked: Sequence[Asked], begun: Sequence[Decimal], version: int) -> FixForm:
    """The form with the weights it begins with."""
    fields = {f"weight_{one.id}": WeightField(in_language(one.name_ja, one.name_en), [_NEEDED]) for one in asked}
    filled = dict(zip(fields, begun, strict=True))
    kind = type("FixForm", (FixForm,), {**fields, "ids": tuple(one.id for one in asked)})
    made: FixForm = kind(data={**filled, "version": str(version)})
    return made
