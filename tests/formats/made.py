"""One small report in every format, rendered once for all the tests that open it."""

import io
from functools import cache

import docx
from docx.document import Document as WordFile
from docx.oxml.ns import qn

from panel.calc.document import Document, Language
from panel.calc.report.build import build
from panel.formats import FORMATS
from tests.calc.facts import facts


@cache
def document() -> Document:
    return build(facts(synthetic_scores=True))


@cache
def rendered(name: str, language: Language = Language.BOTH) -> bytes:
    return FORMATS[name].render(document(), language)


def word_text(data: bytes) -> str:
    return "\n".join(element.text or "" for element in word(data).element.body.iter(qn("w:t")))


def word(data: bytes) -> WordFile:
    return docx.Document(io.BytesIO(data))
