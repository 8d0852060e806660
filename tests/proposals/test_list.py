"""The list and its search: what they hold for whom, in which order, and that nothing hidden is counted or found."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from panel.calc.calendar import Phase
from panel.models.comments import Comment
from panel.models.people import Role
from panel.models.proposals import Kind, Posture, Proposal, ProposalState
from panel.models.search import index_comments, index_proposals
from panel.policy.places import cycle_here
from panel.policy.subjects import Actor
from panel.proposals.listing import Wanted, listing
from tests.make import BEGINNING, Make


class World:
    """A cycle with proposals and comments in the index, and readers of it."""

    def __init__(self, db: Session, make: Make) -> None:
        self.db = db
        self.panel = make.panel()
        self.author, self.member, self.chair = (
            make.person(role, self.panel) for role in (Role.MEMBER, Role.MEMBER, Role.CHAIR)
        )
        self.cycle = make.cycle(self.panel, Phase.DISCUSSION)
        said = {
            "title_ja": "極超音速滑空",
            "title_en": "Hypersonic glide",
            "summary_ja": "ﾊﾝｶﾞｰで提案を評価する。予算は別。",
        }
        self.glide = make.proposal(self.cycle, self.author, code="T01", **said, summary_en="")
        said = {
            "title_ja": "",
            "title_en": "Naval yards",
            "summary_ja": "",
            "summary_en": "Café steel, 𠮷野 yard 100%.",
        }
        self.yards = make.proposal(self.cycle, None, code="S01", kind=Kind.SECTOR, posture=Posture.MAINTAIN, **said)
        self.draft = make.proposal(
            self.cycle, self.author, code="draft-1", state=ProposalState.DRAFT, title_en="Hidden hangar"
        )
        self.gone = make.proposal(self.cycle, self.author, code="T02", state=ProposalState.WITHDRAWN)
        self.comment = make.comment(self.yards, self.member, "The dock needs 補給 and more.")
        self.hidden = make.comment(self.yards, self.member, "An insult about docks.", hidden_at=BEGINNING)
        self.retracted = make.comment(self.yards, self.member, "A mistake about docks.", retracted_at=BEGINNING)
        self.index()

    def index(self) -> None:
        """Bring the index up to date, as every write does."""
        index_proposals(self.db, self.db.query(Proposal).all())
        index_comments(self.db, self.db.query(Comment).all())
        self.db.commit()

    def actor(self, person: Any, role: Role = Role.MEMBER, *recused_from: int) -> Actor:
        """Somebody on this panel."""
        roles = {self.panel.id: frozenset({role})}
        return Actor(person.id, "", "en", roles, recused_from=frozenset(recused_from))

    def codes(self, actor: Actor, **wanted: Any) -> list[str]:
        """What the list shows."""
        here = cycle_here(self.db, self.cycle.id, BEGINNING)
        found = listing(self.db, actor, here, Wanted(**wanted), "en")
        assert found.total >= len(found.lines)
        return [line.code for line in found.lines]


@pytest.fixture
def world(db: Session, make: Make) -> World:
    """Everything there is to list."""
    return World(db, make)


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("提案", ["T01"]),
        ("予算", ["T01"]),
        ("滑", ["T01"]),
        ("極超音速", ["T01"]),
        ("ハンガー", ["T01"]),
        ("ﾊﾝｶﾞｰ", ["T01"]),
        ("ハンカ\u3099ー", ["T01"]),
        ("HYPERSONIC", ["T01"]),
        ("ｇｌｉｄｅ 提案", ["T01"]),
        ("glide yards", []),
        ("cafe\u0301", ["S01"]),
        ("cafe", []),
        ("𠮷野", ["S01"]),
        ("𠮷", ["S01"]),
        ("補給", ["S01"]),
        ("補", ["S01"]),
        ("dock 補給", ["S01"]),
        ("docks", []),
        ("100%", ["S01"]),
        ("s01", ["S01"]),
        ("hyper", []),
        ("産業", []),
        ('"glide"', ["T01"]),
        ("glide*", ["T01"]),
        ("glide OR naval", []),
        ("NEAR(glide)", []),
        ("'; DROP TABLE proposal; --", []),
        ("hangar", []),
    ],
)
def test_a_search_finds_what_was_typed_and_nothing_else(world: World, typed: str, codes: list[str]) -> None:
    assert world.codes(world.actor(world.member), q=typed) == codes


def test_a_draft_is_found_by_its_author_alone(world: World) -> None:
    assert world.codes(world.actor(world.author), q="hangar") == ["draft-1"]
    for role in Role:
        assert world.codes(world.actor(world.chair, role), q="hangar") == []


def test_a_recused_member_finds_nothing_by_text_comment_filter_or_order(world: World) -> None:
    recused = world.actor(world.member, Role.MEMBER, world.yards.id)
    for typed in ("yard", "補給", "𠮷"):
        assert world.codes(recused, q=typed) == []
    assert world.codes(recused) == ["T01", "S01"]
    assert world.codes(recused, posture="maintain") == []
    assert world.codes(world.actor(world.member), posture="maintain") == ["S01"]
    assert world.codes(recused, sort="-comments") == ["T01", "S01"]  # as if neither had any
    here = cycle_here(world.db, world.cycle.id, BEGINNING)
    line = listing(world.db, recused, here, Wanted(), "en").lines[1]
    assert (line.readable, line.n_comments, line.posture, line.updated_at) == (False, None, None, None)


def test_what_was_said_on_a_proposal_is_not_found_by_its_author_once_it_was_returned(world: World, make: Make) -> None:
    make.comment(world.glide, world.member, "The runway is short.")
    world.index()
    author = world.actor(world.author)
    assert world.codes(author, q="runway") == ["T01"]
    world.glide.state = ProposalState.DRAFT
    world.db.commit()
    assert world.codes(author, q="glide") == ["T01"]
    assert world.codes(author, q="runway") == []


def test_another_panel_finds_and_lists_nothing(world: World, visit: Any, make: Make) -> None:
    stranger = make.person(Role.CHAIR, make.panel("Other"))
    assert world.codes(Actor(stranger.id, "", "en", {world.panel.id + 1: frozenset({Role.CHAIR})})) == []
    visit(stranger).get(f"/cycles/{world.cycle.id}/proposals?q=glide", 404)


def test_filters_and_orders_come_from_closed_lists(world: World) -> None:
    member = world.actor(world.member)
    assert world.codes(member) == ["T01", "S01"]
    assert world.codes(member, sort="-code") == ["S01", "T01"]
    assert world.codes(member, sort="title") == ["T01", "S01"]
    assert world.codes(member, sort="-title") == ["S01", "T01"]
    assert world.codes(member, sort="comments") == ["T01", "S01"]
    assert world.codes(member, kind="sector") == ["S01"]
    assert world.codes(member, state="withdrawn") == ["T02"]
    assert world.codes(world.actor(world.author), author="me") == ["T01", "draft-1"]
    assert world.codes(world.actor(world.author), state="draft") == ["draft-1"]


def test_numbers_are_in_the_order_people_count_in(world: World, make: Make) -> None:
    for code in ("T100", "T10", "T9"):
        make.proposal(world.cycle, None, code=code)
    assert world.codes(world.actor(world.member), kind="technology") == ["T9", "T01", "T10", "T100"]


@pytest.mark.parametrize("page", ["0", "-1", "1000000000", "x", "", "１", "1.5", "99999999999999999999"])
def test_a_page_that_is_not_there_is_the_first(world: World, visit: Any, page: str) -> None:
    shown = visit(world.member).get(f"/cycles/{world.cycle.id}/proposals?page={page}").text
    assert "Hypersonic glide" in shown


@pytest.mark.parametrize(
    "query", ["sort=password_hash", "kind=weapon", "state=x", "posture=x", "author=7", "q=a%00b", "q=" + "x" * 5000,
              "q=" + "+".join("abcdefghijklmn"), "kind=sector&sort=id;--"]
)  # fmt: skip
def test_an_address_that_asks_for_what_is_not_offered_is_refused_in_words(world: World, visit: Any, query: str) -> None:
    assert (
        "Please correct the following"
        in visit(world.member).get(f"/cycles/{world.cycle.id}/proposals?{query}", 422).text
    )


def test_nothing_in_the_address_reaches_the_links_unasked(world: World, visit: Any) -> None:
    shown = visit(world.member).get(
        f"/cycles/{world.cycle.id}/proposals?_scheme=evil&_external=1&endpoint=x&cycle_id=9&q=glide"
    )
    assert "evil" not in shown.text.replace('value="/cycles', "").split("<main")[1]


@pytest.mark.parametrize("typed", ["%", "_", "\\", "*", '"', "%%%", "…", "　"])
def test_signs_alone_are_no_words(world: World, visit: Any, typed: str) -> None:
    shown = visit(world.member).get(f"/cycles/{world.cycle.id}/proposals", query_string={"q": typed}).text
    assert ("Hypersonic glide" in shown) is not bool(typed.strip())


def test_what_was_found_is_shown_in_its_place_and_literally(world: World, visit: Any, make: Make) -> None:
    make.proposal(world.cycle, None, code="T03", summary_en="<script>alert(1)</script> needle {{7*7}}")
    world.index()
    reader = visit(world.member)
    shown = reader.get(f"/cycles/{world.cycle.id}/proposals?q=NEEDLE").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; <mark>needle</mark> {{7*7}}" in shown
    shown = reader.get(f"/cycles/{world.cycle.id}/proposals?q=ハンガー").text
    assert "<mark>ﾊﾝｶﾞｰ</mark>で提案" in shown
    shown = reader.get(f"/cycles/{world.cycle.id}/proposals?q=補給").text
    assert f"#comment-{world.comment.id}" in shown
    assert '<bdi lang="en">The dock needs <mark>補給</mark> and more.</bdi>' in shown


def test_a_list_says_only_what_may_be_said(world: World, visit: Any, make: Make, db: Session) -> None:
    recused = make.person(Role.MEMBER, world.panel)
    make.recusal(world.yards, recused)
    shown = visit(recused).get(f"/cycles/{world.cycle.id}/proposals").text
    assert "You are recused" in shown
    assert f'href="/proposals/{world.yards.id}"' not in shown
    assert "Hidden hangar" not in shown


def test_a_list_asks_the_same_number_of_times_however_long_it_is(
    world: World, visit: Any, make: Make, n_queries: Any
) -> None:
    reader = visit(world.member)
    reader.get(f"/cycles/{world.cycle.id}/proposals")  # the first page of a visit writes the visit down
    for query in ("", "?q=summary"):
        counts = []
        for _more in range(2):
            for _again in range(2):
                make.comment(
                    make.proposal(world.cycle, world.author, code=f"X{len(counts)}{_again}{query[1:2]}"), world.author
                )
            world.index()
            n_queries()
            reader.get(f"/cycles/{world.cycle.id}/proposals{query}")
            counts.append(n_queries())
        assert counts[0] == counts[1] <= 9  # one of them is the test's own savepoint


def test_fifty_stand_on_a_page_and_the_filters_stay_in_the_address(world: World, visit: Any, make: Make) -> None:
    for number in range(60):
        make.proposal(world.cycle, None, code=f"S{number + 10}", kind=Kind.SECTOR)
    reader = visit(world.member)
    first = reader.get(f"/cycles/{world.cycle.id}/proposals?kind=sector").text
    assert first.count('<th scope="row">') == 50
    assert "61 proposals" in first
    assert f"/cycles/{world.cycle.id}/proposals?kind=sector&amp;page=2" in first
    assert reader.get(f"/cycles/{world.cycle.id}/proposals?kind=sector&page=2").text.count('<th scope="row">') == 11


def test_similar_titles_are_found_among_what_may_be_read(world: World, visit: Any) -> None:
    def titles(person: Any, typed: str) -> list[str]:
        answer = visit(person).get(f"/cycles/{world.cycle.id}/proposals/similar", query_string={"q": typed})
        return [item["title"] for item in answer.json["items"]]

    assert titles(world.member, "極超音速") == ["T01 Hypersonic glide"]
    assert titles(world.member, "hypersonic GLIDE vehicle") == ["T01 Hypersonic glide"]
    for typed in ("hidden hangar", "", "\x00", "量子"):
        assert titles(world.member, typed) == []


def test_what_somebody_is_recused_from_is_not_similar_to_anything(world: World, visit: Any, make: Make) -> None:
    make.recusal(world.glide, world.member)
    page = f"/cycles/{world.cycle.id}/proposals/similar?q=glide"
    assert visit(world.member).get(page).json["items"] == []
    assert len(visit(world.chair).get(page).json["items"]) == 1
