"""Decisions: recorded by the chair, explained where they depart from the ranking, amended by two people."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.calc.calendar import Phase
from panel.models.decisions import Decision, DecisionVersion, Tier
from tests.make import Make
from tests.scored import Scored
from tests.visit import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def scored(make: Make) -> Scored:
    """A released tally: the second proposal before the first, the third without scores."""
    prepared = Scored.prepared(make)
    prepared.score()
    prepared.release()
    return prepared


def address(scored: Scored, place: int = 0, page: str = "decision") -> str:
    return f"/proposals/{scored.proposals[place].id}/{page}"


def values(tier: str, **more: str) -> dict[str, str]:
    return {"version": "0", "tier": tier, "wording_ja": "育成する。", "wording_en": "Foster.", "reason": "So.", **more}


def decision(db: Session, scored: Scored, place: int = 0) -> Decision | None:
    db.expire_all()
    return db.scalars(select(Decision).where(Decision.proposal_id == scored.proposals[place].id)).one_or_none()


def test_the_chair_records_and_the_panel_reads(scored: Scored, visit: Visit, db: Session) -> None:
    chair = visit(scored.chair)
    assert "Summary." in chair.get(address(scored)).text.split("<textarea")[2]
    chair.post(address(scored), values("important"))
    made = decision(db, scored)
    assert made is not None
    assert (made.tier, made.departs, made.wording_ja) == (Tier.IMPORTANT, False, "育成する。")
    page = chair.get(f"/cycles/{scored.cycle.id}/decisions").text
    assert "1 of 3" in page
    assert "Foster." in visit(scored.members[1]).get(address(scored, page="decided")).text


def test_only_the_chair_records(scored: Scored, visit: Visit) -> None:
    for person in (scored.deputy, scored.members[1], scored.secretariat, scored.observer):
        visit(person).post(address(scored), values("watch"), status=403)


def test_the_deputy_decides_where_the_chair_is_recused(scored: Scored, make: Make, visit: Visit) -> None:
    make.recusal(scored.proposals[0], scored.chair)
    visit(scored.chair).post(address(scored), values("watch"), status=403)
    assert scored.proposals[0].title_en not in visit(scored.chair).get(f"/cycles/{scored.cycle.id}/decisions").text
    assert address(scored) in visit(scored.deputy).get(f"/cycles/{scored.cycle.id}/decisions").text
    visit(scored.deputy).post(address(scored), values("important"))


def test_a_departure_needs_its_own_reason(scored: Scored, visit: Visit, db: Session) -> None:
    chair = visit(scored.chair)
    page = chair.post(address(scored), values("not_adopted"), status=422).text
    assert "This tier departs from the ranking. Give the reason; it is printed." in page
    assert "contrary to what the scores agree on" in page
    assert "Foster." in page
    chair.post(address(scored), values("not_adopted", departure_reason="The board was told more."))
    made = decision(db, scored)
    assert made is not None
    assert (made.departs, made.departure_reason) == (True, "The board was told more.")


def test_a_reason_for_no_departure_is_not_printed(scored: Scored, visit: Visit, db: Session) -> None:
    visit(scored.chair).post(address(scored), values("important", departure_reason="None needed."))
    made = decision(db, scored)
    assert made is not None
    assert (made.departs, made.departure_reason) == (False, "")


@pytest.mark.parametrize(
    "wrong",
    [{"tier": "best"}, {"tier": ""}, {"reason": ""}, {"wording_ja": "", "wording_en": ""}, {"reason": "\x00"}],
)
def test_what_is_missing_is_said_and_nothing_lost(
    scored: Scored, visit: Visit, db: Session, wrong: dict[str, str]
) -> None:
    page = visit(scored.chair).post(address(scored), values("watch") | wrong, status=422).text
    assert "Please correct the following" in page
    assert decision(db, scored) is None


def test_a_second_decision_is_a_conflict(scored: Scored, visit: Visit) -> None:
    chair = visit(scored.chair)
    chair.post(address(scored), values("important"))
    assert "Foster." in chair.post(address(scored), values("watch"), status=409).text


def test_the_wording_changes_and_the_old_one_stays(scored: Scored, visit: Visit, db: Session) -> None:
    visit(scored.chair).post(address(scored), values("important"))
    secretariat = visit(scored.secretariat)
    new = {"version": "1", "wording_ja": "", "wording_en": "Foster at once."}
    secretariat.post(address(scored, page="decision/wording"), {**new, "wording_en": ""}, status=422)
    secretariat.post(address(scored, page="decision/wording"), new)
    page = secretariat.get(address(scored, page="decided")).text
    assert "Foster at once." in page
    assert "育成する。" in page
    stale = secretariat.post(address(scored, page="decision/wording"), {**new, "wording_en": "Mine."}, status=409).text
    assert "Foster at once." in stale
    assert "Mine." in stale
    visit(scored.members[1]).post(address(scored, page="decision/wording"), new, status=403)
    assert len(list(db.scalars(select(DecisionVersion)))) == 1


def test_an_amendment_takes_two_people(scored: Scored, visit: Visit, db: Session) -> None:
    chair, secretariat = visit(scored.chair), visit(scored.secretariat)
    chair.post(address(scored), values("important"))
    amended = values("watch", version="1", wording_en="Watch.", departure_reason="It can wait.")
    chair.post(address(scored, page="decision/amend"), amended, status=202)
    assert "Watch." in secretariat.get(address(scored, page="decision/amend")).text
    secretariat.post(address(scored, page="decision/amend"), amended)
    made = decision(db, scored)
    assert made is not None
    assert (made.tier, made.version) == (Tier.WATCH, 2)


def test_the_end_lists_what_is_undecided(scored: Scored, visit: Visit, db: Session) -> None:
    chair, conclude = visit(scored.chair), f"/cycles/{scored.cycle.id}/decisions/conclude"
    chair.post(address(scored), values("important"))
    assert scored.proposals[1].title_en in chair.get(conclude).text
    chair.post(conclude, status=422)
    chair.post(conclude, {"leave_open": "y"})
    db.expire_all()
    assert scored.cycle.phase == Phase.DECIDED
    chair.post(conclude, {"leave_open": "y"}, status=409)


def test_publishing_takes_two_people(scored: Scored, visit: Visit, db: Session) -> None:
    publish = f"/cycles/{scored.cycle.id}/decisions/publish"
    visit(scored.chair).post(publish, status=409)
    scored.cycle.phase = Phase.DECIDED
    db.commit()
    visit(scored.chair).post(publish, status=202)
    visit(scored.secretariat).get(publish)
    visit(scored.secretariat).post(publish)
    db.expire_all()
    assert scored.cycle.phase == Phase.PUBLISHED


def test_the_list_takes_few_queries(scored: Scored, visit: Visit, n_queries: Callable[[], int]) -> None:
    browser, page = visit(scored.chair), f"/cycles/{scored.cycle.id}/decisions"
    form = address(scored)
    for url in (page, form):
        n_queries()
        browser.get(url)
        assert n_queries() <= 9


def test_a_meeting_goes_from_one_decision_to_the_next_in_large_letters(scored: Scored, visit: Visit) -> None:
    chair = visit(scored.chair)
    chair.post(address(scored), values("important"))
    alone = chair.get(f"{address(scored, page='decided')}?projector=1").text
    assert "page-projector" in alone
    assert 'rel="next"' not in alone, "the others are not decided, and their pages closed"
    chair.post(address(scored, 1), values("watch"))
    first = chair.get(f"{address(scored, page='decided')}?projector=1").text
    assert f'rel="next" href="{address(scored, 1, "decided")}?projector=1"' in first
    assert f'rel="prev" href="{address(scored, page="decided")}"' in chair.get(address(scored, 1, "decided")).text


def test_a_stale_amendment_shows_both(scored: Scored, visit: Visit) -> None:
    chair, secretariat = visit(scored.chair), visit(scored.secretariat)
    chair.post(address(scored), values("important"))
    amended = values("watch", version="1", reason="Mine.", departure_reason="It can wait.")
    chair.post(address(scored, page="decision/amend"), amended, status=202)
    new = {"version": "1", "wording_ja": "", "wording_en": "Foster at once."}
    secretariat.post(address(scored, page="decision/wording"), new)
    page = secretariat.post(address(scored, page="decision/amend"), amended, status=409).text
    assert "This was changed after you opened it." in page
    assert "Foster at once." in page
    assert "Mine." in page
