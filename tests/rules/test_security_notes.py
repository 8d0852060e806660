"""docs/security.md, executed: every item has a row, every file and test it names exists, every column and key too."""

import re
from functools import cache

import pytest

import panel.models  # noqa: F401 - every record, for the table of data
from panel.config import ROOT
from panel.db import Base

# The items that apply, by number; ranges stand for all numbers between.
ITEMS = """
1.1.1-2 1.2.1-4 1.2.9-10 1.3.2 1.3.5-7 1.3.11-12 1.4.2 1.5.1-3
2.1.1-3 2.2.1-3 2.3.1-5 2.4.1
3.2.1-2 3.3.1-5 3.4.1 3.4.3-8 3.5.1 3.5.3 3.5.8 3.7.2-3
4.1.1 4.1.3-4 4.2.1
5.1.1 5.2.1-4 5.2.6 5.3.1-3 5.4.1-3
6.1.1 6.2.1 6.2.4-5 6.2.7-9 6.2.11-12 6.3.1-3 6.3.7-8 6.4.1 6.4.3 6.4.6 6.5.1 6.5.5
7.1.1 7.2.1-4 7.3.1-2 7.4.1-5 7.5.1-3
8.1.1-2 8.2.1-3 8.3.1-3 8.4.1-2
11.1.1 11.2.1 11.2.4 11.3.2-3 11.4.1-2 11.5.1
12.2.1 12.3.1
13.1.2 13.2.2 13.2.4 13.3.1 13.4.1-6
14.1.1 14.2.1 14.2.3 14.2.6-8 14.3.1-3
15.1.2-3 15.2.2 15.3.1 15.3.3-5 15.3.7 15.4.1-2
16.1.1 16.2.1-2 16.2.5 16.3.1-4 16.4.1-3 16.5.1-4
"""


def numbers() -> list[str]:
    """Every item by itself."""
    found = []
    for written in ITEMS.split():
        chapter, _, last = written.rpartition(".")
        first, _, end = last.partition("-")
        found += [f"{chapter}.{n}" for n in range(int(first), int(end or first) + 1)]
    return found


@cache
def table(heading: str) -> list[list[str]]:
    """The rows of the first table below a heading, cell by cell."""
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    section = text.partition(f"\n## {heading}")[2].partition("\n## ")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split(" | ")] for line in section.splitlines() if line[:2] == "| "
    ]
    assert len(rows) > 2, heading
    return rows[1:]


def asvs() -> list[list[str]]:
    """The rows about the items."""
    return table("OWASP ASVS")


def test_every_item_that_applies_has_one_row() -> None:
    listed = [number for row in asvs() for number in row[0].split(", ")]
    assert sorted(listed) == sorted(numbers())


def test_every_row_names_a_test_or_says_that_it_is_not_met() -> None:
    assert [row[0] for row in asvs() if row[3] in ("–", "") and not row[1].startswith("NOT MET")] == []


@pytest.mark.parametrize("column", [2, 3])
def test_every_file_and_every_test_that_is_named_exists(column: int) -> None:
    named = {name for row in asvs() for name in re.findall(r"`([^`]+)`", row[column])}
    assert len(named) > 50
    assert sorted(name for name in named if not (_is_a_test(name) if "::" in name else _is_a_file(name))) == []


def _is_a_file(name: str) -> bool:
    return any((ROOT / folder / name).exists() for folder in ("panel", ".")) or any((ROOT / "panel").glob(name))


def _is_a_test(name: str) -> bool:
    path, _, function = name.partition("::")
    file = ROOT / "tests" / path
    return (
        file.is_file() and re.search(rf"^def {function}\(", file.read_text(encoding="utf-8"), re.MULTILINE) is not None
    )


def test_every_column_has_one_class() -> None:
    """V14.1.1: a new column is given one before it is given data."""
    classed = {row[0]: [name for cell in row[1:] for name in cell.split() if name != "–"] for row in table("Data")}
    columns = {name: sorted(table.columns.keys()) for name, table in Base.metadata.tables.items()}
    assert {name: sorted(names) for name, names in classed.items()} == columns


def test_every_key_file_is_in_the_list_of_keys() -> None:
    """V11.1.1."""
    written = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "panel").rglob("*.py"))
    assert {row[0] for row in table("Keys")} == set(re.findall(r'"(\w+\.key)"', written))


def test_every_kind_of_log_is_in_the_inventory() -> None:
    """V16.1.1: what keeps a trace of people is one of these; a logger of another name would be another log."""
    written = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "panel").rglob("*.py"))
    assert set(re.findall(r'getLogger\("([\w.]+)"\)', written)) == {"panel"}
    assert {row[0] for row in table("Logs")} == {"record", "checkpoints", "error log", "mail", "access log"}
