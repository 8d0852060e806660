"""The script that deletes guards: it finds every one, and what it leaves out is really gone."""

import ast
from collections import Counter
from collections.abc import Sequence

import pytest
from flask import Flask

from tests.deletions.sites import KINDS, Site, sites, without


@pytest.fixture(scope="module")
def found_sites() -> Sequence[Site]:
    return list(sites())


def test_every_guarded_view_and_every_kind_is_a_deletion(app: Flask, found_sites: Sequence[Site]) -> None:
    found = Counter(site.kind for site in found_sites)
    guarded = [view for view in app.view_functions.values() if hasattr(view, "__wrapped__") and hasattr(view, "action")]
    assert set(found) == set(KINDS)
    assert found["guard"] >= len({view.__module__ + view.__qualname__ for view in guarded})


def test_a_deletion_changes_the_file_it_is_in(found_sites: Sequence[Site]) -> None:
    for site in {site.kind: site for site in found_sites}.values():
        path, tree = without(site.name)
        assert ast.unparse(tree) != ast.unparse(ast.parse(path.read_text(encoding="utf-8"))), site
