"""A site with a sign-in provider, and what a visitor does there."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import requests
from flask import Flask
from werkzeug.test import TestResponse

from panel.models.people import Person
from tests.make import Make
from tests.provider.office import PROVIDER, Office
from tests.visit import Visitor


@pytest.fixture
def office(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """The configured provider."""
    provider = Office()
    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", lambda *given, **more: provider.send(*given, **more))
    kept = app.extensions["panel"]
    app.extensions["panel"] = replace(kept, settings=replace(kept.settings, provider=PROVIDER))
    app.extensions.pop("panel-provider", None)
    yield provider
    app.extensions["panel"] = kept


@pytest.fixture
def member(make: Make) -> Person:
    """Somebody who was invited and has not accepted yet."""
    return make.person(email="member@example.org")


@pytest.fixture
def signs_in(office: Office) -> Callable[..., TestResponse]:
    """signs_in(visitor): to the provider, in there, and back; fails unless the last answer has `status`."""

    def to_and_back(visitor: Visitor, status: int = 303, **changes: Any) -> TestResponse:
        back = office.authorize(begin(visitor, changes.pop("start", {})))
        return visitor.post("/provider/return", {**back, **changes}, status=status)

    return to_and_back


def begin(visitor: Visitor, values: dict[str, str] | None = None) -> str:
    """Start a sign-in; returns where the browser is led."""
    address = visitor.post("/provider/start", values, status=200, headers={"Accept": "application/json"}).json
    assert address is not None
    return str(address["address"])
