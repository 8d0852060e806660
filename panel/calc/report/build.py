"""Puts the chapters in their order, leaves out those with nothing to say, and numbers the rest."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from string import ascii_uppercase
from typing import Final

from panel.calc.document import NOTHING, Block, Document, Section, Text, same
from panel.calc.report import annexes, chapters
from panel.calc.report.case import Case, cases
from panel.calc.report.facts import Facts
from panel.calc.report.recommendations import fields
from panel.calc.report.sentences import era_day, fiscal_years
from panel.calc.report.tables import TIDY
from panel.calc.report.words import SYNTHETIC

CHAPTERS: Final[Mapping[str, Text]] = {
    "introduction": Text("はじめに", "Introduction"),
    "situation": Text("現状認識と課題", "Situation and challenges"),
    "approach": Text("基本的考え方", "Basic approach"),
    "fields": Text("維持・強化すべき分野・技術", "Fields and technologies to maintain and strengthen"),
    "supply_chain": Text("サプライチェーンの強靱化", "Supply-chain resilience"),
    "transfer": Text("装備移転・国際共同開発", "Transfer and joint development"),
    "collaboration": Text("産学官連携・研究開発", "Collaboration and research and development"),
    "measures": Text("講ずべき措置・工程・指標", "Measures, roadmap and indicators"),
    "minority": Text("少数意見・留保", "Minority opinions and reservations"),
    "next": Text("次期改定に向けて", "Towards the next revision"),
}
"""The chapters in their order; the secretariat may write paragraphs of its own under each key."""

ANNEXES: Final[Mapping[str, Text]] = {
    "method": Text("評価方法", "Method"),
    "tally": Text("集計表", "Tally tables"),
    "history": Text("開催経緯", "History of meetings and rounds"),
    "glossary": Text("用語集", "Glossary"),
}
LETTERS: Final = tuple(Text(f"付録{letter}", f"Annex {letter}") for letter in ascii_uppercase)
_OPENING: Final = frozenset({"introduction", "fields", "supply_chain", *ANNEXES})
"""Chapters that start a page; short ones follow each other."""

_NUMBERS: Final = [same(str(number)) for number in range(1, len(CHAPTERS) + 1)]


def build(facts: Facts) -> Document:
    """The whole report. The same facts give the same document."""
    years = fiscal_years(facts.first_fiscal_year, facts.last_fiscal_year)
    cover = [(Text("対象期間", "Period"), years)]
    if facts.tally_round is not None:
        cover.append((Text("集計", "Tally"), Text(f"第{facts.tally_round}回評価", f"Round {facts.tally_round}")))
    if facts.snapshot:
        cover.append((Text("集計スナップショット", "Tally snapshot"), same(facts.snapshot[:16])))
    return Document(
        title=Text(f"{facts.cycle.japanese} 取りまとめ", f"{facts.cycle.english}: Consolidated Report"),
        subtitle=facts.panel,
        publisher=facts.panel,
        dated_on=facts.dated_on,
        date_words=era_day(facts.dated_on),
        cover=tuple(cover),
        notice=SYNTHETIC if facts.synthetic_scores and facts.results else NOTHING,
        snapshot=facts.snapshot,
        tidy=TIDY if facts.results else "proposals",
        sections=tuple(_sections(facts)),
    )


def _sections(facts: Facts) -> Iterator[Section]:
    found = cases(facts)
    if members := chapters.roster(facts):
        yield Section("roster", NOTHING, Text("委員名簿", "Members"), members, opens_page=True)
    yield from _numbered(CHAPTERS, _chapters(facts, found), _NUMBERS)
    yield from _numbered(ANNEXES, _annexes(facts, found), LETTERS)


def _chapters(facts: Facts, found: Sequence[Case]) -> Mapping[str, tuple[Block, ...]]:
    return {
        "introduction": chapters.introduction(facts),
        "situation": chapters.own(facts, "situation"),
        "approach": chapters.own(facts, "approach"),
        "fields": fields(facts, found),
        "supply_chain": chapters.themed(facts, found, "supply_chain"),
        "transfer": chapters.themed(facts, found, "transfer"),
        "collaboration": chapters.themed(facts, found, "collaboration"),
        "measures": chapters.measures(facts, found),
        "minority": chapters.minority(facts, found),
        "next": chapters.following(facts, found),
    }


def _annexes(facts: Facts, found: Sequence[Case]) -> Mapping[str, tuple[Block, ...]]:
    return {
        "method": annexes.method(facts),
        "tally": annexes.tally(facts, found),
        "history": annexes.history(facts),
        "glossary": annexes.glossary(facts),
    }


def _numbered(
    titles: Mapping[str, Text], contents: Mapping[str, tuple[Block, ...]], labels: Sequence[Text]
) -> Iterator[Section]:
    """The chapters that have something to say, numbered without gaps, and their own sections within them."""
    spoken = [key for key in titles if contents[key]]
    for key, label in zip(spoken, labels, strict=False):
        yield renumbered(Section(key, label, titles[key], contents[key], key in _OPENING))


def renumbered(chapter: Section) -> Section:
    """A chapter with its own sections numbered in their order, by its number."""
    return replace(chapter, blocks=tuple(_within(chapter.number, chapter.blocks)))


def _within(label: Text, blocks: tuple[Block, ...]) -> Iterator[Block]:
    number = 0
    for block in blocks:
        if isinstance(block, Section):
            number += 1
            block = replace(block, number=same(f"{label.ja}.{number}"))
        yield block
