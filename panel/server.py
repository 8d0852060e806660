"""The web server: gunicorn inside this process, two workers of four threads; settled here alone."""

import gc
from logging.config import dictConfig
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.http import wsgi
from gunicorn.http.errors import ParseException

from panel import create_app, logs
from panel.config import Settings

_MEMORY = Path("/dev/shm")  # noqa: S108 - gunicorn opens its heartbeat files safely and unlinks them at once


wsgi.SERVER = "Panel"  # what every answer says of the server; gunicorn would name itself


class _Body:
    """The body of a request; where it turns out to be no sound HTTP, it ends as if the connection had broken."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        """As much of the body, or OSError, which the application answers as a bad request."""
        try:
            return bytes(self._stream.read(size))
        except ParseException as problem:
            raise OSError from problem


class _Log(Logger):  # type: ignore[misc]
    """Gunicorn's own words in the form of ours."""

    def setup(self, cfg: Any) -> None:
        """Called by gunicorn before it says anything."""
        super().setup(cfg)
        dictConfig(logs.SETTINGS)


# BaseApplication reads neither a configuration file nor the environment: this is all there is.
_OPTIONS: dict[str, Any] = {
    "worker_class": "gthread",
    "preload_app": True,  # made once before the fork: a quicker start, and memory that is shared
    "workers": 2,
    "threads": 4,
    "graceful_timeout": 30,
    "limit_request_line": 8190,  # filters and searches live in the address, nine bytes a Japanese character
    "limit_request_fields": 64,
    "limit_request_field_size": 8190,
    "forwarder_headers": "",  # no header may set SCRIPT_NAME, PATH_INFO or REMOTE_USER
    "control_socket_disable": True,  # no second door into the running server
    "worker_tmp_dir": str(_MEMORY) if _MEMORY.is_dir() else None,  # a busy disk must not stop a heartbeat
    "logger_class": _Log,
    "accesslog": None,  # who read what, and when, is not kept outside the ledger
    "loglevel": "warning",
}


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn around our application; a worker lets go of the database connections it was forked with."""

    def __init__(self, settings: Settings, host: str, port: int) -> None:
        self.settings = settings
        self.address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        super().__init__()

    def load_config(self) -> None:
        """Called by gunicorn once, before it listens."""
        for name, value in _OPTIONS.items():
            self.cfg.set(name, value)
        self.cfg.set("bind", self.address)
        self.cfg.set("post_fork", _let_go)

    def load(self) -> Flask:
        """Called by gunicorn before it forks; what is loaded by now stays shared between the workers."""
        app = create_app(self.settings)
        inner = app.wsgi_app

        def with_sound_body(environ: Any, start: Any) -> Any:
            environ["wsgi.input"] = _Body(environ["wsgi.input"])
            return inner(environ, start)

        app.wsgi_app = with_sound_body  # type: ignore[assignment,method-assign]
        gc.collect()
        gc.freeze()
        return app


def _let_go(_arbiter: object, worker: Any) -> None:
    worker.app.wsgi().extensions["panel"].database.dispose()


def serve(settings: Settings, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve until a signal says stop; after SIGTERM, requests under way have thirty seconds to end."""
    Server(settings, host, port).run()
