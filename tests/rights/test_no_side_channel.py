"""Two worlds that differ only in what a subject may not know answer it alike, byte for byte and statement by statement.

F2, F3, F5, F8, F15: every address that answers a GET, in a cycle of every phase, with every filter, order and search,
as HTML and as JSON. That the same statements are sent stands for the time they take, which a test cannot measure.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from itsdangerous.timed import TimestampSigner
from sqlalchemy import event

from panel import clock
from panel.analysis.memory import Memory
from panel.calc.calendar import Phase
from panel.proposals.listing import SORTS
from panel.tally.asked import SORTS as TALLY_SORTS
from tests.rights.otherwise import Otherwise
from tests.rights.stage import CHAPTER, Item, Stage
from tests.rights.world import World

# Where most is hidden from whom. In the second phase of a subject each address is asked in the other representation.
WHERE = {
    "X": (Phase.TALLY,),
    "O": (Phase.SCORING_OPEN,),
    "M": (Phase.DRAFT, Phase.SCORING_OPEN),
    "R": (Phase.SCORING_OPEN, Phase.TALLY),
    "C": (Phase.DECIDED,),
    "V": (Phase.SCORING_CLOSED,),
    "S": (Phase.SCORING_OPEN,),
}
# The same for every reader, whatever the database holds, and long in the making.
SAME_FOR_ALL = ("static", "home.pieces", "imports.example", "search.glossary")


SEARCHED = ("summary_en of an item", "area_en of an item", "a comment", "a hidden comment")


@dataclass(frozen=True)
class Answer:
    """Everything a subject can tell two answers apart by."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    statements: tuple[str, ...]


@pytest.fixture(autouse=True)
def no_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands, every random number is the same and nothing is remembered: only what is hidden can differ."""
    now = datetime.now(UTC)
    monkeypatch.setattr(clock, "now", lambda: now)
    monkeypatch.setattr(secrets, "token_bytes", lambda n=32: b"\x01" * (n or 32))
    monkeypatch.setattr(Memory, "get", lambda _self, _key, compute: compute())
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _self: int(now.timestamp()))


def addresses(world: World, stage: Stage, subject: str) -> Iterator[str]:
    """Every route that answers a GET, with every id of the cycle in it; then the lists with all they can be asked."""
    with world.app.test_request_context():
        for rule in world.app.url_map.iter_rules():
            if "GET" in (rule.methods or set()) and not rule.endpoint.startswith(SAME_FOR_ALL):
                for named in _names(world, stage, subject, rule.arguments):
                    yield world.app.url_for(rule.endpoint, **named)
    yield from _asked(world, stage)


def _names(world: World, stage: Stage, subject: str, arguments: set[str]) -> Iterator[dict[str, Any]]:
    for item in (stage.item, stage.acting):
        known = _known(world, stage, item, subject)
        for values in product(*(known[name] for name in sorted(arguments))):
            yield dict(zip(sorted(arguments), values, strict=True))


def _known(world: World, stage: Stage, item: Item, subject: str) -> dict[str, list[Any]]:
    """What addresses can name; a new kind of name must be added here."""
    return {
        "cycle_id": [stage.cycle_id],
        "proposal_id": [item.id],
        "round_id": [stage.round_id],
        "recusal_id": [item.recusal_id],
        "comment_id": [item.hidden_comment_id],
        "criterion_id": [stage.criterion_id],
        "report_id": [stage.report_id or 0],
        "person_id": [world.people["E1"]],
        "name": [stage.name],
        "extension": ["json"],
        "key": [CHAPTER],
        "lens": ["groups", "median", "without-one"],
        "number": [1],
        "token": [item.attachment],
        "factor_id": [1],
        "scenario_id": [stage.scenarios.get(letter, 1) for letter in (subject, "Mo")],
        "shortlist_id": [stage.shortlists.get(letter, 1) for letter in (subject, "Mo")],
        "ballot_id": ["0" * 32],
        "unsealing_id": [1],
    }


def _asked(world: World, stage: Stage) -> Iterator[str]:
    """The lists in every order, under every filter, and searched for texts that stand on either side."""
    proposals = f"/cycles/{stage.cycle_id}/proposals"
    for order in SORTS:
        yield f"{proposals}?sort=-{order}"
    for asked in (
        "state=draft",
        "state=withdrawn",
        "posture=maintain",
        "area=%E5%88%A5%E3%81%AE%E5%88%86%E9%87%8E",
        "author=me",
    ):
        yield f"{proposals}?{asked}"
    for what, text in _planted(world, stage):
        yield f"{proposals}?{'area' if 'area' in what else 'q'}={text}"
        yield f"{proposals}?q={text.replace('canary', 'another')}"
    yield f"{proposals}/similar?q=another draft"
    for typed in ("another", "canary", "T", "draft"):
        yield f"/cycles/{stage.cycle_id}/suggestions?q={typed}"
    for order in TALLY_SORTS:
        yield f"/cycles/{stage.cycle_id}/tally?sort={order}"
    field = "field=%E5%88%A5%E3%81%AE%E5%88%86%E9%87%8E"
    for asked in ("class=split", "view=map", field, "cut=1", "band=in", "page=2"):
        yield f"/cycles/{stage.cycle_id}/tally?{asked}"
    first, second = (world.code(item) for item in (stage.item, stage.acting))
    for asked in (f"swap?a={first}&b={second}", f"new?start=swap&a={first}&b={second}", "new?start=members"):
        yield f"/cycles/{stage.cycle_id}/tally/scenarios/{asked}"


def _planted(world: World, stage: Stage) -> list[tuple[str, str]]:
    """Texts of both items of a cycle by which a list could be narrowed: one of each kind, with its kind."""
    kinds: dict[tuple[str, str], str] = {}
    for canary in world.canaries.planted.values():
        if canary.spot.home and canary.spot.phase is stage.phase and canary.what in SEARCHED:
            kinds.setdefault((canary.what, canary.spot.recused), canary.text)
    return [(what, text) for (what, _recused), text in kinds.items()]


def answers(world: World, subject: str) -> dict[tuple[str, bool], Answer]:
    """What the subject is answered at every address."""
    return {
        (address, bool((n + m) % 2)): _answer(world, subject, address, json=bool((n + m) % 2))
        for n, phase in enumerate(WHERE[subject])
        for m, address in enumerate(dict.fromkeys(addresses(world, world.stage(phase), subject)))
    }


def _answer(world: World, subject: str, address: str, *, json: bool) -> Answer:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if "SAVEPOINT" not in statement:
            statements.append(statement)

    event.listen(world.database.connection, "before_cursor_execute", note)
    try:
        answer = world.ask(subject, "GET", address, json=json)
        return Answer(answer.status_code, tuple(sorted(answer.headers)), answer.data, tuple(statements))
    finally:
        event.remove(world.database.connection, "before_cursor_execute", note)


@pytest.mark.one_database
@pytest.mark.parametrize("subject", WHERE)
def test_nothing_hidden_can_be_told_from_any_answer(world: World, subject: str) -> None:
    otherwise = Otherwise(world, subject)
    with world.undone():
        otherwise.one_side()
        one = answers(world, subject)
    with world.undone():
        otherwise.other_side()
        other = answers(world, subject)
    assert "\n".join(told(one[key], other[key], key) for key in one if one[key] != other[key]) == ""


def told(one: Answer, other: Answer, key: tuple[str, bool]) -> str:
    """By what two answers differ, for whoever has to mend it."""
    lines = zip(one.body.splitlines(), other.body.splitlines(), strict=False)
    first = next(((a, b) for a, b in lines if a != b), (one.body[-80:], other.body[-80:]))
    if one.body == other.body:
        n = next(
            (n for n, pair in enumerate(zip(one.statements, other.statements, strict=False)) if pair[0] != pair[1]), 0
        )
        first = (str(one.status).encode(), "; ".join(other.statements[n : n + 1]).encode()[:300])
    return f"{key}: {first[0][:300]!r} / {first[1][:300]!r}"
