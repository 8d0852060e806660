"""Document to bytes, and bytes to a sheet: pure, one file per format; the formats by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import Final

from panel.calc.document import Document, Language

Render = Callable[[Document, Language], bytes]


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: the end of its file names, its media type, and how a document becomes its bytes."""

    name: str
    extension: str
    mimetype: str

    def render(self, document: Document, language: Language) -> bytes:
        """The document in this format.

        Its module is loaded here, because the libraries behind Word and PDF cost more memory and start-up
        time than all the rest, and most processes never need them.
        """
        render: Render = import_module(f"{__name__}.{self.name}").render
        return render(document, language)


_OFFICE: Final = "application/vnd.openxmlformats-officedocument"

FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        made.extension: made
        for made in (
            Format("docx", "docx", f"{_OFFICE}.wordprocessingml.document"),
            Format("pdf", "pdf", "application/pdf"),
            Format("xlsx", "xlsx", f"{_OFFICE}.spreadsheetml.sheet"),
            Format("csv", "csv", "text/csv; charset=utf-8"),
            Format("json", "json", "application/json"),
            Format("markdown", "md", "text/markdown; charset=utf-8"),
            Format("html", "html", "text/html; charset=utf-8"),
        )
    }
)
"""By extension: docx, pdf, xlsx, csv, json, md, html."""
