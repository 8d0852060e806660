"""`panel tally` and `panel export`: the frozen numbers of a round, printed or computed again, and its report."""

import argparse
import json

from sqlalchemy.orm import Session

from panel import freezing, ledger, recomputation
from panel.analysis import frozen
from panel.commands.terminal import fail, ready, say
from panel.config import Settings
from panel.db import Database
from panel.models.tallies import Snapshot
from panel.policy.actions import Action
from panel.reports.actions import rendered_report

DIFFERENT = 1
_LONGEST = 120  # what the record keeps of the name of a thing


def show_tally(arguments: argparse.Namespace) -> None:
    """`panel tally NAME --round N`: with `--recompute` whether the same comes out, with `--json` everything of it."""
    if not (arguments.json or arguments.recompute):
        fail("say --json to print the tally, --recompute to compute it again, or both")
    settings, database = ready()
    with database.transaction(write=False) as db:
        if arguments.recompute:
            _recompute(db, settings, arguments)
        if arguments.json:
            result = freezing.tally_json(db, arguments.cycle, arguments.round, settings.seal_key)
    if arguments.json:
        _note_reading(database, f"{arguments.cycle}:{arguments.round}", Action.EXPORT_SHEETS)
        say(json.dumps(result, ensure_ascii=False, allow_nan=False, indent=1))


def _recompute(db: Session, settings: Settings, arguments: argparse.Namespace) -> None:
    """Exit code 1 and the first row that differs, unless tally and analysis come out byte for byte."""
    stored = freezing.frozen_tally(db, arguments.cycle, arguments.round)
    wrong = [f"the tally {sentence}" for sentence in recomputation.differences(db, settings.seal_key, stored)]
    for sentence in wrong:
        say(sentence)
    if wrong:
        raise SystemExit(DIFFERENT)
    if not arguments.json:  # which is all that is printed where both are asked for
        say(f"the same, byte for byte: tally {stored.sha256}, {_analysed(db, stored)}")


def _analysed(db: Session, stored: Snapshot) -> str:
    kept = frozen.can_be_made_again(db, stored.round_id)
    return "analysis " + (
        kept or "not computed again: it was not frozen, other software made it or owners are forgotten"
    )


def export_report(arguments: argparse.Namespace) -> None:
    """`panel export`: the file appears whole or not at all."""
    settings, database = ready()
    if not arguments.out.parent.is_dir():
        fail(f"{arguments.out.parent}: no such folder")
    with database.transaction(write=False) as db:
        content = rendered_report(
            db, settings.seal_key, arguments.cycle, arguments.round, arguments.format, arguments.lang
        )
    _note_reading(database, f"{arguments.cycle}:{arguments.round}.{arguments.format}", Action.EXPORT_REPORT)
    unfinished = arguments.out.with_name(f".{arguments.out.name}.part")
    unfinished.write_bytes(content)
    unfinished.replace(arguments.out)


def _note_reading(database: Database, thing: str, action: Action) -> None:
    """Put into the record that something was taken out of the site."""
    with database.transaction(write=True) as db:
        ledger.record(db, None, "read", thing[:_LONGEST], action=action.value)
        db.commit()
