"""`panel tally` and `panel export`: the frozen numbers of a round, printed, and its report in a file."""

import argparse
import json

from panel import clock, freezing, ledger
from panel.commands.terminal import fail, ready, say
from panel.policy.actions import Action
from panel.reports.actions import rendered_report

_LONGEST = 120  # what the record keeps of the name of a thing


def show_tally(arguments: argparse.Namespace) -> None:
    """`panel tally NAME --round N --json`."""
    _settings, database = ready()
    with database.transaction(write=False) as db:
        result = freezing.tally_json(db, arguments.cycle, arguments.round)
    say(json.dumps(result, ensure_ascii=False, allow_nan=False, indent=1))


def export_report(arguments: argparse.Namespace) -> None:
    """`panel export`: the file appears whole or not at all."""
    _settings, database = ready()
    if not arguments.out.parent.is_dir():
        fail(f"{arguments.out.parent}: no such folder")
    with database.transaction(write=False) as db:
        content = rendered_report(
            db, arguments.cycle, arguments.round, arguments.format, arguments.lang, now=clock.now()
        )
    with database.transaction(write=True) as db:
        thing = f"{arguments.cycle}:{arguments.round}.{arguments.format}"[:_LONGEST]
        ledger.record(db, None, "read", thing, action=Action.EXPORT_REPORT.value)
        db.commit()
    unfinished = arguments.out.with_name(f".{arguments.out.name}.part")
    unfinished.write_bytes(content)
    unfinished.replace(arguments.out)
