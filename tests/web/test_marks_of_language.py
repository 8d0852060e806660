"""A text in one language on a page in the other says so to screen readers, wherever people wrote it."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from panel.models.comments import CommentType
from panel.models.cycles import Cycle, Panel
from panel.models.people import Role
from tests.make import Make
from tests.visit import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def panel(make: Make, db: Session) -> Panel:
    """A panel with a name in Japanese alone."""
    panel = make.panel("技術")
    panel.title_en = ""
    db.commit()
    return panel


@pytest.fixture
def cycle(make: Make, panel: Panel) -> Cycle:
    """Its cycle, with a proposal in English alone."""
    cycle = make.cycle(panel)
    make.proposal(cycle, code="T01", title_ja="", title_en="Quantum sensing")
    return cycle


def test_a_title_that_exists_in_the_other_language_alone_is_marked(
    visit: Visit, make: Make, panel: Panel, cycle: Cycle
) -> None:
    member = make.person(Role.MEMBER, panel)
    assert 'lang="en">Quantum sensing<' in visit(member, "ja").get(f"/cycles/{cycle.id}/proposals").text
    assert 'lang="en">Quantum sensing<' not in visit(member, "en").get(f"/cycles/{cycle.id}/proposals").text


def test_the_name_of_the_panel_is_marked_in_the_frame(visit: Visit, make: Make, panel: Panel, cycle: Cycle) -> None:
    page = visit(make.person(Role.MEMBER, panel), "en").get("/").text
    assert '<span lang="ja">技術有識者会議</span>' in page


def test_a_comment_says_its_language_by_its_characters(visit: Visit, make: Make, panel: Panel, cycle: Cycle) -> None:
    member = make.person(Role.MEMBER, panel)
    proposal = make.proposal(cycle)
    make.comment(proposal, member, "国内の供給者は1社だけです。", type=CommentType.CONCERN)
    make.comment(proposal, member, "There is only one supplier.", type=CommentType.CONCERN)
    page = visit(member, "en").get(f"/proposals/{proposal.id}").text
    assert page.index('lang="ja" dir="auto">国内') < page.index('lang="en" dir="auto">There')
