"""Published and independently computed answers: `--vectors FILE` runs any file of the same form."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.calc.adapters import NOT_OFFERED, adapters
from tests.calc.adapters.answer import Answer

OMITTED = "omitted"
"""Stands in the place of what an entry does not say."""
OURS = Path(__file__).with_name("vectors.json")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test an entry of the file."""
    if "vector" in metafunc.fixturenames:
        entries = json.loads(metafunc.config.getoption("--vectors").read_text(encoding="utf-8"))["vectors"]
        metafunc.parametrize("vector", [pytest.param(entry, id=entry["id"]) for entry in entries])


def test_the_answer_is_the_published_one(vector: dict[str, Any]) -> None:
    statistic = vector["statistic"]
    if statistic in NOT_OFFERED:
        pytest.skip(NOT_OFFERED[statistic])
    assert statistic in adapters(), f"nothing here computes {statistic}"
    given = adapters()[statistic]({"parameters": {}} | vector)
    answer = given if isinstance(given, Answer) else Answer(given, {})
    assert list(differences(answer.values, vector["expected"], vector["tolerance"], answer.tolerances)) == []


def differences(
    ours: Any, theirs: Any, tolerance: dict[str, Any], named: Any, path: tuple[str, ...] = ()
) -> Iterator[str]:
    """Where an answer is not the expected one, as lines for a person; what is not expected is not looked at."""
    if theirs == OMITTED:
        return
    if isinstance(theirs, dict):
        for key, value in theirs.items():
            if not isinstance(ours, dict) or key not in ours:
                yield f"{'/'.join((*path, key))}: not answered"
            else:
                yield from differences(ours[key], value, tolerance, named, (*path, key))
    elif isinstance(theirs, list):
        if not isinstance(ours, list | tuple) or len(ours) != len(theirs):
            yield f"{'/'.join(path)}: {ours!r} instead of {theirs!r}"
            return
        for place, (one, value) in enumerate(zip(ours, theirs, strict=True)):
            yield from differences(one, value, tolerance, named, (*path, str(place)))
    elif not same(ours, theirs, allowed(tolerance, named, path)):
        yield f"{'/'.join(path)}: {ours!r} instead of {theirs!r}"


def allowed(tolerance: dict[str, Any], named: Any, path: tuple[str, ...]) -> float:
    """The tolerance of the entry for this place: the one the adapter names, else `abs`, else the exact one."""
    name = next((named[key] for key in path if key in named), named.get("", ""))
    usual = next(key for key in ("abs", "abs_exact", *tolerance) if key in tolerance)
    return float(tolerance[name if name in tolerance else usual])


def same(ours: Any, theirs: Any, tolerance: float) -> bool:
    """Whether two leaves agree: numbers within the tolerance, everything else exactly; None is no number."""
    if isinstance(theirs, bool) or isinstance(ours, bool) or not isinstance(theirs, int | float):
        return type(ours) is type(theirs) and bool(ours == theirs)
    return isinstance(ours, int | float) and math.isfinite(ours) and abs(ours - theirs) <= tolerance


def test_every_statistic_of_the_list_is_computed_or_named_as_not_offered() -> None:
    entries = json.loads(OURS.read_text(encoding="utf-8"))["vectors"]
    assert {entry["statistic"] for entry in entries} == adapters().keys() | NOT_OFFERED.keys()
    assert len(entries) == 128


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [(None, 0.0), (0.0, None), (1, True), (True, 1), (math.nan, 0.0), (0.2, 0.1), ([1, 2], [1]), ({}, {"a": 1})],
)
def test_a_wrong_answer_is_told_from_a_right_one(ours: Any, theirs: Any) -> None:
    assert list(differences(ours, theirs, {"abs": 0.05}, {}))


def test_sampled_answers_are_held_to_the_tolerance_they_name() -> None:
    tolerance = {"abs_exact": 1e-9, "abs_monte_carlo_10000": 0.02}
    named = {"p": "abs_monte_carlo_10000"}
    assert list(differences({"p": 0.51}, {"p": 0.5}, tolerance, named)) == []
    assert list(differences({"q": 0.51}, {"q": 0.5}, tolerance, named)) != []
