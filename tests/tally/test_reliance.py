"""How far the board can be relied on: bands about the line, a line on trial, pages, and what of it nobody is told."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from panel import owners
from panel.analysis import reading
from panel.calc.reasons import WORDS, Reason
from panel.tally import listing
from tests.make import Make
from tests.scored import Scored
from tests.tally.analysed import Oracle
from tests.visit import Visitor

Visit = Callable[..., Visitor]
AS_JSON = {"Accept": "application/json"}


@pytest.fixture
def scored(make: Make) -> Scored:
    """All three proposals are scored by five, the first highest, the last lowest."""
    prepared = Scored.prepared(make)
    first, second, third = prepared.proposals
    for person, mark in zip(prepared.members, ("5", "5", "4", "4", "4"), strict=True):
        make.ballot(prepared.round, first, person, importance=mark, feasibility="5")
    for person, mark in zip(prepared.members, ("5", "1", "5", "1", "5"), strict=True):
        make.ballot(prepared.round, second, person, importance=mark, feasibility=mark)
    for person in (*prepared.members[1:], prepared.chair):
        make.ballot(prepared.round, third, person, importance="1", feasibility="2")
    prepared.release()
    return prepared


@pytest.fixture
def oracle(monkeypatch: pytest.MonkeyPatch) -> Oracle:
    """What is analysed is known."""
    told = Oracle()
    monkeypatch.setattr(reading, "read", told.read)
    return told


def board(scored: Scored, asked: str = "") -> str:
    return f"/cycles/{scored.cycle.id}/tally{asked}"


def result(scored: Scored, place: int, asked: str = "") -> str:
    return f"/rounds/{scored.round.id}/proposals/{scored.proposals[place].id}/result{asked}"


def rows(page: str) -> list[str]:
    """The lines of the board and the line between them, in their order."""
    return re.findall(r"<tr(?: class=\"cut\")?><td.*?</tr>", page, re.DOTALL)


def codes(page: str) -> list[str]:
    return re.findall(r'<tr><td>[^\n]*?<th scope="row">([^ <]+) <a', page)


def all_codes(scored: Scored, *places: int) -> list[str]:
    return [scored.proposals[place].code for place in places]


# ---- Every line ----


def test_a_line_tells_its_interval_its_chance_and_its_flags(scored: Scored, visit: Visit, oracle: Oracle) -> None:
    page = visit(scored.chair).get(board(scored)).text
    first, _cut, second, third = rows(page)
    assert first.startswith("<tr><td>1<small>1–2</small></td>")
    assert '<td class="contested">contested<small>62 %</small></td>' in first
    assert '<button popovertarget="f1">one member</button>' in first
    assert '<button popovertarget="f2">weights</button>' in first
    assert 'popovertarget="f5"' in second
    assert '<td class="out">out<small>under 1 %</small></td>' in third
    assert "<button" not in third
    for flag in re.findall(r'popovertarget="(f\d)"', page):
        assert f'id="{flag}" popover' in page, "each is explained in place"
    assert oracle.asked == [(frozenset(one.id for one in scored.proposals), None)]


def test_the_line_is_drawn_after_its_last_place_with_what_is_contested(
    scored: Scored, visit: Visit, oracle: Oracle
) -> None:
    chair = visit(scored.chair)
    cut = rows(chair.get(board(scored)).text)[1]
    assert "Line after the first 1" in cut
    assert "1 above it and 1 below it are contested." in cut
    assert 'class="cut"' not in chair.get(board(scored, "?sort=need")).text, "in another order there is no such line"
    assert 'class="cut"' not in chair.get(board(scored, "?band=out")).text, "all on one side"
    assert oracle.asked


def test_what_is_nearest_to_the_line_comes_first_and_bands_are_filters(
    scored: Scored, visit: Visit, oracle: Oracle
) -> None:
    chair = visit(scored.chair)
    assert codes(chair.get(board(scored, "?sort=line")).text) == all_codes(scored, 0, 1, 2)
    assert codes(chair.get(board(scored, "?band=contested")).text) == all_codes(scored, 0, 1)
    assert codes(chair.get(board(scored, "?disagreement=yes")).text) == all_codes(scored, 1)
    assert codes(chair.get(board(scored, "?disagreement=no&band=out")).text) == all_codes(scored, 2)
    mapped = chair.get(board(scored, "?band=contested&view=map")).text.split('class="cut-form')[1]
    assert scored.proposals[1].title_en in mapped
    assert scored.proposals[2].title_en not in mapped
    assert "line of the first 1" in mapped
    assert oracle.asked


def test_programs_are_told_what_readers_are(scored: Scored, visit: Visit, oracle: Oracle) -> None:
    told = visit(scored.chair).get(board(scored), headers=AS_JSON).json
    assert [(line["code"], line["band"], line["chance"]) for line in told["lines"]] == [
        (scored.proposals[0].code, "contested", "62 %"),
        (scored.proposals[1].code, "contested", "38 %"),
        (scored.proposals[2].code, "out", "under 1 %"),
    ]
    assert told["lines"][0]["flags"] == ["one_member", "weights"]
    assert told["analysis"]["items"][0]["p_top"] == 0.62
    assert (told["line"]["places"], told["line"]["n_ranked"], told["cut"]["after"]) == (1, 3, 0)
    assert "2 could go either way" in told["relied"][0]["words"]["en"]
    assert oracle.asked


def test_every_sentence_says_how_it_was_found(scored: Scored, visit: Visit, oracle: Oracle) -> None:
    page = visit(scored.chair).get(board(scored)).text.split('id="relied"')[1]
    assert "0 almost surely in, 1 out, and 2 could go either way" in page
    assert "10,000 panels" in page
    assert "seed 4711" in page
    assert oracle.asked


def test_a_long_title_is_cut_between_words_in_a_sentence(
    scored: Scored, visit: Visit, oracle: Oracle, db: Session
) -> None:
    scored.proposals[1].title_en = "Trusted microelectronics and the verification of hidden functions"
    db.commit()
    said = visit(scored.chair).get(board(scored), headers=AS_JSON).json["relied"][0]["words"]["en"]
    first, second = scored.proposals[:2]
    assert f"“{first.code} {first.title_en}”, “{second.code} Trusted microelectronics and…”" in said
    assert oracle.asked


# ---- A line on trial ----


def test_a_line_on_trial_is_computed_for_and_says_loudly_that_it_is_one(
    scored: Scored, visit: Visit, oracle: Oracle
) -> None:
    page = visit(scored.chair).get(board(scored, "?cut=2")).text
    assert [places for _ids, places in oracle.asked] == [None, 2]
    assert "This is a trial, not the tally" in page
    assert "The line of this round lies after the first 1." in page
    assert "<title>Trial line after 2 - " in page
    assert "Trial line after the first 2" in rows(page)[2]
    assert f"{result(scored, 0)}?cut=2" in page, "and goes along"
    trial = visit(scored.chair).get(result(scored, 0, "?cut=2")).text
    assert "This is a trial, not the tally" in trial
    assert "among the first 2" in trial


def test_the_fixed_line_is_no_trial(scored: Scored, visit: Visit, oracle: Oracle) -> None:
    page = visit(scored.chair).get(board(scored, "?cut=1")).text
    assert "This is a trial" not in page
    assert "cut=1" not in page.split("<main")[1]
    assert [places for _ids, places in oracle.asked] == [None]


@pytest.mark.parametrize("typed", ["0", "3", "99999999999999999999", "-1", "1.5", "<b>", "１"])
def test_a_line_that_cannot_be_drawn_is_refused_in_place(
    scored: Scored, visit: Visit, oracle: Oracle, typed: str
) -> None:
    page = visit(scored.chair).get(board(scored), query_string={"cut": typed}, status=422).text
    assert "Enter a whole number from 1 to 2: a line needs proposals on both sides." in page
    assert f'value="{typed.replace("<", "&lt;").replace(">", "&gt;")}"' in page
    assert codes(page) == all_codes(scored, 0, 1, 2), "the page stays whole, about the fixed line"
    assert [places for _ids, places in oracle.asked] == [None]


def test_the_real_statistics_answer_for_a_trial(scored: Scored, visit: Visit) -> None:
    told = visit(scored.chair).get(board(scored, "?cut=2"), headers=AS_JSON).json
    assert (told["line"]["places"], told["line"]["fixed"]) == (2, 1)
    assert told["analysis"]["settings"]["places"] == 2
    assert sum(item["p_top"] for item in told["analysis"]["items"]) == pytest.approx(2)


# ---- Pages ----


def test_a_long_board_has_pages_and_the_way_to_its_line(
    scored: Scored, visit: Visit, oracle: Oracle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 1)
    chair = visit(scored.chair)
    first, last = (chair.get(board(scored, f"?kind=technology&page={page}")).text for page in ("1", "99"))
    assert (codes(first), codes(last)) == (all_codes(scored, 0), all_codes(scored, 2))
    assert "Page 1 of 3" in first
    assert re.search(r'rel="next" href="[^"]*kind=technology[^"]*page=2', first)
    assert len(rows(first)) == 2, "the line lies at the foot of its page"
    assert ">It is on page 1</a>" in last
    assert len(rows(last)) == 1
    assert re.search(r'page=3[^"]*">3 of 3', chair.get(result(scored, 2)).text), "and back to the page one came from"
    assert oracle.asked


# ---- What nobody is told ----


def test_nothing_is_analysed_that_too_few_scored_or_the_reader_may_not_see(
    make: Make, visit: Visit, oracle: Oracle
) -> None:
    prepared = Scored.prepared(make)
    prepared.score()  # the second by three only, the third by nobody
    make.recusal(prepared.proposals[0], prepared.deputy)
    prepared.release()
    visit(prepared.chair).get(board(prepared))
    visit(prepared.deputy).get(board(prepared))
    assert [ids for ids, _places in oracle.asked] == [{prepared.proposals[0].id}, set()]


@pytest.mark.parametrize("reason", Reason)
def test_without_an_analysis_the_page_is_whole_and_says_why(
    scored: Scored, visit: Visit, oracle: Oracle, reason: Reason
) -> None:
    oracle.reason = reason
    chair = visit(scored.chair)
    page = chair.get(board(scored, "?sort=line&cut=2")).text
    assert WORDS[reason].en in page.replace("&#39;", "'")
    assert codes(page) == all_codes(scored, 0, 1, 2)
    assert 'class="board-unsure"' in page
    assert 'name="cut"' not in page
    assert WORDS[reason].en in chair.get(result(scored, 0)).text.replace("&#39;", "'")


def test_forgotten_owners_leave_what_was_frozen(scored: Scored, visit: Visit, db: Session) -> None:
    before = visit(scored.chair).get(board(scored), headers=AS_JSON).json["analysis"]
    owners.forget(db, scored.round.id)
    db.commit()
    chair = visit(scored.chair)
    assert chair.get(board(scored), headers=AS_JSON).json["analysis"] == before
    assert WORDS[Reason.FORGOTTEN].en in chair.get(board(scored, "?cut=2"), status=422).text.replace("&#39;", "'")


# ---- One result ----


def test_a_result_says_how_sure_its_place_is_and_what_would_change_it(
    scored: Scored, visit: Visit, oracle: Oracle
) -> None:
    page = visit(scored.chair).get(result(scored, 1)).text
    for sentence in (
        "Place 2 of 3. If an equally composed panel had sat, it would stand between 1 and 3 in 90 % of the cases.",
        "Its chance of being among the first 1 is 38 %: its place is contested.",
        f"in exchange with {scored.proposals[0].code}: less for Importance (4.0 %), more for Feasibility (4.0 %).",
        "2 members would, if left out alone, take it across the line. Leaving out one member moves it by 1 place",
        "By the median it would take place 1.",
        "With strict and lenient members evened out it would take place 1 (total 3.00).",
        "The scores lie in two camps, high and low; the mean is the opinion of neither.",
        "Index of disagreement (RAND/UCLA)",
        "10000 panels were drawn",
    ):
        assert sentence in page
    assert not any(person.name_en in page.split("<main")[1] for person in scored.members)
    assert oracle.asked


def test_beside_the_mean_stands_what_is_left_without_its_ends(scored: Scored, visit: Visit, oracle: Oracle) -> None:
    page = visit(scored.chair).get(result(scored, 1)).text
    assert '<span class="key-value">3.40</span>' in page
    assert "without the highest and the lowest fifth 3.67" in page, "of 1, 1, 5, 5, 5 without a 1 and a 5"
    assert oracle.asked
