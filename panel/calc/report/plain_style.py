"""The Japanese of a report ends its sentences plainly (である); what pages say politely is turned here."""

import re
from collections.abc import Mapping
from typing import Final

from panel.calc.document import Text

_PLAIN: Final[Mapping[str, str]] = {
    "足りません": "足りない",
    "示しません": "示さない",
    "扱います": "扱う",
    "ありません": "ない",
    "りません": "らない",
    "ません": "ない",
    "ります": "る",
    "します": "する",
    "ます": "る",
    "です": "である",
}
_POLITE: Final = re.compile("|".join(("「[^」]*」", *_PLAIN)))
"""What stands in brackets is a name, and stays as somebody wrote it."""


def plain(text: Text) -> Text:
    """A sentence of the pages as the report says it: 変わりません becomes 変わらない; the English stays.

    Made for the sentences about a tally, whose verbs it knows: not for whatever anybody writes.
    """
    return Text(_POLITE.sub(lambda found: _PLAIN.get(found[0], found[0]), text.ja), text.en)
