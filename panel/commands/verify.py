"""`panel verify`: whether anybody changed the record behind the back of the application."""

import argparse

from panel import ledger
from panel.commands.terminal import ready, say


def verify(_arguments: argparse.Namespace) -> None:
    """`panel verify`: exit code 1 and the first event that does not fit, if one does not."""
    _settings, database = ready()
    with database.transaction(write=False) as db:
        broken = ledger.first_break(db)
        if broken is not None:
            say(f"event {broken} does not fit the chain")
            raise SystemExit(1)
        say(f"{ledger.n_events(db)} events, all in place")
