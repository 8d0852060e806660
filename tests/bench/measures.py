"""What is measured, each against the bare page in the same seconds."""

import csv
import io
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from statistics import median

from flask import Flask
from sqlalchemy import event

from tests.bench.dataset import REASON, dice, words
from tests.bench.reader import Answer, Reader, filled_sheet, hidden_fields

N_CONNECTIONS = 8
TURNS = 4
WARM_UP = 2  # pages at the start of a block that are not counted


@dataclass(frozen=True)
class Beside:
    """Medians of a page and of the bare page, in seconds."""

    page: float
    bare: float

    @property
    def ratio(self) -> float:
        """How many bare pages the page costs."""
        return self.page / self.bare


@dataclass(frozen=True)
class Load:
    """What eight connections at once came to."""

    per_second: float
    n_errors: int


def beside(bare: Reader, ask: Callable[[], Answer], expected: int = 200, n: int = 10) -> Beside:
    """Ask for the bare page and the page in blocks by turns: each at full speed, both in the same seconds."""
    page_seconds: list[float] = []
    bare_seconds: list[float] = []
    for _ in range(TURNS):
        bare_seconds += _block(partial(bare.get, "/"), 200, n)
        page_seconds += _block(ask, expected, n)
    return Beside(median(page_seconds), median(bare_seconds))


def _block(ask: Callable[[], Answer], expected: int, n: int) -> list[float]:
    answers = [ask() for _ in range(n + WARM_UP)]
    for answer in answers:
        assert answer.status == expected, f"{answer.status} instead of {expected}: {answer.body[:2000].decode()}"
    return [answer.seconds for answer in answers[WARM_UP:]]


@dataclass(frozen=True)
class Saving:
    """A member who records one sheet after another in the open round."""

    reader: Reader
    sheet: dict[str, str]
    addresses: Iterator[str]

    @classmethod
    def of(cls, reader: Reader, round_id: int, proposal_ids: tuple[int, ...]) -> "Saving":
        """Read the form once; its token holds for the session, and every sheet of the round has the same fields."""
        addresses = iter([f"/rounds/{round_id}/proposals/{proposal_id}/score" for proposal_id in proposal_ids])
        page = reader.get(next(addresses))
        assert page.status == 200, page.body[:2000].decode()
        reader.keeps_cookies = (
            False  # nobody reads the pages after saving, so their notices would pile up in the cookie
        )
        return cls(reader, filled_sheet(page.body, words(dice(9), REASON)), addresses)

    def save(self) -> Answer:
        """Record the next sheet, from the first form to its redirect."""
        return self.reader.post(next(self.addresses), self.sheet)


def at_once(acts: list[Callable[[], Answer]], expected: int, n_each: int) -> Load:
    """Every connection does its work as fast as it is answered."""

    def run(act: Callable[[], Answer]) -> int:
        return sum(act().status != expected for _ in range(n_each))

    began = time.perf_counter()
    with ThreadPoolExecutor(len(acts)) as pool:
        n_errors = sum(pool.map(run, acts))
    return Load(len(acts) * n_each / (time.perf_counter() - began), n_errors)


def streamed(officers: tuple[Reader, Reader], path: str) -> tuple[Beside, int]:
    """The download of all scores beside the csv module writing the same rows into memory; and how many rows.

    One officer asks for the file and another takes it; what is measured is the second request.
    """
    downloads, writings = [], []
    pages = [officer.get(path) for officer in officers]
    assert [page.status for page in pages] == [200, 200], pages[0].body[:2000].decode()
    forms = [hidden_fields(page.body, path) for page in pages]
    for _ in range(3):
        asked = officers[0].post(path, forms[0])
        taken = officers[1].post(path, forms[1])
        assert (asked.status, taken.status) == (202, 200), taken.body[:2000].decode()
        rows = list(csv.reader(io.StringIO(taken.body.decode("utf-8-sig"), newline="")))
        began = time.perf_counter()
        csv.writer(io.StringIO()).writerows(rows)
        writings.append(time.perf_counter() - began)
        downloads.append(taken.seconds)
    return Beside(median(downloads), median(writings)), len(rows) - 1


def n_queries(app: Flask, path: str, cookie: str) -> int:
    """How many statements one page sends, counted inside this process."""
    counted = 0

    def note(*_arguments: object) -> None:
        nonlocal counted
        counted += 1

    engine = app.extensions["panel"].database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        answer = app.test_client(use_cookies=False).get(path, headers={"Cookie": cookie, "Accept-Language": "ja"})
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert answer.status_code == 200, f"{path} answers {answer.status_code}"
    return counted
