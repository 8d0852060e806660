"""Passkeys: made, shown, and every part of an answer that can be wrong, old, another's, or answered before."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.models.events import Event, SignIn
from panel.models.factors import Factor
from panel.models.people import Person
from tests.factors.owner import Clock, Owner, hidden
from tests.factors.token import PRESENT, SoftwareToken, plain
from tests.visit import Visitor

Visit = Callable[..., Visitor]
JSON = {"Accept": "application/json"}


def _adds(owner: Owner, token: SoftwareToken, status: int = 303, **changed: str) -> str:
    """Make a passkey; `changed` replaces fields of the form."""
    page = owner.browser.get("/factors/passkeys/add").text
    answer = token.makes(owner.browser.get("/factors/passkeys/options").get_json())
    values = {"nonce": hidden(page, "nonce"), "name": "Key on my ring", "passkey": answer, **changed}
    return owner.browser.post("/factors/passkeys/add", values, status=status).location or ""


@pytest.fixture
def enrolled(visit: Visit, chair: Person, now: Clock, token: SoftwareToken) -> Owner:
    """The chair with a passkey, signed in."""
    owner = Owner(visit(), chair, now)
    owner.signs_in()
    assert _adds(owner, token) == "/factors/codes"
    owner.makes_codes()
    return owner


@pytest.fixture
def half(visit: Visit, enrolled: Owner) -> Owner:
    """The chair at another browser, the first step done."""
    other = Owner(visit(), enrolled.person, enrolled.now)
    other.signs_in()
    return other


def _options(owner: Owner, where: str = "/factors/show/options") -> dict[str, object]:
    asked: dict[str, object] = owner.browser.get(where).get_json()
    return asked


def test_a_passkey_completes_the_sign_in(db: Session, half: Owner, token: SoftwareToken) -> None:
    asked = _options(half)
    assert asked["userVerification"] == "required"
    assert asked["rpId"] == "localhost"
    assert [known["id"] for known in asked["allowCredentials"]] == [plain(token.id)]  # type: ignore[attr-defined]
    half.shows(passkey=token.shows(asked))
    half.browser.get("/")
    stored = db.scalars(select(Factor)).one()
    assert (stored.name, stored.sign_count) == ("Key on my ring", 1)


def test_an_answer_is_taken_once(half: Owner, token: SoftwareToken) -> None:
    """The same answer, sent again from the same sign-in, meets a challenge that is spent."""
    token.counts = False
    answer = token.shows(_options(half))
    half.shows(passkey=answer)
    half.browser.post("/account/prove", {"passkey": answer}, status=422)
    half.browser.post("/account/prove", {"passkey": token.shows(_options(half))})


def test_the_count_of_a_key_goes_up_or_it_was_copied(half: Owner, token: SoftwareToken) -> None:
    token.count = 7
    half.shows(passkey=token.shows(_options(half)))
    token.count = 7
    half.browser.post("/account/prove", {"passkey": token.shows(_options(half))}, status=422)
    half.browser.post("/account/prove", {"passkey": token.shows(_options(half))})


def test_proofs_are_slowed_down_too(half: Owner, token: SoftwareToken) -> None:
    half.shows(passkey=token.shows(_options(half)))
    for _ in range(5):
        half.browser.post("/account/prove", {"passkey": "x"}, status=422)
    half.browser.post("/account/prove", {"passkey": token.shows(_options(half))}, status=429)


def test_an_answer_for_another_sign_in_or_purpose_is_refused(
    visit: Visit, enrolled: Owner, half: Owner, token: SoftwareToken
) -> None:
    for where in ("/factors/sign-in/options", "/factors/show/options"):
        half.shows(422, passkey=token.shows(_options(enrolled, where)))
    stranger = Owner(visit(), half.person, half.now)
    stranger.browser.post("/factors/sign-in", {"passkey": token.shows(_options(half))}, status=422)


def test_an_old_answer_is_refused(half: Owner, token: SoftwareToken) -> None:
    asked = _options(half)
    half.now.moves(minutes=11)
    half.shows(422, passkey=token.shows(asked))


@pytest.mark.parametrize("wrong", ["home", "origin", "flags", "key", "challenge"])
def test_an_answer_with_a_wrong_part_is_refused(half: Owner, token: SoftwareToken, wrong: str) -> None:
    asked = _options(half)
    stranger = SoftwareToken("evil.example", "https://evil.example")
    stranger.flags = PRESENT  # touched, but nobody asked for a finger, a face or a PIN
    if wrong == "challenge":
        asked["challenge"] = plain(b"x" * 64)
    else:
        setattr(token, wrong, getattr(stranger, wrong))
    half.shows(422, passkey=token.shows(asked))


@pytest.mark.parametrize("junk", ["x", "{}", "[" * 10_000, '{"id": 1}', "null", "\x00", "y" * 20_001])
def test_what_no_device_sends_is_refused(half: Owner, enrolled: Owner, junk: str) -> None:
    half.shows(422, passkey=junk)
    page = enrolled.browser.get("/factors/passkeys/add").text
    values = {"nonce": hidden(page, "nonce"), "name": "x", "passkey": junk}
    enrolled.browser.post("/factors/passkeys/add", values, status=422)


def test_the_passkey_of_somebody_else_is_refused(visit: Visit, half: Owner, member: Person) -> None:
    theirs = SoftwareToken("localhost", "http://localhost")
    owner = Owner(visit(member), member, half.now)
    _adds(owner, theirs)
    half.shows(422, passkey=theirs.shows(_options(half)))


def test_a_passkey_alone_signs_in(visit: Visit, db: Session, enrolled: Owner, token: SoftwareToken) -> None:
    anybody = Owner(visit(), enrolled.person, enrolled.now)
    asked = _options(anybody, "/factors/sign-in/options")
    assert asked["allowCredentials"] == []
    answer = anybody.browser.post("/factors/sign-in?next=/account", {"passkey": token.shows(asked)})
    assert answer.location == "/account"
    anybody.browser.get("/account")
    assert [row.factor for row in db.scalars(select(SignIn).order_by(SignIn.id))] == ["passkey", "passkey"]


def test_a_passkey_that_names_another_account_is_refused(visit: Visit, enrolled: Owner, token: SoftwareToken) -> None:
    asked = _options(Owner(visit(), enrolled.person, enrolled.now), "/factors/sign-in/options")
    visit().post("/factors/sign-in", {"passkey": token.shows(asked, userHandle=plain(b"other"))}, status=422)


def test_the_passkey_of_a_deactivated_account_is_refused_like_an_unknown_one(
    visit: Visit, db: Session, enrolled: Owner, token: SoftwareToken
) -> None:
    asked = _options(Owner(visit(), enrolled.person, enrolled.now), "/factors/sign-in/options")
    enrolled.person.is_active = False
    db.commit()
    unknown = SoftwareToken("localhost", "http://localhost")
    first, second = (
        visit().post("/factors/sign-in", {"passkey": key.shows(asked)}, status=422, headers=JSON).get_json()
        for key in (token, unknown)
    )
    assert first["form"]["errors"] == second["form"]["errors"] != []
    assert "sign_in.fail" in set(db.scalars(select(Event.action)))


def test_a_device_makes_no_second_passkey_for_the_same_account(
    db: Session, enrolled: Owner, token: SoftwareToken
) -> None:
    excluded = _options(enrolled, "/factors/passkeys/options")["excludeCredentials"]
    assert [known["id"] for known in excluded] == [plain(token.id)]  # type: ignore[attr-defined]
    _adds(enrolled, token, 422)


def test_a_made_passkey_is_checked_like_a_shown_one(enrolled: Owner) -> None:
    for home, origin, flags in (
        ("evil.example", "http://localhost", 5),
        ("localhost", "https://evil.example", 5),
        ("localhost", "http://localhost", PRESENT),
    ):
        wrong = SoftwareToken(home, origin)
        wrong.flags = flags
        _adds(enrolled, wrong, 422)
    asked = json.loads(json.dumps(_options(enrolled)))
    shown_for_another_purpose = SoftwareToken("localhost", "http://localhost").makes({**asked, "user": {"id": "eA"}})
    _adds(enrolled, SoftwareToken("localhost", "http://localhost"), 422, passkey=shown_for_another_purpose)
