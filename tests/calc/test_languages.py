"""A text says by its characters which language it is in."""

import pytest

from panel.calc.languages import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("次世代半導体", "ja"),
        ("AI航空機", "ja"),
        ("Next-generation semiconductors", "en"),
        ("We doubt that the 単一供給元 of the part can be replaced before 2030.", "en"),
        ("この分野では、Advanced Semiconductor Engineeringの技術が国内で使われています。", "ja"),
        ("ｱﾅﾛｸﾞ", "ja"),
        ("T07", None),
        ("AI", None),
        ("12.5 %", None),
        ("–", None),
        ("", None),
    ],
)
def test_a_text_is_in_the_language_most_of_it_is_in(text: str, language: str | None) -> None:
    assert language_of(text) == language
