"""What an analysis costs: its array from the database, everything on a board at once, and the page that shows it."""

import json
import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import clock, create_app, schema
from panel.analysis.loading import load
from panel.calc.analysis import Settings as Asked
from panel.calc.marks import Scale
from panel.calc.statistics.analyse import analyse
from panel.calc.statistics.arrays import F64
from panel.calc.statistics.scores import Scores
from panel.config import Settings
from panel.db import Database
from panel.models.cycles import Round, RoundCriterion
from panel.models.people import Role
from tests.bench import dataset
from tests.bench.reader import session_cookie
from tests.bench.statistics import N_CRITERIA, N_ITEMS, N_RATERS, SEED, WEIGHTS, Line, marks, peak, quickest, seconds

LARGE = dataset.Size(1_000, 100, 4, 0, one_in=1, reason=0)
"""100 members, 1,000 proposals, 4 criteria: 400,000 scores, one in twenty of them a blank."""
SMALL = dataset.Size(60, 12, 5, 0, one_in=1, reason=0)
MARKS = "select ballot_id, round_criterion_id, value from mark where round_criterion_id in ({}) and value is not null"
BESIDE = ("select mark, ballot_id from ballot_owner", "select id, confidence from ballot where confidence is not null")


def main(n_proposals: str = "") -> None:
    """Print one line of JSON for each measure; with a number, only how many proposals take how long to load."""
    lines = loading(dataset.Size(int(n_proposals), 100, 4, 0, one_in=1, reason=0)) if n_proposals else all_lines()
    for line in lines:
        sys.stdout.write(json.dumps(asdict(line)) + "\n")
        sys.stdout.flush()


def all_lines() -> Iterator[Line]:
    """Everything that is promised."""
    yield from whole_board()
    yield from loading(LARGE)
    yield from small_board()


def whole_board() -> Iterator[Line]:
    """Places, probabilities, influence, weights, agreement and sentences of 100 x 1,000 x 8, in one thread."""
    given = marks(N_RATERS, N_ITEMS)
    gaps = np.where(np.random.default_rng(SEED).random((N_RATERS, N_ITEMS, 1)) < 0.8, given, np.nan)
    asked = Asked(SEED, N_ITEMS // 3)
    for name, values in (("complete", given), ("a fifth missing", gaps)):
        yield Line(f"whole board, {name}", quickest(partial(analyse, scores_of(values), asked)), 1, "s CPU")
    yield peak("memory of the whole board", partial(analyse, scores_of(gaps), asked))


def scores_of(values: F64) -> Scores:
    """Marks of 1 to 9 as the scores of a round."""
    n_raters, n_items, n_criteria = values.shape
    return Scores(
        values,
        WEIGHTS,
        Scale(1, 9),
        tuple(f"P{number}" for number in range(n_items)),
        tuple(f"C{number}" for number in range(n_criteria)),
        np.ones((n_items, N_CRITERIA), dtype=np.bool_),
        np.full(n_items, n_raters),
        (None,) * n_raters,
    )


def loading(size: dataset.Size) -> Iterator[Line]:
    """A closed round into the array, beside fetching the same rows through `sqlite3` and doing nothing with them."""
    with tempfile.TemporaryDirectory(prefix="panel-bench-") as name:
        settings, database, loaded = filled(Path(name), size)
        with database.transaction(write=False) as db:
            round_id = db.scalars(select(Round.id)).one()
            ids = db.scalars(select(RoundCriterion.id)).all()
            file = sqlite3.connect(settings.database_url.removeprefix("sqlite:///"))
            query = MARKS.format(", ".join(map(str, ids)))
            n_marks = len(file.execute(query).fetchall())
            alone = quickest(lambda: file.execute(query).fetchall())
            bare = quickest(lambda: [file.execute(each).fetchall() for each in (query, *BESIDE)])
            own = quickest(partial(anew, db, settings, round_id, loaded.proposal_ids))
        database.engine.dispose()
    note = f"{own:.2f} s CPU for {n_marks:,} scores, its rows {bare:.2f} s, of which the marks {alone:.2f} s"
    yield Line("loading a round into the array", own / bare, 3, "x", note)


def anew(db: Session, settings: Settings, round_id: int, proposal_ids: tuple[int, ...]) -> None:
    """Load a round as if nobody had asked for it before."""
    load(db, settings.seal_key, round_id, proposal_ids, anew=True)


def small_board() -> Iterator[Line]:
    """The page of a board of 12 members and 60 proposals, through the application, its analysis computed and read."""
    with tempfile.TemporaryDirectory(prefix="panel-bench-") as name:
        settings, database, loaded = filled(Path(name), SMALL)
        client = create_app(settings, database).test_client()
        cookie, _, value = session_cookie(settings.session_key, loaded.tokens[Role.CHAIR][0]).partition("=")
        client.set_cookie(cookie, value, domain="localhost")
        page = f"/cycles/{loaded.cycle_id}/tally"
        for path, what in ((page, "as it was frozen"), (f"{page}?cut=7", "with another line")):
            assert client.get(path).status_code == 200, path
            spent = quickest(partial(client.get, path)) * 1e3
            yield Line(f"board of 12 x 60, {what}", spent, 100, "ms CPU")
        with database.transaction(write=False) as db:
            scores = load(db, settings.seal_key, db.scalars(select(Round.id)).one(), loaded.proposal_ids).scores
        assert scores is not None
        yield Line("analysis of 12 x 60", seconds(partial(analyse, scores, Asked(SEED, 20))) * 1e3, 100, "ms CPU")
        database.engine.dispose()


def filled(instance: Path, size: dataset.Size) -> tuple[Settings, Database, dataset.Loaded]:
    """A site of its own with a round that the program has closed and released."""
    os.environ.update(PANEL_INSTANCE=str(instance), PANEL_DATABASE_URL="", PANEL_SECOND_FACTOR="off")
    settings = Settings.from_env()
    database = Database(settings.database_url)
    schema.upgrade(database.engine)
    return settings, database, dataset.load(database, settings, clock.now(), size)


if __name__ == "__main__":
    main(*sys.argv[1:])
