"""What a report says otherwise than an earlier edition: found by section, nothing missed, nothing said twice."""

from dataclasses import replace

from panel.calc.document import Document, Text
from panel.calc.document_json import from_json, to_json
from panel.calc.report.build import build
from panel.calc.report.changes import changes
from tests.calc.facts import facts

BEFORE = build(facts())


def _told(before: Document, after: Document) -> list[tuple[str, str]]:
    return [(change.key, change.kind) for change in changes(before, after)]


def test_an_edition_read_back_differs_in_nothing() -> None:
    assert _told(from_json(to_json(BEFORE)), build(facts())) == []


def test_own_words_change_their_chapter_alone() -> None:
    own = {**facts().own, "approach": (Text("別の考え方。", "Another approach."),)}
    assert _told(BEFORE, build(facts(own=own))) == [("approach", "changed")]


def test_a_chapter_that_appears_renumbers_the_others_without_changing_them() -> None:
    own = {**facts().own, "situation": (Text("現状。", "Situation."),)}
    assert _told(BEFORE, build(facts(own=own))) == [("situation", "added")]
    assert _told(build(facts(own=own)), BEFORE) == [("situation", "removed")]


def test_another_decision_changes_its_proposal_and_not_its_neighbours() -> None:
    given = facts()
    first, *rest = given.decisions
    told = _told(BEFORE, build(facts(decisions=(replace(first, reason=Text("別の理由", "Another reason")), *rest))))
    assert (f"proposal-{first.proposal}", "changed") in told
    assert not [key for key, _ in told if key.startswith("proposal-") and key != f"proposal-{first.proposal}"]
