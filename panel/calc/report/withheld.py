"""What a report leaves out: numbers that would tell what one member said, and places among what is hidden."""

from collections.abc import Sequence
from dataclasses import replace

from panel.calc.ranking import Place, renumbered
from panel.calc.results import TOTALS, ItemResult, TotalName


def placed_anew(results: Sequence[ItemResult]) -> tuple[ItemResult, ...]:
    """Some of a round's results with their places counted among themselves, as if there were no others."""
    places = {name: renumbered({result.id: result.totals[name].place.rank for result in results}) for name in TOTALS}
    return tuple(_at(result, {name: places[name][result.id] for name in TOTALS}) for result in results)


def _at(result: ItemResult, places: dict[TotalName, Place]) -> ItemResult:
    return replace(result, totals={name: replace(total, place=places[name]) for name, total in result.totals.items()})
