"""The weight of one page, read from its HTML: what a browser with an empty cache asks for, and how much comes back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

from flask import Flask
from werkzeug.test import TestResponse

MOST_KB: Final = 100
MOST_REQUESTS: Final = 15
_LOADED_RELS: Final = frozenset({"stylesheet", "icon", "modulepreload", "preload"})
_BROWSER: Final = {"Accept-Encoding": "gzip, deflate, br"}

Fetch = Callable[[str], TestResponse]


@dataclass(frozen=True)
class Weight:
    """What comes over the line for one page, headers included."""

    n_bytes: int
    n_requests: int

    @property
    def kb(self) -> float:
        """Kilobytes of a thousand bytes."""
        return self.n_bytes / 1000


class _Parts(HTMLParser):
    """The addresses a browser loads by itself with a page, in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "link" and _LOADED_RELS & set(values.get("rel", "").split()):
            self.addresses.append(values["href"])
        elif tag in ("script", "img", "source", "iframe", "embed") and values.get("src"):
            self.addresses.append(values["src"])


def parts(html: str) -> list[str]:
    """What a browser loads with this page, each address once."""
    found = _Parts()
    found.feed(html)
    return list(dict.fromkeys(found.addresses))


def weight(html: str, fetch: Fetch) -> Weight:
    """The weight of a page and of everything that is loaded with it; pictures that stand in the page count with it."""
    sizes = [_size(fetch(address)) for address in parts(html)]
    return Weight(len(html.encode()) + sum(sizes), 1 + len(sizes))


def fetching(app: Flask) -> Fetch:
    """How a browser asks this application for static files: compressed, and each once."""
    client, kept = app.test_client(), dict[str, TestResponse]()

    def fetch(address: str) -> TestResponse:
        if address not in kept:
            kept[address] = client.get(address, headers=_BROWSER, buffered=True)
            assert kept[address].status_code == 200, f"{address}: {kept[address].status_code}"
        return kept[address]

    return fetch


def _size(answer: TestResponse) -> int:
    return len(answer.data) + sum(len(line) for line in _lines(answer))


def _lines(answer: TestResponse) -> Iterator[str]:
    for name, value in answer.headers:
        yield f"{name}: {value}\r\n"
