"""The results as one tidy CSV table: UTF-8 with a byte order mark, texts inert, numbers as numbers."""

from panel.calc.document import Document, Language
from panel.formats.flat import tidy
from panel.formats.rows import BOM, csv_chunks


def render(document: Document, language: Language) -> bytes:
    """Every result, one row each; only the byte order mark where the document holds no table of results."""
    table = tidy(document, language)
    if table is None:
        return BOM.encode()
    return b"".join(csv_chunks([column.header for column in table.columns], table.rows))
