"""The member's pages: desk, sheet, autosave and table, as their owner sees them and as nobody else does."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from panel import seal
from panel.calc.calendar import Phase
from panel.models.cycles import RoundProposal
from panel.models.people import RecusalLevel, Role
from tests.make import Make
from tests.scoring.scene import Scene, answers, recorded
from tests.visit import Visitor

Visit = Callable[..., Visitor]


def test_the_desk_counts_what_is_recorded_and_filters_what_is_not(scene: Scene, make: Make, visit: Visit) -> None:
    make.ballot(scene.round, scene.proposal, scene.member, importance="4", urgency="2")
    page = visit(scene.member).get(scene.desk).text
    assert "1 submitted, 0 drafts, 1 not started" in page
    unfinished = visit(scene.member).get(f"{scene.desk}?show=open").text
    assert scene.other.title_en in unfinished
    assert scene.proposal.title_en not in unfinished


def test_a_sheet_with_an_open_question_is_recorded_but_not_finished(scene: Scene, make: Make, visit: Visit) -> None:
    make.ballot(scene.round, scene.proposal, scene.member, importance="4")
    assert "Submitted, questions left open" in visit(scene.member).get(f"{scene.desk}?show=open").text


def test_an_author_is_not_asked_about_their_own_proposal(scene: Scene, visit: Visit) -> None:
    browser = visit(scene.author)
    assert scene.other.title_en not in browser.get(scene.desk).text
    browser.get(scene.sheet(scene.other), status=403)
    browser.post(scene.sheet(scene.other), answers(scene), status=403)


def test_somebody_recused_sees_neither_sheet_nor_line(scene: Scene, make: Make, visit: Visit) -> None:
    make.recusal(scene.proposal, scene.member)
    browser = visit(scene.member)
    assert scene.proposal.title_en not in browser.get(scene.desk).text
    browser.get(scene.sheet(), status=403)
    browser.post(scene.sheet(), answers(scene), status=403)


def test_somebody_who_may_only_speak_does_not_score(scene: Scene, make: Make, visit: Visit) -> None:
    make.recusal(scene.proposal, scene.member, level=RecusalLevel.MAY_SPEAK)
    browser = visit(scene.member)
    assert "you do not score it" in browser.get(scene.sheet()).text
    browser.post(scene.sheet(), answers(scene), status=403)


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.OBSERVER])
def test_those_who_do_not_score_have_no_desk(scene: Scene, make: Make, visit: Visit, role: Role) -> None:
    outsider = make.person(role, scene.panel)
    visit(outsider).get(scene.desk, status=403)
    visit(outsider).get(scene.sheet(), status=403)


def test_recording_seals_the_sheet_and_shows_a_receipt(scene: Scene, make: Make, db: Session, visit: Visit) -> None:
    browser = visit(scene.member)
    browser.post(scene.sheet(), answers(scene, reason="Because.", confidence="high"))
    own = recorded(db, make, scene, scene.member)
    assert own is not None
    assert own.recorded is not None
    assert list(own.recorded.marks.values()) == ["4", "unable"]
    assert (own.recorded.reason, own.recorded.confidence, own.draft) == ("Because.", "high", None)
    assert own.receipt is not None
    assert own.receipt in browser.get(scene.sheet()).text


def test_save_and_next_goes_to_a_proposal_that_waits(scene: Scene, visit: Visit) -> None:
    browser = visit(scene.member)
    answer = browser.post(scene.sheet(), answers(scene, go="next"))
    following = browser.get(answer.location, status=303)
    assert following.location == scene.sheet(scene.other)
    answer = browser.post(scene.sheet(scene.other), answers(scene, go="next"))
    assert browser.get(answer.location, status=303).location == scene.desk


def test_the_same_sheet_from_several_windows_has_one_receipt(
    scene: Scene, make: Make, db: Session, visit: Visit
) -> None:
    browser = visit(scene.member)
    browser.post(scene.sheet(), answers(scene))
    first = recorded(db, make, scene, scene.member)
    for _ in range(4):
        browser.post(scene.sheet(), answers(scene))
    assert recorded(db, make, scene, scene.member) == first


def test_two_windows_never_overwrite_silently(scene: Scene, make: Make, db: Session, visit: Visit) -> None:
    browser = visit(scene.member)
    browser.post(scene.sheet(), answers(scene, reason="From the first window."))
    page = browser.post(scene.sheet(), answers(scene, "1", reason="From the second."), status=409).text
    assert "From the first window." in page
    assert "From the second." in page
    assert '<input type="hidden" name="version" value="1">' in page
    browser.post(scene.sheet(), answers(scene, "1", version="1"))
    own = recorded(db, make, scene, scene.member)
    assert own is not None
    assert own.version == 2


def test_a_conflict_asks_only_about_what_differs(scene: Scene, visit: Visit) -> None:
    browser = visit(scene.member)
    browser.post(scene.sheet(), answers(scene, "4", "unable"))
    page = browser.post(scene.sheet(), answers(scene, "1", "unable"), status=409).text
    assert page.count('class="field radios scoring-pair"') == 1
    assert f'<input type="hidden" name="{scene.fields[1]}" value="unable">' in page


def test_a_draft_is_kept_but_not_recorded(scene: Scene, make: Make, db: Session, visit: Visit) -> None:
    browser = visit(scene.member)
    told = browser.post(f"{scene.sheet()}/draft", answers(scene, reason="Half a thou"), status=200).json
    assert told is not None
    assert told["version"] == 1
    assert len(told["saved_at"]) == 8
    own = recorded(db, make, scene, scene.member)
    assert own is not None
    assert own.recorded is None
    page = browser.get(scene.sheet()).text
    assert "Half a thou" in page
    assert "A draft does not count until you submit it." in page


def test_autosave_says_in_json_what_is_wrong(scene: Scene, visit: Visit) -> None:
    browser = visit(scene.member)
    assert "message" in browser.post(f"{scene.sheet()}/draft", answers(scene, "6"), status=422).json
    browser.post(f"{scene.sheet()}/draft", answers(scene), status=200)
    browser.post(f"{scene.sheet()}/draft", answers(scene, "1"), status=409)


def test_what_comes_after_the_close_is_given_back_and_the_draft_stays_readable(
    scene: Scene, db: Session, visit: Visit
) -> None:
    browser = visit(scene.member)
    browser.post(f"{scene.sheet()}/draft", answers(scene, reason="My draft."), status=200)
    scene.round.closes_at = datetime.now(UTC) - timedelta(minutes=3)
    db.commit()
    page = browser.post(scene.sheet(), answers(scene, version="1", reason="Too late."), status=409).text
    assert "The round had closed when you pressed the button" in page
    assert "Too late." in page
    assert "My draft." in browser.get(scene.sheet()).text
    json = {"Accept": "application/json"}
    told = browser.post(f"{scene.sheet()}/draft", answers(scene, version="1"), status=409, headers=json).json
    assert told is not None
    assert "This round has closed" in told["message"]


def test_the_language_button_keeps_what_was_typed_and_saves_nothing(
    scene: Scene, make: Make, db: Session, visit: Visit
) -> None:
    page = (
        visit(scene.member).post(scene.sheet(), answers(scene, reason="Still here.", _language="ja"), status=200).text
    )
    assert "Still here." in page
    assert "重要" in page or "度合い" in page
    assert recorded(db, make, scene, scene.member) is None


def test_the_desk_says_what_is_next_in_each_state(scene: Scene, make: Make, db: Session, visit: Visit) -> None:
    browser = visit(scene.member)
    assert "Start scoring" in browser.get(scene.desk).text
    make.ballot(scene.round, scene.proposal, scene.member, importance="4", urgency="2")
    make.ballot(scene.round, scene.other, scene.member, importance="4", urgency="2")
    assert "You have submitted all 2 sheets" in browser.get(scene.desk).text
    browser.post(f"{scene.sheet()}/draft", answers(scene, "1", version="1"), status=200)
    assert "Submitted; a later change is a draft" in browser.get(f"{scene.desk}?show=changed").text
    scene.round.closes_at = datetime.now(UTC) - timedelta(minutes=3)
    db.commit()
    assert "You had submitted 2 of 2 sheets" in browser.get(scene.desk).text


def test_whoever_is_not_on_the_list_of_the_round_is_told_so(scene: Scene, make: Make, visit: Visit) -> None:
    late = make.person(Role.MEMBER, scene.panel)
    assert "You do not score in this round" in visit(late).get(scene.desk).text


def test_a_page_of_the_table_holds_so_many_rows_and_leads_to_the_next(
    scene: Scene, make: Make, db: Session, visit: Visit
) -> None:
    browser = visit(scene.member)
    for _ in range(20):
        extra = make.proposal(scene.cycle)
        db.add(RoundProposal(round_id=scene.round.id, proposal_id=extra.id, proposal_version=1))
    db.commit()
    page = browser.get(f"{scene.desk}/table").text
    assert page.count('name="version_') == 20
    versions = dict.fromkeys(re.findall(r'name="(version_\d+)"', page), "0")
    answer = browser.post(f"{scene.desk}/table", {**versions, "go": "next"})
    assert answer.location == f"{scene.desk}/table?page=2"
    assert browser.get(answer.location).text.count('name="version_') == 2


def test_the_table_records_every_changed_row_together(scene: Scene, make: Make, db: Session, visit: Visit) -> None:
    browser = visit(scene.member)
    make.ballot(scene.round, scene.proposal, scene.member, importance="4", reason="Kept.")
    ids = [field.removeprefix("mark_") for field in scene.fields]
    one, two = scene.proposal.id, scene.other.id
    cells = {f"version_{one}": "1", f"version_{two}": "0", f"mark_{one}_{ids[0]}": "4", f"mark_{one}_{ids[1]}": "2"}
    browser.post(f"{scene.desk}/table", cells)
    own = recorded(db, make, scene, scene.member)
    assert own is not None
    assert own.recorded is not None
    assert (sorted(own.recorded.marks.values()), own.recorded.reason) == (["2", "4"], "Kept.")
    assert seal.own_ballot(db, make.settings.seal_key, scene.round, scene.member.id, two) is None


def test_the_table_saves_nothing_when_one_cell_or_one_row_is_wrong(
    scene: Scene, make: Make, db: Session, visit: Visit
) -> None:
    browser = visit(scene.member)
    field = scene.fields[0].removeprefix("mark_")
    one, two = scene.proposal.id, scene.other.id
    versions = {f"version_{one}": "0", f"version_{two}": "0"}
    browser.post(f"{scene.desk}/table", {**versions, f"mark_{one}_{field}": "4", f"mark_{two}_{field}": "6"}, 422)
    browser.post(f"{scene.desk}/table", {**versions, f"mark_{one}_{field}": "4", f"mark_{two}_99999": "3"}, 409)
    browser.post(f"{scene.desk}/table", {f"version_{one}": "0", f"mark_{one}_{field}": "4"}, 422)
    assert recorded(db, make, scene, scene.member) is None
    make.ballot(scene.round, scene.proposal, scene.member, importance="1")
    page = browser.post(f"{scene.desk}/table", {**versions, f"mark_{one}_{field}": "4"}, 409).text
    assert "saved in another window" in page
    own = recorded(db, make, scene, scene.member)
    assert own is not None
    assert own.version == 1


def test_pages_send_as_many_queries_for_many_proposals_as_for_one(
    scene: Scene, make: Make, visit: Visit, n_queries: Callable[[], int]
) -> None:
    browser = visit(scene.member)
    browser.get("/")
    counts = []
    for _ in range(2):
        for url in (scene.desk, f"{scene.desk}/table", scene.sheet()):
            n_queries()
            browser.get(url)
            counts.append(n_queries())
        extra = make.proposal(scene.cycle)
        make.db.add(RoundProposal(round_id=scene.round.id, proposal_id=extra.id, proposal_version=1))
        make.db.commit()
    assert counts[:3] == counts[3:]
    assert max(counts) <= 8


def test_recording_takes_few_queries(scene: Scene, visit: Visit, n_queries: Callable[[], int]) -> None:
    browser = visit(scene.member)
    n_queries()
    browser.post(scene.sheet(), answers(scene))
    first = n_queries()
    browser.post(scene.sheet(), answers(scene, "2", version="1"))
    assert (first, n_queries()) <= (13, 11)  # with the two savepoints of the test's own transaction


def test_a_phase_other_than_scoring_takes_no_sheet(scene: Scene, db: Session, visit: Visit) -> None:
    scene.cycle.phase = Phase.DISCUSSION
    db.commit()
    visit(scene.member).post(scene.sheet(), answers(scene), status=409)
