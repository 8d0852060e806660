"""The numbers a round is frozen with, computed without NumPy, meet the published answers as well."""

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from panel.calc.consensus import Rule, thirds
from panel.calc.marks import Blank, Scale
from panel.calc.ranking import ranking
from panel.calc.summary import quartiles, summary
from panel.calc.weights import CriterionSpec, Weighing
from tests.calc.rounds import NINE

VECTORS = json.loads(Path(__file__).with_name("vectors.json").read_text(encoding="utf-8"))["vectors"]
FROZEN_QUANTILE = "type7/linear"
STEPS = 10_000  # the published priorities have four decimals; marks are whole numbers


def of(statistic: str) -> list[Any]:
    """The entries of a statistic, with the quantiles that a round is frozen with."""
    return [
        pytest.param(vector, id=vector["id"])
        for vector in VECTORS
        if vector["statistic"] == statistic and vector["parameters"].get("quantile", FROZEN_QUANTILE) == FROZEN_QUANTILE
    ]


@pytest.mark.parametrize("vector", of("weighted_sum"))
def test_weighted_sums(vector: dict[str, Any]) -> None:
    weights = vector["input"]["weights"]
    scale = Scale(0, 10 * STEPS)
    criteria = [CriterionSpec(str(place), scale, weight=Decimal(str(w))) for place, w in enumerate(weights)]
    weighing = Weighing(criteria, scale)
    totals = []
    for row in vector["input"]["scores_item_criterion"]:
        marks = {str(place): Blank.UNABLE if x is None else round(x * STEPS) for place, x in enumerate(row)}
        total = weighing.composite(marks).total
        totals.append(None if total is None else total / STEPS)
    assert totals == [
        None if score is None else pytest.approx(score, abs=vector["tolerance"]["abs"])
        for score in vector["expected"]["score"]
    ]
    if "rank" in vector["expected"]:
        places = ranking({str(place): total for place, total in enumerate(totals)}, Scale(0, 1))
        assert [places[str(place)].rank for place in range(len(totals))] == vector["expected"]["rank"]


@pytest.mark.parametrize("vector", of("median_quartiles"))
def test_median_and_quartiles(vector: dict[str, Any]) -> None:
    marks = [Blank.UNABLE if x is None else x for x in vector["input"]["x"]]
    result = summary(marks, Scale(1, 14))
    expected = vector["expected"]
    assert (result.q1, result.median, result.q3, result.iqr) == tuple(
        expected[name] for name in ("q1", "median", "q3", "iqr")
    )
    assert result.n == expected.get("n", len(marks))


@pytest.mark.parametrize("vector", of("consensus_rules"))
def test_consensus_rules(vector: dict[str, Any]) -> None:
    ratings, expected = vector["input"]["ratings"], vector["expected"]
    shares = thirds(Counter(ratings), NINE)
    q1, _, q3 = quartiles(sorted(ratings))
    assert shares.high == pytest.approx(expected["share_7_9"])
    assert shares.low == pytest.approx(expected["share_1_3"])
    assert q3 - q1 == expected["iqr"]
    assert (q3 - q1 <= Rule().iqr_limit(NINE)) == expected["iqr_le_2"]
    assert (shares.high >= 0.7 and shares.low < 0.15) == expected["comet_in"]
