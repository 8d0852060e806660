"""The forms of a page as a browser would send them, and three ways to send them wrongly."""

import re
from dataclasses import dataclass
from typing import Any

from tests.sweep.tree import Element, parsed

_KEPT = {"csrf_token", "nonce"}
_TYPED = {"text", "email", "password", "search", "url", "tel", "number", "date", "datetime-local", "time", "month"}
_NONSENSE = "\u202enonsense"  # turns the direction of what follows, which no text of ours may do
_OF_A_THING = re.compile(r"/(?:\d+|[\w-]{20,})(?=/|$)")


@dataclass(frozen=True)
class PageForm:
    """A form that posts: where to, and by name what stands in it: what is typed, what is chosen, what is carried."""

    address: str
    typed: dict[str, str]
    chosen: dict[str, str]
    carried: dict[str, str]

    @property
    def where(self) -> str:
        """Its address without the numbers of things: the same form of another thing is the same form."""
        return _OF_A_THING.sub("/1", self.address.partition("?")[0])

    @property
    def is_versioned(self) -> bool:
        """Whether it remembers from which state of the thing it was opened."""
        return "version" in self.carried

    def emptied(self) -> dict[str, Any]:
        """Nothing typed, nothing chosen."""
        return {**self.carried, **dict.fromkeys(self.typed, "")}

    def nonsense(self) -> dict[str, Any]:
        """What nobody may type, and choices that are not offered."""
        return {**self.carried, **dict.fromkeys(self.typed, _NONSENSE), **dict.fromkeys(self.chosen, "nonsense")}

    def from_an_older_page(self) -> dict[str, Any]:
        """All as it stands, from a page that was opened before the last change."""
        older = {"version": str(max(int(self.carried["version"] or 0) - 1, 0))}
        return {**self.carried, **self.typed, **self.chosen, **older}


def forms_of(html: str, address: str) -> list[PageForm]:
    """Every form of a page that posts; those of the frame (language, sign-out) are no form of the page."""
    main = next((one for one in parsed(html).all() if one.tag == "main"), None)
    forms = [one for one in main.all() if one.tag == "form" and one["method"] == "post"] if main else []
    return [_form(one, address) for one in forms]


def _form(form: Element, address: str) -> PageForm:
    typed: dict[str, str] = {}
    chosen: dict[str, str] = {}
    carried: dict[str, str] = {}
    for one in form.all():
        name, kind = one["name"], one["type"] or "text"
        if not name or one.tag not in ("input", "select", "textarea"):
            continue
        if one.tag == "textarea":
            typed[name] = one.text
        elif one.tag == "select":
            chosen[name] = next((option["value"] for option in one.all() if "selected" in option.attributes), "")
        elif kind in _TYPED:
            typed[name] = one["value"]
        elif kind == "hidden":
            carried[name] = one["value"]
        elif kind in ("radio", "checkbox") and "checked" in one.attributes:
            chosen[name] = one["value"]
    return PageForm(form["action"] or address, typed, chosen, {k: v for k, v in carried.items() if k != "csrf_token"})
