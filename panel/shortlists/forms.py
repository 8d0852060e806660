"""The form of a shortlist: how many, at least and at most of each group, which always and never, and what they cost."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from flask_babel import gettext, lazy_gettext
from wtforms import Field
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from panel.calc.shortlisting import SLACK, Asked, Bounds, Group
from panel.models.sketches import NAME_LIMIT
from panel.web.form import Form, LineField, NewForm, ProseField, VersionedForm, WholeNumberField
from panel.web.language import in_language
from panel.web.weights import WeightField

_CODES: Final = re.compile(r"[\s,、，;]+")
_MOST: Final = 99_999
_DIGITS: Final = 9
_PRICE_LIST: Final = 12_000  # characters: a thousand lines


def _number(label: str, **more: Any) -> WholeNumberField:
    in_range = NumberRange(0, _MOST, lazy_gettext("Enter a number from 0 to 99999."))
    return WholeNumberField(label, [Optional(), in_range], **more)


class ShortlistForm(Form):
    """What is asked of a shortlist; `shortlist_form` adds two fields for each group."""

    groups: tuple[Group, ...] = ()
    codes: frozenset[str] = frozenset()

    name = LineField(lazy_gettext("Name of the shortlist"), limit=NAME_LIMIT, required=True)
    k = WholeNumberField(lazy_gettext("How many proposals"), [InputRequired(lazy_gettext("Enter this."))])
    must = LineField(lazy_gettext("Always in"))
    must_not = LineField(lazy_gettext("Never in"))
    costs = ProseField(lazy_gettext("Cost of each proposal"), limit=_PRICE_LIST)
    cost_low = _number(lazy_gettext("At least"))
    cost_high = _number(lazy_gettext("At most"))
    slack = WeightField(lazy_gettext("Equally good within"))

    def validate_k(self, field: Field) -> None:
        """As many as there are."""
        if field.data is not None and not 1 <= field.data <= len(self.codes):
            raise ValidationError(gettext("Choose from 1 to %(n)s: so many have a total.", n=len(self.codes)))

    def validate_must(self, field: Field) -> None:
        """Codes that there are, and no more of them than are chosen."""
        chosen = self._known(field)
        if self.k.data is not None and len(chosen) > self.k.data:
            raise ValidationError(gettext("These are more than are to be chosen."))

    def validate_must_not(self, field: Field) -> None:
        """Codes that there are, and none that is always in."""
        both = set(self._known(field)) & set(_codes(self.must.data))
        if both:
            raise ValidationError(gettext("%(codes)s cannot be always in and never in.", codes=", ".join(sorted(both))))

    def _known(self, field: Field) -> list[str]:
        named = _codes(field.data)
        unknown = [code for code in named if code not in self.codes]
        if unknown:
            raise ValidationError(
                gettext("No proposal that may be chosen has the code %(codes)s.", codes=", ".join(unknown[:5]))
            )
        return named

    def validate_costs(self, field: Field) -> None:
        """Lines of a code and a whole number."""
        priced: set[str] = set()
        for number, line in _lines(field.data):
            found = _priced(line)
            if found is None:
                raise ValidationError(
                    gettext("Line %(number)s is not a code and a whole number, such as “T01 120”.", number=number)
                )
            code, _cost = found
            if code not in self.codes or code in priced:
                raise ValidationError(
                    gettext("Line %(number)s: %(code)s is unknown or stands here twice.", number=number, code=code)
                )
            priced.add(code)

    def validate_cost_high(self, field: Field) -> None:
        """Not below the lower end; and a band needs costs."""
        if field.data is not None and self.cost_low.data is not None and field.data < self.cost_low.data:
            raise ValidationError(gettext("This is less than the least."))
        if field.data is not None and not _lines(self.costs.data):
            raise ValidationError(gettext("Enter what the proposals cost first."))

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Besides each field by itself: no group has a most below its least."""
        sound = super().validate(extra_validators)
        for group, low, high in self.bounds():
            if None not in (low.data, high.data) and high.data < low.data:
                name = in_language(group.name.ja, group.name.en)
                self.refuse(gettext("%(group)s: at most is less than at least.", group=name), high.name)
                sound = False
        return sound

    def bounds(self) -> Iterator[tuple[Group, Field, Field]]:
        """Each group with its two fields."""
        for group in self.groups:
            yield group, self._fields[f"low_{group.slug}"], self._fields[f"high_{group.slug}"]

    def asked(self) -> Asked:
        """What was typed; valid forms only."""
        bounds = (Bounds(group.by, group.key, low.data, high.data) for group, low, high in self.bounds())
        return Asked(
            k=self.k.data or 1,
            bounds=tuple(one for one in bounds if (one.low, one.high) != (None, None)),
            must=tuple(_codes(self.must.data)),
            must_not=tuple(_codes(self.must_not.data)),
            costs=_prices(self.costs.data),
            cost_low=self.cost_low.data,
            cost_high=self.cost_high.data,
            slack=SLACK if self.slack.data is None else float(self.slack.data),
        )


class NewShortlistForm(ShortlistForm, NewForm):
    """A shortlist that is kept for the first time."""


class ChangeForm(ShortlistForm, VersionedForm):
    """A shortlist that is changed."""


def _codes(typed: str | None) -> list[str]:
    return list(dict.fromkeys(code for code in _CODES.split(typed or "") if code))


def _lines(typed: str | None) -> list[tuple[int, str]]:
    """The lines that say something, with their numbers."""
    return [(n, line.strip()) for n, line in enumerate((typed or "").splitlines(), 1) if line.strip()]


def _prices(typed: str | None) -> dict[str, int]:
    return dict(one for _number, line in _lines(typed) if (one := _priced(line)))


def _priced(line: str) -> tuple[str, int] | None:
    """The code and the cost of a line; None where it is not one of each."""
    code, *costs = _CODES.split(line)
    if len(costs) != 1 or len(costs[0]) > _DIGITS or not (costs[0].isascii() and costs[0].isdecimal()):
        return None
    return code, int(costs[0])


def shortlist_form(
    kind: type[ShortlistForm], groups: tuple[Group, ...], codes: frozenset[str], asked: Asked, **given: Any
) -> ShortlistForm:
    """The form with two fields for each group, filled with what is asked."""
    fields: dict[str, Any] = {}
    filled: dict[str, Any] = {}
    stored = {(one.by, one.key): one for one in asked.bounds}
    for group in groups:
        fields[f"low_{group.slug}"] = _number(lazy_gettext("At least"))
        fields[f"high_{group.slug}"] = _number(lazy_gettext("At most"))
        if bounds := stored.get((group.by, group.key)):
            filled |= {f"low_{group.slug}": bounds.low, f"high_{group.slug}": bounds.high}
    made: ShortlistForm = type(kind.__name__, (kind,), {**fields, "groups": groups, "codes": codes})(
        data={**filled, **_filled(asked, codes), **given}
    )
    return made


def _filled(asked: Asked, codes: frozenset[str]) -> dict[str, Any]:
    """What is asked as it is typed; a proposal that may not be chosen any more is left out."""
    return {
        "k": asked.k,
        "must": ", ".join(code for code in asked.must if code in codes),
        "must_not": ", ".join(code for code in asked.must_not if code in codes),
        "costs": "\n".join(f"{code} {cost}" for code, cost in sorted(asked.costs.items()) if code in codes),
        "cost_low": asked.cost_low,
        "cost_high": asked.cost_high,
        "slack": Decimal(str(asked.slack)),
    }
