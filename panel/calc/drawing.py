"""The strokes every chart is made of: words of a known width, lines and shapes as SVG text.

Presentation attributes and classes only: the strict content policy holds, and a stylesheet may restyle (dark, forced
colours). Shades differ in lightness, so that a greyscale print reads the same.
"""

from collections.abc import Iterable
from html import escape
from typing import Final
from unicodedata import east_asian_width

from panel.calc.marks import Scale

INK: Final = "#1b2733"
QUIET: Final = "#5b6875"
RULE: Final = "#d3dae1"
BAR: Final = "#6f8fb0"
BAND: Final = "#b9c9d9"
DOT: Final = "#12365c"

_FONT: Final = "Noto Sans CJK JP, Noto Sans JP, sans-serif"
_NARROW: Final = 0.56
"""The mean width of a Latin letter or digit, in em; full-width characters are 1 em by definition."""


def text_width(words: str, size: float) -> float:
    """How wide words are at a font size, in the same unit; ambiguous characters count as full width."""
    return size * sum(1.0 if east_asian_width(c) in "WFA" else _NARROW for c in words)


def fitted(words: str, size: float, width: float) -> str:
    """The words, or as much of them as fits, with an ellipsis."""
    if text_width(words, size) <= width:
        return words
    kept = ""
    for character in words:
        if text_width(kept + character + "…", size) > width:
            break
        kept += character
    return kept.rstrip() + "…"


def broken(words: str, size: float, width: float) -> tuple[str, str]:
    """As much as fits on one line, and the rest; between words where there are words."""
    if text_width(words, size) <= width:
        return words, ""
    kept = fitted(words, size, width).removesuffix("…")
    end = kept.rfind(" ") if kept.isascii() and " " in kept else len(kept)
    return words[:end].rstrip(), words[end:].strip()


class Svg(str):
    """A drawing. Whoever drew it has escaped its words, so a page takes it over as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def svg(finding: str, width: float, height: float, parts: Iterable[str], name: str = "") -> Svg:
    """A whole drawing, with its finding as title; `name` is a class beside `chart`."""
    size = f'viewBox="0 0 {brief(width)} {brief(height)}" width="{brief(width)}" height="{brief(height)}"'
    return Svg(
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{f"chart {name}".rstrip()}" role="img" {size} '
        f'font-family="{_FONT}" fill="{INK}"><title>{escape(finding)}</title>{"".join(parts)}</svg>'
    )


def text(x: float, y: float, words: str, size: float, anchor: str = "start", fill: str = INK) -> str:
    """Words on a baseline; nothing for no words. Quiet ones have a class, so that a stylesheet knows them.

    What the whole drawing has already is not said again: a drawing has some hundred words, and a page must stay light.
    """
    return f'<text{_look(size, anchor, fill)} x="{brief(x)}" y="{brief(y)}">{escape(words)}</text>' if words else ""


def numbers(found: Iterable[tuple[float, float, int]], size: float, anchor: str = "start", fill: str = INK) -> str:
    """Many numbers on their baselines, whose size, side and shade are said once; nothing for none."""
    texts = "".join(f'<text x="{brief(x)}" y="{brief(y)}">{number}</text>' for x, y, number in found)
    return f"<g{_look(size, anchor, fill)}>{texts}</g>" if texts else ""


def _look(size: float, anchor: str, fill: str) -> str:
    quiet = ' class="quiet-words"' if fill == QUIET else ""
    ink = "" if fill == INK else f' fill="{fill}"'
    side = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'{quiet} font-size="{brief(size)}"{side}{ink}'


def line(x1: float, y1: float, x2: float, y2: float, stroke: str = RULE, width: float = 1, name: str = "") -> str:
    """A straight line."""
    ends = f'x1="{brief(x1)}" y1="{brief(y1)}" x2="{brief(x2)}" y2="{brief(y2)}"'
    kind = name or ("rule" if stroke == RULE else "axis")
    thick = f' stroke-width="{brief(width)}"' if width != 1 else ""
    return f'<line class="{kind}" {ends} stroke="{stroke}"{thick}/>'


def rect(x: float, y: float, width: float, height: float, fill: str, name: str) -> str:
    """A filled box."""
    box = f'x="{brief(x)}" y="{brief(y)}" width="{brief(width)}" height="{brief(height)}"'
    return f'<rect class="{name}" {box} fill="{fill}"/>'


def dot(x: float, y: float, radius: float, name: str, fill: str = DOT) -> str:
    """A filled dot with a light rim, so that it stands out from what lies below it."""
    return f'<circle class="{name}" cx="{brief(x)}" cy="{brief(y)}" r="{brief(radius)}" fill="{fill}" stroke="#fff"/>'


def on(scale: Scale, value: float, ends: tuple[float, float]) -> float:
    """Where a value of the scale lies between two ends."""
    return ends[0] + (value - scale.lo) / scale.width * (ends[1] - ends[0])


def brief(value: float) -> str:
    """A coordinate: one decimal, without a needless zero."""
    return f"{value:.1f}".removesuffix(".0")


def decimal(value: float | None) -> str:
    """A number as it is printed; a dash where there is none."""
    return "–" if value is None else f"{value:.2f}"


def label(lines: tuple[str, ...], top: float, height: float, ends: tuple[float, float], size: float) -> Iterable[str]:
    """One language on one line, or smaller on two where it is long; two languages below each other."""
    left, width, middle = ends[0], ends[1] - ends[0], top + height / 2
    if len(lines) > 1:
        yield text(left, middle - 1, fitted(lines[0], size, width), size)
        yield text(left, middle + 10, fitted(lines[1], size - 2, width), size - 2, fill=QUIET)
    elif text_width("".join(lines), size) <= width:
        yield text(left, middle + 4, "".join(lines), size)
    else:
        first, rest = broken("".join(lines), size - 1.5, width)
        yield text(left, middle - 1 if rest else middle + 3.5, first, size - 1.5)
        yield text(left, middle + 9, fitted(rest, size - 1.5, width), size - 1.5)
