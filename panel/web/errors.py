"""Refusals as pages: the right status, a sentence, what to do next, and everything that was typed."""

import logging
from itertools import islice
from typing import Any

from flask import Flask, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response

from panel.errors import Closed, ClosedMeanwhile, HalfSignedIn, NeedsReauthentication, NotSignedIn, PanelError
from panel.web import language
from panel.web.door import FIELDS_LIMIT, SAFE_METHODS, comes_from_elsewhere
from panel.web.language import SWITCH
from panel.web.login import asker
from panel.web.representation import page, wants_json
from panel.web.site import request_number

_log = logging.getLogger("panel")
_NOT_KEPT = frozenset({"csrf_token", "nonce", "version", SWITCH, "one_time_code", "recovery_code", "passkey", "secret"})


def install(app: Flask) -> None:
    """Answer every error with a page of ours."""
    app.register_error_handler(PanelError, _panel_error)
    app.register_error_handler(CSRFError, _token_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_error)
    app.register_error_handler(Exception, _unexpected)


def kept_texts() -> list[tuple[str, str]]:
    """What was typed into the refused form, field by field; passwords are not given back."""
    try:
        fields = list(islice(request.form.items(multi=True), FIELDS_LIMIT))
    except HTTPException:  # the body itself could not be read
        return []
    return [(name, value) for name, value in fields if name not in _NOT_KEPT and "password" not in name and value]


def _page(status: int, title: str, sentence: str, advice: str, *, again: bool = False) -> Response:
    g.pop("thing", None)  # an error page names no cycle: what is hidden looks like what is not there
    if status == 404:
        g.names_no_room = True
        asker()  # and what is at no address at all looks like both
    kept = kept_texts() if request.method not in SAFE_METHODS else []
    return page(
        "shared/refused.html",
        status,
        status=status,
        title=title,
        sentence=sentence,
        advice=advice,
        request_id=request_number(),
        kept=kept,
        resend_url=request.full_path.rstrip("?") if again and kept else None,
    )


def _panel_error(problem: PanelError) -> Response:
    if isinstance(problem, NotSignedIn) and comes_from_elsewhere():
        return page("shared/arriving.html", address=request.full_path.rstrip("?"), language=language.current())
    way = _way_in(problem)
    if way and request.method in SAFE_METHODS and not wants_json():
        return redirect(url_for(way, next=request.full_path.rstrip("?")), 302)
    if isinstance(problem, (Closed, ClosedMeanwhile)):
        return _page(problem.status, str(_CLOSED), problem.sentence, str(_CLOSED_ADVICE[type(problem)]))
    return _page(problem.status, *_words(problem.status, problem.sentence), again=problem.status == 401)


def _way_in(problem: PanelError) -> str | None:
    """The page on which somebody shows who they are, and so comes to what was refused."""
    if isinstance(problem, HalfSignedIn):
        return "factors.list" if problem.enrols else "factors.show"
    if isinstance(problem, NeedsReauthentication):
        return "factors.prove"
    return "account.sign_in" if isinstance(problem, NotSignedIn) else None


# Title, usual sentence and advice by status, said in the reader's language when they are shown.
_WORDS = {
    400: (
        _l("This request cannot be read"),
        _l("Something in the request is not as a browser sends it."),
        _l("Go back, reload the page and try again."),
    ),
    401: (
        _l("Please sign in"),
        _l("You are not signed in, or it is too long ago."),
        _l("Sign in in another window, then send your text again from here."),
    ),
    403: (
        _l("You cannot do this"),
        _l("Your role does not allow this."),
        _l("If you think it should, ask the secretariat."),
    ),
    404: (
        _l("This page does not exist"),
        _l("There is nothing at this address, or nothing that you can see."),
        _l("Check the address, or start again from the home page."),
    ),
    405: (
        _l("This cannot be done here"),
        _l("The address does not take this kind of request."),
        _l("Start again from the home page."),
    ),
    409: (
        _l("Something has changed in the meantime"),
        _l("Another person or another window was faster."),
        _l("Load the page again to see how it stands now."),
    ),
    413: (
        _l("This is too large"),
        _l("What was sent is larger than this page takes."),
        _l("Shorten the text or choose a smaller file."),
    ),
    415: (
        _l("This kind of content is not taken"),
        _l("Forms are sent as UTF-8 by a browser."),
        _l("Use the form on the page."),
    ),
    422: (
        _l("This cannot be saved yet"),
        _l("Something that was entered cannot be taken."),
        _l("Go back and mend it; your text is below."),
    ),
    429: (
        _l("Too many attempts"),
        _l("There were too many attempts in a short time."),
        _l("Wait a few minutes."),
    ),
    500: (
        _l("Something went wrong on our side"),
        _l("The fault is recorded. What you had saved is safe."),
        _l("Try again. If it happens again, tell the secretariat the number below."),
    ),
    503: (
        _l("The site is very busy"),
        _l("Your request was not carried out."),
        _l("Wait a moment and send it again."),
    ),
}

_CLOSED = _l("This is closed in the present phase")
_CLOSED_ADVICE = {
    Closed: _l("What waits for you now stands on the home page."),
    ClosedMeanwhile: _l("Nothing was saved. What you typed stands below, so that you can copy it."),
}


def _words(status: int, sentence: str = "") -> tuple[str, str, str]:
    """Title, sentence and advice for a status."""
    title, usual, advice = _WORDS.get(status, _WORDS[400] if status < 500 else _WORDS[500])
    return str(title), sentence or str(usual), str(advice)


def _token_error(_problem: CSRFError) -> Response:
    g.verdict = "form_token"
    title = _("This form has expired")
    sentence = _("The page was open for too long, or you signed in anew. Nothing was saved.")
    return _page(403, title, sentence, _("Your text is below. Check it and send it again."), again=True)


def _http_error(problem: HTTPException) -> Any:
    if isinstance(problem, SecurityError):  # a host that is not ours: no link on a page could lead anywhere
        return _("There is no site of this name here."), 400, {"Content-Type": "text/plain; charset=utf-8"}
    status = problem.code or 500
    if status < 400:
        return problem
    answer = _page(status, *_words(status))
    answer.headers.update([(name, value) for name, value in problem.get_headers() if name == "Allow"])
    return answer


def _database_error(problem: OperationalError) -> Response:
    if not any(word in str(problem.orig) for word in ("locked", "deadlock")):
        return _unexpected(problem)
    answer = _page(503, *_words(503), again=True)
    answer.headers["Retry-After"] = "15"  # seconds; as long as a request waits for the database
    return answer


def _unexpected(problem: Exception) -> Response:
    what = (type(problem).__name__, request.endpoint)
    _log.exception("unhandled %s at %s", *what, extra={"request": request_number()})
    return _page(500, *_words(500), again=True)
