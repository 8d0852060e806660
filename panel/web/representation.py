"""One page, two representations: the values a template is given, drawn as HTML or, where asked for, as JSON.

So JSON cannot show more than the page was given, and a template must be given nothing its reader may not read.
"""

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, ValuesView
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import singledispatch
from typing import Any

from flask import Response, make_response, render_template, request
from flask_babel import LazyString
from markupsafe import Markup
from sqlalchemy import Row
from wtforms import Field, FieldList, FileField, FormField, PasswordField, SelectField, SelectMultipleField
from wtforms import Form as AnyForm

from panel.calc.drawing import Svg
from panel.policy.subjects import Actor, Place

_MACHINERY = (Actor, Place, Markup, Svg)  # who asks, where rights are read, drawings of values beside them


def _is_machinery(value: object) -> bool:
    return isinstance(value, _MACHINERY) or (callable(value) and not isinstance(value, Field))


def wants_json() -> bool:
    """Whether the asker prefers JSON; a browser, and whoever does not say, is given HTML."""
    return request.accept_mimetypes.best_match(("text/html", "application/json")) == "application/json"


def page(template: str, status: int = 200, /, **values: Any) -> Response:
    """The answer of a view: `template` filled with `values`, or the values themselves as JSON.

    Raises TypeError for a value that has no plain form, such as a record of the database.
    """
    if wants_json():
        return json_page(template.removesuffix(".html"), status, values)
    answer = make_response(render_template(template, **values), status)
    answer.vary.add("Accept")
    return answer


def json_page(name: str, status: int, values: Mapping[str, Any]) -> Response:
    """An answer in JSON; `name` says which page it is."""
    content = {"page": name, **_members(values.items())}
    answer = Response(json.dumps(content, ensure_ascii=False, allow_nan=False), status, mimetype="application/json")
    answer.vary.add("Accept")
    return answer


@singledispatch
def plain(value: object) -> Any:
    """A value as JSON has it: objects, arrays, text, whole and decimal numbers, true, false, null."""
    if dataclasses.is_dataclass(value):
        return _members((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
    raise TypeError(f"{type(value).__name__} has no plain form: give the page the columns it shows")


@plain.register(type(None))
@plain.register(bool)
@plain.register(int)
@plain.register(float)
@plain.register(str)
def _itself(value: Any) -> Any:
    return value


@plain.register(Decimal)
@plain.register(LazyString)
def _text(value: Any) -> str:
    return str(value)


@plain.register
def _constant(value: Enum) -> Any:
    return value.value


@plain.register
def _day(value: date) -> str:
    return value.isoformat()


@plain.register
def _moment(value: datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")


@plain.register
def _object(value: Mapping) -> dict[str, Any]:  # type: ignore[type-arg]  # singledispatch reads the bare class
    return _members(value.items())


@plain.register
def _row(value: Row) -> dict[str, Any]:  # type: ignore[type-arg]
    return _members(value._mapping.items())


@plain.register(Sequence)
@plain.register(Iterator)
@plain.register(ValuesView)
def _array(value: Iterable[Any]) -> list[Any]:
    return [plain(one) for one in value if not _is_machinery(one)]


@plain.register(set)
@plain.register(frozenset)
def _set(value: Iterable[Any]) -> list[Any]:
    return sorted(_array(value), key=str)


@plain.register
def _form(value: AnyForm) -> dict[str, Any]:
    """What the form holds and what is wrong with it, by the names to send it back under."""
    return {"fields": {field.name: plain(field) for field in value}, "errors": plain(value.form_errors)}


@plain.register
def _field(value: Field) -> dict[str, Any]:
    secret = isinstance(value, PasswordField | FileField)
    shown: dict[str, Any] = {"label": str(value.label.text)}
    if isinstance(value, FormField):
        return {**shown, **_form(value.form)}
    if isinstance(value, FieldList):
        return {**shown, "entries": [plain(entry) for entry in value.entries]}
    if not secret:
        shown["value"] = plain(value.data) if isinstance(value, SelectMultipleField) else value_of(value)
    if isinstance(value, SelectField) and value.choices:
        shown["choices"] = [{"value": str(choice[0]), "label": str(choice[1])} for choice in value.iter_choices()]
    return {**shown, "errors": plain(value.errors)}


def value_of(field: Field) -> Any:
    """What was typed, as it was typed, where the field can say so; else what it came to."""
    as_typed = getattr(field, "_value", None)
    return as_typed() if as_typed else plain(field.data)


def _members(pairs: Iterable[tuple[Any, Any]]) -> dict[str, Any]:
    return {_key(name): plain(value) for name, value in pairs if not _is_machinery(value)}


def _key(name: Any) -> str:
    if isinstance(name, tuple):
        return ":".join(_key(part) for part in name)
    return str(plain(name))
