"""What somebody is recused from has no part in what a tally tells them: not in a place, a chance, a seed, a byte."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import pytest
from flask import Flask
from itsdangerous.timed import TimestampSigner

from panel import clock, envelope
from panel.config import Settings
from panel.db import Database
from tests.make import Make
from tests.rolled_back import RolledBack
from tests.scored import Scored
from tests.visit import Visitor

Told = dict[str, str]
HIDDEN = {
    "by all": (("5", "5", "5", "5", "5"), ("1", "2", "1", "5", "3")),
    "by three": (("5", "5", "4"), ("1", "2", "1")),
}


@pytest.fixture(autouse=True)
def no_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands, so that form tokens are alike."""
    now = datetime.now(UTC)
    monkeypatch.setattr(clock, "now", lambda: now)
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _self: int(now.timestamp()))


def world(
    app: Flask, migrated: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch, hidden: tuple[str, ...]
) -> Told:
    """The pages of somebody who is recused from the second proposal, to which these marks were given."""
    site, drawn = app.extensions["panel"], count()
    monkeypatch.setattr(envelope, "new_key", lambda: next(drawn).to_bytes(32, "big"))
    with RolledBack(migrated.engine) as database, database.transaction(write=True) as db:
        app.extensions["panel"] = replace(site, database=database)
        try:
            return _told(app, Make(db, settings), hidden)
        finally:
            app.extensions["panel"] = site


def _told(app: Flask, make: Make, hidden: tuple[str, ...]) -> Told:
    prepared = Scored.prepared(make)
    first, kept, third = prepared.proposals
    for person, mark in zip(prepared.members, ("5", "4", "4", "3", "4"), strict=True):
        make.ballot(prepared.round, first, person, importance=mark, feasibility="4")
    for person, mark in zip(prepared.members, hidden, strict=False):
        make.ballot(prepared.round, kept, person, importance=mark, feasibility=mark)
    for person, mark in zip((*prepared.members[1:], prepared.chair), ("3", "4", "5", "3", "4"), strict=True):
        make.ballot(prepared.round, third, person, importance=mark, feasibility="3")
    make.recusal(kept, prepared.deputy)
    prepared.release()
    visitor = Visitor(app, make.db, prepared.deputy, "en")
    board, result = f"/cycles/{prepared.cycle.id}/tally", f"/rounds/{prepared.round.id}/proposals/{first.id}/result"
    addresses = [f"{board}{asked}" for asked in ("", "?view=map", "?cut=1", "?sort=disagreement", "?band=in")]
    told = {address: visitor.get(address).text for address in (*addresses, result)}
    told[f"{board} as JSON"] = visitor.get(board, headers={"Accept": "application/json"}).text
    assert all(kept.code not in page for page in told.values())
    assert '"p_top": ' in told[f"{board} as JSON"]
    return {address: without_chance(page) for address, page in told.items()}


def without_chance(page: str) -> str:
    """A page without its form tokens, the moments at which its round was closed, and the minutes left of a sign-in."""
    return re.sub(r'value="[\w.-]{60,}"|"20[\d-]+T[\d:.]+Z"|data-minutes="\d+"', "", page)


@pytest.mark.one_database
@pytest.mark.parametrize("scored", HIDDEN)
def test_two_worlds_that_differ_in_what_is_hidden_are_told_alike(
    shared_app: Flask, migrated: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch, scored: str
) -> None:
    if migrated.engine.dialect.name != "sqlite":
        pytest.skip("both worlds need the same ids, and only SQLite begins them anew after a rollback")
    one, other = (world(shared_app, migrated, settings, monkeypatch, hidden) for hidden in HIDDEN[scored])
    assert one.keys() == other.keys()
    for address in one:
        assert one[address] == other[address], address
