"""What the search field offers: what its reader may read and open, from two characters of Japanese on."""

from collections.abc import Callable

import pytest

from panel.calc.calendar import Phase
from panel.models.cycles import Cycle, Panel
from panel.models.people import Person, Role
from panel.models.proposals import ProposalState
from tests.make import Make
from tests.visit import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def panel(make: Make) -> Panel:
    """A panel."""
    return make.panel()


@pytest.fixture
def cycle(make: Make, panel: Panel) -> Cycle:
    """Its cycle, in discussion, with a proposal to be found."""
    cycle = make.cycle(panel, Phase.DISCUSSION)
    make.proposal(cycle, code="T07", title_ja="次世代半導体", title_en="Next-generation semiconductors")
    return cycle


@pytest.fixture
def member(make: Make, panel: Panel) -> Person:
    """A member of it."""
    return make.person(Role.MEMBER, panel)


def titles(visitor: Visitor, cycle: Cycle, typed: str) -> list[str]:
    """What is offered."""
    answer = visitor.get(f"/cycles/{cycle.id}/suggestions", query_string={"q": typed})
    return [item["title"] for item in answer.json["items"]]


@pytest.mark.parametrize("typed", ["半導", "体", "t07", "Ｔ０７", "semicond", "generation"])
def test_a_part_of_a_title_or_number_is_enough(visit: Visit, cycle: Cycle, member: Person, typed: str) -> None:
    assert "T07 次世代半導体" in titles(visit(member, "ja"), cycle, typed)


def test_what_begins_with_the_words_comes_first(visit: Visit, make: Make, cycle: Cycle, member: Person) -> None:
    make.proposal(cycle, code="T08", title_ja="半導体材料", title_en="Materials")
    assert titles(visit(member, "ja"), cycle, "半導体")[:2] == ["T08 半導体材料", "T07 次世代半導体"]


def test_a_title_in_the_other_language_says_so(visit: Visit, make: Make, cycle: Cycle, member: Person) -> None:
    make.proposal(cycle, code="T09", title_ja="", title_en="Quantum sensing")
    [found] = visit(member, "ja").get(f"/cycles/{cycle.id}/suggestions?q=quantum").json["items"]
    assert (found["language"], found["kind"]) == ("en", "提案")


def test_pages_and_explained_words_are_offered_in_the_readers_language(
    visit: Visit, cycle: Cycle, member: Person
) -> None:
    assert "名簿" in titles(visit(member, "ja"), cycle, "名簿")
    assert "Members" in titles(visit(member, "en"), cycle, "memb")
    assert "定足数" in titles(visit(member, "ja"), cycle, "定足")
    items = visit(member, "en").get(f"/cycles/{cycle.id}/suggestions?q=quorum").json["items"]
    assert [item["url"] for item in items] == ["/glossary#quorum"]


def test_pages_that_a_reader_may_not_open_are_not_offered(
    visit: Visit, make: Make, panel: Panel, cycle: Cycle, member: Person
) -> None:
    assert "The record" in titles(visit(make.person(Role.SECRETARIAT, panel), "en"), cycle, "record")
    assert "The record" not in titles(visit(member, "en"), cycle, "record")


def test_nothing_hidden_is_offered(visit: Visit, make: Make, cycle: Cycle, member: Person) -> None:
    recused = make.proposal(cycle, code="T30", title_en="Kept from one", title_ja="除斥")
    make.recusal(recused, member)
    make.proposal(cycle, code="T31", title_en="A draft kept", state=ProposalState.DRAFT)
    make.proposal(make.cycle(make.panel("Elsewhere")), code="T32", title_en="Kept elsewhere")
    assert titles(visit(member, "en"), cycle, "kept") == []


@pytest.mark.parametrize("typed", ["", "   ", "\u202e", "\x00", "x" * 500])
def test_what_finds_nothing_is_answered_with_nothing(visit: Visit, cycle: Cycle, member: Person, typed: str) -> None:
    assert titles(visit(member), cycle, typed) == []


def test_it_takes_as_many_queries_for_many_proposals_as_for_one(
    visit: Visit, make: Make, cycle: Cycle, member: Person, n_queries: Callable[[], int]
) -> None:
    visitor = visit(member)
    titles(visitor, cycle, "semi")
    n_queries()
    titles(visitor, cycle, "semi")
    for_one = n_queries()
    for number in range(20):
        make.proposal(cycle, code=f"S{number}", title_en="Semiconductors")
    n_queries()
    assert len(titles(visitor, cycle, "semi")) == 7
    assert n_queries() == for_one
