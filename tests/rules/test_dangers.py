"""What no file of ours may do: evaluate, compare secrets carelessly, draw chance elsewhere, call out, wait."""

import ast
import importlib
import re
import time
from collections.abc import Iterator
from functools import cache

import pytest

from panel.config import ROOT
from panel.models.people import Role
from tests.make import Make
from tests.visit import Visitor

PANEL = ROOT / "panel"
OUTSIDE = {  # V1.3.6, V13.2.4, F31: who speaks to another machine, and with what
    "post.py": {"smtplib", "ssl"},
    "provider/exchange.py": {"requests"},
    "commands/serving.py": {"socket"},  # asks this machine whether a port is free
}
NETWORK = {
    "aiohttp",
    "ftplib",
    "http",
    "httpx",
    "imaplib",
    "requests",
    "smtplib",
    "socket",
    "ssl",
    "telnetlib",
    "urllib3",
}
NEVER = {"ctypes", "marshal", "pickle", "shelve", "uuid", "xml.dom", "xml.etree", "yaml"}
SECRET = re.compile(r"(?:^|_)(?:token|secret|password|challenge|proof|one_time_code|recovery_code)$")
ASKED_WHOLE = {"_THING"}  # patterns that are only ever held against a whole text


@cache
def trees() -> tuple[tuple[str, ast.Module], ...]:
    """Every file of the package, by its path in it, as a tree."""
    paths = sorted(PANEL.rglob("*.py"))
    return tuple((path.relative_to(PANEL).as_posix(), ast.parse(path.read_text(encoding="utf-8"))) for path in paths)


def imported(tree: ast.Module) -> set[str]:
    """The modules a file imports."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_only_mail_and_the_sign_in_provider_speak_to_another_machine() -> None:
    found = {path: {name.split(".")[0] for name in imported(tree)} & NETWORK for path, tree in trees()}
    assert {path: names for path, names in found.items() if names} == OUTSIDE


def test_nothing_is_read_by_a_parser_that_runs_or_fetches() -> None:
    """V1.3.2, V1.5.1, V11.5.1: no pickles, no XML trees, and no numbers that only look like secrets."""
    assert [(path, name) for path, tree in trees() for name in imported(tree) & NEVER] == []


def test_chance_comes_from_the_system_but_in_the_example() -> None:
    """V11.5.1."""
    assert {path.split("/")[0] for path, tree in trees() if "random" in imported(tree)} == {"example"}


def test_no_broken_hash_and_no_made_up_cipher_is_used() -> None:
    """V11.2.1, V11.3.2, V11.3.3, V11.4.1."""
    names = {node.attr for _path, tree in trees() for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not names & {"md5", "sha1", "new_md5", "ECB", "CBC", "ARC4", "TripleDES", "Blowfish"}
    ciphers = {name for _path, tree in trees() for name in imported(tree) if name.startswith("cryptography.")}
    used = {name.rpartition(".")[2] for name in ciphers}
    assert used & {"AESGCM", "Ed25519PrivateKey", "Fernet"}
    assert not used & {"algorithms", "modes", "Cipher"}


def test_secrets_are_not_compared_sign_by_sign() -> None:
    """V11.2.4: `==` on a token or a code tells by its time how much of a guess was right."""
    careless = [
        f"{path}:{node.lineno} {ast.unparse(node)}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq)
        if any(SECRET.search(_name(side)) for side in (node.left, *node.comparators))
        if not any(isinstance(side, ast.Constant) for side in node.comparators)
        if not _is_a_condition_of_the_database(node)
    ]
    assert careless == []


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _is_a_condition_of_the_database(node: ast.Compare) -> bool:
    """`Column.name == value` is SQL: what it finds, it finds by an index."""
    return isinstance(node.left, ast.Attribute) and _name(node.left.value)[:1].isupper()


WORST = (
    "a",
    " ",
    "\t",
    "\n",
    "(",
    "<",
    "-",
    ".",
    "0",
    "9",
    "一",
    "ア",
    "a ",
    "a-",
    "<a",
    "..",
    "0.",
    "@a.",
    "\x00",
    "=a",
)


def test_no_pattern_of_ours_waits_on_a_text_made_to_be_slow() -> None:
    """V1.3.12: 10,000 characters of anything are searched in a fraction of a second."""
    found = {
        (name, pattern.pattern): pattern
        for path, _tree in trees()
        if not path.startswith(("commands/", "cli", "translations/__main__"))
        for name, pattern in vars(importlib.import_module(_module(path))).items()
        if isinstance(pattern, re.Pattern)
    }
    assert len(found) > 20
    slow = []
    for (name, _text), pattern in found.items():
        for unit in WORST:
            text = unit * (10_000 // len(unit)) + "!"
            typed = text.encode() if isinstance(pattern.pattern, bytes) else text
            began = time.process_time()
            if name not in ASKED_WHOLE:
                pattern.search(typed)  # type: ignore[arg-type]
            pattern.fullmatch(typed)  # type: ignore[arg-type]
            if time.process_time() - began > 0.25:
                slow.append((name, unit))
    assert slow == []


def _module(path: str) -> str:
    return (
        "panel." + path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        if path != "__init__.py"
        else "panel"
    )


def static(*suffixes: str) -> Iterator[tuple[str, str]]:
    """What is sent to browsers, by its path."""
    for folder in ("static", "templates"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in suffixes:
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def test_nothing_typed_is_kept_in_the_browser() -> None:
    """V14.3.3: scripts remember a field's name, that keys are used, a list put away; what is typed stays outside."""
    keeps = {
        path for path, text in static(".js") if re.search(r"\b(localStorage|sessionStorage|indexedDB|caches)\b", text)
    }
    assert keeps <= {"static/shared/filter-form.js", "static/shared/keyboard-scale.js", "static/scoring/sheet.js"}


def test_no_page_fetches_anything_from_elsewhere() -> None:
    """V14.2.3, V3.4.3: scripts, styles, fonts and pictures are all our own."""
    elsewhere = re.compile(r"""(?:src|href|url\(|import|fetch\()\s*=?\s*\(?["']?(?:https?:)?//(?!www\.w3\.org)""")
    assert [path for path, text in static(".js", ".css", ".html", ".svg") if elsewhere.search(text)] == []


def test_only_drawings_of_ours_are_taken_for_markup() -> None:
    """V1.2.1, V1.3.5, F24: one template prints drawings; what else becomes markup comes from writers that escape.

    Markup("…").format(…) escapes what it is given; anything else has to be a writer named here.
    """
    assert {path for path, text in static(".html") if "|safe" in text} == {"templates/shared/_icons.html"}
    makers = {path for path, tree in trees() for node in ast.walk(tree) if isinstance(node, ast.Call)
              and _name(node.func) == "Markup" and not isinstance(node.args[0], ast.Constant)}  # fmt: skip
    assert makers <= {
        "factors/routes.py",
        "published/routes.py",
        "scoring/routes.py",
        "reports/routes.py",
    }


def test_only_what_escapes_its_words_is_called_a_drawing() -> None:
    """V1.2.1: a page takes a drawing over as it is."""
    makers = {path for path, tree in trees() for node in ast.walk(tree) if isinstance(node, ast.Call)
              and _name(node.func) == "Svg"}  # fmt: skip
    assert makers == {"calc/drawing.py", "calc/chart_row.py"}


@pytest.mark.parametrize("role", [Role.CHAIR, Role.SECRETARIAT])
def test_no_cookie_grows_too_large_for_a_browser(make: Make, visit: object, role: Role) -> None:
    """V3.3.5: after a hundred messages that no page has shown, the cookie is small enough to be kept."""
    visitor: Visitor = visit(make.person(role, make.panel()))  # type: ignore[operator]
    for _press in range(100):
        visitor.post("/account/language", {"language": "ja"})
    cookie = visitor.client.get_cookie("panel")
    assert cookie is not None
    assert len(cookie.value) < 4_000
