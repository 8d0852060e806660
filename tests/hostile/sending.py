"""Sends forms and raw requests, and asserts of every answer what must hold of every answer."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from werkzeug.test import TestResponse

from panel.web.form import Form
from tests.hostile.places import FormPlace, forms_made
from tests.rights.world import World

QUICK = 25
EXAMPLES = int(os.environ.get("PANEL_HOSTILE_EXAMPLES", QUICK))  # `make hostile` tries more, and everything everywhere


@dataclass(frozen=True)
class Sent:
    """What became of a form: the answer, the forms as the view read them, and the fields of its page opened anew."""

    answer: TestResponse
    forms: list[Form]
    anew: dict[str, Any]

    @property
    def refused(self) -> set[str]:
        """The fields that a sentence stands beside."""
        return {name for form in self.forms for name in form.errors if name}


Send = Callable[..., Sent]


class Sender:
    """send(place, values): one form, sent and undone; no answer is a crash, no refusal writes, none has no end."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.untouched = world.contents()

    def __call__(self, place: FormPlace, values: dict[str, Any], *, look: bool = False) -> Sent:
        """`look` opens the page of the form again when it was taken."""
        typed = {name: fresh(value) for name, value in {**place.values, **values}.items()}
        with self.world.undone(), forms_made() as made, self.world.watched() as written:
            answer = self.world.ask(place.subject, "POST", place.address, typed)
            assert answer.status_code < 500, (place.endpoint, values)
            if answer.status_code >= 400 and written:
                assert self.world.contents() == self.untouched, place.endpoint
            anew = self._anew(place) if look and answer.status_code == 303 and place.changes else {}
        assert len(answer.data) < 400_000 + 15 * sum(len(str(value)) for value in typed.values()), place.endpoint
        return Sent(answer, made, anew)

    def _anew(self, place: FormPlace) -> dict[str, Any]:
        page = self.world.ask(place.subject, "GET", place.address, json=True).get_json(silent=True) or {}
        found: dict[str, Any] = page.get("form", {}).get("fields", {})
        return found


def fresh(value: Any) -> Any:
    """A value to be sent once more: a file is read to its end each time."""
    if not isinstance(value, tuple):
        return value
    content, name = value
    return BytesIO(content.getvalue() if isinstance(content, BytesIO) else content), name


def some(things: Sequence[Any], case: int, of: int = 4) -> Sequence[Any]:
    """In the quick run one of four parts, another one for each case, so that all come up; else all of them."""
    return things if EXAMPLES > QUICK else things[case % of :: of]


def raw(world: World, subject: str, method: str, at: str, headers: dict[str, str] | None = None, **more: Any) -> Any:
    """A request exactly as given, with the cookie of a subject."""
    sent = {"Cookie": world._cookies[subject, True], **(headers or {})}
    return world._client.open(at, method=method, headers=sent, **more)
