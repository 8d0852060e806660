"""What is typed into a proposal: kept exactly, shown literally, or refused beside its field with everything kept."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.models.proposals import Posture, Proposal, ProposalState
from tests.make import Make
from tests.proposals.cast import TEXT, Cast

HOSTILE = "<script>alert(1)</script> {{7*7}} ${7*7} %s%n '; DROP TABLE-- \"><svg onload=x> [x](javascript:alert(1))"


@pytest.fixture
def cast(make: Make) -> Cast:
    """Everybody."""
    return Cast(make)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (HOSTILE, HOSTILE),
        ("👨‍👩‍👧‍👦 𠮷野 𩸽", "👨‍👩‍👧‍👦 𠮷野 𩸽"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("か\u3099", "が"),
        ("ﾊﾝｶﾞｰ １２", "ﾊﾝｶﾞｰ １２"),
        ("a\u2028b", "a\u2028b"),
        ("𠮷" * 20_000, "𠮷" * 20_000),
        ("x" + "\u0301" * 499, None),
    ],
)
def test_text_is_kept_and_shown_as_it_was_typed(
    visit: Any, cast: Cast, db: Session, typed: str, kept: str | None
) -> None:
    author = visit(cast.author)
    author.post(f"/proposals/{cast.draft.id}/edit", {**TEXT, "summary_en": typed})
    stored = db.get_one(Proposal, cast.draft.id, populate_existing=True).summary_en
    assert stored == kept or kept is None
    page = author.get(f"/proposals/{cast.draft.id}").text
    assert "<script>alert" not in page
    assert "49 $" not in page
    if kept == HOSTILE:
        assert "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}}" in page


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("title_ja", "技\x00術"),
        ("title_ja", "報告\u202excod.exe"),
        ("title_ja", "字" * 301),
        ("title_ja", "a\nb"),
        ("summary_ja", "𠮷" * 20_001),
        ("summary_ja", "a\x0bb"),
        ("summary_ja", "\x1b[31m"),
        ("kind", "weapon"),
        ("posture", "x"),
        ("version", "x"),
        ("version", ""),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(
    visit: Any, cast: Cast, db: Session, field: str, typed: str
) -> None:
    values = {**TEXT, "rationale_en": "Typed with care.", field: typed}
    page = visit(cast.author).post(f"/proposals/{cast.draft.id}/edit", values, 422).text
    assert "Typed with care." in page
    assert "Error:" in page
    assert db.get_one(Proposal, cast.draft.id, populate_existing=True).version == 1


def test_invisible_titles_are_no_titles(visit: Any, cast: Cast) -> None:
    values = {**TEXT, "title_ja": "\u200b" * 5, "title_en": " "}
    assert "at least one language" in visit(cast.author).post(f"/proposals/{cast.draft.id}/edit", values, 422).text
    new = {"kind": "technology", "title_ja": "\u200b", "title_en": ""}
    visit(cast.author).post(f"/cycles/{cast.cycle.id}/proposals/new", new, 422)


def test_the_language_button_keeps_what_was_typed_and_saves_nothing(visit: Any, cast: Cast, db: Session) -> None:
    page = visit(cast.author).post(
        f"/proposals/{cast.draft.id}/edit", {**TEXT, "title_en": "Typed", "_language": "ja"}, 200
    )
    assert 'value="Typed"' in page.text
    assert '<html lang="ja"' in page.text
    assert db.get_one(Proposal, cast.draft.id, populate_existing=True).version == 1


def test_fields_that_are_nobodys_to_send_change_nothing(visit: Any, cast: Cast, db: Session) -> None:
    extra = {
        "state": "submitted",
        "code": "T99",
        "author_id": str(cast.member.id),
        "cycle_id": "7",
        "posture": "maintain",
    }
    visit(cast.author).post(f"/proposals/{cast.draft.id}/edit", {**TEXT, **extra})
    draft = db.get_one(Proposal, cast.draft.id, populate_existing=True)
    assert (draft.state, draft.code, draft.author_id) == (ProposalState.DRAFT, "draft-1", cast.author.id)
    assert draft.posture == Posture.MAINTAIN


def test_the_first_form_sent_twice_makes_one_draft(visit: Any, cast: Cast, db: Session) -> None:
    author = visit(cast.author)
    values = {"kind": "technology", "title_en": "Twice", "nonce": "n" * 24}
    first = author.post(f"/cycles/{cast.cycle.id}/proposals/new", values)
    second = author.post(f"/cycles/{cast.cycle.id}/proposals/new", values)
    assert first.location == second.location
    assert len(db.scalars(select(Proposal).where(Proposal.title_en == "Twice")).all()) == 1
