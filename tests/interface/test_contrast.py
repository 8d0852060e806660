"""The colours people read: every pair the sheets use is measured in the light and in the dark scheme."""

import pytest

from panel.calc.contrast import contrast
from panel.web.pieces import palettes

TEXT = 4.5  # WCAG 2.2, 1.4.3
PART = 3.0  # WCAG 2.2, 1.4.11

READ = [
    ("text", "ground", TEXT),
    ("text", "ground-quiet", TEXT),
    *(("text", f"{kind}-tint", TEXT) for kind in ("key", "success", "warning", "error")),
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


def test_black_on_white_is_the_highest_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    assert contrast("#0017c1", "#0017c1") == 1


@pytest.mark.parametrize(("front", "back", "least"), READ)
@pytest.mark.parametrize("palette", palettes(), ids=["light", "dark"])
def test_what_is_read_stands_out(palette: dict[str, str], front: str, back: str, least: float) -> None:
    assert contrast(palette[front], palette[back]) >= least
