"""Numbers to SVG text: one drawing for the page, the PDF and (as a picture) the Word file.

Presentation attributes and classes only: the strict content policy holds, and a stylesheet may restyle.
Shades differ in lightness, so that a greyscale print reads the same; counts and values are written out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final
from unicodedata import east_asian_width

from panel.calc.marks import Scale
from panel.calc.summary import Summary

INK: Final = "#1b2733"
QUIET: Final = "#5b6875"
RULE: Final = "#d3dae1"
BAR: Final = "#6f8fb0"
BAND: Final = "#b9c9d9"
DOT: Final = "#12365c"

WIDTH: Final = 640
_FONT: Final = "Noto Sans CJK JP, Noto Sans JP, sans-serif"
_NARROW: Final = 0.56
"""The mean width of a Latin letter or digit, in em; full-width characters are 1 em by definition."""


@dataclass(frozen=True, slots=True)
class DistributionRow:
    """One criterion: its label (one or two lines), what was counted, and the n to print beside it."""

    label: tuple[str, ...]
    scale: Scale
    summary: Summary
    n: str


@dataclass(frozen=True, slots=True)
class RankRow:
    """One place of a ranking: its place as words, the label (one or two lines) and the totals."""

    place: str
    label: tuple[str, ...]
    summary: Summary


@dataclass(frozen=True, slots=True)
class Heads:
    """Words above the columns of a chart."""

    counts: str
    spread: str
    mean: str
    n: str = ""


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


# ---- The distribution of every criterion ----

_LABEL_END: Final = 210
_BARS: Final = (222, 402)
_SPREAD: Final = (424, 544)
_MEAN_END: Final = 588
_ROW: Final = 38
_BAR_HEIGHT: Final = 22
_HEAD: Final = 22


def distribution(finding: str, rows: Sequence[DistributionRow], heads: Heads) -> str:
    """Criterion by criterion: bars with counts, and the spread (band Q1 to Q3, line median, dot mean)."""
    height = _HEAD + len(rows) * _ROW + 4
    parts = [
        _text(sum(_BARS) / 2, 12, heads.counts, 9.5, "middle", QUIET),
        _text(sum(_SPREAD) / 2, 12, heads.spread, 9.5, "middle", QUIET),
        _text(_MEAN_END, 12, heads.mean, 9.5, "end", QUIET),
        _text(WIDTH, 12, heads.n, 9.5, "end", QUIET),
    ]
    for index, row in enumerate(rows):
        top = _HEAD + index * _ROW
        parts.append(_line(0, top, WIDTH, top, RULE))
        parts += _label(row.label, top, _ROW, 0, _LABEL_END)
        parts += _bars(row, top)
        parts += _spread(row.summary, row.scale, _SPREAD, top + 15, ends_named=True)
        parts.append(_text(_MEAN_END, top + 19, _number(row.summary.mean), 10, "end"))
        parts.append(_text(WIDTH, top + 19, row.n, 10, "end"))
    return _svg(finding, height, parts)


def _bars(row: DistributionRow, top: float) -> Iterable[str]:
    counts = row.summary.histogram
    step = (_BARS[1] - _BARS[0]) / len(counts)
    most = max(1, *counts.values())
    foot = top + _ROW - 10
    size = 8.5 if step >= 12 else 6
    yield _line(_BARS[0], foot, _BARS[1], foot, QUIET)
    for index, (value, count) in enumerate(counts.items()):
        middle = _BARS[0] + (index + 0.5) * step
        tall = (_BAR_HEIGHT - 8) * count / most
        if count:
            yield _rect(middle - step * 0.36, foot - tall, step * 0.72, tall, BAR, "bar")
        yield _text(middle, foot - tall - 2, str(count), size, "middle", INK if count else QUIET)
        yield _text(middle, foot + 8, str(value), size - 1, "middle", QUIET)


# ---- The ranking ----

_PLACE_END: Final = 40
_NAME: Final = (50, 336)
_STRIP: Final = (352, 590)
_LINE: Final = 21


def ranking(finding: str, rows: Sequence[RankRow], scale: Scale, heads: Heads) -> str:
    """Places from first to last with the spread of the members' totals; the mean is written at the right."""
    tall = _LINE if all(len(row.label) < 2 for row in rows) else _LINE + 9
    bottom = _HEAD + len(rows) * tall
    parts = [_text((_STRIP[0] + _STRIP[1]) / 2, 12, heads.spread, 9.5, "middle", QUIET)]
    parts.append(_text(WIDTH, 12, heads.mean, 9.5, "end", QUIET))
    for value in scale.values:
        x = _on(scale, value, _STRIP)
        parts.append(_line(x, _HEAD, x, bottom, RULE))
        parts.append(_text(x, bottom + 11, str(value), 8.5, "middle", QUIET))
    for index, row in enumerate(rows):
        top = _HEAD + index * tall
        parts.append(_text(_PLACE_END, top + tall / 2 + 4, row.place, 10.5, "end"))
        parts += _label(row.label, top, tall, *_NAME)
        parts += _spread(row.summary, scale, _STRIP, top + tall / 2, ends_named=False)
        parts.append(_text(WIDTH, top + tall / 2 + 4, _number(row.summary.mean), 10.5, "end"))
    return _svg(finding, bottom + 16, parts)


# ---- Pieces ----


def _spread(summary: Summary, scale: Scale, ends: tuple[float, float], y: float, *, ends_named: bool) -> Iterable[str]:
    """The band from Q1 to Q3, the median as a line, the mean as a dot; nothing where nothing was scored."""
    yield _line(ends[0], y, ends[1], y, RULE)
    if ends_named:
        for value in (scale.lo, scale.hi):
            yield _text(_on(scale, value, ends), y + 15, str(value), 7.5, "middle", QUIET)
    if summary.mean is None or summary.median is None or summary.q1 is None or summary.q3 is None:
        return
    left, right = _on(scale, summary.q1, ends), _on(scale, summary.q3, ends)
    middle, mean = _on(scale, summary.median, ends), _on(scale, summary.mean, ends)
    yield _rect(left - 1, y - 4, right - left + 2, 8, BAND, "band")
    yield _rect(middle - 1, y - 7, 2, 14, DOT, "median")
    yield f'<circle class="mean" cx="{_n(mean)}" cy="{_n(y)}" r="3.2" fill="{DOT}" stroke="#fff"/>'


def _label(lines: tuple[str, ...], top: float, height: float, left: float, right: float) -> Iterable[str]:
    """One language on one line, or smaller on two where it is long; two languages below each other."""
    width = right - left
    if len(lines) > 1:
        yield _text(left, top + height / 2 - 1, fitted(lines[0], 10.5, width), 10.5)
        yield _text(left, top + height / 2 + 10, fitted(lines[1], 8.5, width), 8.5, fill=QUIET)
    elif text_width("".join(lines), 10.5) <= width:
        yield _text(left, top + height / 2 + 4, "".join(lines), 10.5)
    else:
        first, rest = broken("".join(lines), 9, width)
        yield _text(left, top + height / 2 - 1, first, 9)
        yield _text(left, top + height / 2 + 9, fitted(rest, 9, width), 9)


def _on(scale: Scale, value: float, ends: tuple[float, float]) -> float:
    return ends[0] + (value - scale.lo) / scale.width * (ends[1] - ends[0])


def _svg(finding: str, height: float, parts: Iterable[str]) -> str:
    size = f'viewBox="0 0 {WIDTH} {_n(height)}" width="{WIDTH}" height="{_n(height)}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" {size} font-family="{_FONT}">'
        f"<title>{escape(finding)}</title>{''.join(parts)}</svg>"
    )


def _text(x: float, y: float, words: str, size: float, anchor: str = "start", fill: str = INK) -> str:
    place = f'x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}" text-anchor="{anchor}" fill="{fill}"'
    return f"<text {place}>{escape(words)}</text>" if words else ""


def _line(x1: float, y1: float, x2: float, y2: float, stroke: str) -> str:
    return f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" stroke="{stroke}"/>'


def _rect(x: float, y: float, width: float, height: float, fill: str, name: str) -> str:
    box = f'x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"'
    return f'<rect class="{name}" {box} fill="{fill}"/>'


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
