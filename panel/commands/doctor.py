"""`panel doctor`: every control with pass or fail and how to repair it; a start in production asks the same."""

import argparse
import os
from collections.abc import Sequence

from panel import clock, doctor, flask_settings
from panel.commands.terminal import say
from panel.config import Settings
from panel.db import Database
from panel.doctor import Finding

_MARKS = {True: "○", False: "×"}


def show(arguments: argparse.Namespace) -> None:
    """`panel doctor`: exit code 1 where a control fails."""
    settings = Settings.from_env()
    findings = examined(settings, Database(settings.database_url), production=arguments.production)
    for line in lines(findings, arguments.lang or settings.default_language):
        say(line)
    if any(not finding.passed for finding in findings):
        raise SystemExit(1)


def examined(settings: Settings, database: Database, *, production: bool) -> list[Finding]:
    """How the controls stand for a site served with these settings."""
    return doctor.examine(
        settings, database, flask_settings(settings), os.environ, now=clock.now(), production=production
    )


def refuse_unsafe_start(settings: Settings, database: Database) -> None:
    """Say what is unsafe, and do not start. What only time has brought about is left to `panel doctor`."""
    failed = [finding for finding in examined(settings, database, production=True) if finding.at_start]
    failed = [finding for finding in failed if not finding.passed]
    if failed:
        for line in lines(failed, settings.default_language):
            say(line)
        raise SystemExit(1)


def lines(findings: Sequence[Finding], language: str) -> list[str]:
    """One line for each control; below one that fails, how to repair it."""
    said = []
    for finding in findings:
        found = f" ({finding.found})" if finding.found else ""
        said.append(f"{_MARKS[finding.passed]} {finding.title[language]}{found}")
        if not finding.passed:
            said.append(f"    {finding.repair[language]}")
    return said
