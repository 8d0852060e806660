"""Who acts for a chair who is out of a proposal, and that no chair finds a way back to it (F7, policy D1)."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.models.decisions import Decision
from panel.models.people import Membership, Role
from tests.rights.recusing import Case
from tests.visit import Visitor

Visit = Callable[..., Visitor]
DECISION = {"tier": "priority", "wording_en": "Keep it.", "reason": "It is needed.", "departure_reason": "It is."}


# ---- The acting chair ----


def test_the_deputy_acts_for_a_recused_chair_on_every_page_of_the_chair(visit: Visit, db: Session, case: Case) -> None:
    """`a` cells: what the chair does at an item, the deputy does while the chair is out, and only there."""
    case.tallied()
    deputy, chair = visit(case.scored.deputy), visit(case.scored.chair)
    decision = case.address("/proposals/{item}/decision")
    chair.get(decision)
    deputy.get(decision, status=403)
    case.recuse(case.scored.chair)
    assert "Decide in place of the chair" in deputy.get("/").text
    assert "You act as chair for this proposal" in deputy.get(decision).text
    deputy.get(f"/proposals/{case.other.id}/decision", status=403)
    chair.post(decision, DECISION, status=403)
    deputy.post(decision, DECISION)
    assert "Decide in place of the chair" not in deputy.get("/").text
    for page in (
        decision,
        case.address("/proposals/{item}/decided"),
        case.address("/proposals/{item}/recusals/impose"),
    ):
        assert "Keep it." not in chair.get(page, status=403).text
    amended = {**DECISION, "version": "1", "reason": "Seen anew."}
    visit(case.scored.secretariat).post(case.address("/proposals/{item}/decision/amend"), amended, status=202)
    chair.post(case.address("/proposals/{item}/decision/amend"), amended, status=403)
    deputy.post(case.address("/proposals/{item}/decision/amend"), amended)
    db.expire_all()
    assert db.scalars(select(Decision.reason)).one() == "Seen anew."


def test_the_deputy_acts_for_a_chair_who_wrote_the_proposal(visit: Visit, db: Session, case: Case) -> None:
    """Policy D1: authors do not act as chair on their own proposal, so somebody else must."""
    case.item.author_id = case.scored.chair.id
    db.commit()
    case.tallied()
    decision = case.address("/proposals/{item}/decision")
    visit(case.scored.chair).post(decision, DECISION, status=403)
    visit(case.scored.deputy).post(decision, DECISION)


@pytest.mark.one_database
@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_pages_say_who_acts(visit: Visit, case: Case, language: str) -> None:
    case.recuse(case.scored.chair)
    recusals, item = case.address("/proposals/{item}/recusals"), case.address("/proposals/{item}")
    acts = {"ja": "座長の職務を代行します", "en": "acts as chair for"}[language]
    for reader in (case.scored.members[1], case.scored.secretariat, case.scored.chair):
        page = visit(reader, language).get(recusals).text
        assert (case.scored.deputy.name if language == "ja" else case.scored.deputy.name_en) in page
        assert acts in page
    assert acts in visit(case.scored.secretariat, language).get(item).text
    assert acts not in visit(case.scored.observer, language).get(item).text


@pytest.mark.one_database
@pytest.mark.parametrize("how", ["no deputy", "recused as well"])
def test_without_a_free_deputy_the_page_says_what_to_do(visit: Visit, db: Session, case: Case, how: str) -> None:
    case.recuse(case.scored.chair)
    if how == "no deputy":
        seat = db.scalars(select(Membership).where(Membership.person_id == case.scored.deputy.id)).one()
        seat.role = Role.MEMBER
        db.commit()
    else:
        case.recuse(case.scored.deputy)
    page = visit(case.scored.secretariat).get(case.address("/proposals/{item}/recusals")).text
    assert "there is no deputy chair who could act" in page
    assert 'href="/help#chair-recused"' in page
    assert 'id="chair-recused"' in visit(None).get("/help").text


@pytest.mark.one_database
def test_who_is_recused_does_not_learn_that_the_deputy_is_as_well(visit: Visit, case: Case) -> None:
    case.recuse(case.scored.chair)
    chair = visit(case.scored.chair)
    address = case.address("/proposals/{item}/recusals")
    before = re.sub(r'value="[^"]+"', "", chair.get(address).text)
    case.recuse(case.scored.deputy)
    assert re.sub(r'value="[^"]+"', "", chair.get(address).text) == before


# ---- Nobody undoes their own ----


@pytest.mark.one_database
def test_a_recused_chair_finds_no_way_back(visit: Visit, db: Session, case: Case) -> None:
    """F7: neither lifting, softening, removing the deputy, making an account, taking a role nor ending a request."""
    second = case.make.person(Role.SECRETARIAT, case.scored.panel)
    own = case.recuse(case.scored.chair)
    chair, cycle = visit(case.scored.chair), case.scored.cycle.id
    deputy, people = case.scored.deputy.id, f"/cycles/{cycle}/people"
    account = {"email": "again@example.org", "family_name": "再", "role": "member", "language": "ja"}
    attempts: list[tuple[str, dict[str, str], int]] = [
        (f"/recusals/{own.id}/lift", {}, 403),
        (case.address("/proposals/{item}/recusals/declare"), {"level": "may_speak", "reason": "Less."}, 409),
        (case.address("/proposals/{item}/recusals/impose"), {"person_id": str(deputy), "level": "recused"}, 403),
        (f"{people}/{deputy}/end", {}, 403),
        (f"{people}/{deputy}/role", {"role": "member"}, 403),
        (f"{people}/{case.scored.chair.id}/role", {"role": "secretariat"}, 403),
        (f"{people}/invite", account, 403),
        (f"{people}/{deputy}/link", {}, 403),
    ]
    for address, values, status in attempts:
        chair.post(address, values, status=status)
    visit(case.scored.secretariat).post(f"/recusals/{own.id}/lift", status=202)
    chair.post(f"/recusals/{own.id}/lift", status=403)
    chair.get(case.address("/proposals/{item}"), status=403)
    db.refresh(own)
    assert own.lifted_at is None
    visit(second).post(f"/recusals/{own.id}/lift")
    chair.get(case.address("/proposals/{item}"))


def test_two_who_are_recused_cannot_lift_each_others_recusal(visit: Visit, db: Session, case: Case) -> None:
    theirs = {who: case.recuse(getattr(case.scored, who)) for who in ("chair", "secretariat")}
    visit(case.scored.chair).post(f"/recusals/{theirs['secretariat'].id}/lift", status=403)
    visit(case.scored.secretariat).post(f"/recusals/{theirs['chair'].id}/lift", status=403)


def test_a_recusal_given_up_takes_effect_again_for_everything(visit: Visit, case: Case) -> None:
    """Once lifted by two others, the same sign-in reads the proposal again: rights are read at every request."""
    own = case.recuse(case.scored.members[1])
    reader = visit(case.scored.members[1])
    reader.get(case.address("/proposals/{item}"), status=403)
    visit(case.scored.secretariat).post(f"/recusals/{own.id}/lift", status=202)
    visit(case.scored.chair).post(f"/recusals/{own.id}/lift")
    reader.get(case.address("/proposals/{item}"))
