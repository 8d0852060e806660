"""Somebody who sees everything that is released, and knows the rules, cannot work out what one member gave.

The attack is exhaustive: every panel that could be is tallied and released, and panels that look alike from outside are
put side by side. What a member gave is found out when it is the same in all of them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.calc.canonical import canonical
from panel.calc.consensus import ConsensusClass, Rule
from panel.calc.disclosure import Shown, class_shown, disclosed, group_medians, shown
from panel.calc.marks import Blank, Mark, Scale
from panel.calc.report.withheld import placed_anew
from panel.calc.tally import Item, Roster, Sheet, tally
from panel.calc.weights import CriterionSpec

World: TypeAlias = tuple[tuple[Mark, ...], ...]  # the marks of every rater, by question
USUAL = 5


def released(world: World, groups: Sequence[str], shown_from: int, highest: int, item_of: Sequence[str]) -> str:
    """Everything any page, list or report tells about a panel, to anybody, as one text.

    The questions of a world belong to the items `item_of`, so a world may hold several proposals.
    """
    questions = [f"q{number}" for number in range(len(item_of))]
    items = list(dict.fromkeys(item_of))
    criteria = [CriterionSpec(key, Scale(1, highest), axis="need") for key in questions]
    asked = {item: [number for number, of in enumerate(item_of) if of == item] for item in items}
    sheets = [
        Sheet(item, f"r{rater}", {questions[number]: marks[number] for number in asked[item]})
        for item in items
        for rater, marks in enumerate(world)
    ]
    rule = Rule(shown_from=shown_from)
    rosters = {item: Roster(len(world)) for item in items}
    results = tally([Item(item) for item in items], criteria, sheets, rosters, rule).items
    plain = [result.as_plain() for result in placed_anew([disclosed(result, shown_from) for result in results])]
    medians = [group_medians(in_groups(world, groups, number), shown_from) for number in range(len(questions))]
    return canonical([plain, [sorted(one.items()) for one in medians]])


def in_groups(world: World, groups: Sequence[str], number: int) -> dict[str, list[int]]:
    """The marks of one question by group, without the blanks."""
    found: dict[str, list[int]] = defaultdict(list)
    for group, marks in zip(groups, world, strict=True):
        mark = marks[number]
        if not isinstance(mark, Blank):
            found[group].append(mark)
    return found


def found_out(worlds: Iterable[World], groups: Sequence[str], shown_from: int, **panel: object) -> list[str]:
    """Whose mark on which question is certain from outside, but for those on which the whole panel is seen to agree."""
    alike: dict[str, list[World]] = defaultdict(list)
    for world in worlds:
        alike[released(world, groups, shown_from, **panel)].append(world)  # type: ignore[arg-type]
    assert len(alike) > 1, "an attack needs something to look at"
    return [
        f"question {number} of rater {rater} in {same[0]}"
        for same in alike.values()
        for rater, number in product(range(len(groups)), range(len(same[0][0])))
        if len({world[rater][number] for world in same}) == 1
        and not isinstance(same[0][rater][number], Blank)
        and not (len(groups) >= shown_from and agrees(same, number))
    ]


def agrees(worlds: Sequence[World], number: int) -> bool:
    """Whether everybody gave the same mark: an agreement of all is shown, and says what each of them said."""
    return len({marks[number] for world in worlds for marks in world}) == 1


def panels(n_raters: int, n_questions: int, marks: Sequence[Mark]) -> Iterable[World]:
    """Every panel there can be."""
    return product(product(marks, repeat=n_questions), repeat=n_raters)


@pytest.mark.parametrize("n_raters", [3, 4, 5, 6])
@pytest.mark.parametrize("shown_from", [3, 5, 6])
def test_numbers_of_one_question_tell_nobodys_mark(n_raters: int, shown_from: int) -> None:
    """2d rule 3: every panel of three to six on a scale of three."""
    worlds = panels(n_raters, 1, (1, 2, 3))
    assert found_out(worlds, ["all"] * n_raters, shown_from, highest=3, item_of="a") == []


@pytest.mark.parametrize("groups", ["iiiaaa", "iiiiaa", "iiiiia", "iiaagg", "iiiaaag", "iiiiaaa"])
def test_groups_beside_the_whole_tell_nobodys_mark(groups: str) -> None:
    """2d rule 4: who belongs to a group is known, and the numbers of all are known too."""
    worlds = panels(len(groups), 1, (1, 2, 3))
    assert found_out(worlds, groups, USUAL, highest=3, item_of="a") == []


def test_totals_beside_their_questions_tell_nobodys_mark() -> None:
    """2d rule 4: two questions, their total, and groups of each."""
    assert found_out(panels(6, 2, (1, 2)), "iiiaaa", USUAL, highest=2, item_of="aa") == []


@pytest.mark.parametrize("n_raters", [3, 4, 5])
def test_silence_beside_marks_tells_nobodys_mark(n_raters: int) -> None:
    """2d rule 4: n and the reasons of every silence are known."""
    worlds = panels(n_raters, 1, (1, 2, 3, Blank.UNABLE))
    assert found_out(worlds, ["all"] * n_raters, USUAL, highest=3, item_of="a") == []


@pytest.mark.parametrize("n_raters", [3, 5])
def test_the_places_of_two_proposals_tell_nobodys_mark(n_raters: int) -> None:
    """2d rules 3 and 4: a place comes from a mean, so few marks have none; two readers add up what each may see."""
    assert found_out(panels(n_raters, 2, (1, 2)), ["all"] * n_raters, USUAL, highest=2, item_of="ab") == []


def test_the_attack_finds_what_is_shown_too_soon() -> None:
    """The median of every group: what the pages showed before groups were held back."""
    alike = defaultdict(list)
    for world in panels(6, 1, (1, 2, 3)):
        marks = in_groups(world, "iiiaaa", 0)
        key = (sorted(marks["i"] + marks["a"]), sorted(marks["i"])[1], sorted(marks["a"])[1])
        alike[str(key)].append(world)
    certain = [same for same in alike.values() if len({world[0] for world in same}) == 1 and not agrees(same, 0)]
    assert certain != []


# ---- The rules themselves ----


def test_less_is_shown_of_fewer_marks() -> None:
    assert [shown(n, USUAL) for n in range(7)] == [Shown.NUMBER] * 3 + [Shown.CENTRE] * 2 + [Shown.ALL] * 2
    assert [shown(n, 3) for n in (2, 3)] == [Shown.NUMBER, Shown.ALL]
    with pytest.raises(ValueError, match="fewer than 3"):
        Rule(shown_from=2)


def test_the_class_of_a_few_is_not_told() -> None:
    assert class_shown(ConsensusClass.AGREED_HIGH, 4, USUAL) is ConsensusClass.TOO_FEW
    assert class_shown(ConsensusClass.AGREED_HIGH, 5, USUAL) is ConsensusClass.AGREED_HIGH


@pytest.mark.parametrize(
    ("n", "median", "is_whole"), [(2, None, False), (3, 4.0, False), (4, 4.0, False), (5, 4.0, True)]
)
def test_what_is_left_of_so_many_scores(n: int, median: float | None, is_whole: bool) -> None:
    sheets = [Sheet("T01", f"r{number}", {"importance": 4}) for number in range(n)]
    criterion = CriterionSpec("importance", Scale(1, 5), axis="need")
    whole = tally([Item("T01")], [criterion], sheets, {"T01": Roster(n)}, Rule()).items[0]
    result = disclosed(whole, USUAL)
    for found in (result.overall, result.criteria["importance"]):
        assert (found.summary.n, found.summary.median) == (n, median)
        assert (found.summary.mean is not None) is is_whole
        assert bool(found.summary.histogram) is is_whole
        assert (found.consensus is ConsensusClass.AGREED_HIGH) is is_whole
    assert (result.overall.place.rank == 1) is is_whole


def test_a_rule_that_says_nothing_of_it_shows_from_five_and_keeps_its_hash() -> None:
    plain = Rule().as_plain()
    assert "shown_from" not in plain
    assert Rule.from_plain(plain).shown_from == USUAL
    assert Rule.from_plain(Rule(shown_from=4).as_plain()) == Rule(shown_from=4)


@given(st.dictionaries(st.sampled_from("abcd"), st.lists(st.integers(1, 5), max_size=9)), st.integers(3, 6))
def test_whoever_is_shown_by_group_could_have_given_something_else(
    groups: Mapping[str, list[int]], shown_from: int
) -> None:
    """2d rule 4: the difference of the whole and the groups that are shown is that of three sheets or more."""
    seen = group_medians(groups, shown_from)
    rest = [value for name, marks in groups.items() if name not in seen for value in marks]
    for part in [*(groups[name] for name in seen), *([rest] if rest else [])] if seen else []:
        assert len(part) >= 3
        assert sum(sorted(Counter(part).values())[:-1]) >= 2
