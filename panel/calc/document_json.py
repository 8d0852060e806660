"""A document as JSON that outlives the software: written without loss, read back, fingerprinted."""

import dataclasses
import hashlib
import json
from datetime import date
from typing import Any

from panel.calc.document import (
    Bullets,
    Column,
    Definitions,
    Document,
    Drawing,
    Figure,
    Paragraph,
    Section,
    Table,
    Text,
)

_KINDS: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in (
        Text,
        Column,
        Table,
        Drawing,
        Figure,
        Paragraph,
        Bullets,
        Definitions,
        Section,
        Document,
    )
}


def to_json(document: Document) -> str:
    """The document as JSON that ``from_json`` turns back without loss; no NaN, the same text every time."""
    return json.dumps(_plain(document), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def from_json(text: str) -> Document:
    """The document that ``to_json`` wrote; raises ``ValueError`` for anything else."""
    try:
        value = _revived(json.loads(text))
    except (KeyError, TypeError) as error:
        raise ValueError("not a document") from error
    if not isinstance(value, Document):
        raise ValueError("not a document")
    return value


def sha256(document: Document) -> str:
    """The fingerprint of the document: SHA-256 over its JSON in UTF-8, in hexadecimal."""
    return hashlib.sha256(to_json(document).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """Dictionaries, lists, strings and numbers only; each object says its kind."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if dataclasses.is_dataclass(value):
        fields = {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return {"kind_of": next(name for name, kind in _KINDS.items() if isinstance(value, kind)), **fields}
    return value


def _revived(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_revived(item) for item in value)
    if not isinstance(value, dict):
        return value
    if "date" in value:
        return date.fromisoformat(value["date"])
    kind = _KINDS[value["kind_of"]]
    return kind(**{name: _revived(item) for name, item in value.items() if name != "kind_of"})
