"""The strip above a scale: how many gave each value, where the middle half lies, and the reader's own mark among them.

Its columns are shares of its width, so that each bar stands over the answer it counts, however wide the sheet is.
"""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Final

HEIGHT: Final = 58
_COUNT, _TOP, _FOOT, _SPREAD, _DIGIT = 10, 13, 34, 39, 55


def strip(
    finding: str,
    histogram: Mapping[str, int],
    spread: tuple[float, float, float] | None,
    own: str | None,
    own_word: str,
) -> str:
    """Counts by value as an SVG titled by its finding.

    `spread` is (q1, median, q3) in points of the scale; `own_word` stands below the value that is the reader's own.
    """
    counts = sorted((int(value), count) for value, count in histogram.items())
    parts = [f'<line class="chart-axis" x1="0" y1="{_FOOT}" x2="100%" y2="{_FOOT}"/>', *_bars(counts, own, own_word)]
    if spread is not None:
        parts += _spread(spread, counts[0][0], len(counts))
    return (
        f'<svg class="chart strip" width="100%" height="{HEIGHT}" role="img" font-size="11" text-anchor="middle">'
        f"<title>{escape(finding)}</title>{''.join(parts)}</svg>"
    )


def _bars(counts: list[tuple[int, int]], own: str | None, own_word: str) -> Iterator[str]:
    most = max(1, *(count for _value, count in counts))
    step = 100 / len(counts)
    for place, (value, count) in enumerate(counts):
        middle, is_own = _share((place + 0.5) * step), str(value) == own
        if count:
            tall = max(2, round((_FOOT - _TOP) * count / most))
            kind = "strip-own" if is_own else "chart-bar"
            left, wide = _share((place + 0.2) * step), _share(0.6 * step)
            yield f'<rect class="{kind}" x="{left}" y="{_FOOT - tall}" width="{wide}" height="{tall}"/>'
            yield _text(middle, _FOOT - tall - 3, str(count))
        yield (
            _text(middle, _DIGIT, f"{value} {own_word}", ' class="chart-value"')
            if is_own
            else _text(middle, _DIGIT, str(value))
        )


def _spread(spread: tuple[float, float, float], lowest: int, n: int) -> Iterator[str]:
    left, middle, right = (_share((point - lowest + 0.5) / n * 100) for point in spread)
    yield f'<line class="strip-spread" x1="{left}" y1="{_SPREAD}" x2="{right}" y2="{_SPREAD}"/>'
    yield f'<circle class="strip-median" cx="{middle}" cy="{_SPREAD}" r="4"/>'


def _text(x: str, y: int, words: str, kind: str = "") -> str:
    return f'<text{kind} x="{x}" y="{y}">{escape(words)}</text>'


def _share(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".") + "%"
