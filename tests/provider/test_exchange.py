"""A provider that is down, talks nonsense or changes its keys; and what is never spoken to."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from joserfc.jwk import ECKey
from werkzeug.test import TestResponse

from panel import clock
from panel.models.people import Person
from panel.provider import exchange
from tests.provider.conftest import begin
from tests.provider.office import Office, answer
from tests.visit import Visitor

Visit = Callable[..., Visitor]
SignsIn = Callable[..., TestResponse]
WELL_KNOWN = "/.well-known/openid-configuration"


def test_new_keys_of_the_provider_are_fetched_but_not_in_a_flood(
    visit: Visit, signs_in: SignsIn, office: Office, member: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    signs_in(visit())
    office.key, office.header = ECKey.generate_key("P-256", {"kid": "two"}), {"kid": "two"}
    signs_in(visit(), status=403)  # looked for keys within the last minute
    later = clock.now() + 2 * exchange.NOT_AGAIN_WITHIN
    monkeypatch.setattr(clock, "now", lambda: later)
    signs_in(visit())
    assert office.asked.count("/keys") == 2
    assert office.asked.count(WELL_KNOWN) == 1


def test_a_provider_that_is_down_is_said_to_be_down(visit: Visit, office: Office) -> None:
    office.is_down = True
    page = visit().post("/provider/start", status=503)
    assert "The sign-in provider does not answer" in page.text
    assert "Office ID" in page.text


def test_a_provider_that_breaks_down_on_the_way_is_said_to_be_down(
    visit: Visit, office: Office, member: Person
) -> None:
    visitor = visit()
    back = office.authorize(begin(visitor))
    office.answers["/token"] = answer({"error": "temporarily_unavailable"}, 502)
    visitor.post("/provider/return", back, status=503)


@pytest.mark.parametrize(
    ("path", "content", "status"),
    [
        (WELL_KNOWN, b"<html>not json</html>", 200),
        (WELL_KNOWN, [1], 200),
        ("/token", b"not json", 200),
        ("/token", {"access_token": "x"}, 200),
        ("/keys", {"keys": 7}, 200),
        ("/keys", {"keys": [{"kty": "unknown"}]}, 200),
        ("/keys", {}, 404),
    ],
)
def test_nonsense_from_the_provider_is_answered_in_words(
    visit: Visit, office: Office, member: Person, path: str, content: object, status: int
) -> None:
    office.answers[path] = answer(content, status)
    visitor = visit()
    if path == WELL_KNOWN:
        visitor.post("/provider/start", status=503)
        return
    visitor.post("/provider/return", office.authorize(begin(visitor)), status=503)


@pytest.mark.parametrize("description", [{"issuer": "https://evil.example"}, {"padding": "x" * exchange.LARGEST}])
def test_a_description_of_another_provider_or_without_end_is_not_taken(
    visit: Visit, office: Office, description: dict[str, Any]
) -> None:
    office.description = description
    visit().post("/provider/start", status=503)


@pytest.mark.parametrize("path", [WELL_KNOWN, "/keys", "/token"])
def test_redirects_are_not_followed(visit: Visit, office: Office, member: Person, path: str) -> None:
    """F31."""
    visitor = visit()
    back = {"code": "x", "state": "x"} if path == WELL_KNOWN else office.authorize(begin(visitor))
    right = {WELL_KNOWN: office.described, "/keys": office.keys, "/token": lambda: {"id_token": "x"}}[path]()
    office.answers[path] = answer(right, 302)
    office.answers[path].headers["Location"] = "http://169.254.169.254/latest/"
    address, values = ("/provider/start", {}) if path == WELL_KNOWN else ("/provider/return", back)
    visitor.post(address, values, status=503)
    assert "/latest/" not in office.asked


def test_an_answer_that_trickles_in_is_not_waited_for(
    visit: Visit, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = count(step=exchange.ALTOGETHER + 1)
    monkeypatch.setattr(exchange, "monotonic", lambda: next(seconds))
    visit().post("/provider/start", status=503)


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
@pytest.mark.parametrize("address", ["http://login.office.example/x", "file:///etc/passwd", None, 7, "https://"])
def test_addresses_without_tls_are_not_spoken_to(visit: Visit, office: Office, name: str, address: object) -> None:
    """F31: whatever a provider's description says, nothing but TLS leaves the site."""
    office.description = {name: address}
    visit().post("/provider/start", status=503)
    assert office.asked == [WELL_KNOWN]
