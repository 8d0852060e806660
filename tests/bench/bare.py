"""The bare page everything is compared with: Flask and one line of HTML, served exactly as Panel is."""

import sys

from flask import Flask

from panel.config import Settings
from panel.server import Server

PAGE = "<!doctype html><html lang=en><title>Bare</title><h1>Bare</h1></html>"


class Bare(Server):
    """The same gunicorn with the same settings around an application that does nothing."""

    def load_config(self) -> None:
        super().load_config()
        self.cfg.set("post_fork", lambda _arbiter, _worker: None)  # there is no database to let go of

    def load(self) -> Flask:
        app = Flask(__name__)
        app.add_url_rule("/", "page", lambda: PAGE)
        return app


if __name__ == "__main__":
    Bare(Settings.from_env(), "127.0.0.1", int(sys.argv[1])).run()
