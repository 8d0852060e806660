"""From the command line: the operator names officers, makes the cycle a file belongs to, and is held to its phases."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from panel import presets
from panel.calc.calendar import Phase
from panel.calc.words import query_phrases
from panel.errors import Conflict
from panel.imports.actions import Result, import_file
from panel.imports.table import ImportRefused
from panel.models.cycles import Cycle
from panel.models.people import Membership, Person, Role
from panel.models.proposals import Proposal, ProposalVersion
from panel.models.search import found_texts
from tests.imports.files import csv_file

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
FIELDS = "defence_fields_and_sectors.csv"


@pytest.fixture
def bring(db: Any, settings: Any) -> Any:
    """bring(what, data): import a file as the operator does."""

    def brought(what: str, data: bytes) -> Result:
        return import_file(db, None, what, data, "file.csv", cycle_name="strategy", settings=settings, now=NOW)

    return brought


def test_a_file_makes_the_cycle_it_is_for_and_says_so(bring: Any, db: Any) -> None:
    result = bring("proposals", presets.content(FIELDS))
    assert str(result) == "proposals: 72 new, 0 changed, 0 unchanged; The cycle “strategy” is new."
    cycle = db.query(Cycle).one()
    assert (cycle.name, cycle.phase, cycle.from_fiscal_year, cycle.to_fiscal_year) == ("strategy", "DR", 2026, 2030)


def test_the_fields_and_sectors_that_ship_are_found_by_two_characters(bring: Any, db: Any) -> None:
    bring("proposals", presets.content(FIELDS))
    assert db.query(ProposalVersion).filter_by(number=1, submitted=True).count() == 72
    found = found_texts(db, query_phrases("誘導"))
    ids = set(db.scalars(select(found.c.proposal_id)))
    assert {one.code for one in db.query(Proposal) if one.id in ids} >= {"T01"}


def test_the_same_file_again_changes_nothing(bring: Any, db: Any) -> None:
    bring("proposals", presets.content(FIELDS))
    assert str(bring("proposals", presets.content(FIELDS))) == "proposals: 0 new, 0 changed, 72 unchanged"
    assert db.query(ProposalVersion).count() == 72


def test_the_operator_names_the_officers_of_a_panel(bring: Any, db: Any) -> None:
    header = ("family_name", "email", "role")
    bring(
        "members", csv_file(header, [("座長", "chair@example.org", "座長"), ("事務局", "s@example.org", "secretariat")])
    )
    assert sorted(one.role for one in db.query(Membership)) == [Role.CHAIR, Role.SECRETARIAT]


def test_one_wrong_row_leaves_nothing_of_the_file_and_no_cycle(bring: Any, db: Any) -> None:
    rows = [("一", "one@example.org"), ("二", "not an address")]
    with pytest.raises(ImportRefused, match=r"^Row 3, column email: This is no e-mail address"):
        bring("members", csv_file(("family_name", "email"), rows))
    assert db.query(Person).count() == 0
    assert db.query(Cycle).count() == 0


def test_the_operator_is_held_to_the_phases(bring: Any, make: Any) -> None:
    make.cycle(make.panel(), Phase.TALLY, name="strategy")
    with pytest.raises(Conflict):
        bring("proposals", presets.content(FIELDS))
