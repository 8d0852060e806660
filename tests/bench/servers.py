"""Servers as separate processes on the loopback, and what they take of the machine."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from panel.config import ROOT
from tests.bench.reader import Reader

PANEL = Path(sys.executable).with_name("panel")
BARE = (sys.executable, "-m", "tests.bench.bare")


@dataclass(frozen=True)
class Running:
    """A server that answers."""

    port: int
    process: "subprocess.Popen[bytes]"
    first_page: float  # seconds from the start of the process to its first answer

    def memory(self) -> float:
        """MB resident in all its processes; what they share is counted once (proportional set size)."""
        own = self.process.pid
        children = Path(f"/proc/{own}/task/{own}/children").read_text().split()
        return sum(_proportional_set(pid) for pid in (str(own), *children)) / 1e3


def warmed() -> dict[str, str]:
    """The environment of an installed site, whose compiled bytecode lies beside its code since the installation."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run([PANEL, "--help"], env=environment, stdout=subprocess.DEVNULL, check=True)
    return environment


@contextmanager
def serving(command: tuple[str, ...], instance: Path, database_url: str = "", path: str = "/") -> Iterator[Running]:
    """Start a server on a free port, wait for its first page, and stop it afterwards."""
    port = _free_port()
    environment = {**warmed(), "PANEL_INSTANCE": str(instance), "PANEL_DATABASE_URL": database_url}
    began = time.perf_counter()
    process = subprocess.Popen(
        [*command, str(port)], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _wait(port, path, process)
        yield Running(port, process, time.perf_counter() - began)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=40)


def _wait(port: int, path: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.perf_counter() + 30
    while time.perf_counter() < deadline:
        if process.poll() is not None:
            break
        try:
            answer = Reader(port).get(path)
        except (OSError, http.client.HTTPException):
            time.sleep(0.005)
            continue
        assert answer.status == 200, f"{path} answers {answer.status}"
        return
    raise AssertionError("the server did not answer")


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
    return port


def _proportional_set(pid: str) -> int:
    """The Pss line of the kernel's summary, in kB."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    raise AssertionError(f"no memory figures for process {pid}")
