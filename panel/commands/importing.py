"""`panel import`: members, proposals or the scores of a past round from a file."""

import argparse

from panel import checkpoints, clock
from panel.commands.terminal import fail, say, set_up
from panel.imports.actions import ScoreOptions, import_file


def import_(arguments: argparse.Namespace) -> None:
    """`panel import`: all or nothing, with the first problem named."""
    data = arguments.file.read_bytes()
    settings, database = set_up()
    options = _score_options(arguments) if arguments.what == "scores" else None
    with database.transaction(write=True) as db:
        result = import_file(
            db,
            None,
            arguments.what,
            data,
            arguments.file.name,
            cycle_name=arguments.cycle,
            settings=settings,
            now=clock.now(),
            options=options,
        )
        signed = checkpoints.due(db, settings, clock.now())
        db.commit()
    if signed is not None:
        checkpoints.keep_outside(settings, signed)
    say(str(result))


def _score_options(arguments: argparse.Namespace) -> ScoreOptions:
    if arguments.round is None or arguments.scale is None:
        fail("scores need --round N and --scale LO:HI")
    lowest, _, highest = arguments.scale.partition(":")
    if not (lowest.lstrip("-").isdecimal() and highest.lstrip("-").isdecimal()):
        fail(f"--scale {arguments.scale}: write the lowest and the highest value, such as 1:5")
    return ScoreOptions(
        round_number=arguments.round,
        lowest=int(lowest),
        highest=int(highest),
        direction=-1 if arguments.direction == "low-is-best" else 1,
    )
