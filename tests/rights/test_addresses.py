"""Who may know an address, and when somebody last signed in: the fields of section 3, over every page there is."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from panel.calc.calendar import Phase
from panel.models.events import SignIn
from tests.rights.world import World
from tests.visit import without_chance

_ADDRESS = re.compile(r"canary\d{4}@example\.org")
_LONG_AGO = datetime(2019, 7, 7, 3, 0, tzinfo=UTC)
_SHOWN_AS = ("2019-07-07", "7 July 2019", "7 Jul 2019", "令和元年7月7日", "2019年7月7日")


def pages(world: World, phase: Phase) -> Iterator[str]:
    """Every address that answers a GET, with the ids of one cycle of the subjects' own panel in it."""
    stage = world.stage(phase)
    known: dict[str, object] = {
        "cycle_id": stage.cycle_id,
        "proposal_id": stage.item.id,
        "round_id": stage.round_id,
        "criterion_id": stage.criterion_id,
        "recusal_id": stage.item.recusal_id,
        "comment_id": stage.item.comments["E1"],
        "person_id": world.people["E1"],
        "number": 1,
        "what": "members",
    }
    with world.app.test_request_context():
        for rule in world.app.url_map.iter_rules():
            if "GET" in (rule.methods or set()) and rule.endpoint != "static" and rule.arguments <= known.keys():
                yield world.app.url_for(rule.endpoint, **{name: known[name] for name in rule.arguments})


@pytest.mark.parametrize("subject", ["O", "M", "C", "S"])
def test_no_page_shows_addresses_or_last_sign_ins_to_who_may_not_know_them(world: World, subject: str) -> None:
    """F22, fields user.email (self, secretariat, administrator) and user.last_login (self, administrator)."""
    may_know = set(world.emails.values()) if subject == "S" else {world.emails[subject]}
    asked = list(pages(world, Phase.TALLY))
    assert len(asked) > 50
    with world.undone():
        _sign_in_long_ago(world)
        for address in asked:
            for json in (False, True):
                shown = world.ask(subject, "GET", address, json=json).data.decode(errors="ignore")
                assert set(_ADDRESS.findall(shown)) <= may_know, address
                assert not [moment for moment in _SHOWN_AS if moment in shown], address


def _sign_in_long_ago(world: World) -> None:
    with world.session() as db:
        of_them = SignIn.person_id == world.people["E1"]
        db.execute(update(SignIn).where(of_them).values(created_at=_LONG_AGO, proved_at=_LONG_AGO))
        db.commit()


def test_the_secretariat_reads_addresses_and_the_administrator_both(world: World) -> None:
    stage = world.stage(Phase.TALLY)
    assert world.emails["E1"] in world.ask("S", "GET", f"/cycles/{stage.cycle_id}/people").text
    with world.undone():
        _sign_in_long_ago(world)
        account = world.ask("A", "GET", f"/administration/accounts/{world.people['E1']}").text
    assert world.emails["E1"] in account
    assert any(moment in account for moment in _SHOWN_AS)


@pytest.mark.parametrize("page", ["", "/link", "/role", "/deactivate"])
def test_counting_through_the_numbers_of_people_finds_those_of_the_own_panel_alone(world: World, page: str) -> None:
    """F22: whoever sits elsewhere, administers, or does not exist is answered alike."""
    people = f"/cycles/{world.stage(Phase.PROPOSING).cycle_id}/people"
    for letter in ("M", "C", "Z"):
        assert world.ask("S", "GET", f"{people}/{world.home.people[letter]}{page}").status_code == 200
    others = set()
    for number in (world.elsewhere.people["C"], world.elsewhere.people["M"], world.people["A"], 2**31 - 99):
        address = f"{people}/{number}{page}"
        answer = world.ask("S", "GET", address)
        assert answer.status_code == 404
        others.add(without_chance(answer, f"{address}?"))
    assert len(others) == 1


@pytest.mark.parametrize("address", ["/administration/accounts/{}", "/people/{}/factors/reset"])
@pytest.mark.parametrize("subject", ["M", "S"])
def test_pages_of_the_administrator_answer_everybody_else_alike_whichever_number_they_try(
    world: World, subject: str, address: str
) -> None:
    """F22: no number tells whether there is an account behind it."""
    answers = set()
    for number in (world.people["E1"], world.people[subject], world.people["X"], world.people["A"], 2**31 - 99):
        asked = address.format(number)
        answer = world.ask(subject, "GET", asked)
        answers.add((answer.status_code, without_chance(answer, f"{asked}?")))
    assert len(answers) == 1
