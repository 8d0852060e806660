"""What a site of record needs, control by control: whether it holds, and how to repair it; nothing is changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.exc import DBAPIError

from panel.config import Settings
from panel.db import Database
from panel.doctor import configuration, record, storage, supply
from panel.doctor.circumstances import Circumstances
from panel.doctor.words import WORDS

__all__ = ["Circumstances", "Control", "Finding", "examine"]


@dataclass(frozen=True)
class Control:
    """One thing that must hold; `wrong` says in names and numbers what does not, or None."""

    key: str
    wrong: Callable[[Circumstances], str | None]
    production: bool = True  # asked of sites that hold a real panel only
    at_start: bool = True  # False: it fails by the passing of time, and a standing site would only make it worse


@dataclass(frozen=True)
class Finding:
    """How one control stands: its title and its repair in both languages, and what was found where it fails."""

    key: str
    passed: bool
    found: str
    at_start: bool
    title: Mapping[str, str]
    repair: Mapping[str, str]


CONTROLS: Final = (
    Control("base_url", configuration.base_url),
    Control("trusted_hosts", configuration.trusted_hosts),
    Control("cookies", configuration.cookies),
    Control("debug", configuration.debug, production=False),
    Control("mail", configuration.mail),
    Control("second_factor", configuration.second_factor),
    Control("proxies", configuration.proxies),
    Control("environment", configuration.environment),
    Control("keys", storage.keys, production=False),
    Control("keys_apart", storage.keys_apart, production=False),
    Control("instance", storage.instance, production=False),
    Control("disk", storage.disk, production=False),
    Control("database", storage.database, production=False),
    Control("schema", storage.schema_version, production=False),
    Control("append_only", record.append_only),
    Control("ledger", record.ledger_whole, production=False),
    Control("checkpoint", record.checkpoint_age, at_start=False),
    Control("backup", record.backup_age, at_start=False),
    Control("clock", record.clock_sane, production=False),
    Control("example", record.example_accounts),
    Control("versions", supply.versions, production=False),
    Control("advisories", supply.advisories, production=False),
)


def examine(
    settings: Settings,
    database: Database,
    flask_settings: Mapping[str, Any],
    environment: Mapping[str, str],
    *,
    now: datetime,
    production: bool,
) -> list[Finding]:
    """How every control stands, in order; without `production` only what every site needs."""
    here = Circumstances(settings, database, flask_settings, environment, now)
    return [_finding(control, here) for control in CONTROLS if production or not control.production]


def _finding(control: Control, here: Circumstances) -> Finding:
    try:
        found = control.wrong(here)
    except DBAPIError as problem:  # a database of another structure, or none
        found = str(problem.orig).partition("\n")[0]
    words = WORDS[control.key]
    return Finding(
        control.key,
        found is None,
        found or "",
        control.at_start,
        title={"ja": words.title_ja, "en": words.title_en},
        repair={"ja": words.repair_ja, "en": words.repair_en},
    )
