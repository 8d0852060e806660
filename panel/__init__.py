"""Panel, the workbench of expert panels: this file puts the parts together, and nothing imports it back."""

import datetime
from importlib import import_module

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from panel.config import ROOT, Settings
from panel.db import Database
from panel.translations import ensure_compiled
from panel.web import (
    assets,
    budget,
    door,
    errors,
    filters,
    frame,
    glossary,
    headers,
    language,
    login,
    orientation,
    recording,
)
from panel.web.site import Site

ROOMS = (
    "home",
    "account",
    "people",
    "provider",
    "cycles",
    "imports",
    "proposals",
    "comments",
    "scoring",
    "search",
    "tally",
    "lenses",
    "scenarios",
    "shortlists",
    "unsealing",
    "decisions",
    "factors",
    "reports",
    "record",
    "published",
    "administration",
    "weights",
)


def create_app(settings: Settings, database: Database | None = None) -> Flask:
    """An application for these settings; `database` may be handed in by tests."""
    ensure_compiled()
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.update(flask_settings(settings))
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    if settings.n_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.n_proxies, x_proto=0)  # type: ignore[method-assign]
    app.extensions["panel"] = Site(settings, database or Database(settings.database_url))
    for part in (language, door):
        part.install(app)
    CSRFProtect(app)
    for part in (login, headers, errors, assets, filters, frame, glossary, orientation, budget, recording):
        part.install(app)
    for room in ROOMS:
        app.register_blueprint(import_module(f"panel.{room}.routes").room)
    _refuse_unguarded_views(app)
    return app


def flask_settings(settings: Settings) -> dict[str, object]:
    """What Flask and its extensions are told."""
    return {
        "SECRET_KEY": settings.session_key,
        "TESTING": settings.testing,
        "TRUSTED_HOSTS": list(settings.trusted_hosts),
        "SESSION_COOKIE_NAME": "__Host-panel" if settings.secure_cookies else "panel",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Strict",  # web/errors.py answers the first click from elsewhere
        "MAX_CONTENT_LENGTH": door.TEXT_LIMIT,
        "MAX_FORM_MEMORY_SIZE": door.TEXT_LIMIT,
        "MAX_FORM_PARTS": door.FIELDS_LIMIT,
        "PROVIDE_AUTOMATIC_OPTIONS": False,
        "WTF_CSRF_TIME_LIMIT": None,  # it ends with the session; a long text must not expire by itself
        "WTF_CSRF_SSL_STRICT": False,  # the door compares Origin and Sec-Fetch-Site instead
        "PERMANENT_SESSION_LIFETIME": datetime.timedelta(hours=12),
    }


def _refuse_unguarded_views(app: Flask) -> None:
    """A view without an action would be open to everybody: such an application does not start."""
    for endpoint, view in app.view_functions.items():
        if endpoint != "static" and not hasattr(view, "action"):
            raise RuntimeError(f"the view {endpoint} names no action; mark it with @needs")
