"""A pytest plugin: imports one file of the project with what PANEL_DELETED names left out of it."""

import ast
import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType

import pytest

from tests.deletions.sites import PANEL, without


class _Without(SourceFileLoader):
    """Loads a changed syntax in place of the file's own."""

    def __init__(self, name: str, path: Path, tree: ast.Module) -> None:
        super().__init__(name, str(path))
        self.tree = tree

    def get_code(self, _name: str) -> CodeType:
        """The code of the changed syntax."""
        return compile(self.tree, self.path, "exec")


class _Finder(MetaPathFinder):
    """Finds the one changed module; everything else is found as usual."""

    def __init__(self, deleted: str) -> None:
        self.file, self.tree = without(deleted)
        self.name = ".".join(("panel", *self.file.relative_to(PANEL).with_suffix("").parts))

    def find_spec(
        self, name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The changed module, when it is asked for."""
        if name != self.name:
            return None
        return spec_from_file_location(name, self.file, loader=_Without(name, self.file, self.tree))


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Put the changed module in the way before anything of the project is imported."""
    deleted = os.environ["PANEL_DELETED"]
    if not deleted:
        return
    finder = _Finder(deleted)
    if finder.name in sys.modules:
        raise RuntimeError(f"{finder.name} was imported before it could be changed")
    sys.meta_path.insert(0, finder)
