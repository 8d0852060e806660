"""How sure the place of one proposal is and whether the panel agrees on it: sentences, an axis, figures behind them."""

from collections.abc import Mapping
from dataclasses import dataclass

from panel.calc import certainty
from panel.calc.analysis import ItemAnalysis, Settings
from panel.calc.calendar import Language
from panel.calc.chart_places import NARROW, WIDE, places
from panel.calc.chart_row import PlaceRange
from panel.calc.consensus import ConsensusClass
from panel.calc.document import Text
from panel.calc.report.sentences import number
from panel.tally.findings import Chart
from panel.tally.picture import in_words
from panel.tally.reliance import Line, Reliance


@dataclass(frozen=True)
class Figure:
    """A number of a method, with how it is read."""

    name: Text
    value: str
    reading: Text


@dataclass(frozen=True)
class Certain:
    """What is known of one place: the analysis of it, what it was computed with, its line and its words."""

    item: ItemAnalysis
    settings: Settings
    line: Line
    place: Text
    chance: Text
    across: tuple[tuple[Text, Text], ...]  # what would take it across the line: of what, and how
    chart: Chart
    camps: Text | None
    figures: tuple[Figure, ...]


def certain(
    known: Reliance, proposal_id: int, consensus: ConsensusClass, criteria: Mapping[str, Text], reader: Language
) -> Certain | None:
    """The words of one place; None where the proposal has none or nothing could be analysed."""
    item, line, settings = known.items.get(proposal_id), known.line, known.analysis.settings
    if item is None or line is None:
        return None
    place = certainty.place_sentence(item, settings, line.n_ranked)
    return Certain(
        item=item,
        settings=settings,
        line=line,
        place=place,
        chance=certainty.chance_sentence(item, settings),
        across=tuple(_across(item, criteria)),
        chart=_chart(item, line, place, reader),
        camps=certainty.camps_sentence(item, consensus),
        figures=tuple(_figures(item)),
    )


def _across(item: ItemAnalysis, names: Mapping[str, Text]) -> list[tuple[Text, Text]]:
    found = [
        (Text("評価項目の重み", "The weights"), certainty.swap_sentence(item.swap, names)),
        (Text("1人の委員", "A single member"), certainty.members_sentence(item)),
        (Text("中央値で並べる", "Ranked by the median"), certainty.median_sentence(item)),
    ]
    strictness = certainty.strictness_sentence(item)
    return found if strictness is None else [*found, (Text("点の厳しさ", "Strictness of members"), strictness)]


def _chart(item: ItemAnalysis, line: Line, finding: Text, reader: Language) -> Chart:
    words = in_words(certainty.line_words(line.places, is_trial=line.is_trial), reader)
    found, title = PlaceRange(item.rank, item.low, item.high), in_words(finding, reader)
    return Chart(title, *(places(title, found, line.n_ranked, line.places, words, layout) for layout in (WIDE, NARROW)))


def _figures(item: ItemAnalysis) -> list[Figure]:
    """Those that exist; the others would be a dash without a reason."""
    found = [
        (
            Text("隔たりの指標（RAND/UCLA）", "Index of disagreement (RAND/UCLA)"),
            item.disagreement,
            Text("1を超えると意見に隔たりがある", "above 1 the panel disagrees"),
        ),
        (
            Text("一致度（Tastle・Wierman）", "Agreement (Tastle and Wierman)"),
            item.cns,
            Text("1は全員同じ、0は両端に二分", "1: all alike; 0: half at either end"),
        ),
        (
            Text("二極化（van der Eijk）", "Polarisation (van der Eijk)"),
            item.polarisation,
            Text("0は1か所に集中、0.5は均等に分散、1は両端に二分", "0: one value; 0.5: spread evenly; 1: two camps"),
        ),
    ]
    return [Figure(name, number(value), reading) for name, value, reading in found if value is not None]
