"""The index behind the search, and the words around what was found."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.calc.calendar import Phase
from panel.calc.words import query_phrases
from panel.models.people import Role
from panel.models.proposals import Proposal
from panel.models.search import SearchText, found_texts, index_comment, index_proposal, index_proposals
from panel.policy.actions import Action
from panel.policy.readers import AUTHOR, OTHER_PANELS, RECUSED, readers
from panel.policy.subjects import Place
from panel.proposals.snippets import Snippet, snippet
from tests.make import BEGINNING, Make


def found(db: Session, typed: str) -> set[tuple[int, int | None]]:
    """What the index holds of the words, whoever may read it."""
    return {(row.proposal_id, row.comment_id) for row in db.execute(select(found_texts(db, query_phrases(typed))))}


@pytest.fixture
def proposal(make: Make) -> Proposal:
    """A proposal that is not in the index yet."""
    return make.proposal(make.cycle(make.panel()), None, title_ja="極超音速", summary_ja="要旨")


def test_what_is_indexed_anew_is_found_by_its_new_words_alone(db: Session, proposal: Proposal) -> None:
    index_proposal(db, proposal)
    assert found(db, "極超音速 要旨") == {(proposal.id, None)}
    proposal.summary_ja = "概要"
    index_proposal(db, proposal)
    assert found(db, "要旨") == set()
    assert found(db, "概要") == {(proposal.id, None)}
    assert len(db.scalars(select(SearchText)).all()) == 1


def test_a_text_of_any_length_is_found_to_its_end_and_across_its_parts(db: Session, proposal: Proposal) -> None:
    filler = "".join(chr(0x4E00 + number % 20_000) for number in range(19_990))
    for field in ("summary_ja", "rationale_ja", "actions_ja", "goals_ja", "summary_en", "rationale_en", "goals_en"):
        setattr(proposal, field, filler + field + "尾末")
    proposal.summary_ja = filler[:9_993] + "分割箇所境界" + filler[:9_000]
    proposal.sources = "最後珍品"
    db.flush()
    index_proposal(db, proposal)
    assert len(db.scalars(select(SearchText.id)).all()) > 10
    for typed in ("最後珍品", "分割箇所境界", "尾末", "極超音速 珍品 分割箇所", "珍"):
        assert found(db, typed) == {(proposal.id, None)}
    assert found(db, "境界 不在語") == set()


def test_many_are_indexed_at_once(db: Session, make: Make) -> None:
    cycle = make.cycle(make.panel())
    proposals = [make.proposal(cycle, None, summary_ja=f"第{number}番の品目") for number in range(3)]
    index_proposals(db, proposals)
    index_proposals(db, [])
    assert found(db, "品目") == {(proposal.id, None) for proposal in proposals}


def test_parts_of_a_query_must_stand_in_the_same_text(db: Session, make: Make, proposal: Proposal) -> None:
    comment = make.comment(proposal, make.person(Role.MEMBER), "補給")
    index_proposal(db, proposal)
    index_comment(db, comment)
    assert found(db, "極超音速 補給") == set()
    assert found(db, "補給") == {(proposal.id, comment.id)}
    comment.hidden_at = BEGINNING
    index_comment(db, comment)
    assert found(db, "補給") == set()


@pytest.mark.parametrize(
    ("text", "typed", "shown"),
    [
        ("提案を評価する", "評価", Snippet("提案を", "評価", "する")),
        ("ﾊﾝｶﾞｰの扉", "ガー", Snippet("ﾊﾝ", "ｶﾞｰ", "の扉")),
        ("㍻の㌔グラム", "キロ", Snippet("㍻の", "㌔", "グラム")),
        ("Straße AI", "STRASSE", Snippet("", "Straße", " AI")),
        ("a\nAI-航空機", "ai航空", Snippet("a ", "AI", "-航空機")),
        ("x" * 80 + "技" + "y" * 80, "技", Snippet("…" + "x" * 50, "技", "y" * 50 + "…")),
        ("何もない", "予算", None),
        ("", "予算", None),
    ],
)
def test_the_words_around_are_those_of_the_text_itself(text: str, typed: str, shown: Snippet | None) -> None:
    assert snippet([text], typed) == shown


def answers(place: Place) -> dict[str, tuple[bool, bool | None]]:
    """Who can read a proposal at this place, now and later."""
    return {reader.who: (reader.now, reader.later) for reader in readers(Action.ITEM_VIEW, place)}


def test_who_can_see_is_read_from_the_table_now_and_after_the_next_phase() -> None:
    draft: Any = answers(Place(panel_id=1, phase=Phase.DRAFT, proposal_id=7, author_id=2))
    assert draft[AUTHOR] == (True, True)
    assert draft[Role.CHAIR] == draft[Role.OBSERVER] == (False, True)
    assert draft[RECUSED] == draft[OTHER_PANELS] == (False, False)
    published = answers(Place(panel_id=1, phase=Phase.PUBLISHED, proposal_id=7))
    assert published[Role.MEMBER] == (True, None)
    assert AUTHOR not in published
