"""The frozen tally: inputs and results as canonical text with their hashes, to be computed again by anybody.

Numbers follow one discipline. Marks and counts are whole numbers. Weights are decimals, written as text
without trailing zeros, so that 1.0000 and 1 are one weight. Results are floats from correctly rounded
operations only (+ - * / sqrt and fsum), so every computer gets the same bits and writes the same digits.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from panel.calc.canonical import canonical, digest
from panel.calc.consensus import Rule
from panel.calc.marks import Blank, Mark, Scale
from panel.calc.results import Tally
from panel.calc.tally import Item, Roster, Sheet, tally
from panel.calc.weights import CriterionSpec

FORMAT: Final = "panel-tally-1"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A tally with the two texts that prove it; `sha256` covers both and is printed with every result."""

    tally: Tally
    inputs: str
    results: str
    inputs_sha256: str
    results_sha256: str
    sha256: str


def snapshot(
    items: Sequence[Item],
    criteria: Sequence[CriterionSpec],
    sheets: Iterable[Sheet],
    rosters: Mapping[str, Roster],
    rule: Rule,
) -> Snapshot:
    """The tally of a round, frozen. Arguments and errors are those of `panel.calc.tally.tally`."""
    given = tuple(sheets)
    done = tally(items, criteria, given, rosters, rule)
    inputs = canonical(_plain_inputs(items, criteria, given, rosters, rule))
    results = canonical(done.as_plain())
    inputs_sha256, results_sha256 = digest(inputs), digest(results)
    whole = digest(FORMAT + inputs_sha256 + results_sha256)
    return Snapshot(done, inputs, results, inputs_sha256, results_sha256, whole)


def recompute(inputs: str) -> Snapshot:
    """The snapshot again from its stored inputs; equal to the stored one byte for byte, or something changed.

    Raises ValueError for text that is not such inputs.
    """
    try:
        plain = json.loads(inputs)
        if plain["format"] != FORMAT:
            raise ValueError(f"inputs of another format: {plain['format']}")
        criteria = [_criterion(one) for one in plain["criteria"]]
        return snapshot(
            [Item(**one) for one in plain["items"]],
            criteria,
            [_sheet(one, criteria) for one in plain["sheets"]],
            {key: Roster(*numbers) for key, numbers in plain["rosters"].items()},
            Rule.from_plain(plain["rule"]),
        )
    except (KeyError, TypeError, IndexError, ArithmeticError) as error:
        raise ValueError("not the inputs of a tally") from error


def _plain_inputs(
    items: Sequence[Item],
    criteria: Sequence[CriterionSpec],
    sheets: Sequence[Sheet],
    rosters: Mapping[str, Roster],
    rule: Rule,
) -> dict[str, Any]:
    """The inputs as JSON values. A sheet is [item, rater, group, marks in the order of the criteria]."""
    ids = [criterion.id for criterion in criteria]
    rows = [[sheet.item_id, sheet.rater, sheet.group, [sheet.marks.get(key) for key in ids]] for sheet in sheets]
    return {
        "format": FORMAT,
        "rule": rule.as_plain(),
        "criteria": [_plain_criterion(criterion) for criterion in criteria],
        "items": [{"id": item.id, "kind": item.kind} for item in items],
        "rosters": {key: [roster.eligible, roster.recused] for key, roster in rosters.items()},
        "sheets": sorted(rows, key=lambda row: (row[0], row[1])),
    }


def _plain_criterion(criterion: CriterionSpec) -> dict[str, Any]:
    return {
        "id": criterion.id,
        "scale": [criterion.scale.lo, criterion.scale.hi],
        "direction": criterion.direction,
        "axis": criterion.axis,
        "weight": format(criterion.weight.normalize(), "f"),
        "applies_to": None if criterion.applies_to is None else sorted(criterion.applies_to),
    }


def _criterion(plain: Mapping[str, Any]) -> CriterionSpec:
    applies_to = plain["applies_to"]
    return CriterionSpec(
        plain["id"],
        Scale(*plain["scale"]),
        plain["direction"],
        plain["axis"],
        Decimal(plain["weight"]),
        None if applies_to is None else frozenset(applies_to),
    )


def _sheet(plain: Sequence[Any], criteria: Sequence[CriterionSpec]) -> Sheet:
    item_id, rater, group, marks = plain
    given = zip(criteria, marks, strict=True)
    return Sheet(item_id, rater, {c.id: _mark(mark) for c, mark in given if mark is not None}, group)


def _mark(plain: int | str) -> Mark:
    return Blank(plain) if isinstance(plain, str) else plain
