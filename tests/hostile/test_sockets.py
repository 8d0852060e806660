"""Bytes that are no sound HTTP, sent to the real server: refused, the connection closed, nothing of it in the log."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

HOST = "Host: localhost\r\n"
POSTED = f"POST /account/sign-in HTTP/1.1\r\n{HOST}Content-Type: application/x-www-form-urlencoded\r\n"
MANY = "".join(f"X-{n}: 1\r\n" for n in range(200))
BAD = {  # B77, B78: what is sent, and how it may be answered
    "length and chunks": (f"{POSTED}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", {400}),
    "chunks hidden by a blank": (f"{POSTED}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", {400}),
    "chunks of another kind": (f"{POSTED}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", {400, 501}),
    "chunks twice": (f"{POSTED}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", {400, 501}),
    "negative length": (f"{POSTED}Content-Length: -1\r\n\r\n", {400}),
    "length with a sign": (f"{POSTED}Content-Length: +4\r\n\r\na=b&", {400}),
    "two lengths": (f"{POSTED}Content-Length: 4\r\nContent-Length: 5\r\n\r\na=b&c", {400}),
    "chunk of no size": (f"{POSTED}Transfer-Encoding: chunked\r\n\r\nzz\r\n", {400}),
    "two hosts": (f"GET /help HTTP/1.1\r\n{HOST}Host: evil.example\r\n\r\n", {400}),
    "no host": ("GET /help HTTP/1.1\r\n\r\n", {400}),
    "long address": (f"GET /help?q={'x' * 20_000} HTTP/1.1\r\n{HOST}\r\n", {400, 414}),
    "long header": (f"GET /help HTTP/1.1\r\n{HOST}X-Long: {'x' * 20_000}\r\n\r\n", {400, 431}),
    "many headers": (f"GET /help HTTP/1.1\r\n{HOST}{MANY}\r\n", {400, 431}),
    "folded header": (f"GET /help HTTP/1.1\r\n{HOST}X-A: b\r\n c\r\n\r\n", {400}),
    "bare line end": (f"GET /help HTTP/1.1\nX: y\n{HOST}\r\n", {400}),
    "NUL in a header": (f"GET /help HTTP/1.1\r\n{HOST}X-A: b\0c\r\n\r\n", {400}),
    "no HTTP": ("\x16\x03\x01\x02canary7421\r\n\r\n", {400}),
    "another version": (f"GET /help HTTP/9.9\r\n{HOST}\r\n", {400, 505}),
    "lower-case method": (f"get /help HTTP/1.1\r\n{HOST}\r\n", {400, 405}),
    "absolute address": (f"GET http://evil.example/help HTTP/1.1\r\n{HOST}\r\n", {200, 400, 404}),
    "script name": (f"GET /help HTTP/1.1\r\n{HOST}SCRIPT_NAME: /help\r\n\r\n", {200, 400}),
}


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server says what it has to say."""
    return tmp_path_factory.mktemp("served") / "log"


@pytest.fixture(scope="module")
def port(log: Path) -> Iterator[int]:
    """The port of a server of our own, as `panel serve` starts it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free: int = probe.getsockname()[1]
    ours = {"PANEL_INSTANCE": str(log.parent / "instance"), "PATH": os.environ["PATH"]}
    command = [sys.executable, "-c", "from panel.cli import main; main()", "serve", "--port", str(free)]
    with log.open("wb") as said:
        server = subprocess.Popen(command, env=ours, cwd=Path(__file__).parents[2], stdout=said, stderr=said)
    try:
        for _attempt in range(300):
            if answered(free, f"GET /health/live HTTP/1.1\r\n{HOST}\r\n") == 200:
                break
            time.sleep(0.1)
        else:
            pytest.fail(log.read_text())
        yield free
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=40)


def answered(port: int, sent: str) -> int | None:
    """The status of the first answer to these bytes, None where nobody listens."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(sent.encode("latin-1"))
            connection.shutdown(socket.SHUT_WR)
            first = connection.makefile("rb").readline()
    except ConnectionRefusedError:
        return None
    return int(first.split()[1]) if first.startswith(b"HTTP/1.") else 0


@pytest.mark.parametrize("kind", BAD)
def test_what_two_servers_could_read_differently_is_refused(port: int, kind: str) -> None:
    """B58, B77, B78, V4.2.1, V4.2.2, D22."""
    sent, expected = BAD[kind]
    assert answered(port, sent) in expected


def test_nothing_behind_a_refused_request_is_taken_for_another(port: int) -> None:
    """B77: the second request of a smuggled pair is never answered."""
    hidden = f"GET /help HTTP/1.1\r\n{HOST}\r\n"
    sent = f"{POSTED}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{hidden}"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(sent.encode())
        connection.shutdown(socket.SHUT_WR)
        answers = connection.makefile("rb").read()
    assert answers.count(b"HTTP/1.1 ") == 1
    assert b"Connection: close" in answers


def test_the_server_does_not_say_what_it_is(port: int) -> None:
    """V13.4.6."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(f"GET /help HTTP/1.1\r\n{HOST}Connection: close\r\n\r\n".encode())
        head = connection.makefile("rb").read().partition(b"\r\n\r\n")[0].lower()
    assert not any(word in head for word in (b"gunicorn", b"werkzeug", b"python", b"flask"))


def test_what_the_server_says_is_lines_of_json_that_quote_nothing(port: int, log: Path) -> None:
    """B12, G15, V16.4.1."""
    answered(port, BAD["no HTTP"][0])
    lines = [line for line in log.read_text().splitlines() if line.startswith("{")]
    assert "canary7421" not in log.read_text()
    assert "evil.example" not in log.read_text()
    assert all(json.loads(line)["at"].endswith("Z") for line in lines)
