"""Runs the tests once for every deletion, nearest tests first, and lists the deletions nobody missed."""

import argparse
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from panel.config import ROOT
from tests.deletions.sites import Site, sites

_OPTIONS = ("-x", "-q", "-p", "no:randomly", "-p", "tests.deletions.plugin", "-m", "not browser and not slow")
_RIGHTS = ("tests/rights", "tests/policy", "tests/rules", "tests/web")


def _passes(deleted: str, *tests: str) -> bool:
    """Whether these tests stay green without what is deleted; a run that cannot even begin tells nothing."""
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *_OPTIONS, "--database", "sqlite", *tests],
        cwd=ROOT,
        env={**os.environ, "PANEL_DELETED": deleted},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode not in (0, 1):
        raise RuntimeError(f"{deleted or 'nothing deleted'}: {run.stdout[-2000:]}{run.stderr[-2000:]}")
    return run.returncode == 0


def survives(site: Site) -> bool:
    """Whether every test stays green without the site: those of its room, those of rights, then all others."""
    room = ROOT / "tests" / site.file.partition("/")[0].removesuffix(".py")
    near = [room.relative_to(ROOT).as_posix()] if room.is_dir() else []
    rest = [f"--ignore={folder}" for folder in (*near, *_RIGHTS)]
    return all(_passes(site.name, *tests) for tests in (near, _RIGHTS, ("tests", *rest)) if tests)


def _chosen() -> list[Site]:
    parser = argparse.ArgumentParser(prog="tests.deletions", description=__doc__)
    parser.add_argument("--list", action="store_true", help="name the deletions and stop")
    parser.add_argument("--only", default="", help="those whose name holds this, such as guard:people")
    arguments = parser.parse_args()
    found = [site for site in sites() if arguments.only in site.name]
    if arguments.list:
        for site in found:
            sys.stdout.write(f"{site.name:50} line {site.line}: {site.source}\n")
        raise SystemExit
    return found


def main() -> int:
    """Delete each in turn, two at a time; exit code 1 when one survives."""
    chosen, began = _chosen(), time.monotonic()
    if not _passes("", "--numprocesses", "auto", "--dist", "loadscope", "tests"):
        sys.stdout.write("the tests are red with nothing deleted\n")
        return 2
    with ThreadPoolExecutor(max_workers=2) as runs:
        survivors = []
        for site, survived in zip(chosen, runs.map(survives, chosen), strict=True):
            sys.stdout.write("S" if survived else ".")
            sys.stdout.flush()
            survivors += [site] if survived else []
    sys.stdout.write(f"\n{len(chosen)} deletions, {len(survivors)} survivors, {time.monotonic() - began:.0f} s\n")
    for site in survivors:
        sys.stdout.write(f"  {site.name}  panel/{site.file}:{site.line}  {site.source}\n")
    return 1 if survivors else 0


if __name__ == "__main__":
    raise SystemExit(main())
