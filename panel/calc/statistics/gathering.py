"""Marks that come one by one, in any order, gathered into the one array that all statistics are of."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any, Final, Generic, TypeVar

import numpy as np

from panel.calc.marks import Confidence
from panel.calc.statistics.arrays import F64
from panel.calc.statistics.scores import Scores
from panel.calc.tally import Item
from panel.calc.weights import CriterionSpec, common_scale

SheetKey = TypeVar("SheetKey", bound=Hashable)
CriterionKey = TypeVar("CriterionKey", bound=Hashable)
_SURENESS: Final[Mapping[str, float]] = {Confidence.LOW: 1.0, Confidence.MEDIUM: 2.0, Confidence.HIGH: 3.0}


@dataclass(frozen=True, slots=True)
class Sheets(Generic[SheetKey]):
    """The sheets without their marks: where each stands, and how sure its member is, in batches.

    `cells` are those of a table of members and proposals, counted row by row; `groups` are those the members sat for,
    one a row. A confidence of any other sheet is passed over.
    """

    cells: Mapping[SheetKey, int]
    groups: tuple[str | None, ...]
    confidences: Iterable[Sequence[tuple[SheetKey, str]]]


def gathered(
    items: Sequence[Item],
    criteria: Sequence[CriterionSpec],
    eligible: Sequence[int],
    sheets: Sheets[SheetKey],
    columns: Mapping[CriterionKey, int],
    marks: Iterable[Sequence[tuple[SheetKey, CriterionKey, int]]],
) -> Scores:
    """The scores of a round: `marks` are values in batches, each with its sheet and its criterion.

    `columns` tells the place of a criterion; marks are put on the common scale, higher is better. Raises ValueError
    without criteria, KeyError for a mark of another sheet or criterion.
    """
    shape = (len(sheets.groups), len(items), len(criteria))
    return Scores(
        _placed(_filled(shape, sheets.cells, columns, marks), criteria),
        np.array([float(criterion.weight) for criterion in criteria]),
        common_scale(criteria),
        tuple(item.id for item in items),
        tuple(criterion.id for criterion in criteria),
        np.array([[one.asks(item.kind) for one in criteria] for item in items], dtype=np.bool_).reshape(shape[1:]),
        np.array(eligible, dtype=np.int64),
        sheets.groups,
        _sureness(shape[:2], sheets),
    )


def _filled(
    shape: tuple[int, int, int],
    cells: Mapping[SheetKey, int],
    columns: Mapping[CriterionKey, int],
    marks: Iterable[Sequence[tuple[SheetKey, CriterionKey, int]]],
) -> F64:
    """The values where they belong; NaN elsewhere."""
    values = np.full(shape, np.nan)
    flat = values.reshape(-1)
    for batch in marks:
        parts: list[Any] = list(chain.from_iterable(batch))
        at = np.fromiter(map(cells.__getitem__, parts[0::3]), np.int64, len(batch)) * shape[2]
        at += np.fromiter(map(columns.__getitem__, parts[1::3]), np.int64, len(batch))
        flat[at] = parts[2::3]
    return values


def _sureness(shape: tuple[int, int], sheets: Sheets[SheetKey]) -> F64:
    """How sure each member was of each proposal; NaN where nothing was stated."""
    nowhere = shape[0] * shape[1]
    flat = np.full(nowhere + 1, np.nan)
    for batch in sheets.confidences:
        parts: list[Any] = list(chain.from_iterable(batch))
        at = np.fromiter(map(sheets.cells.get, parts[0::2], repeat(nowhere)), np.int64, len(batch))
        flat[at] = np.fromiter(map(_SURENESS.__getitem__, parts[1::2]), np.float64, len(batch))
    return flat[:nowhere].reshape(shape)


def _placed(values: F64, criteria: Sequence[CriterionSpec]) -> F64:
    """The values on the common scale, in place, by the operations of the tally, so that they are the same numbers."""
    scale = common_scale(criteria)
    for column, criterion in enumerate(criteria):
        own, marks = criterion.scale, values[:, :, column]
        if criterion.direction == -1:
            marks[:] = own.lo + own.hi - marks
        if own != scale:
            marks[:] = scale.lo + (marks - own.lo) * (scale.width / own.width)
    return values
