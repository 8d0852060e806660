"""The script that deletes guards: it finds every one, and what it leaves out is really gone."""

import ast
from collections import Counter
from collections.abc import Sequence

import pytest

from tests.deletions.sites import KINDS, PANEL, Site, sites, without


@pytest.fixture(scope="module")
def found_sites() -> Sequence[Site]:
    return list(sites())


def test_every_kind_is_found_and_every_guard_that_refuses_somebody(found_sites: Sequence[Site]) -> None:
    found = Counter(site.kind for site in found_sites)
    guards = "".join(path.read_text(encoding="utf-8") for path in PANEL.glob("*/routes.py")).count("@needs(")
    assert set(found) == set(KINDS)
    assert guards - 30 < found["guard"] <= guards  # the others refuse nobody who is signed in


def test_a_deletion_changes_the_file_it_is_in(found_sites: Sequence[Site]) -> None:
    for site in {site.kind: site for site in found_sites}.values():
        path, tree = without(site.name)
        assert ast.unparse(tree) != ast.unparse(ast.parse(path.read_text(encoding="utf-8"))), site
