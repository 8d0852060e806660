"""The guard, executed: every view names its action, one place commits, a GET writes nothing, seals stay closed."""

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from panel.config import ROOT
from panel.models.events import Event
from panel.models.people import Role
from panel.policy.actions import Action
from panel.policy.table import TABLE
from panel.web.recording import MANY, REFUSED
from tests.make import Make
from tests.visit import Visitor

PANEL = ROOT / "panel"
# The guard commits for every page, commands for themselves; throttling and spent journeys must outlive a refusal.
COMMITTERS = {
    "web/guard.py",
    "web/recording.py",
    "web/visits.py",
    "commands/accounts.py",
    "commands/backup.py",
    "commands/checkpoint.py",
    "commands/forgetting.py",
    "commands/importing.py",
    "commands/results.py",
    "commands/serving.py",
    "commands/terminal.py",
    "throttling.py",
    "provider/journeys.py",
    "post.py",
    "example/__init__.py",
}
# Who may find out whose a ballot is, or open one: functions, not files.
OPENERS = {
    "envelope.unseal": {
        "owners.py:_key",
        "seal.py:_open_sheet",
        "seal.py:_round_key",
    },
    "seal._open_sheet": {
        "seal.py:_is_there",
        "seal.py:_keep_earlier",
        "seal.py:open_round",
        "seal.py:own_ballots",
        "seal.py:own_earlier",
    },
    "seal.open_round": {"inputs.py:opened_sheets"},
    "inputs.opened_sheets": {"freezing.py:freeze_round"},
    "seal.own_ballots": {"seal.py:own_ballot", "scoring/routes.py:_own_list"},
    "seal.own_ballot": {"scoring/routes.py:_opened", "scoring/earlier.py:earlier_round"},
    "seal.own_earlier": {"scoring/routes.py:_earlier"},
    "seal.own_progress": {"home/queries.py:_duties", "scoring/queries.py:desk_items"},
    "owners.own_receipts": {"tally/receipts.py:own_receipts"},
    "owners.is_own": {"home/queries.py:own_unsealings", "unsealing/queries.py:unsealing"},
    "owners.marks_of": {
        "owners.py:is_own",
        "seal.py:own_ballots",
        "seal.py:own_earlier",
        "seal.py:own_progress",
        "seal.py:save",
        "seal.py:void",
        "tally/receipts.py:own_receipts",
    },
    "owners.owners": {"owners.py:owner_of", "owners.py:participation", "owners.py:stayers", "seal.py:open_round"},
    "owners.rows": {"analysis/loading.py:_read"},
    "owners.own_row": {"analysis/loading.py:_row_of"},
    "owners.same_rows": {"analysis/pairing.py:load_pair"},
    "owners.lay": {"imports/past_round.py:write"},
    "owners.stayers": {"tally/movement.py:movement_here"},
    "owners.owner_of": {"unsealing/actions.py:reveal"},
    "actions.reveal": {"unsealing/routes.py:reveal"},
    "owners.participation": {"home/office.py:office_of", "tally/participation.py:participants"},
}


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


@cache
def _callers() -> dict[str, set[str]]:
    """The functions that call `module.function(…)`, or `function(…)` in that module, by what they call."""
    callers: dict[str, set[str]] = defaultdict(set)
    for path in sorted(PANEL.rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            for node in ast.walk(function):
                called: Any = node.func if isinstance(node, ast.Call) else None
                module = getattr(getattr(called, "value", None), "id", path.stem)
                name = getattr(called, "attr", getattr(called, "id", ""))
                callers[f"{module}.{name}"].add(f"{path.relative_to(PANEL).as_posix()}:{function.name}")
    return callers


@pytest.mark.parametrize("name", OPENERS)
def test_ballots_are_opened_and_joined_to_persons_by_named_functions_alone(name: str) -> None:
    """2d L1 and L2: exactly these, so that whoever adds one says so here."""
    assert _callers()[name] == OPENERS[name]


def test_what_opens_a_ballot_is_neither_imported_by_its_name_nor_passed_on() -> None:
    """It is called where its module's name stands before it; second factors alone import what opens theirs."""
    secret = {name.partition(".")[2] for name in OPENERS}
    taken = set()
    for path in sorted(PANEL.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module in ("panel.seal", "panel.owners", "panel.envelope"):
                taken |= {f"{path.name}:{one.name}" for one in node.names if one.name in secret}
            if isinstance(node, ast.Attribute) and id(node) not in called and node.attr in secret:
                named = getattr(node.value, "id", "")
                taken |= {f"{path.name}:{named}.{node.attr}"} if named in ("seal", "owners", "envelope") else set()
    assert taken == {"codes.py:unseal"}


def test_the_tables_of_ballots_are_read_by_named_files_alone() -> None:
    """The table of owners is nobody's business but that of the two files of the seal."""
    readers = {
        path.relative_to(PANEL).as_posix()
        for path in PANEL.rglob("*.py")
        if "BallotOwner" in path.read_text(encoding="utf-8")
    }
    assert readers == {"models/ballots.py", "owners.py", "seal.py"}


def test_user_text_is_never_evaluated_or_compiled_into_a_page() -> None:
    for forbidden in ("eval", "exec", "compile_expression", "render_template_string", "from_string"):
        assert list(_calls(forbidden)) == [], forbidden


def test_no_get_of_any_page_changes_the_database_but_for_what_the_record_says_of_it(
    app: Flask, db: Session, make: Make, visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "panel.web.visits.keep", lambda _actor: None
    )  # that somebody was here: tests/web/test_visits.py
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
    assert set(db.scalars(select(Event.action))) <= {"read", REFUSED, MANY}


def _contents(db: Session) -> dict[str, list[str]]:
    """Every row of every table as text."""
    db.expire_all()
    tables = [name for name in _tables(db) if not name.startswith(("search_fts", "sqlite_"))]
    return {name: sorted(str(row) for row in db.execute(text(f'SELECT * FROM "{name}"'))) for name in tables}


def _tables(db: Session) -> list[str]:
    if db.get_bind().dialect.name == "sqlite":
        return list(db.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")))
    return list(db.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")))
