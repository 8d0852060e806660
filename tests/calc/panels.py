"""Larger invented rounds in which members are the same on every proposal, as an array and as sheets to be tallied."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np

from panel.calc.consensus import Rule
from panel.calc.marks import Blank, Mark, Scale
from panel.calc.results import ItemResult, Tally
from panel.calc.statistics.gathering import Sheets, gathered
from panel.calc.statistics.scores import Scores
from panel.calc.tally import Item, Roster, Sheet, tally
from panel.calc.weights import CriterionSpec
from tests.calc.rounds import FIVE, KINDS, NINE, Round

Ranks = Mapping[str, int | None]


def scores_of(round_: Round) -> Scores:
    """The round as the statistics take it, by the way that the database takes."""
    members = sorted({sheet.rater for sheet in round_.sheets})
    row = {member: place for place, member in enumerate(members)}
    place = {item.id: number for number, item in enumerate(round_.items)}
    cells = {
        (sheet.rater, sheet.item_id): row[sheet.rater] * len(place) + place[sheet.item_id] for sheet in round_.sheets
    }
    marks = [
        ((sheet.rater, sheet.item_id), key, mark)
        for sheet in round_.sheets
        for key, mark in sheet.marks.items()
        if not isinstance(mark, Blank)
    ]
    columns = {criterion.id: column for column, criterion in enumerate(round_.criteria)}
    eligible = [round_.rosters[item.id].eligible for item in round_.items]
    groups = (None,) * len(members)
    batches = [marks] if marks else []
    return gathered(round_.items, round_.criteria, eligible, Sheets(cells, groups, []), columns, batches)


def invented(
    seed: int,
    n_raters: int = 7,
    n_items: int = 12,
    n_criteria: int = 4,
    *,
    gaps: float = 0.0,
    absent: float = 0.0,
    mixed: bool = False,
) -> Round:
    """A round with real differences between proposals and members, many ties, and weights that are not equal.

    `gaps` of the marks and `absent` of the sheets are missing; `mixed` criteria have scales, directions and kinds of
    their own.
    """
    rng = np.random.default_rng(seed)
    drawn = [_criterion(rng, number, mixed) for number in range(1, n_criteria + 1)]
    items = [Item(f"P{number:02}", KINDS[number % 2] if mixed else None) for number in range(1, n_items + 1)]
    merit, strictness = rng.normal(0, 0.7, (n_items, n_criteria)), rng.normal(0, 0.5, n_raters)
    sheets, rosters = [], dict.fromkeys((item.id for item in items), Roster(n_raters))
    for member in range(n_raters):
        for number, item in enumerate(items):
            if rng.random() < absent:
                continue
            marks: dict[str, Mark] = {}
            for column, criterion in enumerate(drawn):
                taste = merit[number, column] + strictness[member] + rng.normal(0, 0.8)
                marks[criterion.id] = Blank.UNABLE if rng.random() < gaps else _mark(criterion.scale, taste)
            sheets.append(Sheet(item.id, f"m{member:02}", marks))
    return Round(items, drawn, sheets, rosters)


def _criterion(rng: np.random.Generator, number: int, mixed: bool) -> CriterionSpec:
    weight = Decimal(int(rng.integers(1, 9)))
    if not mixed:
        return CriterionSpec(f"C{number}", FIVE, weight=weight)
    kinds = frozenset({KINDS[1]}) if number == 2 else None
    scale = (FIVE, NINE, Scale(1, 2), Scale(0, 10))[number % 4]
    return CriterionSpec(f"C{number}", scale, -1 if number == 3 else 1, weight=weight, applies_to=kinds)


def _mark(scale: Scale, taste: float) -> int:
    middle = (scale.lo + scale.hi) / 2
    return int(np.clip(round(middle + taste * scale.width / 4), scale.lo, scale.hi))


def real(folder: Path, number: int) -> Round:
    """A real scoring: members who scored some of the proposals, with many questions left open."""
    with (folder / f"cost_tech_scan_round{number}.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    marks: dict[tuple[str, str], dict[str, Mark]] = {}
    for row in rows:
        sheet = marks.setdefault((row["item_id"], row["rater_id"]), {})
        sheet[row["criterion"]] = int(row["score"]) if row["score"] else Blank.UNABLE
    criteria = [CriterionSpec(key, FIVE) for key in dict.fromkeys(row["criterion"] for row in rows)]
    items = [Item(key) for key in dict.fromkeys(row["item_id"] for row in rows)]
    sheets = [Sheet(item, rater, given) for (item, rater), given in marks.items()]
    rosters = {item.id: Roster(sum(sheet.item_id == item.id for sheet in sheets)) for item in items}
    return Round(items, criteria, sheets, rosters)


# ---- Tallied once more, by the tally that is frozen ----


def retallied(
    round_: Round, *, without: str | None = None, weights: Mapping[str, float] | None = None
) -> dict[str, ItemResult]:
    """The results of the round without one member, or under other weights."""
    criteria = [
        criterion if weights is None else replace(criterion, weight=Decimal(weights[criterion.id]))
        for criterion in round_.criteria
    ]
    sheets = [sheet for sheet in round_.sheets if sheet.rater != without]
    done: Tally = tally(round_.items, criteria, sheets, round_.rosters, Rule())
    return {item.id: item for item in done.items}


def ranks(results: Mapping[str, ItemResult]) -> dict[str, int | None]:
    """The places of a tally."""
    return {key: item.overall.place.rank for key, item in results.items()}


def first(places: Ranks, k: int) -> set[str]:
    """Who is among the first k."""
    return {key for key, rank in places.items() if rank is not None and rank <= k}


def members_of(round_: Round) -> list[str]:
    """Everybody who handed in a sheet."""
    return sorted({sheet.rater for sheet in round_.sheets})


def shares_of(round_: Round) -> dict[str, float]:
    """The weights, adding up to 1."""
    whole = float(sum(criterion.weight for criterion in round_.criteria))
    return {criterion.id: float(criterion.weight) / whole for criterion in round_.criteria}


def every(seeds: Iterable[int]) -> list[Round]:
    """Rounds of every shape: complete, with gaps, with absent members, with all sorts of criteria."""
    return [
        made
        for seed in seeds
        for made in (
            invented(seed),
            invented(seed, gaps=0.15),
            invented(seed, absent=0.25),
            invented(seed, gaps=0.1, absent=0.1, mixed=True),
            invented(seed, 4, 6, 2),
        )
    ]
