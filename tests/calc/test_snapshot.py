"""What is frozen can be computed again byte for byte."""

import json
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.calc.canonical import canonical
from panel.calc.consensus import Rule
from panel.calc.snapshot import Snapshot, recompute, snapshot
from tests.calc.rounds import Round, plain_round, quickly, rounds


def frozen(a_round: Round, rule: Rule | None = None) -> Snapshot:
    return snapshot(a_round.items, a_round.criteria, a_round.sheets, a_round.rosters, rule or Rule())


@quickly
@given(rounds())
def test_a_snapshot_computed_again_is_the_same_byte_for_byte(a_round: Round) -> None:
    stored = frozen(a_round)
    again = recompute(stored.inputs)
    assert (again.inputs, again.results, again.sha256) == (stored.inputs, stored.results, stored.sha256)
    assert again.tally.items == stored.tally.items == a_round.tally().items


@quickly
@given(rounds(), st.randoms())
def test_neither_order_of_sheets_nor_zeros_of_weights_change_the_hash(a_round: Round, random: object) -> None:
    sheets = list(a_round.sheets)
    random.shuffle(sheets)
    criteria = [replace(c, weight=c.weight.quantize(Decimal("0.0001"))) for c in a_round.criteria]
    assert frozen(replace(a_round, sheets=sheets, criteria=criteria)).sha256 == frozen(a_round).sha256


def test_a_set_of_kinds_is_written_in_one_order() -> None:
    kinds = [f"kind {number}" for number in range(9)]
    a_round = plain_round([3])
    criteria = [replace(a_round.criteria[0], applies_to=frozenset(kinds))]
    written = json.loads(frozen(replace(a_round, criteria=criteria)).inputs)
    assert written["criteria"][0]["applies_to"] == kinds


def test_one_mark_or_one_threshold_changes_every_hash() -> None:
    hashes = {
        digest_
        for one in (
            frozen(plain_round([3, 4, 5])),
            frozen(plain_round([3, 4, 4])),
            frozen(plain_round([3, 4, 5]), Rule(share_needed=0.7)),
        )
        for digest_ in (one.inputs_sha256, one.results_sha256, one.sha256)
    }
    assert len(hashes) == 9


def test_the_hashes_are_those_of_the_texts() -> None:
    one = frozen(plain_round([3, 4, 5]))
    assert one.inputs_sha256 == sha256(one.inputs.encode()).hexdigest()
    assert one.results_sha256 == sha256(one.results.encode()).hexdigest()
    assert json.loads(one.results) == one.tally.as_plain()


INPUTS = json.loads(frozen(plain_round([3, 4, 5])).inputs)


@pytest.mark.parametrize(
    "change",
    [
        {"format": "panel-tally-0"},
        {"format": ["panel-tally-1"]},
        {"rule": {}},
        {"criteria": [{}]},
        {"criteria": [INPUTS["criteria"][0] | {"weight": "heavy"}]},
        {"items": [{"title": "x"}]},
        {"sheets": [["P1", "r", None, []]]},
        {"sheets": [["P1", "r", None, ["maybe"]]]},
        {"rosters": {"P1": ["many"]}},
    ],
)
def test_other_text_is_not_taken_for_inputs(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each part refuses in its own words
        recompute(canonical(INPUTS | change))


@pytest.mark.parametrize("text", ["", "[]", "{}", "null"])
def test_text_that_is_no_object_is_not_taken_for_inputs(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        recompute(text)


def test_canonical_text_is_sorted_composed_and_bare() -> None:
    assert canonical({"b": [1, 0.1, None, True], "a": "か\u3099\ufa19"}) == '{"a":"が\ufa19","b":[1,0.1,null,true]}'


def test_keys_are_sorted_as_they_are_written() -> None:
    decomposed, after = "か\u3099", "か\u309b"
    assert canonical({decomposed: 1, after: 2}) == canonical({"が": 1, after: 2})


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_there_is_no_nan_in_canonical_text(value: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical([value])
