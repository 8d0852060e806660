"""What the lenses say: in both languages, in the singular and plural, and never a number that does not exist."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from panel.calc.analysis import PanelAnalysis
from panel.calc.course import Course
from panel.calc.document import Text
from panel.calc.figure_findings import of_concordance, of_divides, of_steps
from panel.calc.lens_figures import NO_DIVIDES, Divide, Divides, Step, Steps, Valued
from panel.calc.lens_findings import finding, of_one_member, why_not
from panel.calc.lens_words import LENSES, PARTS
from panel.calc.lenses import LeftOut, Lens, Part, Shift, compared
from panel.calc.reasons import Reason, Stat
from panel.calc.voice_words import FIGURES, of_severity, printed, said

JAPANESE = re.compile("[ぁ-ん]")


def shifts(*pairs: tuple[int, int]) -> list[Shift]:
    return [Shift(f"T{number}", rank, lens_rank) for number, (rank, lens_rank) in enumerate(pairs)]


@pytest.mark.parametrize("lens", Lens)
def test_every_lens_asks_says_how_and_warns_in_both_languages(lens: Lens) -> None:
    words = LENSES[lens]
    for text in (words.title, words.question, words.method, words.caution):
        assert text.ja != text.en
    for text in (words.question, words.method, words.caution):
        assert JAPANESE.search(text.ja)
    assert words.question.en.endswith("?")


def test_every_part_has_a_name() -> None:
    assert set(PARTS) == set(Part) - {Part.ALL}


@pytest.mark.parametrize(
    ("pairs", "line", "english", "japanese"),
    [
        (((1, 1), (2, 2), (3, 3)), 1, "Nothing changes.", "順位は変わりません。"),
        (
            ((1, 1), (2, 3), (3, 2)),
            1,
            "The first stays the first. No proposal moves by more than 1 place.",
            "1位は変わりません。順位の動きは最大1です。",
        ),
        (
            ((1, 2), (2, 1), (3, 5), (4, 4), (5, 3)),
            2,
            "The first 2 stay the first 2. No proposal moves by more than 2 places.",
            "上位2件の顔ぶれは変わりません。順位の動きは最大2です。",
        ),
        (
            ((1, 1), (2, 3), (3, 2)),
            2,
            "1 proposal would come among the first 2 and 1 would leave.",
            "上位2件に新たに1件が入り、1件が外れます。",
        ),
        (
            ((1, 1), (2, 2), (3, 2)),
            2,
            "1 proposal would join the first 2 by a tie.",
            "上位2件に、並んで1件が加わります。",
        ),
        (((1, 1), (2, 3), (2, 3)), 2, "2 proposals would leave the first 2.", "上位2件から2件が外れます。"),
    ],
)
def test_what_changes_is_said_in_a_sentence(
    pairs: tuple[tuple[int, int], ...], line: int, english: str, japanese: str
) -> None:
    assert finding(compared(Lens.MEDIAN, Part.ALL, shifts(*pairs), line)) == Text(japanese, english)


def test_of_places_nothing_is_said_where_most_is_hidden() -> None:
    few = compared(Lens.GROUPS, Part.INDUSTRY, shifts((1, 2), (2, 1)), 1, n_hidden=8)
    assert finding(few) == Text("10件のうち2件だけを比べています。", "Only 2 of 10 can be compared.")
    assert few.changing == ()


def test_why_there_is_nothing_to_compare_is_said_for_the_lens() -> None:
    one = compared(Lens.SEVERITY, Part.ALL, [], 1, reason=Reason.NO_VARIATION)
    assert "strictness" in why_not(one).en
    assert "same" in why_not(replace(one, lens=Lens.TRIMMED)).en
    assert finding(one) == why_not(one)


def test_one_member_is_counted_and_never_called_wrong() -> None:
    calm = [LeftOut("T1", 1, 0, 0), LeftOut("T2", 2, 0, 2)]
    assert of_one_member(calm, 1).en.startswith("Whoever is left out, the first 1 stay the first 1.")
    assert of_one_member([*calm, LeftOut("T3", 3, 4, 5)], 2).en == (
        "With one member left out, 1 proposal goes across the line at 2. No proposal moves by more than 5 places."
    )


# ---- The panel ----


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("value", [-0.3, 0.0, 0.1, 0.3, 0.5, 0.7, 0.85, 0.95, 1.0])
def test_every_value_of_every_figure_has_a_sentence(name: str, value: float) -> None:
    sentence = said(name, Stat(value, 9))
    assert JAPANESE.search(sentence.ja)
    assert sentence.en.endswith(".")


@pytest.mark.parametrize("name", FIGURES)
def test_more_agreement_is_never_said_to_be_less(name: str) -> None:
    sentences = [said(name, Stat(step / 100, 9)).en for step in range(-20, 101)]
    assert len(dict.fromkeys(sentences)) == sum(a != b for a, b in pairwise(sentences)) + 1


def test_what_is_undefined_is_a_reason_and_no_number() -> None:
    none = Stat.none(Reason.NO_VARIATION, 5)
    assert said("kendall", none).en == "All scores are the same, so this does not exist."
    assert printed(none) == "–"


def test_less_than_chance_is_printed_as_at_most_nothing() -> None:
    assert printed(Stat(-0.12, 5)) == "≤ 0"
    assert printed(Stat(0.62, 5, low=0.4, high=0.8)) == "0.62 (0.40–0.80)"
    assert printed(Stat(0.06, 5, low=-0.05, high=0.2)) == "0.06 (−0.05–0.20)", "a minus, not a dash"


def test_strictness_is_a_spread_and_names_nobody() -> None:
    none = Stat.none(Reason.NO_VARIATION, 5)
    figures = PanelAnalysis(none, none, none, none, none, Stat(0.4, 5))
    assert "0.40 steps" in of_severity(figures).en
    assert "0.40段階" in of_severity(figures).ja
    assert "strictness" in of_severity(replace(figures, severity=none)).en


# ---- Groups and rounds ----


def test_the_groups_are_said_in_a_sentence() -> None:
    assert of_divides(NO_DIVIDES) == Text()
    divides = Divides((Divide("T1", (), 0.5, 0.01, 0.02),), (), (), 0)
    assert of_divides(divides).en == (
        "Of 1 on which groups can be compared, none is valued by one group and not by another."
    )
    valued = Valued("T1", Part.INDUSTRY, Part.ACADEMIA, 5.0, 2.0)
    assert "1 is valued by one group" in of_divides(replace(divides, valued=(valued,))).en


def test_the_rounds_are_said_in_sentences() -> None:
    none = Stat.none(Reason.ALL_MISSING)
    still = Step("T1", 8, 1.0, 0.0, 0.0, 0.0, 1.0, Course.SETTLED_DISSENT)
    moving = replace(still, id="T2", course=Course.MOVING_CONVERGING)
    found = Steps((moving, still), 0, Stat(0.4, 8), Stat(0.5, 8), Stat(0.1, 8, low=-0.1, high=0.3))
    assert of_steps(found).en == "Of 2 that can be compared, 1 has come to rest and 1 still moves."
    assert of_concordance(found).en == "Agreement on the order (W) went from 0.40 to 0.50, which may be chance."
    clear = replace(found, change=Stat(0.1, 8, low=0.05, high=0.2))
    assert of_concordance(clear).en.endswith("more than chance would have it.")
    assert of_concordance(replace(found, change=Stat(0.1, 8))).en.endswith("to 0.50.")
    assert of_concordance(replace(found, before=none)) == Text()
    assert of_steps(replace(found, steps=(still,))).en == "All 1 that can be compared have come to rest."
    assert of_steps(replace(found, steps=(), reason=Reason.FORGOTTEN)) == Text()
