"""The import pages: a preview that hides nothing, one button for all of it, and nothing written before."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest

from panel.calc.calendar import Phase
from panel.imports.examples import MEDIA_TYPES, example
from panel.models.cycles import Cycle, Panel, Round
from panel.models.events import Upload
from panel.models.people import Membership, Person, Role
from panel.models.proposals import Proposal
from tests.imports.files import csv_file, scores_file

MEMBERS = ("姓", "名", "せい", "めい", "メール", "所属", "区分", "役割")
MEMBER = ("例示", "一", "れいじ", "いち", "One@Example.org", "例示の大学", "学", "委員")


def sent(data: bytes, name: str = "file.csv", **values: str) -> dict[str, Any]:
    """What the form of an upload sends."""
    return {"file": (BytesIO(data), name), **values}


def previewed(visitor: Any, cycle: Cycle, what: str, data: bytes, **values: str) -> tuple[str, str]:
    """Choose a file and read its preview: its address and its text."""
    address = visitor.post(f"/cycles/{cycle.id}/import/{what}", sent(data, **values)).location
    return address, visitor.get(address).text


def test_members_are_shown_before_they_are_written(visit: Any, db: Any, cycle: Cycle, secretary: Person) -> None:
    visitor = visit(secretary)
    address, page = previewed(visitor, cycle, "members", csv_file(MEMBERS, [MEMBER], "cp932"))
    assert "CSV in Shift_JIS (CP932)" in page
    assert "例示の大学" in page
    assert db.query(Person).filter_by(email="one@example.org").count() == 0
    assert visitor.post(address).location == f"/cycles/{cycle.id}/people"
    person = db.query(Person).filter_by(email="one@example.org").one()
    assert (person.name, person.reading, person.stakeholder_group) == ("例示 一", "れいじ いち", "academia")
    assert db.query(Membership).filter_by(person_id=person.id).one().role == Role.MEMBER
    assert db.query(Upload).count() == 0


def test_a_confirmed_file_is_gone(visit: Any, cycle: Cycle, secretary: Person) -> None:
    visitor = visit(secretary)
    address, _page = previewed(visitor, cycle, "members", csv_file(MEMBERS, [MEMBER]))
    visitor.post(address)
    visitor.get(address, 404)
    visitor.post(address, status=404)


def test_a_waiting_file_is_its_senders_alone_and_for_a_day(
    visit: Any, db: Any, make: Any, panel: Panel, cycle: Cycle, secretary: Person
) -> None:
    address, _page = previewed(visit(secretary), cycle, "members", csv_file(MEMBERS, [MEMBER]))
    visit(make.person(Role.SECRETARIAT, panel)).get(address, 404)
    visit(secretary).get(address.replace("members", "proposals"), 404)
    db.query(Upload).update({"created_at": datetime.now(UTC) - timedelta(hours=25)})
    db.commit()
    visit(secretary).get(address, 404)


def test_who_lost_the_office_since_takes_nothing_in(visit: Any, db: Any, cycle: Cycle, secretary: Person) -> None:
    """8.3.2: the right is asked again when the file is taken."""
    visitor = visit(secretary)
    address, _page = previewed(visitor, cycle, "members", csv_file(MEMBERS, [MEMBER]))
    db.query(Membership).filter_by(person_id=secretary.id).one().role = Role.OBSERVER
    db.commit()
    visitor.get(address, 403)
    visitor.post(address, status=403)
    assert db.query(Person).filter_by(email="one@example.org").count() == 0


def test_every_problem_of_a_file_is_shown_in_its_place(visit: Any, db: Any, cycle: Cycle, secretary: Person) -> None:
    rows = [
        ("", "一", "", "", "a@b", "", "学", "委員"),
        ("例示\u202e", "二", "", "", "two@example.org", "", "知らない", "委員"),
        ("例示", "三", "", "", "TWO@example.org", "", "", "座長"),
    ]
    page = visit(secretary).post(f"/cycles/{cycle.id}/import/members", sent(csv_file(MEMBERS, rows)), 422).text
    assert "5 problems were found" in page
    assert "This must not be empty." in page
    assert "no e-mail address" in page
    assert "reverses the reading direction" in page
    assert "“知らない” is not known here" in page
    assert "This address already stands in row 3." in page
    assert db.query(Upload).count() == 0


def test_officers_are_not_named_by_a_file_on_the_page(visit: Any, cycle: Cycle, secretary: Person) -> None:
    chair = (*MEMBER[:-1], "座長")
    page = visit(secretary).post(f"/cycles/{cycle.id}/import/members", sent(csv_file(MEMBERS, [chair])), 422).text
    assert "given and taken by two persons" in page


def test_an_address_that_is_known_is_changed_and_not_added_again(
    visit: Any, db: Any, make: Any, panel: Panel, cycle: Cycle, secretary: Person
) -> None:
    known = make.person(Role.MEMBER, panel, email="one@example.org", organisation_ja="前の所属")
    visitor = visit(secretary)
    address, page = previewed(visitor, cycle, "members", csv_file(MEMBERS, [MEMBER]))
    assert page.index("Changed") < page.index("Unchanged")
    visitor.post(address)
    db.refresh(known)
    assert known.organisation_ja == "例示の大学"
    assert db.query(Person).filter_by(email="one@example.org").count() == 1
    assert "0 new, 0 changed, 1 unchanged" in _flashed(visitor, cycle, csv_file(MEMBERS, [MEMBER]))


def _flashed(visitor: Any, cycle: Cycle, data: bytes) -> str:
    address, _page = previewed(visitor, cycle, "members", data)
    visitor.post(address)
    with visitor.client.session_transaction() as cookie:
        return str(cookie["_flashes"][-1][1])


def test_somebody_who_sits_on_another_panel_keeps_their_name(
    visit: Any, db: Any, make: Any, cycle: Cycle, secretary: Person
) -> None:
    known = make.person(Role.MEMBER, make.panel("Other"), email="one@example.org", family_name="前の姓")
    visitor = visit(secretary)
    address, page = previewed(visitor, cycle, "members", csv_file(MEMBERS, [MEMBER]))
    assert "1 also belong to another panel" in page
    visitor.post(address)
    db.refresh(known)
    assert known.family_name == "前の姓"
    assert db.query(Membership).filter_by(person_id=known.id, panel_id=cycle.panel_id).one().role == Role.MEMBER


# ---- Proposals ----

PROPOSALS = ("id", "kind", "title_en", "title_ja", "summary_ja", "source", "unheard_of")
PROPOSAL = ("T01", "技術分野", "=HYPERLINK(1)", "無人機", "要旨\n二行目", "出典", "x")


def test_proposals_come_in_submitted_and_can_be_found(visit: Any, db: Any, cycle: Cycle, secretary: Person) -> None:
    visitor = visit(secretary)
    address, page = previewed(visitor, cycle, "proposals", csv_file(PROPOSALS, [PROPOSAL]))
    assert "unheard_of" in page
    visitor.post(address)
    proposal = db.query(Proposal).one()
    assert (proposal.code, proposal.state, proposal.version) == ("T01", "submitted", 1)
    assert (proposal.title_en, proposal.summary_ja) == ("=HYPERLINK(1)", "要旨\n二行目")
    assert proposal.author_id is None


def test_a_changed_row_is_a_new_version_and_an_equal_one_is_none(
    visit: Any, db: Any, cycle: Cycle, secretary: Person
) -> None:
    visitor = visit(secretary)
    for title in ("無人機", "無人機", "無人航空機"):
        rows = [(*PROPOSAL[:3], title, *PROPOSAL[4:])]
        visitor.post(previewed(visitor, cycle, "proposals", csv_file(PROPOSALS, rows))[0])
    proposal = db.query(Proposal).one()
    assert (proposal.title_ja, proposal.version) == ("無人航空機", 2)


def test_a_proposal_that_a_member_wrote_is_not_changed_by_a_file(
    visit: Any, make: Any, panel: Panel, cycle: Cycle, secretary: Person
) -> None:
    make.proposal(cycle, author=make.person(Role.MEMBER, panel), code="T01")
    page = visit(secretary).post(f"/cycles/{cycle.id}/import/proposals", sent(csv_file(PROPOSALS, [PROPOSAL])), 422)
    assert "is not changed by a file" in page.text


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("", "技術分野", "t", "", "", "", ""), "This must not be empty."),
        (("x" * 41, "技術分野", "t", "", "", "", ""), "at most 40 fit"),
        (("T1", "", "t", "", "", "", ""), "This must not be empty."),
        (("T1", "weapon", "t", "", "", "", ""), "“weapon” is not known here"),
        (("T1", "技術分野", "\u200b", "", "", "", ""), "needs a title"),
        (("T1", "技術分野", "t", "", "x" * 20_001, "", ""), "at most 20000 fit"),
    ],
)
def test_a_proposal_that_cannot_be_one_says_why(
    visit: Any, db: Any, cycle: Cycle, secretary: Person, row: tuple[str, ...], sentence: str
) -> None:
    file = sent(csv_file(PROPOSALS, [PROPOSAL, row]))
    assert sentence in visit(secretary).post(f"/cycles/{cycle.id}/import/proposals", file, 422).text
    assert db.query(Proposal).count() == 0


def test_proposals_are_not_imported_by_members_or_after_the_discussion(
    visit: Any, db: Any, make: Any, panel: Panel, cycle: Cycle, secretary: Person
) -> None:
    url = f"/cycles/{cycle.id}/import/proposals"
    cycle.phase = Phase.PROPOSING
    db.commit()
    visit(make.person(Role.MEMBER, panel)).get(url, 403)
    visit(secretary).get(url)
    cycle.phase = Phase.TALLY
    db.commit()
    visit(secretary).get(url, 403)
    visit(secretary).post(url, sent(csv_file(PROPOSALS, [PROPOSAL])), 409)


# ---- Scores ----


def test_past_scores_become_the_next_round(visit: Any, db: Any, cycle: Cycle, secretary: Person) -> None:
    visitor = visit(secretary)
    scale = {"lowest": "1", "highest": "9", "direction": "1"}
    address, page = previewed(visitor, cycle, "scores", scores_file("T1 a c 9", "T1 b c   N/A"), **scale)
    assert "1 proposals, 2 raters, 1 criteria, 2 sheets" in page
    assert "not applicable: 1" in page
    assert db.query(Round).count() == 0
    assert visitor.post(address).location == f"/cycles/{cycle.id}/tally"
    round_ = db.query(Round).one()
    assert (round_.number, round_.state, round_.imported) == (1, "released", True)


def test_a_round_imported_by_somebody_else_in_the_meantime_is_said(
    visit: Any, db: Any, cycle: Cycle, secretary: Person
) -> None:
    visitor = visit(secretary)
    scale = {"lowest": "1", "highest": "5", "direction": "1"}
    first, _page = previewed(visitor, cycle, "scores", scores_file("T1 a c 5"), **scale)
    second, _page = previewed(visitor, cycle, "scores", scores_file("T1 a c 4"), **scale)
    visitor.post(first)
    assert "Round 1 of this cycle exists already." in visitor.post(second, status=422).text
    assert db.query(Round).count() == 1


# ---- The door ----


@pytest.mark.parametrize("what", ["members", "proposals", "scores"])
def test_no_file_is_refused_beside_the_field(visit: Any, cycle: Cycle, secretary: Person, what: str) -> None:
    page = visit(secretary).post(
        f"/cycles/{cycle.id}/import/{what}", {"lowest": "1", "highest": "5", "direction": "1"}, 422
    )
    assert "Choose a file." in page.text


def test_a_file_that_is_too_large_is_refused_by_size(visit: Any, cycle: Cycle, secretary: Person) -> None:
    url = f"/cycles/{cycle.id}/import/members"
    answers = [
        visit(secretary).post(url, sent(b"x" * n), status) for n, status in ((10_500_000, 422), (11_100_000, 413))
    ]
    assert "larger than 10 MB" in answers[0].text
    for answer in answers:
        answer.request.environ["wsgi.input"].close()  # so large a body is held in a file by the test client


@pytest.mark.parametrize("what", ["members", "proposals", "scores"])
def test_only_the_secretariat_imports(visit: Any, make: Any, panel: Panel, cycle: Cycle, what: str) -> None:
    url = f"/cycles/{cycle.id}/import/{what}"
    for role in (Role.MEMBER, Role.CHAIR, Role.OBSERVER):
        visit(make.person(role, panel)).get(url, 403)
    visit(make.person(Role.SECRETARIAT, make.panel("Other"))).get(url, 404)


@pytest.mark.parametrize("format_", MEDIA_TYPES)
@pytest.mark.parametrize("what", ["members", "proposals", "scores"])
def test_the_example_file_goes_in_as_it_was_given_out(
    visit: Any, cycle: Cycle, secretary: Person, what: str, format_: str
) -> None:
    visitor = visit(secretary)
    given = visitor.get(f"/cycles/{cycle.id}/import/{what}/example.{format_}")
    assert given.data == example(what, format_)
    values = {"lowest": "1", "highest": "5", "direction": "1"}
    file = sent(given.data, f"example.{format_}", **values)
    address = visitor.post(f"/cycles/{cycle.id}/import/{what}", file).location
    visitor.get(address)
    visitor.post(address)
