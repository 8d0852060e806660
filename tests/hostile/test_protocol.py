"""Bad requests at every address: what no browser sends is refused before anything is looked at, and changes nothing."""

from collections.abc import Iterator
from typing import Any

import pytest

from panel.calc.calendar import Phase
from panel.web.door import FIELDS_LIMIT
from tests.hostile.inputs import JSON_BODIES
from tests.hostile.places import address, names, rules
from tests.hostile.sending import raw, some
from tests.rights.world import World

FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def world(sqlite_world: World) -> World:
    """One database is enough for what is refused before any is asked."""
    return sqlite_world


@pytest.fixture(scope="module")
def reading(world: World) -> list[str]:
    """Every address that can be read, in a cycle whose round is tallied."""
    known = names(world, world.stage(Phase.TALLY))
    return sorted({address(rule, known) for rule in rules(world, "GET")})


@pytest.fixture(scope="module")
def writing(world: World) -> list[str]:
    """Every address that can be written to."""
    known = names(world, world.stage(Phase.TALLY))
    return sorted({address(rule, known) for rule in rules(world, "POST")})


@pytest.fixture(autouse=True)
def nothing_written(world: World) -> Iterator[None]:
    """No request of this module writes anything but that it was refused."""
    with world.undone(), world.watched() as written:
        yield
        assert written == []


def post(world: World, at: str, body: bytes, kind: str | None = FORM, subject: str = "S", **headers: str) -> Any:
    """A body as it stands, sent with a good token in a header."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return raw(world, subject, "POST", at, {"X-CSRFToken": world.form_token, **named}, data=body, content_type=kind)


def test_there_are_addresses_to_try(reading: list[str], writing: list[str]) -> None:
    assert len(reading) > 60
    assert len(writing) > 45


@pytest.mark.parametrize("method", ["PUT", "DELETE", "TRACE", "PROPFIND", "OPTIONS", "MADEUP"])
def test_a_method_that_is_not_declared_is_refused(
    world: World, reading: list[str], writing: list[str], method: str
) -> None:
    """B69, V4.1.4, V13.4.4."""
    assert {raw(world, "S", method, at).status_code for at in {*reading, *writing}} == {405}


@pytest.mark.parametrize("body", JSON_BODIES, ids=range(len(JSON_BODIES)))
def test_a_json_body_that_two_programs_could_read_differently_is_refused(
    world: World, writing: list[str], body: bytes
) -> None:
    """B2, B37, B67, B68, X5, V1.5.2, V1.5.3."""
    tried = some(writing, JSON_BODIES.index(body))
    assert {post(world, at, body, "application/json").status_code for at in tried} <= {400, 413}


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("text/plain", b"a=1", 415),
        (None, b"a=1", 415),
        ("application/xml", b"<a/>", 415),
        ("multipart/form-data", b"a=1", 400),
        (f"{FORM}; charset=shift_jis", b"a=1", 415),
        (f"{FORM}; charset=utf-16", b"a=1", 415),
        (FORM, b"a=%FF", 400),
        (FORM, b"a=%ED%A0%80", 400),
        (FORM, "a=評点".encode("shift_jis"), 400),
        (FORM, b"a=1&" * (FIELDS_LIMIT + 1), 413),
        (FORM, b"x" * 100_000 + b"=1", 400),
        ("application/json", b"a=1", 400),
        (FORM, b'{"a":1}', None),
    ],
)
def test_a_body_of_another_kind_or_shape_is_refused(
    world: World, writing: list[str], kind: str | None, body: bytes, status: int | None
) -> None:
    """B70 to B72, V4.1.1, V15.3.5. A form that is none is a form without its fields."""
    found = {post(world, at, body, kind, "N").status_code for at in some(writing, len(body))}
    assert found == {status} if status else found <= {302, 303, 400, 401, 403, 404, 409, 422, 429}


def test_a_body_that_says_it_is_too_large_is_not_read(world: World, writing: list[str]) -> None:
    """B9, B39, V4.2.5, V2.3.2."""
    too_large = {"CONTENT_LENGTH": "12000000"}
    for at in writing:
        answer = raw(world, "S", "POST", at, environ_overrides=too_large, data=b"a=1", content_type=FORM)
        assert answer.status_code == 413, at


@pytest.mark.parametrize("subject", ["S", "N"])
@pytest.mark.parametrize(
    "headers",
    [
        {"X-CSRFToken": ""},
        {"X-CSRFToken": "wrong"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_a_form_from_elsewhere_is_refused_and_its_text_kept(
    world: World, writing: list[str], subject: str, headers: dict[str, str]
) -> None:
    """B54, B56, V3.5.1, R8."""
    for at in some(writing, len(str(headers)) + len(subject)):
        sent = {"X-CSRFToken": world.form_token, **headers}
        answer = raw(world, subject, "POST", at, sent, data=b"body=typed+zpx+words", content_type=FORM)
        assert answer.status_code == 403, at
        assert "typed zpx words" in answer.text, at


@pytest.mark.parametrize("query", ["?a=1&a=5", "?a=%FF", "?q=%ED%A0%80"])
def test_an_address_that_says_a_thing_twice_or_in_no_text_is_refused(
    world: World, reading: list[str], query: str
) -> None:
    """B66, B71, V15.3.7."""
    assert {raw(world, "S", "GET", at + query).status_code for at in reading} == {400}


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost:80@evil.example"])
def test_another_host_finds_no_site(world: World, reading: list[str], host: str) -> None:
    """B58, X4."""
    assert {raw(world, "S", "GET", at, {"Host": host}).status_code for at in reading} == {400}


STRANGE = {
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-For": "evil.example, 127.0.0.1",
    "Forwarded": "host=evil.example;proto=https",
    "X-Original-URL": "/account",
    "X-Rewrite-URL": "/account",
    "X-HTTP-Method-Override": "DELETE",
    "Range": "bytes=" + ",".join(["0-"] * 1000),
    "If-None-Match": "*",
    "If-Modified-Since": "Fri, 99 Zzz 9999 99:99:99 GMT",
    "Accept-Language": "xx;q=nan," * 600,
    "Accept-Encoding": "identity;q=0",
    "User-Agent": "\x7f<script>" * 200,
    "Referer": "https://evil.example/",
}


def test_headers_that_mean_nothing_here_change_nothing(world: World, reading: list[str]) -> None:
    """B59, B69, B75, B76, B79: the status and the size of each page stay what they are, and no stranger is named."""
    for at in some(reading, 0):
        usual, strange = (raw(world, "S", "GET", at, headers) for headers in ({}, STRANGE))
        assert strange.status_code == usual.status_code, at
        assert len(strange.data) < len(usual.data) + 1_000, at
        assert b"evil.example" not in strange.data
        assert "evil.example" not in str(strange.headers)


def cookies(world: World) -> dict[str, str]:
    """B64: cookies that nobody gave out."""
    name, _, signed = world._cookies["S", True].partition("=")
    content, moment, signature = signed.rsplit(".", 2)
    return {
        "edited": f"{name}={content[:-2]}xx.{moment}.{signature}",
        "cut": f"{name}={signed[:40]}",
        "unsigned": f"{name}={content}",
        "large": f"{name}={'x' * 8_000}",
        "many": "; ".join(f"{name}{n}=x" for n in range(100)),
        "bytes": f"{name}=\xff\xfe",
        "twice": f"{name}=x; {name}=y",
    }


@pytest.mark.parametrize("kind", ["edited", "cut", "unsigned", "large", "many", "bytes", "twice"])
def test_a_cookie_that_nobody_gave_out_is_none(world: World, reading: list[str], kind: str) -> None:
    """B64, V7.2.1."""
    for at in some(reading, len(kind)):
        forged, none = (raw(world, "N", "GET", at, {"Cookie": cookie}) for cookie in (cookies(world)[kind], ""))
        assert (forged.status_code, forged.location) == (none.status_code, none.location), at


def test_no_spelling_of_an_address_is_another_way_to_it(world: World, reading: list[str]) -> None:
    """B80."""
    for at in reading[1:]:  # the first is "/" itself
        for spelt in (f"/{at}", f"{at};x", at.upper(), f"{at}/", f"{at}%00", f"/x/..{at}", f"/%2e%2e{at}", f"{at}%2f"):
            if spelt != at:
                answer = raw(world, "S", "GET", spelt)
                assert answer.status_code in (301, 308, 400, 404, 405), spelt
