"""What is logged cannot be changed unseen: every edit, cut, swap, repetition and insertion is found where it begins."""

from dataclasses import fields, replace
from hashlib import sha256
from random import Random
from typing import Any

import pytest

from panel.calc.canonical import digest
from panel.calc.chain import FIRST, GENESIS, PRESENT, Link, event_hash, first_break

N = 12
OLD = 4  # the first events of the chain are of the earlier format


def event_of(seq: int) -> dict[str, Any]:
    """An event with something in every column."""
    added = {"request": "", "software": "", "content": {}}
    if seq > OLD:
        added = {"request": f"{seq:016x}", "software": "0.1.0", "content": {f"comment:{seq}": "ab" * 32}}
    return {
        "seq": seq,
        "at": f"2026-11-22T00:00:{seq:02d}.000000+00:00",
        "actor": f"person:{seq % 3}",
        "panel": None if seq % 4 == 0 else 1,
        "action": ("item.edit", "round.open", "round.close")[seq % 3],
        "object": f"proposal:{seq}",
        "detail": {"version": seq, "code": "T0が", "departs": seq % 2 == 0, "none": None},
        **added,
    }


def chained(events: list[dict[str, Any]]) -> list[Link]:
    """The events as a ledger would have written them."""
    links, previous = [], GENESIS
    for event in events:
        format_ = FIRST if event["seq"] <= OLD else PRESENT
        own = event_hash(format_, previous, event)
        links.append(Link(format_, event, previous, own))
        previous = own
    return links


WHOLE = chained([event_of(seq) for seq in range(1, N + 1)])


def test_a_chain_of_two_formats_is_whole() -> None:
    assert first_break(WHOLE) is None
    assert first_break([]) is None


def test_the_hash_of_an_event_is_as_written_down() -> None:
    event = {"seq": 1, "action": "round.open"}
    for version in ("audit-v1", "audit-v2"):
        text = version + "0" * 64 + '{"action":"round.open","seq":1}'
        assert event_hash(version, GENESIS, event) == sha256(text.encode()).hexdigest() == digest(text)


def _other(chance: Random, value: Any) -> Any:
    """Another value that could stand in the same column, or in none."""
    candidates: list[Any] = [None, 0, True, 1.5, "", "x", "T0か\u3099", b"\0", [], {"a": 1}]
    if isinstance(value, str):
        place = chance.randrange(len(value) or 1)
        candidates += [value[:place] + chr(33 + chance.randrange(90)) + value[place + 1 :], value + " ", value[:-1]] * 4
    if isinstance(value, int):
        candidates += [value + 1, -value, str(value), float(value)] * 4
    if isinstance(value, dict):
        candidates += [{**value, "new": 1}, {name: value[name] for name in list(value)[1:]}] * 4
        candidates += [{**value, name: _other(chance, part)} for name, part in value.items()] * 4
    return chance.choice([one for one in candidates if repr(one) != repr(value)])


def _edited(chance: Random) -> tuple[list[Link], int]:
    place = chance.randrange(N)
    link = WHOLE[place]
    name = chance.choice([*(field.name for field in fields(Link) if field.name != "event"), *link.event])
    if name in link.event:
        changed = replace(link, event={**link.event, name: _other(chance, link.event[name])})
    else:
        changed = replace(link, **{name: _other(chance, getattr(link, name))})
    return [*WHOLE[:place], changed, *WHOLE[place + 1 :]], place + 1


def _cut(chance: Random) -> tuple[list[Link], int]:
    place = chance.randrange(N - 1)  # without its last event a chain is whole: that is what checkpoints are for
    return [*WHOLE[:place], *WHOLE[place + 1 :]], place + 1


def _swapped(chance: Random) -> tuple[list[Link], int]:
    first, second = sorted(chance.sample(range(N), 2))
    rows = list(WHOLE)
    rows[first], rows[second] = rows[second], rows[first]
    return rows, first + 1


def _doubled(chance: Random) -> tuple[list[Link], int]:
    place, target = chance.randrange(N), chance.randrange(N + 1)
    return [*WHOLE[:target], WHOLE[place], *WHOLE[target:]], target + 1 + (place == target)


def _inserted(chance: Random) -> tuple[list[Link], int]:
    """An event that fits the one before it: only the one after it tells, or nothing where it is the last."""
    place = chance.randrange(N)
    previous = WHOLE[place - 1].own if place else GENESIS
    format_ = WHOLE[place].format
    event = {**WHOLE[place].event, "object": "proposal:666"}
    forged = Link(format_, event, previous, event_hash(format_, previous, event))
    return [*WHOLE[:place], forged, *WHOLE[place:]], place + 2


def test_five_hundred_chance_edits_cuts_swaps_repetitions_and_insertions_are_all_found() -> None:
    """T1, T2: the number of the first event that does not fit is named, whatever column was touched."""
    chance = Random(20261122)  # noqa: S311 - chance that can be had again
    for n in range(500):
        way = (_edited, _edited, _cut, _swapped, _doubled, _inserted)[n % 6]
        rows, broken_at = way(chance)
        assert first_break(rows) == broken_at, (way.__name__, rows[broken_at - 2 : broken_at + 1])


def test_an_old_format_cannot_come_back_after_the_new_one() -> None:
    event = {**event_of(N + 1), "request": "", "software": "", "content": {}}
    own = event_hash(FIRST, WHOLE[-1].own, event)
    assert first_break([*WHOLE, Link(FIRST, event, WHOLE[-1].own, own)]) == N + 1


@pytest.mark.parametrize("detail", [0.5, {"weights": [1, 0.5]}])
def test_an_event_holds_no_float(detail: object) -> None:
    with pytest.raises(ValueError, match="no floats"):
        event_hash(PRESENT, GENESIS, {"seq": 1, "detail": detail})


def test_two_spellings_of_one_letter_do_not_share_a_hash() -> None:
    with pytest.raises(ValueError, match="NFC"):
        event_hash(PRESENT, GENESIS, {"seq": 1, "object": "か\u3099"})
