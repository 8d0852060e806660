"""The pages of the lenses: what each says of a round, to whom, and what it must not say."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from panel import owners
from tests.lenses.scene import MARKS, Scene
from tests.make import Make
from tests.visit import Visitor

pytestmark = pytest.mark.one_database
Visit = Callable[..., Visitor]
LENSES = ("groups", "expertise", "without-one", "severity", "median", "trimmed", "confidence", "methods")
PAGES = ("", *LENSES, "panel", "divides")
JSON = {"Accept": "application/json"}


@pytest.fixture
def scene(make: Make) -> Scene:
    return Scene.tallied(make)


def main(page: str) -> str:
    """What stands on the page itself."""
    return page.split("<main")[1].split("</main>")[0]


def told(visitor: Visitor, address: str) -> Any:
    return visitor.get(address, headers=JSON).json


def test_the_overview_says_of_every_lens_what_changes(scene: Scene, visit: Visit) -> None:
    page = main(visit(scene.chair).get(scene.url()).text)
    assert [page.index(f"/tally/lenses/{lens}?round=1") for lens in LENSES] == sorted(
        page.index(f"/tally/lenses/{lens}?round=1") for lens in LENSES
    )
    assert "Without the extremes" in page
    assert "From round to round" not in page, "this is the first"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_says_that_it_is_not_the_tally(scene: Scene, visit: Visit, language: str) -> None:
    says = {"ja": "これは別の見方で、集計ではありません", "en": "Another view, not the tally"}[language]
    visitor = visit(scene.chair, language)
    for page in PAGES:
        assert says in main(visitor.get(scene.url(page)).text), page


def test_a_lens_says_its_sentence_first_then_what_changes_then_everything(scene: Scene, visit: Visit) -> None:
    page = main(visit(scene.chair).get(scene.url("groups", part="industry")).text)
    sentence = page.index("Only 5 of 6 can be compared.")
    assert sentence < page.index('id="changing"') < page.index("<svg") < page.index('id="all"')
    changing = page.split('id="changing"')[1].split("</table>")[0]
    assert scene.proposals[0].title_en in changing
    assert scene.proposals[4].title_en not in changing
    assert all(proposal.title_en in page.split('id="all"')[1] for proposal in scene.proposals[:5])


def test_a_proposal_that_would_tell_is_left_out_of_the_groups(scene: Scene, visit: Visit) -> None:
    hidden = scene.proposals[5].title_en
    for page in ("groups", "divides"):
        text = main(visit(scene.chair).get(scene.url(page)).text)
        assert hidden not in text
        assert "1 proposal is left out" in text
    assert hidden in main(visit(scene.chair).get(scene.url("trimmed")).text)


def test_what_one_group_values_and_another_does_not_is_listed(scene: Scene, visit: Visit) -> None:
    valued = told(visit(scene.chair), scene.url("divides"))["valued"]
    assert {(one[0]["code"], one[1]["by"], one[1]["not_by"]) for one in valued} >= {
        (scene.proposals[0].code, "industry", "academia"),
        (scene.proposals[1].code, "academia", "industry"),
    }


def test_only_whoever_scored_sees_the_round_without_the_own_sheets(scene: Scene, visit: Visit) -> None:
    own = told(visit(scene.members[0]), scene.url("without-one", part="own"))
    assert {one["shift"]["n"] for one in own["table_page"]["lines"]} == {12}
    others = told(visit(scene.secretariat), scene.url("without-one", part="own"))
    assert others["part"] == "any"
    assert [part for part, _name in others["parts"]] == ["any"]


def test_leaving_out_a_member_is_told_in_counts(scene: Scene, visit: Visit) -> None:
    found = told(visit(scene.chair), scene.url("without-one"))
    assert {frozenset(one["found"]) for one in found["table_page"]["lines"]} == {
        frozenset({"id", "rank", "decisive", "moves"})
    }
    assert found["n_members"] == 13


def test_nobody_is_named_on_any_page(scene: Scene, visit: Visit) -> None:
    for page in PAGES:
        text = visit(scene.secretariat).get(scene.url(page)).text
        assert not [member.name_en for member in scene.members if member.name_en in text]


def test_the_panel_as_a_whole_is_said_in_sentences(scene: Scene, visit: Visit) -> None:
    page = main(visit(scene.chair).get(scene.url("panel")).text)
    assert "13 members, 6 proposals." in page
    assert "relied on" in page
    assert page.count('<th scope="row"') == 2, "both criteria"


def test_an_address_that_names_no_lens_is_nowhere_and_a_part_or_page_that_is_none_is_the_first(
    scene: Scene, visit: Visit
) -> None:
    visitor = visit(scene.chair)
    visitor.get(scene.url("nonsense"), 404)
    assert told(visitor, scene.url("methods", part="nonsense"))["part"] == "topsis"
    assert told(visitor, scene.url("median", page=99))["table_page"]["number"] == 1


def test_a_long_table_is_read_page_by_page(make: Make, visit: Visit) -> None:
    scene = Scene.begun(make, n_proposals=102)
    for number, proposal in enumerate(scene.proposals):
        for place, member in enumerate(scene.members):
            mark, sure = 1 + (number * (place + 2) + place * place) % 5, ("high", "low")[place % 2]
            scene.score_one(proposal, member, mark, sure)
    scene.release()
    second = visit(scene.chair).get(scene.url("trimmed", page=2))
    assert second.text.split('id="all"')[1].count('<th scope="row"') == 2
    assert 'rel="prev"' in second.text
    for page, part in (("expertise", "sure"), ("groups", "industry"), ("without-one", "any")):
        assert len(visit(scene.chair, "ja").get(scene.url(page, part=part)).data) < 100_000, page


# ---- What may not be said ----


def test_what_too_few_scored_has_no_place_in_any_view(make: Make, visit: Visit) -> None:
    scene = Scene.begun(make)
    for proposal, marks in zip(scene.proposals, (*MARKS[:5], MARKS[5][:4]), strict=True):
        scene.score_all(proposal, marks)
    scene.release()
    visitor = visit(scene.chair)
    assert {page for page in PAGES if scene.proposals[5].title_en in visitor.get(scene.url(page)).text} == set()
    assert len(told(visitor, scene.url("trimmed"))["table_page"]["lines"]) == 5


def test_whoever_is_recused_is_told_nothing_of_it_nor_of_its_place(scene: Scene, make: Make, visit: Visit) -> None:
    kept_from = scene.proposals[0]
    make.recusal(kept_from, scene.members[4])
    visitor = visit(scene.members[4])
    for page in PAGES:
        assert kept_from.title_en not in visitor.get(scene.url(page)).text
    ranks = sorted(one["shift"]["rank"] for one in told(visitor, scene.url("trimmed"))["table_page"]["lines"])
    assert ranks == [1, 2, 3, 4, 5]


def test_the_sheets_of_a_hidden_proposal_change_nothing(make: Make, visit: Visit) -> None:
    """F2: two rounds that differ only in what was given to a proposal its reader is kept from."""
    pages = []
    for marks in (MARKS[0], tuple(6 - mark for mark in MARKS[0])):
        scene = Scene.begun(make)
        for proposal, given in zip(scene.proposals, (marks, *MARKS[1:]), strict=True):
            scene.score_all(proposal, given)
        scene.release()
        make.recusal(scene.proposals[0], scene.members[4])
        codes = {proposal.code: f"T{place}" for place, proposal in enumerate(scene.proposals)}
        visitor = visit(scene.members[4])
        pages.append([figures(told(visitor, scene.url(page)), codes) for page in PAGES])
    assert pages[0] == pages[1]


def figures(page: Any, codes: dict[str, str]) -> Any:
    """Every number and sentence of a page, with the same names for the same proposals."""
    named = {"finding", "glances", "table_page", "changing", "totals", "lines", "valued", "orders", "n_hidden", "line"}
    kept = {name: page[name] for name in named & page.keys()}
    return _plain(kept, codes)


def _plain(value: Any, codes: dict[str, str]) -> Any:
    if isinstance(value, dict):
        drawn = {"low", "high", "α", "p", "adjusted"}  # from the members in an order that is each round's own
        dropped = {"id", "title_ja", "title_en", *drawn}
        return {name: _plain(one, codes) for name, one in value.items() if name not in dropped}
    if isinstance(value, float):
        return float(f"{value:.9g}")  # so far sums are the same in any order of the members
    if isinstance(value, list):
        return [_plain(one, codes) for one in value]
    return codes.get(value, value) if isinstance(value, str) else value


def test_once_owners_are_forgotten_what_was_frozen_stays_and_the_rest_says_why(
    scene: Scene, visit: Visit, db: Session
) -> None:
    owners.forget(db, scene.round.id)
    db.commit()
    visitor = visit(scene.chair)
    for page in ("groups", "trimmed", "divides"):
        assert "The key that tells whose sheets belong together was destroyed" in visitor.get(scene.url(page)).text
    for page in ("", "median", "without-one", "panel"):
        assert scene.proposals[0].title_en in visitor.get(scene.url("median")).text
        visitor.get(scene.url(page))


def test_before_a_round_is_released_there_is_nothing_to_look_at(make: Make, visit: Visit) -> None:
    scene = Scene.begun(make)
    for page in PAGES:
        assert visit(scene.chair).client.get(scene.url(page)).status_code in (403, 409), page
    assert visit(make.person()).client.get(scene.url()).status_code == 404


# ---- Rounds without much in them ----


def test_a_round_that_nobody_scored_has_nothing_to_compare(make: Make, visit: Visit) -> None:
    scene = Scene.begun(make)
    scene.release()
    for page in ("", "median", "groups"):
        assert "Nothing to compare" in visit(scene.chair).get(scene.url(page)).text
    for page in ("panel", "divides"):
        assert "This view does not exist here" in visit(scene.chair).get(scene.url(page)).text


@pytest.mark.parametrize(("marks", "says"), [((3,) * 13, "one proposal"), ((1, 2, 3, 4, 5) * 2, "one proposal")])
def test_one_proposal_is_no_order(make: Make, visit: Visit, marks: tuple[int, ...], says: str) -> None:
    scene = Scene.begun(make, n_proposals=1)
    scene.score_all(scene.proposals[0], marks)
    scene.release()
    visitor = visit(scene.chair)
    assert says in visitor.get(scene.url("trimmed")).text
    for page in PAGES:
        visitor.get(scene.url(page))


def test_where_everybody_gave_the_same_nothing_changes_and_nothing_is_agreed_upon(make: Make, visit: Visit) -> None:
    scene = Scene.begun(make)
    for proposal in scene.proposals:
        scene.score_all(proposal, (3,) * 13)
    scene.release()
    visitor = visit(scene.chair)
    assert "Nothing changes." in visitor.get(scene.url("trimmed")).text
    assert "All scores are the same, so this does not exist." in visitor.get(scene.url("panel")).text
    for page in PAGES:
        visitor.get(scene.url(page))


# ---- What it costs ----


def test_no_page_asks_the_database_more_often_for_more_proposals(
    make: Make, visit: Visit, n_queries: Callable[[], int]
) -> None:
    counts = []
    for n in (2, 6):
        scene = Scene.begun(make, n_proposals=n)
        for proposal, marks in zip(scene.proposals, MARKS[:n], strict=True):
            scene.score_all(proposal, marks)
        scene.release()
        visitor = visit(scene.chair)
        of_pages = []
        for page in PAGES:
            n_queries()
            visitor.get(scene.url(page))
            of_pages.append(n_queries())
        counts.append(of_pages)
    assert counts[0] == counts[1]
