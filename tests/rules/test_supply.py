"""What we are built of: nothing locked has a grave advisory, and the bill of materials names all that is locked."""

import importlib.util
import json
import tomllib
from datetime import date
from types import ModuleType

import pytest

from panel.config import ROOT
from panel.doctor.supply import GRAVE, LEAST, known, release
from tests.rules.test_files import requirements

LOCKS = ("run.lock", "dev.lock")
SEVERITIES = ("low", "medium", *GRAVE)


def locked(lock: str) -> dict[str, str]:
    """The versions a lock pins, by the name of the package."""
    return dict(pinned.split("==") for pinned in requirements(lock))


@pytest.mark.parametrize("lock", LOCKS)
def test_nothing_locked_has_a_grave_advisory(lock: str) -> None:
    """G14, V15.2.1."""
    versions = locked(lock)
    reached = [
        f"{advisory.package} {versions[advisory.package]}: {advisory.id}"
        for advisory in known()
        if advisory.package in versions and advisory.severity in GRAVE and advisory.affects(versions[advisory.package])
    ]
    assert reached == []


def test_every_advisory_can_be_held_against_a_lock() -> None:
    """Each names a package we lock and a range that versions fall into or not, and says what it is to us."""
    names = locked("dev.lock")
    for advisory in known():
        assert advisory.package in names, advisory.id
        assert advisory.severity in SEVERITIES, advisory.id
        assert not advisory.affects("999999"), advisory.id
        assert advisory.concerns.endswith("."), advisory.id
    assert len({(advisory.package, advisory.id) for advisory in known()}) == len(known()) > 30


def test_the_list_of_advisories_is_dated() -> None:
    read_on = tomllib.loads((ROOT / "locks" / "advisories.toml").read_text())["read_on"]
    assert date(2026, 11, 1) <= read_on


def test_an_older_release_would_be_caught() -> None:
    """The list is worth something: each of these was released, and had to be left."""
    older = {"flask": "2.2.4", "gunicorn": "21.2.0", "cryptography": "46.0.4", "authlib": "1.6.6", "lxml": "6.0.2"}
    for package, version in older.items():
        assert any(advisory.affects(version) for advisory in known() if advisory.package == package), package


def test_the_doctor_asks_for_no_more_than_the_lock_gives() -> None:
    versions = locked("run.lock")
    assert {package for package, least in LEAST.items() if release(versions[package]) < release(least)} == set()


@pytest.fixture
def sbom() -> ModuleType:
    """The script that writes the bill of materials."""
    spec = importlib.util.spec_from_file_location("sbom", ROOT / ".ci" / "sbom.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


def test_the_bill_of_materials_names_all_that_is_locked(sbom: ModuleType) -> None:
    """V15.1.2."""
    bill = json.loads(json.dumps(sbom.bill(sbom.LOCK.read_text())))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert {part["name"]: part["version"] for part in bill["components"]} == locked("run.lock")
    assert all(part["hashes"] and part["purl"].startswith("pkg:pypi/") for part in bill["components"])


def test_the_bill_of_materials_is_the_same_for_the_same_lock(sbom: ModuleType) -> None:
    text = sbom.LOCK.read_text()
    assert sbom.bill(text) == sbom.bill(text)
    assert sbom.bill(text)["serialNumber"] != sbom.bill(text + "\n")["serialNumber"]
