"""`python -m tests.sweep`: every page, every role, both languages, every state; exit 1 where a rule is broken."""

import argparse
import shutil
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

from tests.sweep.axe import SCHEMES
from tests.sweep.documents import Wanted, drawn
from tests.sweep.findings import Swept
from tests.sweep.sweep import swept
from tests.sweep.worlds import ROLES, Full, Shown, opened


def _in_processes(wanted: Wanted, schemes: tuple[str, ...], n: int) -> Swept:
    if n == 1:
        return swept(wanted, schemes)
    whole = Swept()
    shares = [replace(wanted, share=share, n_shares=n) for share in range(n)]
    with ProcessPoolExecutor(n, mp_context=get_context("spawn")) as processes:
        for part in processes.map(swept, shares, [schemes] * n):
            whole.add(part)
    return whole


def _list(wanted: Wanted) -> None:
    for kind in (Full, Shown):
        with opened(kind) as world:
            for page in drawn(world, wanted):
                sys.stdout.write(f"{page.status} {page.document}\n")


def main() -> int:
    """Read what is wanted, sweep, tell."""
    parser = argparse.ArgumentParser(prog="python -m tests.sweep", description=__doc__)
    parser.add_argument("--only", default="", help="a room, an endpoint (room.view), or a part of an address")
    parser.add_argument("--role", default="", choices=("", *ROLES))
    parser.add_argument("--language", default="", choices=("", "ja", "en"))
    parser.add_argument(
        "--state", default="", choices=("", "normal", "empty", "closed", "waiting", "error", "conflict")
    )
    parser.add_argument("--scheme", default="", choices=("", *SCHEMES))
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--list", action="store_true", help="list the documents and measure none")
    asked = parser.parse_args()
    wanted = Wanted(asked.only, asked.role, asked.language, asked.state)
    if asked.list:
        _list(wanted)
        return 0
    began = time.monotonic()
    found = _in_processes(wanted, (asked.scheme,) if asked.scheme else tuple(SCHEMES), asked.processes)
    missing = found.missing if not (asked.role or asked.state) else []
    width = shutil.get_terminal_size().columns
    told = [*found.lines(), "-" * width, found.summary(), f"in {time.monotonic() - began:.0f} s"]
    told += [f"no page was drawn at {endpoint}" for endpoint in missing]
    sys.stdout.write("\n".join(told) + "\n")
    return 1 if found.findings or missing else 0


if __name__ == "__main__":
    sys.exit(main())
