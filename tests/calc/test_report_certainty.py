"""How sure a report says its ranking is: every computed fact, in both languages, to the panel and not to the public."""

import re
from dataclasses import replace

import pytest

from panel.calc.analysis import Band, Flag
from panel.calc.certainty import BANDS, FLAGS, FLAGS_EXPLAINED
from panel.calc.claims import words
from panel.calc.document import NOTHING, Column, Document, Language, Section, Table, Text, same, tables
from panel.calc.document_json import from_json, to_json
from panel.calc.reasons import WORDS, Reason
from panel.calc.report.build import build
from panel.calc.report.changes import changes
from panel.calc.report.facts import Facts
from panel.calc.report.plain_style import plain
from panel.calc.report.variants import public
from panel.calc.voice_words import FIGURES, said
from panel.formats import FORMATS
from panel.formats.printed import spoken
from tests.calc.certain import CHANCES, CLAIMS, CODES, SEED, analysis, certain, item
from tests.calc.facts import HASH, facts


def read(document: Document, language: Language = Language.JA) -> str:
    """What the document says, without the escapes of Markdown."""
    return FORMATS["md"].render(document, language).decode().replace("\\", "")


def section(given: Facts, key: str = "certainty") -> Section | None:
    """The section of this key in the chapter that ranks."""
    chapter = next(one for one in build(given).sections if one.key == "fields")
    return next((block for block in chapter.blocks if isinstance(block, Section) and block.key == key), None)


def spoken_section(given: Facts, language: Language) -> str:
    found = section(given)
    assert found is not None
    return read(replace(build(given), sections=(found,)), language)


def table(document: Document, kind: str) -> Table:
    return next(one for one in tables(document) if one.kind == kind)


def column(found: Table, title: str) -> list[object]:
    """The cells under a title, words in English."""
    place = [one.title.en for one in found.columns].index(title)
    return [cell.en if isinstance(cell, Text) else cell for cell in (row[place] for row in found.rows)]


# ---- What it says ----


def test_it_stands_between_the_ranking_and_the_proposals() -> None:
    chapter = next(one for one in build(certain()).sections if one.key == "fields")
    inside = [(block.key, block.number.en) for block in chapter.blocks if isinstance(block, Section)]
    assert inside == [("overview", "3.1"), ("certainty", "3.2"), ("evaluated", "3.3")]


def test_every_sentence_about_the_tally_stands_in_both_languages() -> None:
    given = certain()
    names = {one.key: Text(f"{one.key} {one.title.ja}", f"{one.key} {one.title.en}") for one in given.proposals}
    asked = {one.key: one.name for one in given.criteria}
    japanese, english = (spoken_section(given, language) for language in (Language.JA, Language.EN))
    for claim in CLAIMS:
        sentence = words(claim, names, asked)
        assert plain(sentence).ja in japanese
        assert sentence.en in english


def test_the_line_and_what_is_contested_are_said_in_a_sentence() -> None:
    english = spoken_section(certain(), Language.EN)
    assert "The line is drawn after the first 3." in english
    assert "above 10 % and below 90 %" in english
    assert "上位3件の後に当落線を引く" in spoken_section(certain(), Language.JA)


def test_the_contested_ones_are_listed_and_two_on_each_side_of_the_line() -> None:
    listed = table(build(certain()), "certainty")
    assert column(listed, "No.") == ["P2", "P3", "P4", "P5", "P6"]
    assert column(listed, "Rank") == [2, 3, 4, 5, 6]
    assert column(listed, "Interval") == ["1–4", "2–5", "3–6", "4–7", "5–8"]
    assert column(listed, "Chance of first 3") == [0.97, 0.62, 0.55, 0.07, 0.12]
    assert column(listed, "Band") == ["in", "contested", "contested", "out", "contested"]
    assert column(listed, "What decides") == [None, "one member, weights", None, None, None]


def test_the_words_of_what_decides_are_explained_where_they_are_used() -> None:
    english = spoken_section(certain(), Language.EN)
    for flag in Flag:
        assert (FLAGS_EXPLAINED[flag].en in english) is (flag in item(3).flags)
    assert FLAGS[Flag.WEIGHTS].ja in spoken_section(certain(), Language.JA)


def test_the_line_under_the_table_names_what_it_takes_to_find_the_same_again() -> None:
    for language in Language:
        said_of_settings = spoken_section(certain(), language)
        for named in ("10,000", str(SEED), HASH[:16]):
            assert named in said_of_settings


def test_whoever_is_kept_from_the_hash_is_not_told_it_here() -> None:
    assert HASH[:16] not in spoken_section(certain(snapshot=""), Language.EN)


def test_agreement_has_its_intervals_or_the_reason_why_there_is_no_figure() -> None:
    found = table(build(certain()), "agreement")
    assert column(found, "Value") == [0.83, 0.3, 0.5, None]
    assert column(found, "95 % from") == [0.7, 0.1, None, None]
    assert column(found, "95 % to") == [0.91, 0.6, None, None]
    panel = analysis().panel
    assert panel is not None
    expected = [said(name, getattr(panel, name)).en for name in ("mean", "one", "kendall", "alpha")]
    assert column(found, "What it says") == expected
    assert expected[-1] == WORDS[Reason.NO_VARIATION].en


def test_where_the_analysis_leaves_some_places_out_it_says_so() -> None:
    few = analysis(items=tuple(item(place) for place in range(1, 8)))
    assert "among the 7 proposals with enough scores" in spoken_section(certain(analysis=few), Language.EN)
    assert "with enough scores" not in spoken_section(certain(), Language.EN)


# ---- Where there is nothing to say ----


@pytest.mark.parametrize("reason", [Reason.ONE_RATER, Reason.FORGOTTEN, Reason.ONE_ITEM])
def test_without_an_analysis_it_says_why(reason: Reason) -> None:
    given = certain(analysis=analysis(items=(), panel=None, claims=(), reason=reason))
    assert WORDS[reason].en in spoken_section(given, Language.EN)
    assert plain(WORDS[reason]).ja in spoken_section(given, Language.JA)
    assert [one.title.en for one in table(build(given), "ranking").columns][-1] == "Class"


def test_before_the_first_tally_there_is_no_such_section() -> None:
    assert section(facts(results=(), tally_round=None, analysis=None)) is None
    assert section(certain(analysis=None)) is None


# ---- The annex and the workbook ----


def test_the_ranking_carries_every_number_of_the_analysis_as_a_number() -> None:
    found = table(build(certain()), "ranking")
    items = analysis().items
    assert column(found, "No.")[:8] == list(CODES)
    assert column(found, "Interval from") == [*(one.low for one in items), None]
    assert column(found, "Interval to") == [*(one.high for one in items), None]
    assert column(found, "Chance of first 3") == [*CHANCES, None]
    assert column(found, "Band") == [*(BANDS[one.band].en for one in items), None]


@pytest.mark.parametrize("language", [Language.JA, Language.EN])
def test_no_chance_is_printed_as_certain(language: Language) -> None:
    chance = Column(same("chance"), "chance")
    printed = [spoken(cell, chance, language)[0].words for cell in (1.0, 0.62, 0.001)]
    assert printed == (["99 %超", "62 %", "1 %未満"] if language is Language.JA else ["over 99 %", "62 %", "under 1 %"])


def test_a_document_with_chances_is_kept_without_loss() -> None:
    made = build(certain())
    assert from_json(to_json(made)) == made


def test_another_analysis_changes_its_own_sections_and_the_annex_alone() -> None:
    other = analysis(claims=CLAIMS[1:], items=(replace(item(1), band=Band.CONTESTED), *analysis().items[1:]))
    found = [change.key for change in changes(build(certain()), build(certain(analysis=other)))]
    assert found == ["certainty", "tally"]


# ---- The public ----


def test_the_public_is_told_nothing_of_it_in_any_format() -> None:
    given = certain()
    shown = public(build(given))
    assert {one.kind for one in tables(shown)}.isdisjoint({"certainty", "agreement", "ranking"})
    for name in ("md", "html", "json", "csv"):
        for language in Language:
            told = FORMATS[name].render(shown, language).decode()
            for secret in (str(SEED), "10,000", "contested", "当落線", "順位の幅", "ICC", "順位の確かさ"):
                assert secret not in told, (name, secret)
    assert to_json(shown) == to_json(public(build(certain(analysis=None))))


def test_the_sections_beside_it_are_numbered_without_a_gap_for_the_public() -> None:
    chapter = next(one for one in public(build(certain())).sections if one.key == "fields")
    inside = [(block.key, block.number.en) for block in chapter.blocks if isinstance(block, Section)]
    assert inside == [("overview", "3.1"), ("evaluated", "3.2")]


# ---- The plain style of Japanese reports ----

_POLITE = re.compile("です|ます|ません")


def test_what_pages_say_politely_the_report_says_plainly() -> None:
    panel = analysis().panel
    assert panel is not None
    spoken_politely = [
        *WORDS.values(),
        *FLAGS_EXPLAINED.values(),
        *(words(claim, {}, {}) for claim in CLAIMS),
        *(said(name, replace(panel.mean, value=value)) for name in FIGURES for value in (-0.1, 0.3, 0.5, 0.7, 0.95)),
    ]
    for text in spoken_politely:
        assert not _POLITE.search(plain(text).ja)
        assert plain(text).en == text.en


@pytest.mark.parametrize(
    ("polite", "expected"),
    [
        ("顔ぶれは変わりません。", "顔ぶれは変わらない。"),
        ("評点がありません。", "評点がない。"),
        ("3人に満たないので示しません。", "3人に満たないので示さない。"),
        ("同じ重みとして扱います。", "同じ重みとして扱う。"),
        ("1人の評点だけでは足りません。普通の水準です。", "1人の評点だけでは足りない。普通の水準である。"),
        ("配点に左右されます。失敗を意味しません。", "配点に左右される。失敗を意味しない。"),
        ("「題です」が当落線を越えます。", "「題です」が当落線を越える。"),
    ],
)
def test_the_plain_form_is_that_of_the_verb_and_names_stay_as_written(polite: str, expected: str) -> None:
    assert plain(Text(polite, "English")) == Text(expected, "English")
    assert plain(NOTHING) == NOTHING
