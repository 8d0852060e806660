"""What is frozen can be computed again byte for byte, and what is logged cannot be changed unseen."""

import json
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.calc.canonical import canonical, digest
from panel.calc.chain import GENESIS, event_hash, first_break
from panel.calc.consensus import Rule
from panel.calc.snapshot import Snapshot, recompute, snapshot
from tests.calc.rounds import Round, plain_round, quickly, rounds

Row = tuple[dict[str, Any], str, str]


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


def chain_of(events: list[dict[str, Any]]) -> list[Row]:
    rows: list[Row] = []
    previous = GENESIS
    for seq, event in enumerate(events, start=1):
        numbered = {"seq": seq, **event}
        own = event_hash(previous, numbered)
        rows.append((numbered, previous, own))
        previous = own
    return rows


ACTIONS = [
    {"action": action, "object": "round:7", "detail": {"ids": [1, 2]}} for action in ["open", "save", "save", "close"]
]


def test_the_hash_of_an_event_is_as_written_down() -> None:
    event = {"seq": 1, "action": "round.open"}
    text = "audit-v1" + "0" * 64 + '{"action":"round.open","seq":1}'
    assert event_hash(GENESIS, event) == sha256(text.encode()).hexdigest() == digest(text)


def test_a_whole_chain_has_no_break() -> None:
    assert first_break(chain_of(ACTIONS)) is None
    assert first_break([]) is None


@quickly
@given(st.integers(0, 3), st.sampled_from(["action", "object", "detail", "seq", "previous", "own"]))
def test_any_edit_is_found_where_it_was_made(place: int, part: str) -> None:
    rows = chain_of(ACTIONS)
    event, previous, own = rows[place]
    if part == "previous":
        rows[place] = (event, "f" * 64, own)
    elif part == "own":
        rows[place] = (event, previous, "f" * 64)
    else:
        rows[place] = ({**event, part: "edited"}, previous, own)
    assert first_break(rows) == place + 1


@pytest.mark.parametrize(
    ("order", "broken_at"), [([0, 2, 3], 2), ([0, 2, 1, 3], 2), ([0, 1, 1, 2, 3], 3), ([1, 2, 3], 1)]
)
def test_missing_swapped_and_doubled_events_are_found(order: list[int], broken_at: int) -> None:
    rows = chain_of(ACTIONS)
    assert first_break([rows[place] for place in order]) == broken_at


def test_a_chain_that_begins_later_is_broken_at_its_beginning() -> None:
    event = {"seq": 2, "action": "round.open"}
    assert first_break([(event, GENESIS, event_hash(GENESIS, event))]) == 1


@pytest.mark.parametrize("detail", [0.5, {"weights": [1, 0.5]}])
def test_an_event_holds_no_float(detail: object) -> None:
    with pytest.raises(ValueError, match="no floats"):
        event_hash(GENESIS, {"seq": 1, "detail": detail})
