"""Recusals: they act from the moment they are saved, and nobody lifts their own."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import owners, seal
from panel.config import Settings
from panel.models.ballots import Ballot
from panel.models.cycles import Cycle, Panel
from panel.models.people import Person, Recusal, RecusalLevel, Role
from panel.models.proposals import Proposal
from panel.seal import Sheet
from tests.make import Make
from tests.visit import Visitor, without_chance

Visit = Callable[..., Visitor]
DECLARED = {"level": "recused", "reason": "My company makes it."}


@dataclass
class Cast:
    """Who plays."""

    panel: Panel
    cycle: Cycle
    proposal: Proposal
    chair: Person
    deputy: Person
    member: Person
    colleague: Person
    secretariat: Person
    second: Person

    @property
    def recusals(self) -> str:
        return f"/proposals/{self.proposal.id}/recusals"


@pytest.fixture
def cast(make: Make) -> Cast:
    """A panel and one proposal on it."""
    panel = make.panel()
    cycle = make.cycle(panel)
    make.criterion(cycle)
    proposal = make.proposal(cycle)
    roles = {
        "chair": Role.CHAIR,
        "deputy": Role.DEPUTY,
        "member": Role.MEMBER,
        "colleague": Role.MEMBER,
        "secretariat": Role.SECRETARIAT,
        "second": Role.SECRETARIAT,
    }
    return Cast(panel, cycle, proposal, **{name: make.person(role, panel) for name, role in roles.items()})


def test_who_declares_a_conflict_is_kept_out_at_once_on_pages_that_are_open(visit: Visit, cast: Cast) -> None:
    member = visit(cast.member)
    member.get(f"/proposals/{cast.proposal.id}")
    member.get(f"{cast.recusals}/declare")
    assert member.post(f"{cast.recusals}/declare", DECLARED).location == cast.recusals
    member.get(f"/proposals/{cast.proposal.id}", status=403)


def test_who_is_recused_reads_of_their_own_recusal_alone(visit: Visit, make: Make, cast: Cast) -> None:
    make.recusal(cast.proposal, cast.member, reason="Own reason.")
    make.recusal(cast.proposal, cast.colleague, reason="Another reason.")
    page = visit(cast.member).get(cast.recusals).text
    assert "Own reason." in page
    assert cast.colleague.name_en not in page


def test_the_panel_knows_the_fact_and_only_officers_the_reason(visit: Visit, make: Make, cast: Cast) -> None:
    make.recusal(cast.proposal, cast.member, reason="A private matter.")
    for reader, reads in ((cast.colleague, False), (cast.chair, True), (cast.secretariat, True)):
        page = visit(reader).get(cast.recusals).text
        assert cast.member.name_en in page
        assert ("A private matter." in page) is reads


def test_a_sheet_saved_before_is_voided_and_counts_again_only_when_recorded_anew(
    visit: Visit, db: Session, make: Make, settings: Settings, cast: Cast
) -> None:
    round_ = make.round(cast.cycle)
    ballot = make.ballot(round_, cast.proposal, cast.member, importance="4")
    visit(cast.member).post(f"{cast.recusals}/declare", DECLARED)
    db.refresh(ballot)
    assert ballot.voided
    assert owners.participation(db, settings.seal_key, round_) == {}
    _lift(visit, db, cast)
    assert owners.participation(db, settings.seal_key, round_) == {}
    sheet = seal.own_ballot(db, settings.seal_key, round_, cast.member.id, cast.proposal.id)
    assert sheet is not None
    assert isinstance(sheet.recorded, Sheet)
    seal.save(
        db,
        settings.seal_key,
        round_,
        cast.member.id,
        cast.proposal.id,
        version=sheet.version,
        sheet=sheet.recorded,
        record=True,
    )
    assert owners.participation(db, settings.seal_key, round_) == {cast.member.id: 1}


def _lift(visit: Visit, db: Session, cast: Cast) -> None:
    recusal = db.scalars(select(Recusal.id).where(Recusal.lifted_at.is_(None))).one()
    visit(cast.secretariat).post(f"/recusals/{recusal}/lift", status=202)
    visit(cast.second).post(f"/recusals/{recusal}/lift")


def test_a_speaker_without_a_score_still_reads(visit: Visit, db: Session, make: Make, cast: Cast) -> None:
    make.ballot(make.round(cast.cycle), cast.proposal, cast.member, importance="4")
    member = visit(cast.member)
    member.post(f"{cast.recusals}/declare", {**DECLARED, "level": "may_speak"})
    member.get(f"/proposals/{cast.proposal.id}")
    assert db.scalars(select(Ballot.voided)).one() is True


def test_a_recusal_is_deepened_but_never_softened_by_declaring_again(visit: Visit, db: Session, cast: Cast) -> None:
    member = visit(cast.member)
    member.post(f"{cast.recusals}/declare", {**DECLARED, "level": "may_speak"})
    page = member.post(f"{cast.recusals}/declare", {**DECLARED, "level": "may_speak"}, status=422).text
    assert "already in force" in page
    assert DECLARED["reason"] in page
    member.post(f"{cast.recusals}/declare", DECLARED)
    member.post(f"{cast.recusals}/declare", {**DECLARED, "level": "may_speak"}, status=409)
    in_force = db.scalars(select(Recusal.level).where(Recusal.lifted_at.is_(None))).one()
    assert in_force == RecusalLevel.RECUSED


def test_the_chair_records_the_conflict_of_somebody_else(visit: Visit, db: Session, cast: Cast) -> None:
    chair = visit(cast.chair)
    assert cast.member.name_en in chair.get(f"{cast.recusals}/impose").text
    chair.post(f"{cast.recusals}/impose", {**DECLARED, "person_id": str(cast.member.id)})
    assert db.scalars(select(Recusal.person_id)).one() == cast.member.id
    chair.post(f"{cast.recusals}/impose", {**DECLARED, "person_id": str(cast.chair.id)}, status=422)


@pytest.mark.parametrize("person", ["", "abc", "99999999", "-1", "１"])
def test_somebody_who_is_not_on_the_list_is_refused(visit: Visit, db: Session, cast: Cast, person: str) -> None:
    page = visit(cast.chair).post(f"{cast.recusals}/impose", {**DECLARED, "person_id": person}, status=422).text
    assert 'id="person_id-error"' in page
    assert DECLARED["reason"] in page


def test_the_deputy_acts_for_a_recused_chair_and_only_then(visit: Visit, make: Make, cast: Cast) -> None:
    deputy = visit(cast.deputy)
    deputy.get(f"{cast.recusals}/impose", status=403)
    make.recusal(cast.proposal, cast.chair)
    visit(cast.chair).get(f"{cast.recusals}/impose", status=403)
    deputy.post(f"{cast.recusals}/impose", {**DECLARED, "person_id": str(cast.member.id)})


def test_nobody_lifts_their_own_recusal_alone_or_as_the_second(
    visit: Visit, db: Session, make: Make, cast: Cast
) -> None:
    own = make.recusal(cast.proposal, cast.chair, level=RecusalLevel.MAY_SPEAK)
    visit(cast.chair).get(f"/recusals/{own.id}/lift", status=403)
    visit(cast.secretariat).post(f"/recusals/{own.id}/lift", status=202)
    visit(cast.chair).post(f"/recusals/{own.id}/lift", status=403)
    visit(cast.secretariat).post(f"/recusals/{own.id}/lift", status=403)
    db.refresh(own)
    assert own.lifted_at is None
    assert "Confirm that the recusal ends" in visit(cast.second).get(f"/recusals/{own.id}/lift").text
    visit(cast.second).post(f"/recusals/{own.id}/lift")
    db.refresh(own)
    assert own.lifted_at is not None
    visit(cast.second).get(f"/recusals/{own.id}/lift", status=404)


def test_members_neither_impose_nor_lift(visit: Visit, make: Make, cast: Cast) -> None:
    theirs = make.recusal(cast.proposal, cast.colleague)
    visit(cast.member).get(f"{cast.recusals}/impose", status=403)
    visit(cast.member).post(f"/recusals/{theirs.id}/lift", status=403)


def test_a_stranger_cannot_tell_a_recusal_from_none(visit: Visit, make: Make, cast: Cast) -> None:
    theirs = make.recusal(cast.proposal, cast.member)
    stranger = visit(make.person(Role.CHAIR, make.panel("Another")))
    hidden = stranger.get(f"/recusals/{theirs.id}/lift", status=404)
    unknown = stranger.get("/recusals/99999999/lift", status=404)
    assert without_chance(hidden, f"/recusals/{theirs.id}/lift?") == without_chance(unknown, "/recusals/99999999/lift?")


@pytest.mark.parametrize("reason", ["", " ", "a\x00b", "x" * 2001])
def test_a_reason_that_cannot_be_kept_is_refused_beside_its_field(visit: Visit, cast: Cast, reason: str) -> None:
    page = visit(cast.member).post(f"{cast.recusals}/declare", {**DECLARED, "reason": reason}, status=422).text
    assert 'id="reason-error"' in page
