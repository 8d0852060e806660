"""What is asked of a shortlist in the panel's words, and the question it becomes."""

from panel.calc.document import Text
from panel.calc.shortlisting import Asked, Bounds, By, Candidate, groups, plain_best, question

SPACE, SEA = "宇宙", "海洋"
NAMES = {(By.FIELD, SPACE): Text(SPACE, "Space"), (By.FIELD, SEA): Text(SEA, "Sea"), (By.KIND, "sector"): Text("", "")}


def candidate(place: int, total: float, field: str) -> Candidate:
    code = f"T{place:02d}"
    return Candidate(place, code, Text(code, code), total, place, {By.FIELD: field, By.KIND: "sector"})


CANDIDATES = (candidate(1, 4.5, SPACE), candidate(2, 4.5, SPACE), candidate(3, 4.0, SEA))
ASKED = Asked(
    2,
    (Bounds(By.FIELD, SPACE, 1, None), Bounds(By.FIELD, "空", 1, 2), Bounds(By.FIELD, SEA, None, None)),
    must=("T03", "T99"),
    must_not=("T01",),
    costs={"T01": 5, "T99": 7},
    cost_high=9,
)


def test_what_is_asked_comes_back_from_its_plain_form() -> None:
    assert Asked.from_plain(ASKED.as_plain()) == ASKED


def test_only_groups_that_a_limit_can_split_are_offered() -> None:
    assert [(group.key, group.size) for group in groups(CANDIDATES, NAMES)] == [(SPACE, 2)], (
        "one alone, or all, are no group"
    )


def test_codes_and_groups_that_are_gone_are_passed_over() -> None:
    made = question(ASKED, CANDIDATES)
    assert [(limit.name, limit.members, limit.low, limit.high) for limit in made.limits] == [
        (f"field:{SPACE}", frozenset({0, 1}), 1, None)
    ]
    assert (made.must, made.must_not) == (frozenset({2}), frozenset({0}))
    assert made.cost is not None
    assert made.cost.costs == (5, None, None)


def test_without_an_end_there_is_no_band_of_costs() -> None:
    assert question(Asked(1, costs={"T01": 5}), CANDIDATES).cost is None


def test_equal_totals_are_taken_in_their_order() -> None:
    assert plain_best(CANDIDATES, 2) == (0, 1)


def test_fields_of_a_form_are_named_without_the_words_of_a_group() -> None:
    (space,) = groups(CANDIDATES, NAMES)
    assert space.slug.isascii()
    assert space.slug.startswith("field_")
