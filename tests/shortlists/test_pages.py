"""The pages of shortlists: the best set under limits, what they cost, whose they are, and every sentence of refusal."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.calc.shortlisting import Asked, Bounds, By
from panel.models.decisions import Decision
from panel.models.events import Event
from panel.models.shortlists import ShortlistDraft
from tests.shortlists.conftest import SEA, SPACE, Field
from tests.visit import Visitor

Visit = Callable[..., Visitor]
TYPED = {"name": "Two", "k": "2", "must": "", "must_not": "", "costs": "", "slack": "0.02"}


def part(page: str, id_: str) -> str:
    """The table of that name."""
    return page.split(f'id="{id_}"')[1].split("</table>")[0]


def test_without_a_shortlist_the_page_says_what_one_is(scored: Field, visit: Visit) -> None:
    page = visit(scored.chair).get(scored.at()).text
    assert "Shortlist: an argument, not a decision" in page
    assert "You have no shortlist yet" in page


def test_the_set_heeds_its_limit_and_says_what_that_costs(
    scored: Field, balanced: ShortlistDraft, visit: Visit
) -> None:
    page = visit(scored.chair).get(scored.at(str(balanced.id))).text
    codes = scored.codes
    chosen = part(page, "chosen")
    assert [code for code in codes if code in chosen] == [codes[0], codes[3], codes[4]]
    assert [code for code in codes if code in part(page, "passed")] == [codes[1], codes[2]]
    limit = part(page, "limits")
    assert "Space: at most 1" in limit
    assert "2.00" in limit, "5 + 4.8 + 4 instead of 5 + 3.8 + 3"
    assert "13.80" in page
    assert "11.80" in page


def test_without_limits_the_set_is_the_top_of_the_ranking(scored: Field, visit: Visit) -> None:
    kept = scored.keep(Asked(2))
    page = visit(scored.chair).get(scored.at(str(kept.id))).text
    assert [code for code in scored.codes if code in part(page, "chosen")] == scored.codes[:2]
    assert "Nothing is limited" in page


def test_limits_that_contradict_each_other_are_named(scored: Field, visit: Visit) -> None:
    bounds = (Bounds(By.FIELD, SPACE[0], 2, None), Bounds(By.FIELD, SEA[0], 2, None), Bounds(By.KIND, "sector", 0, 3))
    page = visit(scored.chair).get(scored.at(str(scored.keep(Asked(3, bounds)).id))).text
    clash = page.split('class="clash"')[1].split("</ul>")[0]
    assert "Space: at least 2" in clash
    assert "Sea: at least 2" in clash
    assert "sector" not in clash.lower()


def test_a_limit_that_cannot_be_met_by_itself_is_said_alone(scored: Field, visit: Visit) -> None:
    kept = scored.keep(Asked(5, (Bounds(By.FIELD, SPACE[0], 4, None),)))
    page = visit(scored.chair).get(scored.at(str(kept.id))).text
    assert "This alone cannot be met:" in page
    assert "Space: at least 4" in page.split('class="clash"')[1].split("</ul>")[0]


def test_costs_are_added_up_and_what_has_none_is_named(scored: Field, visit: Visit) -> None:
    codes = scored.codes
    asked = Asked(2, costs={codes[0]: 90, codes[2]: 30}, cost_high=100)
    page = visit(scored.chair).get(scored.at(str(scored.keep(asked).id))).text
    assert [code for code in codes if code in part(page, "chosen")] == codes[:2]
    assert f"without a cost: {codes[1]}" in page


def test_what_the_reader_is_recused_from_has_no_part_in_it(scored: Field, visit: Visit) -> None:
    kept = scored.keep(Asked(2, must=(scored.codes[0],)))
    scored.make.recusal(scored.proposals[0], scored.chair)
    for view in (str(kept.id), f"{kept.id}/edit", "new", ""):
        page = visit(scored.chair).get(scored.at(view)).text
        assert scored.codes[0] not in page
        assert scored.proposals[0].title_en not in page
    page = visit(scored.chair).get(scored.at(str(kept.id))).text
    assert [code for code in scored.codes if code in part(page, "chosen")] == scored.codes[1:3]


def test_somebody_asks_for_a_shortlist_and_changes_it(scored: Field, db: Session, visit: Visit) -> None:
    chair = visit(scored.chair)
    slug = next(name for name in chair.get(scored.at("new")).text.split('name="high_') if name.startswith("field"))
    low = slug.split('"')[0]
    chair.post(scored.at("new"), {**TYPED, f"low_{low}": "1", "must": scored.codes[5]})
    kept = db.scalars(select(ShortlistDraft)).one()
    assert (kept.name, kept.asked["k"], kept.asked["must"]) == ("Two", 2, [scored.codes[5]])
    edit = scored.at(f"{kept.id}/edit")
    chair.post(edit, {**TYPED, "name": "Three", "k": "3", "version": "1"})
    db.expire_all()
    assert (kept.name, kept.asked["k"], kept.asked["bounds"]) == ("Three", 3, [])


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Enter this."),
        ({"k": ""}, "Enter this."),
        ({"k": "7"}, "Choose from 1 to 6: so many have a total."),
        ({"k": "0"}, "Choose from 1 to 6: so many have a total."),
        ({"k": "three"}, "Enter a whole number in plain digits, such as 5."),
        ({"must": "Z99"}, "No proposal that may be chosen has the code Z99."),
        ({"must": "{0} {1} {2}"}, "These are more than are to be chosen."),
        ({"must": "{0}", "must_not": "{0}"}, "{0} cannot be always in and never in."),
        ({"costs": "{0} cheap"}, "Line 1 is not a code and a whole number, such as “T01 120”."),
        ({"costs": "{0} 1\n{0} 2"}, "Line 2: {0} is unknown or stands here twice."),
        ({"costs": "{0} 1", "cost_low": "9", "cost_high": "8"}, "This is less than the least."),
        ({"cost_high": "8"}, "Enter what the proposals cost first."),
        ({"cost_low": "-1"}, "Enter a number from 0 to 99999."),
        ({"slack": "a lot"}, "Enter a weight from 0 to 99999 in plain digits"),
    ],
)
def test_bad_input_has_a_sentence_and_nothing_is_lost(
    scored: Field, db: Session, visit: Visit, typed: dict[str, str], sentence: str
) -> None:
    sent = {**TYPED, **{name: value.format(*scored.codes) for name, value in typed.items()}}
    answer = visit(scored.chair).post(scored.at("new"), sent, 422)
    assert sentence.format(*scored.codes) in answer.text
    assert all(value.split("\n")[0] in answer.text for value in sent.values())
    assert db.scalars(select(ShortlistDraft)).first() is None


def test_a_most_below_the_least_names_its_group(scored: Field, visit: Visit) -> None:
    chair = visit(scored.chair)
    slug = next(one for one in chair.get(scored.at("new")).text.split('name="low_') if one.startswith("field"))
    name = slug.split('"')[0]
    answer = chair.post(scored.at("new"), {**TYPED, f"low_{name}": "3", f"high_{name}": "2"}, 422)
    assert "at most is less than at least." in answer.text


def test_a_name_is_taken_once(scored: Field, balanced: ShortlistDraft, visit: Visit) -> None:
    answer = visit(scored.chair).post(scored.at("new"), {**TYPED, "name": balanced.name}, 422)
    assert "Another shortlist of yours has this name." in answer.text


def test_what_another_window_changed_is_not_overwritten(
    scored: Field, balanced: ShortlistDraft, db: Session, visit: Visit
) -> None:
    chair, edit = visit(scored.chair), scored.at(f"{balanced.id}/edit")
    chair.get(edit)
    balanced.version = 2
    db.commit()
    answer = chair.post(edit, {**TYPED, "version": "1"}, 409)
    assert "This shortlist was changed in another window." in answer.text
    assert 'value="Two"' in answer.text


def test_deleting_can_be_taken_back(scored: Field, balanced: ShortlistDraft, visit: Visit) -> None:
    chair = visit(scored.chair)
    chair.post(scored.at(f"{balanced.id}/delete"), {})
    assert "Balanced" not in part(chair.get(scored.at()).text + 'id="own"</table>', "own")
    chair.post(scored.at(f"{balanced.id}/restore"), {})
    assert "Balanced" in part(chair.get(scored.at()).text, "own")


def test_nobody_else_learns_of_a_shortlist(scored: Field, balanced: ShortlistDraft, visit: Visit) -> None:
    for person in (scored.secretariat, scored.members[0]):
        visitor = visit(person)
        visitor.get(scored.at(str(balanced.id)), 404)
        visitor.get(scored.at(f"{balanced.id}/edit"), 404)
        assert "Balanced" not in visitor.get(scored.at()).text


def test_shortlists_stand_side_by_side(scored: Field, balanced: ShortlistDraft, visit: Visit) -> None:
    other = scored.keep(Asked(1), "First alone")
    page = visit(scored.chair).get(f"{scored.at()}?s{balanced.id}=1&s{other.id}=1").text
    beside = part(page, "beside")
    first, second = (row for row in beside.split("<tr>")[2:4])
    assert first.count("<td>in</td>") == 2
    assert second.count("<td>in</td>") == 1


def test_a_shortlist_decides_nothing_and_is_not_recorded(scored: Field, db: Session, visit: Visit) -> None:
    before = db.scalars(select(Event.seq)).all()
    visit(scored.chair).post(scored.at("new"), TYPED)
    assert db.scalars(select(Decision)).first() is None
    assert db.scalars(select(Event.seq)).all() == before


def test_many_shortlists_ask_the_database_no_more_often(
    scored: Field, visit: Visit, n_queries: Callable[[], int]
) -> None:
    chair = visit(scored.chair)

    def asked() -> int:
        n_queries()
        chair.get(scored.at())
        return n_queries()

    scored.keep(Asked(1), "One")
    asked()
    alone = asked()
    for name in ("Two", "Three", "Four"):
        scored.keep(Asked(2), name)
    assert asked() == alone
