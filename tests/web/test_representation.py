"""Two representations of one page: JSON is what the template was given, refusals included, and nothing more."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from markupsafe import Markup
from sqlalchemy.orm import Session

from panel.models.people import Person, Role
from panel.policy.subjects import NOWHERE, Place
from panel.web.representation import plain
from tests.make import Make
from tests.visit import Visitor

JSON = {"Accept": "application/json"}
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


DRAWING = Markup("<svg></svg>")


@dataclass(frozen=True)
class Shown:
    """A thing with one of everything a page is given."""

    role: Role
    at: datetime
    on: date
    total: Decimal
    places: frozenset[int]
    by_key: dict[tuple[int, str], float | None]
    place: Place = NOWHERE
    drawing: Markup = DRAWING


def test_a_value_becomes_what_json_has_without_rights_and_drawings() -> None:
    thing = Shown(
        Role.CHAIR, datetime(2026, 11, 1, 9, tzinfo=UTC), date(2026, 11, 2), Decimal("0.30"), frozenset({2, 1}), {}
    )
    assert plain(thing) == {
        "role": "chair",
        "at": "2026-11-01T09:00:00Z",
        "on": "2026-11-02",
        "total": "0.30",
        "places": [1, 2],
        "by_key": {},
    }
    assert plain({(1, "a"): None, Role.MEMBER: [1.5]}) == {"1:a": None, "member": [1.5]}


def test_a_record_of_the_database_is_never_a_page() -> None:
    with pytest.raises(TypeError, match="Person has no plain form"):
        plain({"person": Person(family_name="somebody")})


def test_json_is_given_to_those_who_ask_for_it_and_html_to_browsers(make: Make, visit: Callable[..., Visitor]) -> None:
    panel = make.panel()
    cycle = make.cycle(panel)
    proposal = make.proposal(cycle)
    member = visit(make.person(Role.MEMBER, panel))
    address = f"/proposals/{proposal.id}"
    for headers in ({}, {"Accept": "*/*"}, BROWSER):
        assert member.get(address, headers=headers).mimetype == "text/html"
    answer = member.get(address, headers=JSON)
    assert answer.mimetype == "application/json"
    assert "Accept" in answer.headers["Vary"]
    assert answer.json["page"] == "proposals/show"
    assert answer.json["here"]["title_en"] == proposal.title_en
    assert "place" not in answer.json["here"]


def test_refusals_are_json_as_well(make: Make, visit: Callable[..., Visitor]) -> None:
    panel = make.panel()
    observer = visit(make.person(Role.OBSERVER, panel))
    cycle = make.cycle(panel)
    refused = observer.client.get(f"/cycles/{cycle.id}/people/invite", headers=JSON)
    assert (refused.status_code, refused.json["status"]) == (403, 403)
    assert refused.json["sentence"] == "Your role does not allow this."
    nobody = visit(None).client.get(f"/cycles/{cycle.id}", headers=JSON)
    assert (nobody.status_code, nobody.json["title"]) == (401, "Please sign in")


def _token(visitor: Visitor) -> dict[str, str]:
    return {"X-CSRFToken": visitor._token(), **JSON}


def test_a_form_is_sent_as_a_json_object_and_answered_with_its_errors(
    make: Make, visit: Callable[..., Visitor], db: Session
) -> None:
    panel = make.panel()
    proposal = make.proposal(make.cycle(panel))
    member = visit(make.person(Role.MEMBER, panel))
    address = f"/proposals/{proposal.id}/comments"
    refused = member.post_json(address, {"type": "nonsense", "body": "A thought."}, status=422)
    fields = refused.json["form"]["fields"]
    assert fields["body"]["value"] == "A thought."
    assert fields["type"]["errors"]
    sent = {"type": "support", "body": "A thought.", "nonce": fields["nonce"]["value"]}
    member.post_json(address, sent)
    assert member.get(address, headers=JSON, status=405).json["status"] == 405


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"3",
        b'{"body": NaN}',
        b'{"body": 1e400}',
        b'{"body": 1.0}',
        b'{"body": -0}',
        b'{"body": 99999999999999999999}',
        b'{"body": null}',
        b'{"body": {"a": 1}}',
        b'{"body": [["x"]]}',
        b'{"body": [true]}',
        b'{"body": "a", "body": "b"}',
        b'{"body": "\\ud800"}',
        b"\xff",
        b"[" * 100_000,
        '{"body": "形"}'.encode("utf-16"),
    ],
)
def test_json_that_could_be_read_in_two_ways_is_refused(
    body: bytes, make: Make, visit: Callable[..., Visitor], app: Flask
) -> None:
    panel = make.panel()
    proposal = make.proposal(make.cycle(panel))
    member = visit(make.person(Role.MEMBER, panel))
    answer: Any = member.client.post(
        f"/proposals/{proposal.id}/comments", data=body, content_type="application/json", headers=_token(member)
    )
    assert answer.status_code == 400
    assert answer.json["status"] == 400
