"""The colours people read: every pair the sheets use is measured in the light and in the dark scheme."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[2] / "static/shared/tokens.css").read_text(encoding="utf-8")
LIGHT, DARK = TOKENS.split("@media (prefers-color-scheme: dark)")

TEXT = 4.5  # WCAG 2.2, 1.4.3
PART = 3.0  # WCAG 2.2, 1.4.11

READ = [
    ("text", "ground", TEXT),
    ("text", "ground-quiet", TEXT),
    ("text", "warning-tint", TEXT),
    ("text-quiet", "ground", TEXT),
    ("text-quiet", "ground-quiet", TEXT),
    ("text-quiet", "ground-raised", TEXT),
    ("text-quiet", "key-tint", TEXT),
    ("key", "ground", TEXT),
    ("key", "ground-quiet", TEXT),
    ("key", "key-tint", TEXT),
    ("key-hover", "key-tint", TEXT),
    ("on-key", "key-ground", TEXT),
    ("on-key", "key-hover", TEXT),
    ("link-visited", "ground", TEXT),
    ("ground", "error", TEXT),
    ("ground", "error-hover", TEXT),
    ("success", "success-tint", TEXT),
    ("error", "ground", TEXT),
    ("error", "error-tint", TEXT),
    ("warning", "ground", TEXT),
    ("line-control", "ground", PART),
    ("focus-line", "ground", PART),
    *((name, "ground", PART) for name in ("class-high", "class-middle", "class-low", "class-split", "class-none")),
]


def colours(*sheets: str) -> dict[str, str]:
    """Custom properties of the sheets, later ones winning, with references followed to their #rrggbb."""
    raw = {name: value for sheet in sheets for name, value in re.findall(r"--([\w-]+):\s*([^;]+);", sheet)}

    def follow(value: str) -> str:
        reference = re.fullmatch(r"var\(--([\w-]+)\)", value)
        return follow(raw[reference[1]]) if reference else value

    return {name: follow(value) for name, value in raw.items()}


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.2, definitions)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_the_highest_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize(("front", "back", "least"), READ)
@pytest.mark.parametrize("sheets", [(LIGHT,), (LIGHT, DARK)], ids=["light", "dark"])
def test_what_is_read_stands_out(sheets: tuple[str, ...], front: str, back: str, least: float) -> None:
    palette = colours(*sheets)
    assert contrast(palette[front], palette[back]) >= least
