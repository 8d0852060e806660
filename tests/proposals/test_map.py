"""The coverage map: what it counts, what it says in words, and where it leads."""

import html
import re
from typing import Any

import pytest
from sqlalchemy.orm import Session

from panel.calc.calendar import Phase
from panel.models.people import Role
from panel.models.proposals import Kind
from panel.policy.places import cycle_here
from panel.policy.subjects import Actor
from panel.proposals.coverage import Coverage, coverage
from tests.make import BEGINNING, Make

STAND_OFF = {"area_ja": "スタンド・オフ防衛能力", "area_en": "Stand-off defense"}
UNMANNED = {"area_ja": "無人アセット防衛能力", "area_en": "Unmanned"}
AIRCRAFT = {"kind": Kind.SECTOR, "industry_ja": "航空機製造業", "industry_en": "Aircraft", "industry_code": "3141"}


class World:
    """Two areas; a technology field in one of them, two sectors in the other, and one sector that says nothing."""

    def __init__(self, make: Make) -> None:
        self.panel = make.panel()
        self.member = make.person(Role.MEMBER, self.panel)
        self.cycle = make.cycle(self.panel, Phase.PROPOSING)
        self.field = make.proposal(self.cycle, None, code="T01", **STAND_OFF)
        self.sectors = [make.proposal(self.cycle, None, code=f"S0{n}", **UNMANNED, **AIRCRAFT) for n in (1, 2)]
        self.vague = make.proposal(self.cycle, None, code="S03", kind=Kind.SECTOR, area_ja="", area_en="")
        make.comment(self.field, self.member)
        self.map = f"/cycles/{self.cycle.id}/proposals/map"

    def coverage(self, db: Session, *recused_from: int) -> Coverage:
        """The map as a member sees it."""
        roles = {self.panel.id: frozenset({Role.MEMBER})}
        actor = Actor(self.member.id, "", "en", roles, recused_from=frozenset(recused_from))
        return coverage(db, actor, cycle_here(db, self.cycle.id, BEGINNING))


@pytest.fixture
def world(make: Make) -> World:
    """Everything there is to count."""
    return World(make)


def test_the_map_counts_what_stands_where_and_what_is_not_stated_comes_last(db: Session, world: World) -> None:
    found = world.coverage(db)
    assert [english for _japanese, english in found.areas] == ["Stand-off defense", "Unmanned", ""]
    assert [row.industry for row in found.rows] == [None, ("航空機製造業", "Aircraft"), ("", "")]
    assert [[cell.n for cell in row.cells] for row in found.rows] == [[1, 0, 0], [0, 2, 0], [0, 0, 1]]
    assert (found.column_totals, found.total) == ((1, 2, 1), 4)


def test_what_nobody_has_commented_on_is_marked(db: Session, world: World) -> None:
    unheard = [[cell.is_unheard for cell in row.cells] for row in world.coverage(db).rows]
    assert unheard == [[False, False, False], [False, True, False], [False, False, True]]


def test_what_a_reader_is_recused_from_is_not_on_their_map(db: Session, world: World) -> None:
    assert world.coverage(db, world.field.id).total == 3
    assert world.coverage(db, world.field.id).areas[0] == ("無人アセット防衛能力", "Unmanned")


def test_the_map_says_what_it_shows_in_words(visit: Any, world: World) -> None:
    shown = visit(world.member).get(world.map).text
    assert "No technology field is proposed in 1 of the 2 capability areas: Unmanned." in shown
    assert "No industrial sector is proposed in 1 of the 2 capability areas: Stand-off defense." in shown
    assert "Most stand in Unmanned: 2 of 4 proposals." in shown
    assert "1 sector names no industry." in shown
    assert "1 proposal names no area." in shown
    assert "In 2 cells, marked ○, nobody has commented yet." in shown


def test_a_cell_leads_to_just_what_it_counts(visit: Any, world: World, make: Make) -> None:
    make.proposal(world.cycle, None, code="S04", kind=Kind.SECTOR, industry_en="Ships", **UNMANNED)
    reader = visit(world.member)
    query = f"/cycles/{world.cycle.id}/proposals?kind=sector&area=Unmanned&industry=Aircraft"
    assert query.replace("&", "&amp;") in reader.get(world.map).text
    listed = reader.get(query).text
    assert listed.count('<th scope="row">') == 2
    assert "Aircraft<svg" in listed  # the token that takes the filter away


def test_an_empty_cell_opens_a_proposal_with_field_and_sector_filled_in(visit: Any, world: World, db: Session) -> None:
    reader = visit(world.member)
    empty = f"/cycles/{world.cycle.id}/proposals/new?kind=sector&area=Stand-off+defense&industry=Aircraft"
    assert empty.replace("&", "&amp;") in reader.get(world.map).text
    form = reader.get(empty).text
    assert "Stand-off defense" in form
    assert 'checked id="kind-1"' in form
    onward = re.search(r'id="main-form"[^>]*action="([^"]+)"', form)
    assert onward
    made = reader.post(html.unescape(onward[1]), {"kind": "sector", "title_en": "Airframes"})
    draft = reader.get(made.location).text
    for filled in ("スタンド・オフ防衛能力", "Stand-off defense", "航空機製造業", "3141"):
        assert f'value="{filled}"' in draft


def test_nobody_is_asked_to_propose_when_the_call_has_closed(visit: Any, world: World, db: Session) -> None:
    world.cycle.phase = Phase.DISCUSSION
    db.commit()
    shown = visit(world.member).get(world.map).text
    assert "/proposals/new" not in shown


def test_an_empty_map_says_what_fills_it(visit: Any, world: World, make: Make) -> None:
    cycle = make.cycle(world.panel, Phase.PROPOSING)
    shown = visit(world.member).get(f"/cycles/{cycle.id}/proposals/map").text
    assert "There are no proposals yet" in shown
    assert f"/cycles/{cycle.id}/proposals/new" in shown
