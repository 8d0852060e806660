"""How sure the ranking is, for the chapter that states it: sentences, the proposals around the line, who agrees."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from panel.calc.analysis import Analysis, Band, ClaimKind, Flag, PanelAnalysis
from panel.calc.certainty import FLAGS, FLAGS_EXPLAINED
from panel.calc.claims import words
from panel.calc.document import (
    NOTHING,
    Block,
    Bullets,
    Cell,
    Column,
    Definitions,
    Paragraph,
    Section,
    Table,
    Text,
    same,
)
from panel.calc.reasons import WORDS, Reason, Stat
from panel.calc.report.case import Case
from panel.calc.report.facts import Facts
from panel.calc.report.plain_style import plain
from panel.calc.report.sentences import joined, percent
from panel.calc.report.tables import KEY, TITLE, analysis_note, standing_cells, standing_columns
from panel.calc.voice_words import FIGURES, said

KEY_OF_SECTION: Final = "certainty"
_BESIDE_THE_LINE: Final = 2
"""So many proposals on each side of the line are listed, however sure their places are."""

_INTERVALS: Final = Text(
    "ICCの区間は、すべての委員がすべての提案を評価した場合に限り求められる。順序の一致の区間は求めない。",
    "Intervals of the ICC exist only where every member scored every proposal; that of the order is not computed.",
)


def certainty(facts: Facts, found: Sequence[Case]) -> tuple[Section, ...]:
    """The section on the analysis, or why there is none; no section before the first tally."""
    if facts.analysis is None or not facts.results:
        return ()
    blocks = tuple(_analysed(facts, facts.analysis, found)) if facts.analysis.items else (_none(facts.analysis.reason),)
    return (Section(KEY_OF_SECTION, NOTHING, Text("順位の確かさ", "How sure the ranking is"), blocks),)


def _none(reason: Reason | None) -> Paragraph:
    why = plain(WORDS[reason or Reason.ALL_MISSING])
    return Paragraph(Text(f"順位の確かさは示せない。{why.ja}", f"How sure it is cannot be said. {why.en}"))


def _analysed(facts: Facts, analysis: Analysis, found: Sequence[Case]) -> Iterable[Block]:
    names = {case.proposal.key: joined([same(case.proposal.key), case.proposal.title], " ", " ") for case in found}
    asked = {criterion.key: criterion.name for criterion in facts.criteria}
    sentences = {claim.kind: plain(words(claim, names, asked)) for claim in analysis.claims}
    trust = sentences.pop(ClaimKind.TRUST, NOTHING)
    yield Paragraph(_line(analysis))
    if sentences:
        yield Bullets(tuple(sentences.values()))
    around = _around(analysis, found)
    yield _table(analysis.settings.places, around)
    yield Paragraph(analysis_note(facts, analysis), "note")
    yield from _flags(around)
    if analysis.panel is not None:
        yield _agreement(analysis.panel, analysis.n_raters, trust)


def _line(analysis: Analysis) -> Text:
    """Where the line is, and what is contested."""
    settings = analysis.settings
    k, above, below = settings.places, percent(settings.outside), percent(settings.inside)
    return Text(
        f"上位{k}件の後に当落線を引く。同じような構成の別の委員が評価したとして、上位{k}件に入る見込みが{above} %を"
        f"超え{below} %に満たない提案は、入るとも入らないとも言い切れない。これを「当落線上」という。",
        f"The line is drawn after the first {k}. A proposal is contested where its chance of being among them, if an "
        f"equally composed panel had sat, is above {above} % and below {below} %: it could go either way.",
    )


def _around(analysis: Analysis, found: Sequence[Case]) -> list[Case]:
    """Every contested proposal, and those nearest to the line on either side."""
    line = analysis.settings.places
    listed = {
        item.id
        for place, item in enumerate(analysis.items, 1)
        if item.band is Band.CONTESTED or line - _BESIDE_THE_LINE < place <= line + _BESIDE_THE_LINE
    }
    return [case for case in found if case.proposal.key in listed]


def _table(k: int, around: Sequence[Case]) -> Table:
    columns = (
        Column(Text("順位", "Rank"), "number", width=1.1),
        KEY,
        replace(TITLE, width=5),
        *standing_columns(k),
        Column(Text("何で決まるか", "What decides"), width=4.6),
    )
    rows = tuple(row for case in around if (row := _row(case)))
    caption = Text("当落線の前後の提案", "Proposals around the line")
    return Table("certainty", caption, columns, rows)


def _row(case: Case) -> tuple[Cell, ...]:
    item = case.standing
    if item is None:
        return ()
    decides = joined([FLAGS[flag] for flag in item.flags]) if item.flags else None
    return item.rank, same(case.proposal.key), case.proposal.title, *standing_cells(item), decides


def _flags(around: Sequence[Case]) -> Iterable[Definitions]:
    """What the words of the last column mean, those that stand there."""
    raised = {flag for case in around if case.standing for flag in case.standing.flags}
    if raised:
        yield Definitions(tuple((FLAGS[flag], plain(FLAGS_EXPLAINED[flag])) for flag in Flag if flag in raised))


def _agreement(panel: PanelAnalysis, n_raters: int, trust: Text) -> Section:
    """How far the members agree: in a sentence, then by figure, with its interval or the reason why it has none."""
    columns = (
        Column(Text("指標", "Figure"), width=3.8),
        Column(Text("値", "Value"), "number", 2, width=0.9),
        Column(Text("95 %区間の下端", "95 % from"), "number", 2, width=1),
        Column(Text("95 %区間の上端", "95 % to"), "number", 2, width=1),
        Column(Text("意味", "What it says"), width=4),
    )
    figures = {"mean": panel.mean, "one": panel.one, "kendall": panel.kendall, "alpha": panel.alpha}
    rows = tuple(_figure(name, stat) for name, stat in figures.items())
    caption = Text(f"委員{n_raters}人の評点の一致", f"Agreement of {n_raters} members")
    blocks: list[Block] = [Paragraph(trust)] if trust else []
    blocks += [Table("agreement", caption, columns, rows), Paragraph(_INTERVALS, "note")]
    return Section("agreement", NOTHING, Text("委員の評点の一致", "How far the members agree"), tuple(blocks))


def _figure(name: str, stat: Stat) -> tuple[Cell, ...]:
    figure = FIGURES[name]
    called = Text(f"{figure.title.ja}（{figure.symbol}）", f"{figure.title.en} ({figure.symbol})")
    return called, stat.value, stat.low, stat.high, plain(said(name, stat))
