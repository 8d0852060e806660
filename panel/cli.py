"""The `panel` command: the words of the commands in panel/commands; a failure is one line and exit code 2."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from sqlalchemy.exc import DBAPIError

from panel.commands import backup, doctor
from panel.commands.accounts import create_administrator, link, reset_factors
from panel.commands.bundle import write_bundle
from panel.commands.checkpoint import checkpoint
from panel.commands.forgetting import forget_raters
from panel.commands.importing import import_
from panel.commands.instance import init
from panel.commands.mail import mail
from panel.commands.results import export_report, show_tally
from panel.commands.serving import demo, serve
from panel.commands.terminal import fail
from panel.commands.verify import verify
from panel.errors import PanelError, SettingsError
from panel.formats import FORMATS


class _Parser(argparse.ArgumentParser):
    """argparse that says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        fail(f"{message} (see `{self.prog} --help`)")


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
        if command is serve:
            serving.add_argument("--production", action="store_true", help="refuse to start where a control fails")
            serving.add_argument("--accept-rollback", metavar="REASON", help="go on with an older copy; it is recorded")
    examining = _add(commands, "doctor", doctor.show, "list every control with pass or fail and how to repair it")
    examining.add_argument("--production", action="store_true", help="also what a site with a real panel needs")
    examining.add_argument("--lang", choices=("ja", "en"), help="the language of the list")
    backing = _add(commands, "backup", backup.create, "write a checked copy of the database; the keys are not in it")
    backing.add_argument("file", type=Path, metavar="FILE")
    restoring = _add(commands, "restore", backup.restore, "put a backup in the place of the database")
    restoring.add_argument("file", type=Path, metavar="FILE")
    restoring.add_argument("--replace", action="store_true", help="a database that is there is kept under another name")
    forgetting = _add(commands, "forget-raters", forget_raters, "destroy for good who scored what in a published cycle")
    forgetting.add_argument("cycle", metavar="NAME")
    _add(commands, "mail", mail, "send the mail that is due")
    verifying = _add(commands, "verify", verify, "check that nobody changed the record or what it speaks of")
    verifying.add_argument("--bundle", type=Path, metavar="FILE", help="check a bundle; no database is needed")
    _add(commands, "checkpoint", checkpoint, "sign the state of the record, at most once an hour")
    bundling = _add(commands, "bundle", write_bundle, "write what a third person needs to verify a cycle")
    bundling.add_argument("cycle", metavar="NAME")
    bundling.add_argument("--out", type=Path, required=True)
    for name, command, about in (
        ("create-administrator", create_administrator, "make an account that administers the site, and print its link"),
        ("link", link, "print a one-time link by which the owner of an account sets a new password"),
        ("reset-factors", reset_factors, "remove the second factors of an account whose owner has lost them"),
    ):
        _add(commands, name, command, about).add_argument("address", metavar="ADDRESS")
    _add_import(commands)
    tally = _add(commands, "tally", show_tally, "print the frozen tally of a round")
    tally.add_argument("cycle", metavar="NAME")
    tally.add_argument("--round", type=_number, required=True)
    tally.add_argument("--json", action="store_true", help="all of it: inputs, rule, seed, software, items, analysis")
    tally.add_argument("--recompute", action="store_true", help="compute it again and compare byte for byte")
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
