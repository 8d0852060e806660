"""`panel bundle`: everything about a cycle that a third person can verify without this software, in one file."""

import argparse

from panel import bundle, clock
from panel.commands.terminal import fail, ready, say


def write_bundle(arguments: argparse.Namespace) -> None:
    """`panel bundle NAME --out FILE.zip`: the file appears whole or not at all."""
    settings, database = ready()
    if not arguments.out.parent.is_dir():
        fail(f"{arguments.out.parent}: no such folder")
    with database.transaction(write=False) as db:
        content = bundle.archive(db, settings, arguments.cycle, clock.now())
    unfinished = arguments.out.with_name(f".{arguments.out.name}.part")
    unfinished.write_bytes(content)
    unfinished.replace(arguments.out)
    say(f"Ready: {arguments.out}")
