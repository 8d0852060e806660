"""A view that does as it is told, behind the real guard, so that the guard is tested apart from any room."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask, abort, redirect, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import create_app
from panel.calc.calendar import Phase
from panel.config import Settings
from panel.errors import Missing
from panel.models.cycles import Cycle, Panel
from panel.policy.actions import Action
from panel.policy.subjects import Actor, Place
from panel.web.form import NewForm, ProseField
from panel.web.guard import needs
from tests.rolled_back import RolledBack
from tests.visit import Visitor


@dataclass(frozen=True)
class Thing:
    """What the probed address names: a cycle and where it stands."""

    id: int
    place: Place


class ProbeForm(NewForm):
    """One field."""

    text = ProseField("Text")


def thing(db: Session, _actor: Actor | None, cycle_id: int) -> Thing:
    """The cycle of an address. Raises Missing."""
    row = db.execute(select(Cycle.panel_id, Cycle.phase).where(Cycle.id == cycle_id)).one_or_none()
    if row is None:
        raise Missing
    return Thing(cycle_id, Place(row.panel_id, Phase(row.phase)))


def act(db: Session, _actor: Actor, here: Thing) -> object:
    """Rename the panel to what was sent, then answer with the status that was asked for."""
    ProbeForm()
    title = request.values.get("text", "read")
    db.get_one(Panel, here.place.panel_id).title_en = title
    db.flush()
    status = int(request.values.get("status", "303"))
    if status >= 500:
        raise RuntimeError("as asked for")
    if status >= 400:
        abort(status)
    return redirect("/help", 303) if status == 303 else ("done", status, {"Content-Type": "text/plain"})


@pytest.fixture
def probe(settings: Settings, database: RolledBack, db: Session) -> Callable[..., Visitor]:
    """probe(person): a visitor to an application with one more address for each kind of right."""
    app: Flask = create_app(settings, database)
    for name, action in (
        ("read", Action.CYCLE_VIEW),
        ("phase", Action.ITEM_CREATE),
        ("prove", Action.ACCOUNT_LINK),
        ("two", Action.ROLE_GRANT),
    ):
        app.add_url_rule(f"/probe/{name}/<int:cycle_id>", name, needs(action, thing)(act), methods=["GET", "POST"])
    careless = needs(Action.ROLE_GRANT, thing, form=ProbeForm)(act)
    app.add_url_rule("/probe/careless/<int:cycle_id>", "careless", careless, methods=["POST"])

    def visitor(person: object | None = None, language: str = "en") -> Visitor:
        return Visitor(app, db, person, language)

    return visitor
