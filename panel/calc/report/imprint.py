"""What an export says of itself on its cover: its own number, and the state of the record when it was made."""

from dataclasses import replace
from typing import Final

from panel.calc.checkpoint import short_code
from panel.calc.document import Document, Text, same

_EXPORT: Final = Text("出力番号", "Export number")
_RECORD: Final = Text("記録の確認番号", "Check code of the record")


def stamped(document: Document, export: str, seq: int, head: str) -> Document:
    """The document with the number under which this export stands in the record, and the record's last event before.

    `seq` and `head` are that event's number and hash; its short code is the one that is mailed and shown.
    """
    code = same(f"{seq}: {short_code(head)}")
    return replace(document, cover=(*document.cover, (_EXPORT, same(export)), (_RECORD, code)))
