"""The guard, executed: every view names its action, one place commits, a GET writes nothing, seals stay closed."""

import ast
from collections.abc import Callable, Iterator

from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from panel.config import ROOT
from panel.models.events import Event
from panel.models.people import Role
from panel.policy.actions import Action
from panel.policy.table import TABLE
from tests.make import Make
from tests.visit import Visitor

PANEL = ROOT / "panel"
# The guard commits for every page, commands for themselves; throttling and spent journeys must outlive a refusal.
COMMITTERS = {
    "web/guard.py",
    "web/recording.py",
    "commands/accounts.py",
    "commands/checkpoint.py",
    "commands/importing.py",
    "commands/results.py",
    "commands/serving.py",
    "commands/terminal.py",
    "throttling.py",
    "provider/journeys.py",
    "post.py",
    "example/__init__.py",
}
OPENERS = {"freezing.py"}


def _calls(name: str) -> Iterator[str]:
    """The files that call `something.name(…)` or `name(…)`."""
    for path in sorted(PANEL.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called == name:
                yield path.relative_to(PANEL).as_posix()


def test_every_view_names_an_action_with_a_row(app: Flask) -> None:
    views = {endpoint: view for endpoint, view in app.view_functions.items() if endpoint != "static"}
    assert len(views) > 40
    for endpoint, view in views.items():
        assert isinstance(getattr(view, "action", None), Action), endpoint
        assert view.action in TABLE, endpoint


def test_views_take_get_and_post_only(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        assert (rule.methods or set()) <= {"GET", "HEAD", "OPTIONS", "POST"}, rule


def test_only_the_listed_files_commit() -> None:
    assert set(_calls("commit")) <= COMMITTERS
    assert list(_calls("commit")).count("web/guard.py") == 1


def test_sealed_ballots_are_opened_by_closing_alone() -> None:
    assert set(_calls("opened_ballots")) | set(_calls("open_ballots")) <= OPENERS


def test_user_text_is_never_evaluated_or_compiled_into_a_page() -> None:
    for forbidden in ("eval", "exec", "compile_expression", "render_template_string", "from_string"):
        assert list(_calls(forbidden)) == [], forbidden


def test_no_get_of_any_page_changes_the_database_but_for_what_the_record_says_of_it(
    app: Flask, db: Session, make: Make, visit: Callable[..., Visitor]
) -> None:
    panel = make.panel()
    cycle = make.cycle(panel)
    make.criterion(cycle)
    chair, secretariat = make.person(Role.CHAIR, panel), make.person(Role.SECRETARIAT, panel)
    proposal = make.proposal(cycle)
    round_ = make.round(cycle)
    known = {"cycle_id": cycle.id, "proposal_id": proposal.id, "round_id": round_.id}
    visitors = [visit(chair), visit(secretariat)]
    before = _contents(db)
    with app.test_request_context():
        addresses = [
            app.url_for(rule.endpoint, **{name: known[name] for name in rule.arguments})
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or set()) and rule.arguments <= known.keys()
        ]
    assert len(addresses) > 15
    for visitor in visitors:
        for address in addresses:
            assert visitor.client.get(address).status_code < 500, address
    after = _contents(db)
    assert after.pop("event") > before.pop("event")
    assert after == before
    assert set(db.scalars(select(Event.action))) <= {"read", "refused"}


def _contents(db: Session) -> dict[str, list[str]]:
    """Every row of every table as text."""
    db.expire_all()
    tables = [name for name in _tables(db) if not name.startswith(("search_fts", "sqlite_"))]
    return {name: sorted(str(row) for row in db.execute(text(f'SELECT * FROM "{name}"'))) for name in tables}


def _tables(db: Session) -> list[str]:
    if db.get_bind().dialect.name == "sqlite":
        return list(db.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")))
    return list(db.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")))
