"""`make weigh`: what every page of the example panel costs cold and warm, and when a browser has drawn it."""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from panel import clock, example, schema
from panel.config import Settings
from panel.db import Database
from tests.bench import servers
from tests.sweep.documents import Drawn, Wanted, drawn
from tests.sweep.worlds import Shown, opened
from tests.weigh.browser import Painted, painting
from tests.weigh.scales import MOST_KB, MOST_REQUESTS, Weight, fetching, weight

MOST_CPU = 50  # ms of one core, warm
MOST_PAINT = 1000  # ms until the largest content is there
N_TIMES = 5
ROLES = ("nobody", "member", "chair", "secretariat", "administrator")
MAILBOXES = {"member": "government1", "chair": "chair", "secretariat": "secretariat1", "administrator": "administrator"}


@dataclass(frozen=True)
class Row:
    """One page as one role is shown it; `painted` is None where no browser looked."""

    page: Drawn
    weight: Weight
    cpu: float  # ms
    painted: Painted | None = None

    @property
    def misses(self) -> str:
        """What is over its goal, in words."""
        over = {
            "weight": self.weight.kb > MOST_KB,
            "requests": self.weight.n_requests > MOST_REQUESTS,
            "CPU": self.cpu > MOST_CPU,
            "paint": self.painted is not None and self.painted.largest > MOST_PAINT,
            "shift": self.painted is not None and self.painted.shift > 0,
        }
        return ", ".join(name for name, is_over in over.items() if is_over)

    def __str__(self) -> str:
        seen = f"{self.painted.largest:.0f} | {self.painted.shift:.3f}" if self.painted else "– | –"
        page, cost = self.page.document, f"{self.weight.kb:.1f} | {self.weight.n_requests} | {self.cpu:.1f}"
        return f"| {page.address} | {page.endpoint} | {page.role} | {cost} | {seen} | {self.misses} |"


def main() -> None:
    """Print one table, then how many pages miss a goal."""
    asked = _arguments()
    say("| address | page | role | kB | requests | CPU ms | paint ms | shift | misses |")
    say("|---|---|---|---|---|---|---|---|---|")
    say(f"| goals | | | {MOST_KB} | {MOST_REQUESTS} | {MOST_CPU} | {MOST_PAINT} | 0 | |")
    rows = []
    for row in _measured(asked.role or ROLES, asked.only, in_browser=not asked.no_browser):
        rows.append(row)
        say(str(row))
    missing = [row for row in rows if row.misses]
    say(f"\n{len(rows)} pages; {len(missing)} miss a goal.")


def say(line: str) -> None:
    """One line, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.weigh", description=__doc__)
    parser.add_argument("--role", action="append", choices=ROLES, help="this role alone (may be given again)")
    parser.add_argument("--only", default="", help="a room, an endpoint, or a part of an address")
    parser.add_argument("--no-browser", action="store_true", help="count and time, but paint nothing")
    return parser.parse_args()


def _measured(roles: list[str], only: str, *, in_browser: bool) -> Iterator[Row]:
    with opened(Shown) as world:
        fetch = fetching(world.app)
        pages = [
            page for role in roles for page in drawn(world, Wanted(only=only, role=role, language="ja", state="normal"))
        ]
        rows = [Row(page, weight(page.html, fetch), _cpu(world, page)) for page in pages]
    if not in_browser:
        yield from rows
        return
    with _served() as (url, password), painting(url) as look:
        for row in rows:
            role = row.page.document.role
            yield replace(row, painted=look(MAILBOXES.get(role), password, row.page.document.address))


def _cpu(world: Shown, page: Drawn) -> float:
    """Milliseconds of this process for the page once its code is warm, the median of a few."""
    document, taken = page.document, []
    for _time in range(N_TIMES):
        began = time.process_time()
        world.read(document.subject, document.language, "GET", document.address)
        taken.append(time.process_time() - began)
    return 1000 * median(taken)


@contextmanager
def _served() -> Iterator[tuple[str, str]]:
    """The example on a server of its own: its address, and the password of everybody."""
    with tempfile.TemporaryDirectory(prefix="panel-weigh-") as name:
        os.environ.update(PANEL_INSTANCE=name, PANEL_SECOND_FACTOR="off", PANEL_READS_A_MINUTE="999999")
        settings = Settings.from_env()
        database = Database(settings.database_url)
        schema.upgrade(database.engine)
        password = example.load(database, settings, clock.now())[0].password
        database.engine.dispose()
        with servers.serving((str(servers.PANEL), "serve", "--port"), Path(name), path="/account/sign-in") as server:
            yield f"http://127.0.0.1:{server.port}", password


if __name__ == "__main__":
    main()
