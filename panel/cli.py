"""The `panel` command: set up, serve, and what the secretariat repeats; a failure is one line and exit code 2."""

import argparse
import json
import os
import socket
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from panel import clock, freezing, ledger, post, schema, server
from panel.account.actions import create_first_link
from panel.config import Settings
from panel.db import Database
from panel.errors import PanelError, SettingsError
from panel.formats import FORMATS
from panel.imports.actions import ScoreOptions, import_file
from panel.models.people import Person
from panel.reports.actions import rendered_report

BAD_INPUT = 2


class _Parser(argparse.ArgumentParser):
    """argparse that says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        fail(f"{message} (see `{self.prog} --help`)")


def fail(sentence: str) -> NoReturn:
    """One line on standard error, exit code 2."""
    print(f"panel: {' '.join(sentence.split())}", file=sys.stderr)  # noqa: T201 - this is a command
    raise SystemExit(BAD_INPUT)


def say(sentence: str) -> None:
    """A line for whoever typed the command."""
    print(sentence, flush=True)  # noqa: T201 - this is a command


def main() -> None:
    """Run the command line."""
    os.umask(0o077)  # the database and the keys are for their owner only
    arguments = _parser().parse_args()
    command: Callable[[argparse.Namespace], None] = arguments.command
    try:
        command(arguments)
    except SettingsError as problem:
        fail(str(problem))
    except PanelError as problem:
        fail(problem.sentence or "there is nothing of that name")
    except DBAPIError as problem:
        fail(f"the database cannot be used: {str(problem.orig).partition(chr(10))[0]}")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read along has seen enough
    except OSError as problem:
        fail(f"{problem.filename or 'file'}: {problem.strerror}")


def _parser() -> _Parser:
    parser = _Parser(prog="panel", description="The workbench of expert panels")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    _add(commands, "init", init, "create the database and the keys, or bring them up to date")
    for name, command, about in (
        ("serve", serve, "serve the site"),
        ("demo", demo, "load the example cycle and serve it"),
    ):
        serving = _add(commands, name, command, about)
        serving.add_argument("--host", default="127.0.0.1")
        serving.add_argument("--port", type=int, default=8000)
    _add(commands, "mail", mail, "send the mail that is due")
    _add(commands, "verify", verify, "check that the ledger is whole")
    _add_import(commands)
    tally = _add(commands, "tally", show_tally, "print the frozen tally of a round")
    tally.add_argument("cycle", metavar="NAME")
    tally.add_argument("--round", type=_number, required=True)
    tally.add_argument("--json", action="store_true", required=True, help="the one form there is")
    export = _add(commands, "export", export_report, "write the report of a round to a file")
    export.add_argument("cycle", metavar="NAME")
    export.add_argument("--round", type=_number, required=True)
    export.add_argument("--format", choices=sorted(FORMATS), required=True)
    export.add_argument("--lang", choices=("ja", "en", "both"), default="ja")
    export.add_argument("--out", type=Path, required=True)
    return parser


def _add(
    commands: "argparse._SubParsersAction[_Parser]",
    name: str,
    command: Callable[[argparse.Namespace], None],
    about: str,
) -> _Parser:
    added = commands.add_parser(name, help=about, description=about)
    added.set_defaults(command=command)
    return added


def _add_import(commands: "argparse._SubParsersAction[_Parser]") -> None:
    importing = _add(commands, "import", import_, "bring in members, proposals or the scores of a past round")
    importing.add_argument("what", choices=("members", "proposals", "scores"))
    importing.add_argument("file", type=Path, metavar="FILE")
    importing.add_argument("--cycle", required=True, metavar="NAME")
    importing.add_argument("--round", type=_number, help="scores: the number of the round")
    importing.add_argument("--scale", metavar="LO:HI", help="scores: the lowest and the highest value")
    importing.add_argument("--direction", choices=("high-is-best", "low-is-best"), default="high-is-best")


def _number(typed: str) -> int:
    """The number of a round."""
    if not (typed.isascii() and typed.isdecimal() and 0 < int(typed) < 1000):
        raise argparse.ArgumentTypeError(f"{typed} is not the number of a round")
    return int(typed)


def _free(arguments: argparse.Namespace) -> None:
    """Say at once that somebody else listens there, before anything is set up."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((arguments.host, arguments.port))
        except (OSError, OverflowError) as problem:
            fail(f"cannot listen on {arguments.host}:{arguments.port}: {getattr(problem, 'strerror', None) or problem}")


def _ready() -> tuple[Settings, Database]:
    """Settings and a database of the right schema. Raises SettingsError."""
    settings = Settings.from_env()
    database = Database(settings.database_url)
    schema.check(database.engine)
    return settings, database


def _set_up() -> tuple[Settings, Database]:
    """Settings and a database brought to the newest schema."""
    settings = Settings.from_env()
    database = Database(settings.database_url)
    schema.upgrade(database.engine)
    return settings, database


def init(_arguments: argparse.Namespace) -> None:
    """`panel init`."""
    settings, _database = _set_up()
    say(f"Ready: {settings.instance}")


def serve(arguments: argparse.Namespace) -> None:
    """`panel serve`: on an empty site, print the one-time link that makes the first secretariat account."""
    _free(arguments)
    settings, database = _set_up()
    settings = _served_at(settings, arguments)
    with database.transaction(write=True) as db:
        if db.scalars(select(Person.id).limit(1)).first() is None:
            token = create_first_link(db, now=clock.now())
            db.commit()
            say(
                f"The site is empty. Create the first secretariat account at\n  {_url(arguments)}/account/first/{token}"
            )
    say(f"Panel serves on {_url(arguments)} (stop with Ctrl+C)")
    server.serve(settings, arguments.host, arguments.port)


def demo(arguments: argparse.Namespace) -> None:
    """`panel demo`: the example cycle, and as whom to sign in."""
    from panel import example  # noqa: PLC0415 - slow to load, and no other command needs it

    _free(arguments)
    settings, database = _set_up()
    settings = _served_at(settings, arguments)
    accounts = example.load(database, settings, clock.now())
    say(f"Panel serves the example cycle on {_url(arguments)} (stop with Ctrl+C). Sign in as")
    for account in accounts:
        say(f"  {account.email:32} {account.role}")
    say(f"  password of all of them: {accounts[0].password}")
    server.serve(settings, arguments.host, arguments.port)


def _served_at(settings: Settings, arguments: argparse.Namespace) -> Settings:
    """Links in mail and invitations lead to where the site is served, unless PANEL_BASE_URL says otherwise."""
    return settings if "PANEL_BASE_URL" in os.environ else replace(settings, base_url=_url(arguments))


def _url(arguments: argparse.Namespace) -> str:
    return f"http://{arguments.host}:{arguments.port}"


def mail(_arguments: argparse.Namespace) -> None:
    """`panel mail`."""
    settings, database = _ready()
    say(f"{post.send_due(settings, database, clock.now())} sent")


def verify(_arguments: argparse.Namespace) -> None:
    """`panel verify`: exit code 1 and the first event that does not fit, if one does not."""
    _settings, database = _ready()
    with database.transaction(write=False) as db:
        broken = ledger.first_break(db)
        if broken is not None:
            say(f"event {broken} does not fit the chain")
            raise SystemExit(1)
        say(f"{ledger.n_events(db)} events, all in place")


def import_(arguments: argparse.Namespace) -> None:
    """`panel import`: all or nothing, with the first problem named."""
    data = arguments.file.read_bytes()
    settings, database = _set_up()
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
        db.commit()
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


def show_tally(arguments: argparse.Namespace) -> None:
    """`panel tally NAME --round N --json`."""
    _settings, database = _ready()
    with database.transaction(write=False) as db:
        result = freezing.tally_json(db, arguments.cycle, arguments.round)
    say(json.dumps(result, ensure_ascii=False, allow_nan=False, indent=1))


def export_report(arguments: argparse.Namespace) -> None:
    """`panel export`: the file appears whole or not at all."""
    _settings, database = _ready()
    if not arguments.out.parent.is_dir():
        fail(f"{arguments.out.parent}: no such folder")
    with database.transaction(write=False) as db:
        content = rendered_report(
            db, arguments.cycle, arguments.round, arguments.format, arguments.lang, now=clock.now()
        )
    unfinished = arguments.out.with_name(f".{arguments.out.name}.part")
    unfinished.write_bytes(content)
    unfinished.replace(arguments.out)
