"""Bad text and bad files in every field of every form: refused beside the field and given back, or kept as typed."""

from html import unescape
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from panel.web.door import BODY_LIMIT
from panel.web.form import AddressField, LineField, ProseField
from tests.hostile.inputs import FILES, NOT_ADDRESSES, TEXTS, Text
from tests.hostile.places import FormPlace
from tests.hostile.sending import EXAMPLES, QUICK, Send, some
from tests.rights.world import World

Forms = list[FormPlace]
NOT_SHOWN = "factors.add_passkey"  # its page has no form where the site has no name, as in the tests
TELL_NOTHING = {"account.sign_in", "account.forgotten"}  # of an address: the same answer whether it is one or not


def test_the_forms_of_the_site_are_found_and_most_are_filled_in_soundly(forms: Forms, send: Send) -> None:
    """The sweep is worth what it reaches: a form nobody can send soundly is tried only as far as its first error."""
    assert len(forms) >= 45
    assert sum(len(place.texts) for place in forms) > 90
    taken = [place for place in forms if send(place, {}).answer.status_code < 400]
    assert len(taken) >= 0.75 * len(forms), sorted({place.endpoint for place in forms if place not in taken})


def test_every_form_fits_into_the_body_that_its_view_takes(world: World, forms: Forms) -> None:
    """B10, V4.2.5: with every field filled to its limit by characters of four bytes, each sent as twelve."""
    for place in forms:
        longest = sum(12 * one.limit for one in place.fields.values() if isinstance(one, LineField))
        assert longest <= getattr(world.app.view_functions[place.endpoint], "body_limit", BODY_LIMIT), place.endpoint


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.number)
def test_a_text_is_taken_as_it_was_typed_or_refused_beside_its_field_and_given_back(
    forms: Forms, send: Send, text: Text, database_kind: str
) -> None:
    """B1 to B24, B52, B57, R8, V1.1.1, V2.2.1. The quick run tries half of the forms on each database."""
    for place in some(forms, TEXTS.index(text) + (database_kind == "sqlite"), 8 if len(text.typed) > 1_000 else 2):
        fields = [name for name in place.texts if not isinstance(place.fields[name], AddressField)]
        if not fields or place.endpoint == NOT_SHOWN:
            continue
        done = send(place, dict.fromkeys(fields, text.typed), look=True)
        for name in fields:
            verdict = text.prose if isinstance(place.fields[name], ProseField) else text.line
            if verdict is False or len(text.typed) > place.fields[name].limit:
                assert name in done.refused or done.answer.status_code == 413, (place.endpoint, name)
            else:
                assert done.answer.status_code != 413, (place.endpoint, name)
                if name in done.anew:
                    assert done.anew[name]["value"] in _stored(text.typed), (place.endpoint, name)
        if done.answer.status_code >= 400 and done.answer.mimetype == "text/html":
            assert _kept(done.answer, text.typed, len(fields)), place.endpoint


def _kept(answer: TestResponse, typed: str, n: int) -> bool:
    """Whether an answer gives a text back, as often as it was typed; a line may have lost the blanks around it."""
    page, wanted = _lines(unescape(answer.text)), _lines(typed).strip()
    return page.count(wanted) + (page.count(normalize("NFC", wanted)) if _is_spelt_otherwise(wanted) else 0) >= n


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_spelt_otherwise(text: str) -> bool:
    return normalize("NFC", text) != text


def _stored(typed: str) -> tuple[str, str]:
    lines = normalize("NFC", _lines(typed))
    return lines, lines.strip()


@pytest.mark.parametrize("typed", ["\u200b" * 5, "\u3000", " ", "\u2800", "\ufe0f", "\u202e"])
def test_what_nobody_can_see_is_nothing(forms: Forms, send: Send, typed: str) -> None:
    """B4, B19."""
    asked = 0
    for place in forms:
        needed = [name for name in place.texts if place.fields[name].required]
        if needed and place.endpoint not in TELL_NOTHING:
            assert set(needed) <= send(place, dict.fromkeys(needed, typed)).refused, place.endpoint
            asked += len(needed)
    assert asked > 8


@pytest.mark.parametrize("typed", NOT_ADDRESSES)
def test_an_address_no_mail_can_be_sent_to_is_refused(forms: Forms, send: Send, typed: str) -> None:
    """B20, B57, V1.3.11."""
    asked = [(place, name) for place in forms for name in place.named(AddressField)]
    assert len(asked) > 2
    for place, name in asked:
        done = send(place, {name: typed})
        if place.endpoint not in TELL_NOTHING:
            assert name in done.refused, (place.endpoint, typed)


@pytest.mark.parametrize(("number", "name", "content"), FILES, ids=[number for number, *_rest in FILES])
def test_a_file_that_could_harm_is_refused_and_says_why(
    forms: Forms, send: Send, number: str, name: str, content: bytes
) -> None:
    """B38 to B51, V5.2.1 to V5.2.6, V1.5.1."""
    places = [place for place in forms if place.files]
    assert len(places) >= 4
    tables = number.startswith("B51")  # a crooked table is a sound attachment
    for place in places:
        if tables and place.endpoint == "proposals.attach":
            continue
        done = send(place, {place.files[0]: (content, name)})
        assert done.answer.status_code in (413, 422), (place.endpoint, number)
        assert "root:" not in done.answer.text


@settings(max_examples=EXAMPLES, deadline=None, derandomize=EXAMPLES == QUICK, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_text_at_all_breaks_a_form(forms: Forms, send: Send, data: st.DataObject) -> None:
    """R23, G9: any characters, unassigned and private ones too, in every text field at once."""
    place = data.draw(st.sampled_from([place for place in forms if place.texts]))
    alphabet = st.characters(codec="utf-8") | st.sampled_from("\u202e\u200d\u3099\ufeff\x1b\u2028<'\"\\%{")
    send(place, {name: data.draw(st.text(alphabet, max_size=40)) for name in place.texts})
