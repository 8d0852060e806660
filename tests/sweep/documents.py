"""Every document of the site: each address that draws a page, for each role, language and state."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from werkzeug.routing import Rule

from panel.calc.calendar import Language
from panel.calc.lenses import PARTS
from panel.calc.preferences import Method
from panel.web.language import LANGUAGES
from tests.hostile.places import rules
from tests.sweep.forms import PageForm, forms_of
from tests.sweep.worlds import Place, Readable, role_of

# Addresses that draw no page by themselves, each with what they give instead; any other one must be drawn for somebody.
NO_PAGE = {
    "home.health": "a word for machines",
    "administration.ready": "drawn with 200 or 503 as the machine is",
    "factors.creation_options": "what a script asks for",
    "factors.show_options": "what a script asks for",
    "factors.sign_in_options": "what a script asks for",
    "imports.example_members_csv": "a file",
    "imports.example_members_xlsx": "a file",
    "imports.example_proposals_csv": "a file",
    "imports.example_proposals_xlsx": "a file",
    "imports.example_scores_csv": "a file",
    "imports.example_scores_xlsx": "a file",
    "proposals.attachment": "a file",
    "proposals.find_similar": "what a script asks for",
    "published.file": "a file",
    "record.download_all": "a file",
    "record.download_extract": "a file",
    "reports.download_frozen": "a file",
    "reports.download_report": "a file",
    "scoring.following": "leads to the next sheet",
    "search.suggest": "what a script asks for",
}
CLOSED = (403, 404, 409)
# Pages that are built otherwise when they are asked otherwise: what stands in the address, and what follows it.
ASKED: dict[str, tuple[tuple[dict[str, str], str], ...]] = {
    "lenses.show": tuple(({"lens": lens}, f"?part={parts[-1]}") for lens, parts in PARTS.items()),
    "scenarios.list": (({}, "?show=changes"),),
    "scenarios.new": (({}, "?start=swap"),),
    "tally.board": tuple(({}, f"?{asked}") for asked in ("cut=1", "cut=0", "sort=line&cut=5", "view=map", "band=in")),
    "tally.item": (({}, "?cut=1"),),
    "weights.fix": (({}, "?start=members"),),
    "weights.show": tuple(({}, f"?method={method}") for method in Method),
}


@dataclass(frozen=True)
class Document:
    """One page as one reader meets it in one state."""

    endpoint: str
    place: str
    subject: str
    language: Language
    state: str
    method: str
    address: str

    @property
    def role(self) -> str:
        """What the reader is called."""
        return role_of(self.subject)

    @property
    def room(self) -> str:
        """The room that draws it."""
        return self.endpoint.partition(".")[0]

    def __str__(self) -> str:
        return (
            f"{self.endpoint} [{self.method} {self.address}] {self.role}, {self.language}, {self.state}, {self.place}"
        )


@dataclass(frozen=True)
class Drawn:
    """A document as it was answered."""

    document: Document
    status: int
    html: str = field(repr=False)
    headers: dict[str, str] = field(repr=False)
    sent: dict[str, Any] | None = None  # the form that it answers


@dataclass(frozen=True)
class Wanted:
    """Which documents are drawn; an empty part stands for all. `share` of `n_shares` of the rules, for processes."""

    only: str = ""
    role: str = ""
    language: str = ""
    state: str = ""
    share: int = 0
    n_shares: int = 1

    def rules(self, world: Readable) -> list[Rule]:
        """The rules whose pages are drawn."""
        found = [rule for rule in rules(world, "GET") if rule.endpoint not in NO_PAGE]
        mine = found[self.share :: self.n_shares]
        return [rule for rule in mine if not self.only or self._is_meant(rule)]

    def _is_meant(self, rule: Rule) -> bool:
        room, _, _view = rule.endpoint.partition(".")
        return self.only in (rule.endpoint, room) or (self.only.startswith("/") and self.only in rule.rule)

    def takes(self, document: Document) -> bool:
        """Whether a document is one of them."""
        return self.state in ("", document.state) and self.role in ("", document.role)

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages that are read."""
        return tuple(one for one in LANGUAGES if self.language in ("", one))


def drawn(world: Readable, wanted: Wanted) -> Iterator[Drawn]:
    """Every wanted document of a world, in the order of the addresses, what a form answers after its page."""
    for rule in wanted.rules(world):
        tried: set[tuple[object, ...]] = set()
        for place in world.places:
            if place.has(rule):
                for page in _pages(world, rule, place, wanted):
                    if wanted.takes(page.document):
                        yield page
                    if page.status == 200 and wanted.state != "normal":  # no answer of a form is
                        yield from (one for one in answers(world, page, tried) if wanted.takes(one.document))


def _pages(world: Readable, rule: Rule, place: Place, wanted: Wanted) -> Iterator[Drawn]:
    """The page of a rule at a place for each who asks there; a site's own page is the same in every phase."""
    if not rule.arguments and place is not world.places[0] and place.state == "normal":
        return
    for subject in place.subjects:
        if wanted.role in ("", role_of(subject)):
            for language in wanted.languages:
                found = (page_of(world, rule, place, subject, language, *asked) for asked in _asked(rule))
                yield from (page for page in found if page is not None)


def _asked(rule: Rule) -> Iterator[tuple[dict[str, str], str]]:
    """The ways in which a page is asked for, plainly first."""
    yield {}, ""
    yield from ASKED.get(rule.endpoint, ())


def page_of(
    world: Readable,
    rule: Rule,
    place: Place,
    subject: str,
    language: Language,
    other: Mapping[str, str] = MappingProxyType({}),
    query: str = "",
) -> Drawn | None:
    """The page of a rule at a place for one reader, a refusal too; None where the answer is no page."""
    at = place.address(rule, **other) + query
    return _drawn(world, Document(rule.endpoint, place.label, subject, language, place.state, "GET", at))


def again(world: Readable, page: Drawn, language: Language) -> Drawn | None:
    """The same document in another language."""
    return _drawn(world, replace(page.document, language=language), page.sent)


def _drawn(world: Readable, document: Document, sent: dict[str, Any] | None = None) -> Drawn | None:
    """A document as it is answered now, its state told by the status."""
    answer = world.read(document.subject, document.language, document.method, document.address, sent)
    kept = answer.headers.get("Content-Disposition", "").startswith("attachment")
    if answer.mimetype != "text/html" or answer.status_code in (302, 303) or kept:
        return None
    known = document if document.method == "POST" else replace(document, state=_state(document, answer.status_code))
    return Drawn(known, answer.status_code, answer.text, dict(answer.headers), sent)


def _state(document: Document, status: int) -> str:
    return {422: "error", **dict.fromkeys(CLOSED, "closed")}.get(status, document.state)


# ---- What forms answer ----

_STATUS = {"error": 422, "conflict": 409}


def answers(world: Readable, page: Drawn, tried: set[tuple[object, ...]]) -> Iterator[Drawn]:
    """What each form of a page answers when it is sent emptied, with nonsense, and from an older page."""
    for form in forms_of(page.html, page.document.address):
        for number, (state, values) in enumerate(_sendings(form)):
            key = (form.where, page.document.role, page.document.language, number, page.document.state)
            if key not in tried:
                tried.add(key)
                document = replace(page.document, state=state, method="POST", address=form.address)
                answered = _drawn(world, document, values)
                if answered is not None and (answered.status in (_STATUS[state], 500)):
                    yield answered


def _sendings(form: PageForm) -> Iterable[tuple[str, dict[str, Any]]]:
    yield "error", form.emptied()
    yield "error", form.nonsense()
    if form.is_versioned:
        yield "conflict", form.from_an_older_page()
