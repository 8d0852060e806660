"""Writes what we are built of as a CycloneDX bill of materials; the same lock always gives the same bill.

    python3 .ci/sbom.py > panel.cdx.json

Standard library only. The hashes of a component are those of all its files that the lock accepts.
"""

import hashlib
import json
import re
import sys
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "locks" / "run.lock"
PINNED = re.compile(r"^([a-z0-9-]+)==(\S+)((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$", re.MULTILINE)
VERSION = re.compile(r'^version = "(.+)"$', re.MULTILINE)


def bill(lock):
    """The bill of materials of a lock's text."""
    [version] = VERSION.findall((ROOT / "pyproject.toml").read_text())
    digest = hashlib.sha256(lock.encode()).hexdigest()
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, digest)}",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "bom-ref": "panel", "name": "panel", "version": version},
            "properties": [{"name": "lock:sha256", "value": digest}],
        },
        "components": [component(*pinned) for pinned in PINNED.findall(lock)],
    }


def component(name, version, hashes):
    """One library with the address by which package registries know it."""
    found = re.findall("[0-9a-f]{64}", hashes)
    purl = f"pkg:pypi/{name}@{version}"
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        "hashes": [{"alg": "SHA-256", "content": content} for content in found],
    }


if __name__ == "__main__":
    json.dump(bill(LOCK.read_text()), sys.stdout, indent=1)
    sys.stdout.write("\n")
