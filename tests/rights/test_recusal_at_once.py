"""A recusal acts from the moment it is saved: on open pages, running exports, lists, counts and search; nobody undoes
their own, and the deputy acts for a chair who is out (F6, F7, F8, F10, B89)."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import meta
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import clock
from panel.calc.calendar import Phase
from panel.formats import rows as written_rows
from panel.models.ballots import Ballot
from panel.models.comments import Comment
from panel.models.decisions import Decision, Tier
from panel.models.events import Outbox
from panel.models.people import Membership, Person, Recusal, Role
from panel.models.proposals import Attachment, Proposal
from panel.models.search import index_proposal
from panel.models.tallies import Snapshot
from tests.make import BEGINNING, Make
from tests.scored import Scored
from tests.visit import Visitor

Visit = Callable[..., Visitor]
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
# What a mail may hold beside our own words; none of it comes from a proposal, a comment, a sheet or a decision.
MAIL_MAY_NAME = {"person_name", "panel_title", "site_url", "address", "invited", "change"}
DECISION = {"tier": "priority", "wording_en": "Keep it.", "reason": "It is needed.", "departure_reason": "It is."}


class Case:
    """The first proposal of a scored panel, and how somebody comes to be recused from it."""

    def __init__(self, make: Make) -> None:
        self.make, self.db = make, make.db
        self.scored = Scored.prepared(make)
        self.item, self.other = self.scored.proposals[:2]
        self.item.summary_en = "hypersonic boundary layer"
        index_proposal(self.db, self.item)
        self.db.commit()

    def recuse(self, person: Person) -> Recusal:
        """From this moment on."""
        return self.make.recusal(self.item, person, since_at=clock.now())

    def tallied(self) -> "Case":
        """The round scored, closed and released."""
        self.scored.score()
        for person in self.scored.members[3:]:
            self.make.ballot(self.scored.round, self.other, person, importance="5", feasibility="4")
        self.scored.release()
        return self

    def decided(self, proposal: Proposal, tier: Tier = Tier.PRIORITY) -> None:
        """A decision on one proposal."""
        who = {"decided_by_id": self.scored.deputy.id, "decided_at": BEGINNING}
        snapshot_id = self.db.scalars(select(Snapshot.id)).one()
        words = {"wording_en": "Keep it.", "reason": "Secretly agreed."}
        self.db.add(Decision(proposal_id=proposal.id, snapshot_id=snapshot_id, tier=tier, **who, **words))
        self.db.commit()

    def address(self, template: str) -> str:
        """An address about the item."""
        return template.format(item=self.item.id, round=self.scored.round.id, cycle=self.scored.cycle.id)


@pytest.fixture
def case(make: Make) -> Case:
    """The case of one test."""
    return Case(make)


# ---- What was open, and what is asked for again ----


@pytest.mark.parametrize(
    ("phase", "page", "target", "values"),
    [
        ("DI", "/proposals/{item}", "/proposals/{item}/comments", {"type": "support", "body": "A thought."}),
        ("SO", "/rounds/{round}/proposals/{item}/score", "/rounds/{round}/proposals/{item}/score", {"version": "0"}),
        ("SO", "/rounds/{round}/proposals/{item}/score", "/rounds/{round}/proposals/{item}/score/draft", {}),
    ],
)
def test_a_page_opened_before_sends_nothing_after(
    visit: Visit, db: Session, case: Case, phase: str, page: str, target: str, values: dict[str, str]
) -> None:
    member = case.scored.members[1]
    case.scored.cycle.phase = Phase(phase)
    db.commit()
    reader = visit(member)
    reader.get(case.address(page))
    case.recuse(member)
    assert "hypersonic" not in reader.post(case.address(target), values, status=403).text
    assert db.scalars(select(Comment.id)).all() == []
    assert db.scalars(select(Ballot.id)).all() == []


def test_a_table_opened_before_is_refused_with_the_sentence_that_says_why(
    visit: Visit, db: Session, case: Case
) -> None:
    member = case.scored.members[1]
    reader = visit(member)
    address = case.address("/cycles/{cycle}/scoring/table")
    cells = re.findall(r'name="((?:mark|version)_[\d_]+)"', reader.get(address).text)
    case.recuse(member)
    typed = {name: "0" if name.startswith("version") else "3" for name in cells}
    assert "no longer on your list" in reader.post(address, typed, status=409).text
    assert db.scalars(select(Ballot.id)).all() == []


def test_bookmarks_are_closed_and_the_search_finds_nothing(visit: Visit, db: Session, case: Case) -> None:
    """B89: item, file, versions, discussion, result and search."""
    member = case.scored.members[1]
    case.tallied()
    file = {"name": "plan.txt", "media_type": "text/plain", "size": 1, "sha256": "0" * 64, "content": b"x"}
    db.add(Attachment(proposal_id=case.item.id, token="file", added_by_id=member.id, added_at=BEGINNING, **file))
    db.commit()
    reader = visit(member)
    pages = ("/proposals/{item}", "/proposals/{item}/versions", "/proposals/{item}/attachments/file",
             "/rounds/{round}/proposals/{item}/result")  # fmt: skip
    for page in pages:
        reader.get(case.address(page))
    search = case.address("/cycles/{cycle}/proposals?q=hypersonic")
    assert case.item.code in reader.get(search).text
    case.recuse(member)
    for page in pages:
        assert "hypersonic" not in reader.get(case.address(page), status=403).text
    assert case.item.code not in reader.get(search).text
    assert "hypersonic" not in reader.get(case.address("/cycles/{cycle}/proposals")).text


def test_the_change_list_forgets_the_proposal_at_once(visit: Visit, db: Session, case: Case) -> None:
    member = case.scored.members[1]
    case.item.updated_at, case.item.version = clock.now(), 2
    case.make.comment(case.item, case.scored.members[2], created_at=clock.now())
    db.commit()
    reader = visit(member)
    assert reader.get("/").text.count(case.item.title_en) == 2
    case.recuse(member)
    assert case.item.title_en not in reader.get("/").text


def test_a_running_export_gives_no_more_of_the_proposal(
    visit: Visit, db: Session, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """8.3.3: the file of single sheets asks anew before each proposal."""
    case.tallied()
    address = case.address("/cycles/{cycle}/report/scores/1")
    visit(case.scored.secretariat).post(address, status=202)
    chair = visit(case.scored.chair)
    monkeypatch.setattr(written_rows, "CHUNK", 1)
    answer = chair.post(address, status=200, buffered=False)
    pieces: Iterator[bytes] = answer.iter_encoded()
    given = [next(pieces), next(pieces)]  # the header, and the first sheet
    case.make.recusal(case.other, case.scored.chair)
    given += pieces
    text = b"".join(given).decode("utf-8-sig")
    assert case.item.code in text
    assert case.other.code not in text


# ---- Numbers ----


def test_numbers_are_counted_over_what_the_reader_may_see(visit: Visit, db: Session, case: Case) -> None:
    """F6: whoever compares two numbers learns nothing of the proposal between them."""
    case.make.ballot(case.scored.round, case.item, case.scored.members[1], importance="4")
    chair, secretariat = visit(case.scored.chair), visit(case.scored.secretariat)
    progress = case.address("/rounds/{round}/progress")
    assert 'value="1" max="20"' in chair.get(progress).text
    case.recuse(case.scored.chair)
    case.recuse(case.scored.secretariat)
    assert 'value="0" max="13"' in chair.get(progress).text
    row = secretariat.get("/").text.partition(case.scored.members[1].name_en)[2].partition("</tr>")[0]
    assert 'data-label="Recorded so far">0<' in row
    assert 'data-label="Sheets waiting">2<' in row
    assert "2 submitted" in chair.get(case.address("/cycles/{cycle}")).text


def test_ranks_are_counted_anew_and_the_code_of_the_whole_is_withheld(visit: Visit, db: Session, case: Case) -> None:
    """F6, F8: board, decisions, receipts and report leave no gap where the proposal stands."""
    case.tallied()
    case.decided(case.other)
    code = case.scored.round_snapshot()
    reader = visit(case.scored.chair)
    pages = [
        case.address(page)
        for page in ("/cycles/{cycle}/tally", "/cycles/{cycle}/decisions", "/cycles/{cycle}/tally/receipts",
                     "/cycles/{cycle}/report", f"/proposals/{case.other.id}/decided")
    ]  # fmt: skip
    assert "1 of 2" in reader.get(pages[4]).text
    n_receipts = reader.get(pages[2]).text.count("<code>")
    case.recuse(case.scored.chair)
    for page in pages:
        text = reader.get(page).text
        assert case.item.code not in text
        assert code[:12] not in text
    assert "1 of 1" in reader.get(pages[4]).text
    assert reader.get(pages[2]).text.count("<code>") == n_receipts - 5


def test_who_is_recused_concludes_only_knowingly(visit: Visit, db: Session, case: Case) -> None:
    """The list of what is open cannot hold what the chair is recused from, so it must be accepted in words."""
    case.tallied()
    for proposal in case.scored.proposals:
        if proposal is not case.item:
            case.decided(proposal)
    case.recuse(case.scored.chair)
    chair = visit(case.scored.chair)
    address = case.address("/cycles/{cycle}/decisions/conclude")
    page = chair.get(address).text
    assert "You are recused from 1 proposal" in page
    assert case.item.code not in page
    chair.post(address, status=422)
    chair.post(address, {"leave_open": "y"})


# ---- Mail ----


@pytest.mark.one_database
def test_no_mail_can_say_anything_of_a_proposal(app: Flask) -> None:
    """F10: the words of a mail are ours; what is put into them names its reader, the panel, and a place on the site."""
    put_in = {
        name
        for letter in TEMPLATES.glob("*/*.txt")
        for name in meta.find_undeclared_variables(app.jinja_env.parse(letter.read_text()))
    }
    assert put_in - app.jinja_env.globals.keys() <= MAIL_MAY_NAME


@pytest.mark.one_database
def test_a_recusal_leaves_no_mail_behind(visit: Visit, db: Session, case: Case) -> None:
    """Nobody is written to about the proposal, neither before nor after: pages say it to those who may read them."""
    visit(case.scored.members[1]).post(
        case.address("/proposals/{item}/recusals/declare"), {"level": "recused", "reason": "My company."}
    )
    assert db.scalars(select(Outbox.body)).all() == []


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
    assert own.since_at < datetime.now(UTC) + timedelta(seconds=1)
