"""The house, executed: imports point down, rooms stay apart, Flask keeps to the door, time has one clock."""

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from panel.config import ROOT

PANEL = ROOT / "panel"

ROOMS = {
    "account",
    "administration",
    "comments",
    "cycles",
    "decisions",
    "factors",
    "home",
    "imports",
    "lenses",
    "people",
    "provider",
    "proposals",
    "published",
    "record",
    "reports",
    "scenarios",
    "scoring",
    "search",
    "shortlists",
    "tally",
    "unsealing",
    "weights",
}
GROUND = {"clock", "config", "errors"}
# What each part may import of ours, beside itself; from the ground to the roof.
FLOORS = {
    "clock": set(),
    "errors": set(),
    "config": {"errors"},
    "logs": set(),
    "calc": set(),
    "formats": {"calc"},
    "presets": set(),
    "translations": GROUND,
    "db": GROUND,
    "schema": GROUND,
    "models": GROUND | {"db", "calc"},
    "policy": GROUND | {"models", "calc"},
    "commitments": GROUND | {"models", "db", "calc"},
    "ledger": GROUND | {"policy", "models", "db", "calc"},  # an event names its Actor
    "envelope": set(),
    "owners": GROUND | {"envelope", "models", "db", "calc"},
    "seal": GROUND | {"envelope", "owners", "models", "db", "calc"},
    "accounts": GROUND | {"post", "tokens", "ledger", "policy", "models", "db", "calc"},
    "addresses": set(),
    "devices": set(),
    "codes": {"envelope"},
    "passkeys": {"codes"},
    "passwords": set(),
    "tokens": GROUND | {"models", "db"},
    "post": GROUND | {"models", "db"},
    "throttling": GROUND | {"ledger", "policy", "models", "db", "calc"},
    "inputs": GROUND | {"envelope", "owners", "seal", "policy", "models", "db", "calc"},
    "analysis": GROUND | {"envelope", "owners", "seal", "inputs", "policy", "models", "db", "calc"},
    "doctor": GROUND | {"schema", "ledger", "policy", "models", "db", "calc"},
    "recomputation": GROUND | {"analysis", "models", "db", "calc"},
    "verification": GROUND | {"recomputation", "checkpoints", "commitments", "ledger", "models", "db", "calc"},
    "bundle": GROUND | {"checkpoints", "ledger", "models", "db", "calc"},
    "checkpoints": GROUND | {"ledger", "post", "policy", "models", "db", "calc"},
    "backup": GROUND | {"ledger", "policy", "models", "db", "calc"},
    "sketches": GROUND | {"policy", "models", "db", "calc"},
    "set_up": GROUND | {"ledger", "policy", "models", "db", "calc"},
    "freezing": GROUND
    | {"analysis", "commitments", "envelope", "owners", "inputs", "seal", "ledger", "policy", "models", "db", "calc"},
    "web": GROUND
    | {
        "checkpoints",
        "passwords",
        "throttling",
        "post",
        "tokens",
        "addresses",
        "ledger",
        "policy",
        "models",
        "db",
        "presets",
        "calc",
    },
}
ROOFS = {
    "__init__",
    "cli",
    "commands",
    "example",
    "server",
}  # they put the parts together, and only they may import each other
TABLE = FLOORS | {room: set(FLOORS) for room in ROOMS} | {roof: {*FLOORS, *ROOMS, *ROOFS} for roof in ROOFS}

# What each part may import of others; Flask is for the door and for the two files of a room that stand at it.
RECORDS = {"sqlalchemy"}
DOOR = {
    "babel",
    "flask",
    "flask_babel",
    "flask_login",
    "flask_wtf",
    "markupsafe",
    "sqlalchemy",
    "werkzeug",
    "wtforms",
}
LIBRARIES = {
    "calc": {"numpy", "scipy"},  # in the statistics alone
    "formats": {
        "docx",
        "noto_cjk_sans_jp_bold",
        "noto_cjk_sans_jp_regular",
        "python_calamine",
        "typst",
        "xlsxwriter",
    },
    "translations": {"babel"},
    "db": RECORDS,
    "schema": RECORDS | {"alembic"},
    "models": RECORDS,
    "policy": RECORDS,
    "commitments": RECORDS,
    "ledger": RECORDS,
    "recomputation": RECORDS,
    "verification": RECORDS,
    "bundle": RECORDS,
    "checkpoints": RECORDS | {"cryptography"},
    "envelope": {"cryptography"},
    "owners": RECORDS,
    "seal": RECORDS,
    "accounts": RECORDS | {"flask_babel"},  # sentences for people
    "addresses": {"email_validator"},
    "codes": {"cryptography", "pyotp", "segno"},
    "passkeys": {"webauthn"},
    "passwords": {"argon2"},
    "tokens": RECORDS,
    "post": RECORDS,
    "throttling": RECORDS | {"flask_babel"},  # how long to wait
    "inputs": RECORDS,
    "analysis": RECORDS,
    "doctor": RECORDS,
    "backup": RECORDS,
    "sketches": RECORDS | {"flask_babel"},  # sentences for people
    "set_up": RECORDS | {"flask_babel"},  # sentences for people
    "freezing": RECORDS | {"flask_babel"},  # sentences for people
    "web": DOOR,
    "__init__": DOOR,
    "cli": RECORDS,
    "commands": RECORDS,
    "example": RECORDS,
    "provider": {"authlib", "itsdangerous", "joserfc", "requests"},
    "server": {"flask", "gunicorn"},
}
ROOM_LIBRARIES = {
    "flask_babel",
    "sqlalchemy",
}  # flask_babel: sentences for people
AT_THE_DOOR = {"forms.py", "routes.py"}

IMPURE = {
    "http",
    "os",
    "pathlib",
    "random",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "tempfile",
    "time",
    "urllib",
}


def files() -> Iterator[tuple[str, Path]]:
    """Every Python file of the package with the part it belongs to."""
    for path in sorted(PANEL.rglob("*.py")):
        yield path.relative_to(PANEL).parts[0].removesuffix(".py"), path


def imported(path: Path) -> Iterator[str]:
    """The dotted names a file imports, wherever in it."""
    return dotted_names(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def dotted_names(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """What the import statements among these name."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module}.{alias.name}" for alias in node.names)


def part_of(dotted: str) -> str:
    """The part of ours that a dotted name leads to; names of the package itself lead to its roof."""
    name = dotted.split(".")[1] if "." in dotted else "__init__"
    return name if name in TABLE else "__init__"


def allowed_libraries(part: str, path: Path) -> set[str]:
    """The third-party packages this file may import."""
    if part in ROOMS:
        return ROOM_LIBRARIES | LIBRARIES.get(part, set()) | (DOOR if path.name in AT_THE_DOOR else set())
    return LIBRARIES.get(part, set())


def test_every_part_of_the_house_stands_in_the_table() -> None:
    assert {part for part, _ in files()} - set(TABLE) == set()


def test_imports_point_down_and_no_room_imports_another() -> None:
    breaches = [
        f"{path.relative_to(ROOT)} imports {dotted}"
        for part, path in files()
        for dotted in imported(path)
        if dotted.split(".")[0] == "panel" and part_of(dotted) not in TABLE[part] | {part}
    ]
    assert breaches == []


def test_each_part_uses_only_its_own_libraries() -> None:
    known = sys.stdlib_module_names | {"panel"}
    breaches = [
        f"{path.relative_to(ROOT)} imports {dotted}"
        for part, path in files()
        for dotted in imported(path)
        if dotted.split(".")[0] not in known | allowed_libraries(part, path)
    ]
    assert breaches == []


def test_calculation_touches_no_file_no_network_no_clock_and_no_chance() -> None:
    breaches = [
        f"{path.relative_to(ROOT)} imports {dotted}"
        for part, path in files()
        for dotted in imported(path)
        if part == "calc" and dotted.split(".")[0] in IMPURE
    ]
    assert breaches == []


def test_only_the_clock_asks_for_the_time() -> None:
    breaches = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for part, path in files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and (ast.unparse(node) in {"datetime.now", "datetime.utcnow", "date.today", "time.time"})
        and part != "clock"
    ]
    assert breaches == []
