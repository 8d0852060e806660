"""What a report leaves out: numbers that would tell what one member said, and places among what is hidden."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from panel.calc.disclosure import Shown, shown
from panel.calc.ranking import Place, renumbered
from panel.calc.results import TOTALS, ItemResult, TotalName
from panel.calc.summary import Summary

T = TypeVar("T")


def for_small_panels(result: ItemResult) -> ItemResult:
    """The result without the numbers of any question that too few answered; how many did, and the class, stay."""
    return replace(
        result,
        totals={
            name: replace(total, summary=_centre_only(total.summary), thirds=_if_all(total.summary.n, total.thirds))
            for name, total in result.totals.items()
        },
        criteria={
            key: replace(found, summary=_centre_only(found.summary), thirds=_if_all(found.summary.n, found.thirds))
            for key, found in result.criteria.items()
        },
    )


def placed_anew(results: Sequence[ItemResult]) -> tuple[ItemResult, ...]:
    """Some of a round's results with their places counted among themselves, for a reader who may not see the others."""
    places = {name: renumbered({result.id: result.totals[name].place.rank for result in results}) for name in TOTALS}
    return tuple(_at(result, {name: places[name][result.id] for name in TOTALS}) for result in results)


def _at(result: ItemResult, places: dict[TotalName, Place]) -> ItemResult:
    return replace(result, totals={name: replace(total, place=places[name]) for name, total in result.totals.items()})


def _if_all(n: int, value: T) -> T | None:
    return value if shown(n) is Shown.ALL else None


def _centre_only(summary: Summary) -> Summary:
    allowed = shown(summary.n)
    if allowed is Shown.ALL:
        return summary
    median = summary.median if allowed is Shown.CENTRE else None
    return replace(summary, mean=None, median=median, q1=None, q3=None, sd=None, histogram={})
