"""The statistics stand by themselves: only they know arrays, and nobody waits for NumPy before the first question."""

import ast
from collections.abc import Iterator
from pathlib import Path

from panel.config import ROOT
from tests.rules.test_imports import PANEL, dotted_names, files, imported

STATISTICS = PANEL / "calc" / "statistics"
NUMERIC = {"numpy", "scipy"}
SOLVER = "shortlist.py"  # where an optimum is searched for


def imported_at_once(path: Path) -> Iterator[str]:
    """The dotted names a file imports as soon as it is itself imported."""
    return dotted_names(executed(ast.parse(path.read_text(encoding="utf-8"))))


def executed(node: ast.AST) -> Iterator[ast.AST]:
    """All of a module but what stands in functions or is there for types only."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from executed(child)


def test_only_the_statistics_reckon_with_arrays() -> None:
    breaches = [
        f"{path.relative_to(ROOT)} imports {dotted}"
        for _, path in files()
        for dotted in imported(path)
        if dotted.split(".")[0] in NUMERIC and path.parent != STATISTICS
    ]
    assert breaches == []


def test_of_scipy_only_its_special_functions_are_used_and_its_solver_where_one_is_needed() -> None:
    """`scipy.stats` takes seconds to import: it is something to test against."""
    breaches = [
        f"{path.relative_to(ROOT)} imports {dotted}"
        for _, path in files()
        for dotted in imported(path)
        if dotted.startswith("scipy")
        and not f"{dotted}.".startswith("scipy.special.")
        and not (dotted.startswith("scipy.optimize.") and path == STATISTICS / SOLVER)
    ]
    assert breaches == []


def test_the_solver_is_loaded_when_it_is_asked_and_no_sooner() -> None:
    breaches = [
        str(path.relative_to(ROOT))
        for _, path in files()
        for dotted in imported_at_once(path)
        if dotted.startswith("scipy.optimize")
    ]
    assert breaches == []


def test_the_server_starts_without_the_statistics() -> None:
    """They bring NumPy, so whoever needs them imports them inside the function that does."""
    breaches = [
        f"{path.relative_to(ROOT)} imports {dotted}"
        for _, path in files()
        for dotted in imported_at_once(path)
        if dotted.startswith("panel.calc.statistics") and path.parent != STATISTICS
    ]
    assert breaches == []
