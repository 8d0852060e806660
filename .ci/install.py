"""Builds `.venv` from a lock with plain pip, once per lock: what `make setup` and `make test` stand on.

    python3 .ci/install.py run    what Panel needs to run
    python3 .ci/install.py dev    that, and what its tests need

Standard library only, and readable by old Pythons too, so that they can say what is missing.
"""

import fcntl
import hashlib
import importlib.util
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed"  # a digest for each lock that is in; written last, so a broken build has none
LOCKS = {"run": ROOT / "locks" / "run.lock", "dev": ROOT / "locks" / "dev.lock"}  # dev holds all of run
OLDEST = (3, 11)
PIP = [str(PYTHON), "-m", "pip", "-qq", "--disable-pip-version-check", "--no-input", "install"]


def main(name):
    """Install the lock `name` unless it is in already; nothing to do costs no time."""
    refuse_unfit_python()
    with LOCKS["run"].open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two makes at once: the second waits and finds the work done
        present = installed()
        if digest(name) not in present:
            STAMP.unlink(missing_ok=True)
            install(name, fresh=not present)
            STAMP.write_text("\n".join(sorted(present | {digest("run"), digest(name)})))


def refuse_unfit_python():
    """Say in one sentence what is missing, before anything is touched."""
    if sys.version_info < OLDEST:
        found = sys.version.split()[0]
        sys.exit(f"Panel needs Python 3.11 or newer, this is {found}; name another: make setup PYTHON=python3.12")
    if not all(map(importlib.util.find_spec, ("venv", "ensurepip"))):
        sys.exit("This Python has no venv module; on Debian or Ubuntu: apt-get install python3-venv")


def digest(name):
    """What decides whether an installation is still right: lock, own metadata, Python and place."""
    metadata, _, _settings_of_tools = (ROOT / "pyproject.toml").read_bytes().partition(b"[tool.")
    parts = [LOCKS[name].read_bytes(), metadata]
    parts += [sys.base_prefix.encode(), sys.version[:4].encode(), str(ROOT).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def installed():
    """The digests of the locks that are in; none where one is out of date, so that all is built anew."""
    if not PYTHON.exists() or not STAMP.exists():
        return set()
    present = set(STAMP.read_text().split())
    return present if present <= {digest(name) for name in LOCKS} else set()


def install(name, fresh):
    """Fetch the locked packages, then add the project itself without network."""
    print("Installing into .venv (a minute or so, once) ...", flush=True)
    if fresh:
        run([sys.executable, "-m", "venv", "--clear", str(VENV)], "the virtual environment could not be made")
    run(
        [*PIP, "--require-hashes", "--only-binary", ":all:", "-r", str(LOCKS[name])],
        "pip could not install the packages (see above); if the network failed, run the command again",
    )
    run(
        [*PIP, "--no-index", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)],
        "the project itself could not be installed (see above)",
    )
    run([str(PYTHON), "-m", "panel.translations"], "the translations could not be compiled (see above)")


def run(command, otherwise):
    """Run one step, or stop with a sentence."""
    if subprocess.run(command, cwd=ROOT).returncode:
        sys.exit(otherwise)


if __name__ == "__main__":
    main(sys.argv[1])
