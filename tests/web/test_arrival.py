"""The first click from another site: the cookie is not sent (SameSite=Strict), and must not be replaced either."""

from collections.abc import Callable

from tests.visit import Visitor

FROM_ELSEWHERE = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}


def test_the_first_click_from_another_site_goes_on_by_itself_and_leaves_the_cookie_alone(
    visit: Callable[..., Visitor],
) -> None:
    answer = visit(None).client.get("/account?part=2", headers=FROM_ELSEWHERE)
    assert answer.status_code == 200
    assert 'content="0; url=/account?part=2"' in answer.text
    assert "Set-Cookie" not in answer.headers


def test_pages_that_are_open_to_anybody_leave_the_cookie_alone_too(visit: Callable[..., Visitor]) -> None:
    """T11: a link opened in a web mailer must not sign out whoever is signed in."""
    for address in ("/account/sign-in", "/account/link/abc"):
        answer = visit(None).client.get(address, headers=FROM_ELSEWHERE)
        assert f"url={address}" in answer.text
        assert "Set-Cookie" not in answer.headers


def test_it_tells_nothing_about_what_the_address_holds(visit: Callable[..., Visitor]) -> None:
    client = visit(None).client
    known, unknown = (client.get(address, headers=FROM_ELSEWHERE).text for address in ("/cycles/1", "/cycles/987654"))
    assert known.replace("/cycles/1", "") == unknown.replace("/cycles/987654", "")


def test_a_page_of_another_site_sends_no_form(visit: Callable[..., Visitor]) -> None:
    assert visit(None).client.post("/account/sign-in", headers=FROM_ELSEWHERE).status_code == 403
