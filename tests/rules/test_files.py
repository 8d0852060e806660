"""What every file owes its reader: a size, a first line, a name that speaks, and nothing of one machine."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from panel.config import ROOT

FOLDERS = (".ci", "docs", "locks", "migrations", "panel", "static", "templates", "tests")
WRITTEN = {".css", ".html", ".js", ".lock", ".md", ".po", ".py", ".svg", ".toml", ".txt", ""}
CODE = {".css", ".html", ".js", ".py"}
LONGEST = 300
EMPTY_NAMES = {"base", "common", "core", "helper", "manager", "misc", "service", "util"}
MACHINE = re.compile(r"(?<![\w.\]>*-])/(?:home|root|tmp/\w+|work|Users)/\w")
REGISTRY = re.compile(r"(?:files|index|registry|mirror|repo)\.\w+\.(?:com|org|dev|io)|://[^\s/]+/simple|/simple(?:/|$)")
REQUIREMENT = re.compile(r"^(\S+==\S+)((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$", re.MULTILINE)


def files(suffixes: set[str], *folders: str) -> Iterator[Path]:
    """The files we write that end so, below these folders (all of ours by default) and beside them."""
    yield from (path for path in ROOT.iterdir() if not folders and path.is_file() and path.suffix in suffixes)
    for folder in folders or FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix in suffixes and "LC_MESSAGES" not in path.parts:
                yield path


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """Where a pattern stands in anything we write."""
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files(WRITTEN)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def names(path: Path) -> list[str]:
    """The words of a path, in the singular: tests/rules/test_utils.py holds test, rule, test and util."""
    return [word.removesuffix("s") for part in path.with_suffix("").parts for word in part.split("_")]


def requirements(lock: str) -> dict[str, str]:
    """What a lock pins, with its hashes."""
    return dict(REQUIREMENT.findall((ROOT / "locks" / lock).read_text()))


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): n_lines
        for path in files(CODE)
        if (n_lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert long == {}


def test_every_python_file_says_in_its_first_line_why_it_exists() -> None:
    silent = []
    for path in files({".py"}):
        text = path.read_text(encoding="utf-8")
        if not text.startswith('"""') or not ast.get_docstring(ast.parse(text)):
            silent.append(str(path.relative_to(ROOT)))
    assert silent == []


def test_no_name_of_a_file_or_folder_is_empty_of_meaning() -> None:
    assert [str(path) for path in files({".js", ".py"}) if set(names(path.relative_to(ROOT))) & EMPTY_NAMES] == []


def test_no_file_knows_a_path_of_one_machine() -> None:
    assert lines_with(MACHINE) == []


def test_no_file_names_a_package_registry() -> None:
    assert lines_with(REGISTRY) == []


@pytest.mark.parametrize("lock", ["run.lock", "dev.lock"])
def test_a_lock_holds_pinned_names_and_hashes_and_nothing_else(lock: str) -> None:
    text = (ROOT / "locks" / lock).read_text()
    assert requirements(lock)
    assert REQUIREMENT.sub("", text).strip() == ""


def test_the_development_lock_holds_all_of_the_other() -> None:
    assert requirements("run.lock").items() <= requirements("dev.lock").items()


@pytest.mark.parametrize("tree", ["templates", "static"])
def test_templates_and_static_files_mirror_the_rooms(tree: str) -> None:
    rooms = {path.name for path in (ROOT / "panel").iterdir() if (path / "routes.py").exists()}
    assert {path.name for path in (ROOT / tree).iterdir()} - rooms <= {"shared"}


def test_every_template_is_used() -> None:
    users = [path.read_text(encoding="utf-8") for path in files({".html", ".py", ".txt"}, "panel", "templates")]
    pages = [path.relative_to(ROOT / "templates").as_posix() for path in files({".html", ".txt"}, "templates")]
    assert [page for page in pages if not any(f'"{page}"' in text for text in users)] == []
