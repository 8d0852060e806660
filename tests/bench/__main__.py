"""`make bench`: run every measure once and print what was reached beside what was aimed at."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from panel import clock, create_app, schema
from panel.config import Settings
from panel.db import Database
from panel.models.people import Role
from tests.bench import dataset, servers
from tests.bench.measures import N_CONNECTIONS, Beside, Load, Saving, at_once, beside, n_queries, streamed
from tests.bench.pdf import example_report
from tests.bench.reader import Answer, Reader, session_cookie
from tests.postgres import running_postgres

SIGN_IN = "/account/sign-in"
N_SAVES_EACH = 60


@dataclass(frozen=True)
class Row:
    """One line of the table: `at_least` tells which side of the aim is good."""

    name: str
    reached: float
    aim: float
    unit: str
    note: str = ""
    at_least: bool = False

    @property
    def verdict(self) -> str:
        met = self.reached >= self.aim if self.at_least else self.reached <= self.aim
        return "reached" if met else "SHORT"

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        return f"| {self.name} | {self.reached:.3g} {self.unit} | {sign} {self.aim:g} | {self.verdict} | {self.note} |"


@dataclass(frozen=True)
class Measured:
    """The site that is measured, from inside and from outside."""

    settings: Settings
    database: Database
    loaded: dataset.Loaded
    server: servers.Running

    def reader(self, role: Role, number: int = 0) -> Reader:
        """A connection of somebody signed in."""
        return Reader(self.server.port, self.cookie(role, number))

    def cookie(self, role: Role, number: int = 0) -> str:
        return session_cookie(self.settings.session_key, self.loaded.tokens[role][number])


def main() -> None:
    """Print one table; every line of it was measured in this run."""
    say("| what | reached | aim | | beside |")
    say("|---|---|---|---|---|")
    report(statistics_rows())
    with tempfile.TemporaryDirectory(prefix="panel-bench-") as name, servers.serving(servers.BARE, Path(name)) as bare:
        with site(Path(name) / "sqlite") as measured:
            report(page_rows(measured, bare.port))
            report(export_rows(measured))
            report(save_rows(measured, bare.port, "SQLite"))
            report(server_rows(measured.server))
        with postgres_site(Path(name) / "postgresql") as measured:
            report(save_rows(measured, bare.port, "PostgreSQL"))


def report(rows: Iterable[Row]) -> None:
    """Print every line as soon as it is known."""
    for row in rows:
        say(str(row))


def say(line: str) -> None:
    """Print one line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


@contextmanager
def site(instance: Path, database_url: str = "") -> Iterator[Measured]:
    """An instance of its own with the data set in it, served."""
    os.environ.update(PANEL_INSTANCE=str(instance), PANEL_DATABASE_URL=database_url, PANEL_SECOND_FACTOR="off")
    os.environ["PANEL_READS_A_MINUTE"] = "999999"  # a measurement reads faster than anybody
    settings = Settings.from_env()
    database = Database(settings.database_url)
    schema.upgrade(database.engine)
    loaded = dataset.load(database, settings, clock.now())
    command = (str(servers.PANEL), "serve", "--port")
    with servers.serving(command, instance, database_url, SIGN_IN) as server:
        yield Measured(settings, database, loaded, server)
    database.engine.dispose()


@contextmanager
def postgres_site(instance: Path) -> Iterator[Measured]:
    """The same on a PostgreSQL server of our own, where its binaries are installed."""
    try:
        with running_postgres() as url, site(instance, url.replace("+psycopg", "")) as measured:
            yield measured
    except pytest.skip.Exception as reason:
        raise SystemExit(f"not measured on PostgreSQL: {reason}") from None


def page_rows(measured: Measured, bare_port: int) -> Iterator[Row]:
    """The pages, read by the chair after the first round was released."""
    bare, chair = Reader(bare_port), measured.reader(Role.CHAIR)
    app = create_app(measured.settings, measured.database)
    cycle, proposal = measured.loaded.cycle_id, measured.loaded.proposal_ids[499]
    pages = (
        ("list of 50", f"/cycles/{cycle}/proposals", 10, 10),
        ("proposal", f"/proposals/{proposal}", 10, 10),
        ("ranking of all 1,000", f"/cycles/{cycle}/tally", 50, 5),
        ("full-text search", f"/cycles/{cycle}/proposals?q=%E9%87%8F%E5%AD%90", 10, 10),
    )
    for name, path, aim, n in pages:
        found = beside(bare, partial(chair.get, path), n=n)
        yield against_bare(name, found, aim)
        yield Row(f"queries: {name}", n_queries(app, path, measured.cookie(Role.CHAIR)), 8, "")
    nobody = Reader(measured.server.port)
    yield against_bare("sign-in page", beside(bare, partial(nobody.get, SIGN_IN)), 3)


def export_rows(measured: Measured) -> Iterator[Row]:
    """The scores as CSV, and the report as PDF."""
    officers = (measured.reader(Role.SECRETARIAT), measured.reader(Role.CHAIR))
    found, n_rows = streamed(officers, f"/cycles/{measured.loaded.cycle_id}/report/scores/1")
    note = f"{n_rows:,} rows in {found.page:.2f} s, the csv module {found.bare:.2f} s"
    yield Row("CSV of all scores", found.ratio, 1.5, "x", note)
    seconds, n_pages = example_report(measured.settings.instance)
    yield Row("PDF of 100 pages", seconds / n_pages * 100, 2, "s CPU", f"{n_pages} pages in {seconds:.1f} s")


def save_rows(measured: Measured, bare_port: int, kind: str) -> Iterator[Row]:
    """Saving sheets in an open round: one after the other, then eight members at once."""
    round_id = dataset.open_second_round(measured.database, measured.settings, measured.loaded, clock.now())
    ids = measured.loaded.proposal_ids
    one = Saving.of(measured.reader(Role.MEMBER, N_CONNECTIONS), round_id, ids)
    yield against_bare(f"saving a sheet, {kind}", beside(Reader(bare_port), one.save, expected=303), 12)
    members = [Saving.of(measured.reader(Role.MEMBER, number), round_id, ids) for number in range(N_CONNECTIONS)]
    load = at_once([member.save for member in members], 303, N_SAVES_EACH)
    plain = at_once([_bare_page(bare_port) for _ in members], 200, N_SAVES_EACH * 5)
    yield Row(f"saves a second, {kind}", load.per_second, 150, "", _beside(plain), at_least=True)
    yield Row(f"errors while saving, {kind}", load.n_errors, 0, "")


def server_rows(server: servers.Running) -> Iterator[Row]:
    """What the server took of the machine."""
    yield Row("memory after the run", server.memory(), 160, "MB", "proportional set size of all its processes")
    yield Row("first page after start", server.first_page, 1.5, "s", "from starting the process to the last byte")


def statistics_rows() -> Iterator[Row]:
    """The statistics and the analysis, each in a process of its own that computes with one thread."""
    for module in ("tests.bench.statistics", "tests.bench.analysis"):
        yield from rows_of(module)


def rows_of(module: str) -> Iterator[Row]:
    """What a module prints."""
    command = (sys.executable, "-m", module)
    alone = os.environ | {"OMP_NUM_THREADS": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=alone) as process:
        assert process.stdout is not None
        yield from (Row(**json.loads(line)) for line in process.stdout)
    assert process.returncode == 0, f"the measures of {module} failed"


def _bare_page(port: int) -> Callable[[], Answer]:
    return partial(Reader(port).get, "/")


def _beside(plain: Load) -> str:
    return f"the bare page {plain.per_second:.0f} a second"


def against_bare(name: str, found: Beside, aim: float) -> Row:
    """A page as a multiple of the bare page."""
    note = f"{found.page * 1e3:.1f} ms, bare page {found.bare * 1e3:.2f} ms"
    return Row(name, found.ratio, aim, "x", note)


if __name__ == "__main__":
    main()
