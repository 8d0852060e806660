"""The typesetter, in process: the fonts read once, and the one way to call it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, Final

import noto_cjk_sans_jp_bold
import noto_cjk_sans_jp_regular

HERE: Final = Path(__file__).parent

_PICTURE: Final = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg")
"""
_PIXELS_PER_INCH: Final = 220.0


def pdf(template: str, inputs: Mapping[str, str], dated_on: date) -> bytes:
    """A tagged PDF (PDF/UA-1) of a template beside this file; the same inputs give the same bytes.

    What people wrote reaches the template as data only, never as source.
    """
    made: bytes = _typst().compile(
        str(HERE / template),
        root=str(HERE),
        font_paths=_fonts(),
        sys_inputs=dict(inputs),
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=datetime.combine(dated_on, time(), UTC),
    )
    return made


def png(svg: str) -> bytes:
    """A chart as a picture, for formats that cannot hold the drawing itself."""
    made: bytes = _typst().compile(
        _PICTURE, font_paths=_fonts(), sys_inputs={"svg": svg}, format="png", ppi=_PIXELS_PER_INCH
    )
    return made


@cache
def _fonts() -> Any:
    folders = [str(package.FONT_PATH.parent) for package in (noto_cjk_sans_jp_regular, noto_cjk_sans_jp_bold)]
    return _typst().Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def _typst() -> Any:
    # A native library of 40 MB, of no use to a process that never makes a document.
    import typst  # noqa: PLC0415

    return typst
