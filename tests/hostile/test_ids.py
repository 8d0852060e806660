"""Ids nobody was given: each is answered as an unknown one, and a part of one thing is not found under another."""

from collections.abc import Iterator

import pytest
from werkzeug.routing import Rule

from panel.calc.calendar import Phase
from tests.hostile.places import address, names, rules
from tests.hostile.sending import raw, some
from tests.rights.probes import UNKNOWN
from tests.rights.world import World

BAD = ("0", "-1", "01", "99999999999999999999", "2147483648", "abc", "1.0", "１", "%31%00", "1e3", "0x1", "null", "%F0")
WORDS = {"extension", "key", "lens", "number"}  # no ids, but words and numbers that a page knows


@pytest.fixture(scope="module")
def world(sqlite_world: World) -> World:
    """Addresses are read before any database is asked."""
    return sqlite_world


@pytest.fixture(autouse=True)
def nothing_written(world: World) -> Iterator[None]:
    """None of these requests writes anything but that it was refused."""
    with world.undone(), world.watched() as written:
        yield
        assert written == []


def status(world: World, method: str, at: str, subject: str = "S") -> int:
    """How an address answers, a form being sent with a good token and nothing in it."""
    token = {"X-CSRFToken": world.form_token} if method == "POST" else {}
    answer = raw(world, subject, method, at, token)
    assert answer.status_code < 500, at
    return int(answer.status_code)


def with_arguments(world: World, method: str, n: int) -> list[Rule]:
    """The rules with at least so many ids in them."""
    return [rule for rule in rules(world, method) if len(rule.arguments - WORDS) >= n]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("bad", BAD)
def test_an_id_that_could_not_be_one_is_not_found(world: World, method: str, bad: str) -> None:
    """B34, B35, V1.4.2."""
    known = names(world, world.stage(Phase.TALLY))
    for rule in some(with_arguments(world, method, 1), BAD.index(bad)):
        for argument in rule.arguments - WORDS - {"token"}:
            assert status(world, method, address(rule, {**known, argument: bad})) in (404, 405), (rule, argument)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_words_in_an_address_are_those_a_page_knows(world: World, method: str) -> None:
    """B34."""
    known = names(world, world.stage(Phase.TALLY))
    for rule in rules(world, method):
        for argument in rule.arguments & WORDS:
            for bad in ("0", "99", "exe", "docx%00", "..%2f..%2fetc%2fpasswd", "x" * 3_000, "%E2%80%AE"):
                assert status(world, method, address(rule, {**known, argument: bad})) in (404, 405), (rule, bad)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("subject", ["S", "C"])
def test_a_part_of_one_thing_is_not_found_under_another(world: World, method: str, subject: str) -> None:
    """B81 to B83, F16: the whole is mine, the part belongs to another panel."""
    stage, other = world.stage(Phase.TALLY), world.elsewhere.stages[Phase.TALLY]
    known = names(world, stage)
    theirs = names(world, other, person_id=world.elsewhere.people["E1"])
    tried = 0
    for rule in with_arguments(world, method, 2):
        for argument in rule.arguments - WORDS - {"cycle_id", "round_id"}:
            if not (argument == "proposal_id" and "round_id" not in rule.arguments):
                at = address(rule, {**known, argument: theirs.get(argument, UNKNOWN)})
                assert status(world, method, at, subject) in (403, 404, 409), at
                tried += 1
    assert tried > 4
