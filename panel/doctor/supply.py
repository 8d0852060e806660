"""The controls of what we are built on: versions old enough to be known, and none with a grave advisory."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from itertools import takewhile
from operator import eq, ge, gt, le, lt
from typing import Final

from panel.config import ROOT
from panel.doctor.circumstances import Circumstances

LEAST: Final = {
    "flask": "3.1.3",
    "werkzeug": "3.1.6",
    "gunicorn": "23.0.0",
    "sqlalchemy": "2.1",
    "cryptography": "50.0.0",
}
_COMPARE: Final = {"<=": le, ">=": ge, "==": eq, "<": lt, ">": gt}
GRAVE: Final = ("high", "critical")


@dataclass(frozen=True)
class Advisory:
    """A published weakness of some versions of a package; `concerns` says whether it reaches us."""

    package: str
    id: str
    severity: str
    affected: str
    concerns: str

    def affects(self, found: str) -> bool:
        """Whether a version lies in the affected range."""
        return all(_holds(found, comparison) for comparison in self.affected.split(","))


def _holds(found: str, comparison: str) -> bool:
    sign = next(sign for sign in _COMPARE if comparison.startswith(sign))
    return bool(_COMPARE[sign](release(found), release(comparison.removeprefix(sign))))


def release(written: str) -> tuple[int, ...]:
    """The numbers of a version without trailing zeros: "3.1.0rc1" is (3, 1)."""
    parts = ["".join(takewhile(str.isdigit, part)) for part in written.split(".")]
    numbers = [int(part) for part in takewhile(bool, parts)]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


@cache
def known() -> tuple[Advisory, ...]:
    """The advisories that were read for this release."""
    with (ROOT / "locks" / "advisories.toml").open("rb") as file:
        return tuple(Advisory(**entry) for entry in tomllib.load(file)["advisory"])


def installed(package: str) -> str | None:
    """The version that would be imported, None where the package is not there."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def open_advisories() -> Iterator[Advisory]:
    """The grave advisories that hold for what is installed."""
    for advisory in known():
        found = installed(advisory.package)
        if found and advisory.severity in GRAVE and advisory.affects(found):
            yield advisory


def versions(_here: Circumstances) -> str | None:
    """Nothing older than what this release was tried with."""
    found = {package: installed(package) or "0" for package in LEAST}
    return (
        ", ".join(f"{package} {old}" for package, old in found.items() if release(old) < release(LEAST[package]))
        or None
    )


def advisories(_here: Circumstances) -> str | None:
    """No grave advisory is open."""
    return ", ".join(f"{advisory.package}: {advisory.id}" for advisory in open_advisories()) or None
