"""`panel verify`: whether anybody changed the record, or what it speaks of, behind the back of the application."""

import argparse
import zipfile

from panel import bundle, ledger, verification
from panel.commands.terminal import fail, ready, say

BROKEN = 1
_AT_MOST = 20


def verify(arguments: argparse.Namespace) -> None:
    """`panel verify`: exit code 1 and what does not fit, the first first; with `--bundle` no database is needed."""
    if arguments.bundle is not None:
        _verify_bundle(arguments)
        return
    settings, database = ready()
    with database.transaction(write=False) as db:
        found = verification.problems(db, settings)
        wrong = [sentence for sentence, _n in zip(found, range(_AT_MOST), strict=False)]
        if not wrong:
            say(f"{ledger.n_events(db)} events, all in place")
    _stop_at(wrong)


def _verify_bundle(arguments: argparse.Namespace) -> None:
    try:
        done, wrong = bundle.check(arguments.bundle)
    except (zipfile.BadZipFile, KeyError, ValueError) as problem:
        fail(f"{arguments.bundle}: not a bundle of ours ({problem})")
    for sentence in done:
        say(sentence)
    _stop_at(wrong)


def _stop_at(wrong: list[str]) -> None:
    for sentence in wrong:
        say(sentence)
    if wrong:
        raise SystemExit(BROKEN)
