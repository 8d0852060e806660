"""While a round is open nobody learns what anybody else scored: by page, list, count, sort, search, export or file."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from panel import freezing, schema, seal
from panel.config import Settings
from panel.db import Database
from panel.models.ballots import Ballot
from panel.models.cycles import Round
from panel.models.people import Role
from tests.make import Make
from tests.scored import Scored
from tests.visit import Visitor

Visit = Callable[..., Visitor]
MARKER = "kumquat-marker"
CHANGING = re.compile(
    r'name="(csrf_token|nonce|version)" value="[^"]*"|data-nonce="[^"]*"|\b[0-9a-f]{12}\b|\d\d:\d\d(:\d\d)?'
)
LINK = re.compile(r'href="(/[^"#]*)"')
AT_MOST = 120  # pages of one crawl
# The record tells of the first crawl itself, and a new authenticator app gets a new secret at every visit.
CHANGES_BY_ITSELF = re.compile(r"^/(static|missing)/|/record|^/factors/apps/add")


@pytest.fixture
def scored(make: Make) -> Scored:
    prepared = Scored.prepared(make)
    for number, person in enumerate(prepared.members):
        words = f"{MARKER}-{number}"
        make.ballot(prepared.round, prepared.proposals[1], person, importance="1", feasibility="2", reason=words)
    return prepared


def score_otherwise(scored: Scored) -> None:
    """The same members hand in the same sheets with other answers."""
    key, (first, second) = scored.make.settings.seal_key, scored.round_criteria()
    for person in scored.members:
        sheet = seal.Sheet({str(first): "5", str(second): "abstained"}, "low", "Quite another reason.")
        place = (scored.round, person.id, scored.proposals[1].id)
        seal.save(scored.make.db, key, *place, version=1, sheet=sheet, record=True)
    scored.make.db.commit()


def crawl(browser: Visitor, starts: list[str]) -> dict[str, str]:
    """Every page that can be reached, as status and text, without what differs from one request to the next."""
    waiting, seen = list(starts), dict[str, str]()
    while waiting and len(seen) < AT_MOST:
        address = waiting.pop(0)
        if address in seen or CHANGES_BY_ITSELF.search(address):
            continue
        answer = browser.client.get(address, follow_redirects=False)
        assert answer.status_code < 500, address
        text = answer.get_data(as_text=True) if answer.mimetype in ("text/html", "application/json", "text/csv") else ""
        seen[address] = f"{answer.status_code} {CHANGING.sub('', text)}"
        waiting += [unescape(link) for link in LINK.findall(text)]
    return seen


def starts(scored: Scored) -> list[str]:
    """Home, and the addresses at which a result, an export or somebody's sheet would stand."""
    cycle, round_, proposal = scored.cycle.id, scored.round.id, scored.proposals[1].id
    exports = [f"/cycles/{cycle}/report/{kind}" for kind in ("docx", "xlsx", "csv", "json", "md", "html")]
    return [
        "/",
        f"/cycles/{cycle}/tally",
        f"/cycles/{cycle}/tally?sort=disagreement&class=split",
        f"/cycles/{cycle}/tally/receipts",
        f"/cycles/{cycle}/decisions",
        f"/cycles/{cycle}/report",
        f"/cycles/{cycle}/report/scores",
        f"/cycles/{cycle}/proposals?q={MARKER}",
        f"/cycles/{cycle}/proposals?sort=score&order=total",
        f"/rounds/{round_}/proposals/{proposal}/result",
        f"/rounds/{round_}/proposals/{proposal}/score",
        f"/rounds/{round_}/proposals/{proposal}/sheets",
        f"/rounds/{round_}/proposals/{proposal}/sheets/1/unseal",
        f"/rounds/{round_}/progress",
        f"/rounds/{round_}/compute",
        f"/rounds/{round_}/close",
        *exports,
    ]


@pytest.mark.parametrize("role", [Role.CHAIR, Role.DEPUTY, Role.MEMBER, Role.SECRETARIAT, Role.OBSERVER])
def test_no_page_of_anybody_else_depends_on_what_was_scored(scored: Scored, visit: Visit, role: Role) -> None:
    browser = visit(scored.make.person(role, scored.panel))
    before = crawl(browser, starts(scored))
    score_otherwise(scored)
    after = crawl(browser, starts(scored))
    assert len(before) > len(starts(scored))
    assert [address for address in before if before[address] != after.get(address)] == []
    assert [address for address, page in before.items() if MARKER in page and "q=" not in address] == []


def test_nothing_but_the_owners_own_page_opens_a_sealed_sheet(
    scored: Scored, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P1, 2d rule 1: while the round is open, whatever the officers look at."""
    opened: list[str] = []
    open_sheet = seal._open_sheet

    def noted(key: bytes, ballot_id: str, sealed: bytes | None) -> seal.Sheet | None:
        opened.append(ballot_id)
        return open_sheet(key, ballot_id, sealed)

    monkeypatch.setattr(seal, "_open_sheet", noted)
    for officer in (scored.secretariat, scored.observer):
        crawl(visit(officer), starts(scored))
    assert opened == []
    visit(scored.members[1]).get(f"/rounds/{scored.round.id}/proposals/{scored.proposals[1].id}/score")
    assert len(set(opened)) == 1


def test_the_owner_alone_reads_their_sheet(scored: Scored, visit: Visit) -> None:
    own = f"/rounds/{scored.round.id}/proposals/{scored.proposals[1].id}/score"
    assert f"{MARKER}-1" in visit(scored.members[1]).get(own).text
    assert MARKER not in visit(scored.chair).get(own).text


@pytest.fixture
def on_disk(settings: Settings, tmp_path: Path) -> Iterator[tuple[Database, Path]]:
    """A database of its own, whose file can be read as bytes."""
    path = tmp_path / "panel.sqlite3"
    database = Database(f"sqlite:///{path}")
    schema.upgrade(database.engine)
    yield database, path
    database.engine.dispose()


def test_the_file_of_an_open_round_holds_no_score_and_no_reason(
    on_disk: tuple[Database, Path], settings: Settings
) -> None:
    database, path = on_disk
    with database.transaction(write=True) as db:
        scored = Scored.prepared(Make(db, settings))
        words = {"importance": "5", "feasibility": "not_applicable", "reason": MARKER, "confidence": "medium"}
        scored.make.ballot(scored.round, scored.proposals[0], scored.members[0], **words)
        round_id = scored.round.id
    content = b"".join(file.read_bytes() for file in path.parent.iterdir())
    ballots = content.count(b"not_applicable")
    assert MARKER.encode() not in content
    with database.transaction(write=True) as db:
        freezing.freeze_round(db, settings, None, db.get_one(Round, round_id), now=datetime.now(UTC))
        db.commit()
    opened = path.read_bytes()
    assert MARKER.encode() in opened
    assert opened.count(b"not_applicable") > ballots


def test_a_sheet_sealed_for_one_ballot_opens_for_no_other(scored: Scored, db: Session) -> None:
    ids = list(db.scalars(select(Ballot.id)))
    stolen = db.scalar(select(Ballot.recorded).where(Ballot.id == ids[0]))
    db.execute(update(Ballot).where(Ballot.id == ids[1]).values(recorded=stolen))
    with pytest.raises(InvalidTag):
        list(seal.open_round(db, scored.make.settings.seal_key, scored.round))


def test_the_same_sheet_twice_has_one_receipt_and_one_version(scored: Scored, db: Session) -> None:
    person, proposal, key = scored.members[0], scored.proposals[0], scored.make.settings.seal_key
    sheet = seal.Sheet({"1": "4"}, "high", "Why.")
    given = [
        seal.save(db, key, scored.round, person.id, proposal.id, version=0, sheet=sheet, record=True) for _ in range(5)
    ]
    assert given == [given[0]] * 5


def test_a_late_sheet_finds_the_round_closed(scored: Scored, visit: Visit, db: Session) -> None:
    scored.round.closes_at = datetime.now(UTC) - timedelta(minutes=3)
    db.commit()
    own = f"/rounds/{scored.round.id}/proposals/{scored.proposals[0].id}/score"
    visit(scored.members[1]).post(own, {"version": "0"}, status=409)
