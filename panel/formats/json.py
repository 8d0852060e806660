"""The document as JSON: lossless, in both languages whatever was asked, with its own fingerprint beside it."""

from panel.calc.document import Document, Language
from panel.calc.document_json import sha256, to_json


def render(document: Document, language: Language) -> bytes:
    """``{"language", "sha256", "document"}`` in UTF-8; the hash is over the text of ``document`` alone."""
    return f'{{"language":"{language.value}","sha256":"{sha256(document)}","document":{to_json(document)}}}'.encode()
