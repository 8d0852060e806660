"""What a lens computes: places by other members, other centres and other methods, each found again by hand."""

from itertools import product

import numpy as np
import pytest
from scipy import stats

from panel.calc.analysis import Settings
from panel.calc.consensus import ConsensusClass, Rule
from panel.calc.lens_findings import finding
from panel.calc.lenses import GROUPS, METHODS, Comparison, Lens, Part, Shift, compared, of_analysis
from panel.calc.marks import Scale
from panel.calc.reasons import Reason
from panel.calc.statistics.analyse import analyse
from panel.calc.statistics.divides import divides
from panel.calc.statistics.lenses import Glasses
from panel.calc.statistics.scores import Scores
from panel.calc.statistics.voices import by_question
from tests.lenses.scene import MARKS, SURENESS

NAMES = ("industry",) * 5 + ("academia",) * 5 + ("government",) * 3
SURE = {"high": 3.0, "medium": 2.0, "low": 1.0}
FIVE = Scale(1, 5)


def scores(marks: object = MARKS, groups: tuple[str | None, ...] = NAMES, sureness: object = None) -> Scores:
    """Marks by proposal and member on one question; NaN is none."""
    values = np.array(marks, dtype=np.float64).T[:, :, None]
    n_raters, n_items, _ = values.shape
    return Scores(
        values,
        np.array([1.0]),
        FIVE,
        tuple(f"T{number}" for number in range(1, n_items + 1)),
        ("importance",),
        np.ones((n_items, 1), dtype=np.bool_),
        np.full(n_items, n_raters),
        groups[:n_raters],
        None if sureness is None else np.array(sureness, dtype=np.float64),
    )


def confident() -> np.ndarray:
    """How sure the thirteen were of every sheet, one row a member."""
    return np.array([[SURE[word]] * len(MARKS) for word in SURENESS])


def places(comparison: Comparison) -> dict[str, tuple[int, int]]:
    """Both places of every proposal."""
    return {one.id: (one.rank, one.lens_rank) for one in comparison.shifts}


def test_a_group_orders_by_the_mean_of_its_own_members_where_it_may_be_shown() -> None:
    found = Glasses(scores(), Rule(), 2).through(Lens.GROUPS, Part.ACADEMIA)
    own = np.array(MARKS)[:5, 5:10].mean(axis=1)
    expected = stats.rankdata(-np.round(own, 9), method="min").tolist()
    assert [places(found)[f"T{number}"][1] for number in range(1, 6)] == expected
    assert (found.n_hidden, {one.n for one in found.shifts}) == (1, {5})


def test_a_group_of_two_is_hidden_everywhere_and_says_why() -> None:
    marks = [row[:12] for row in MARKS]
    found = Glasses(scores(marks), Rule(), 2).through(Lens.GROUPS, Part.GOVERNMENT)
    assert (found.reason, found.shifts, found.n_hidden) == (Reason.HIDDEN, (), len(MARKS))


def test_a_group_that_all_said_the_same_hides_every_group_on_that_proposal() -> None:
    """What is left when the others are taken away would tell it."""
    marks = [list(row) for row in MARKS]
    marks[0][:5] = [4] * 5
    for part in (Part.INDUSTRY, Part.ACADEMIA):
        assert "T1" not in places(Glasses(scores(marks), Rule(), 2).through(Lens.GROUPS, part))


def test_whoever_was_sure_is_parted_from_the_rest_by_their_sheets() -> None:
    glasses = Glasses(scores(sureness=confident()), Rule(), 2)
    sure = [number for number, word in enumerate(SURENESS) if word == "high"]
    for part, rows in ((Part.SURE, sure), (Part.LESS_SURE, [n for n in range(13) if n not in sure])):
        found = glasses.through(Lens.EXPERTISE, part)
        shown = sorted(int(one[1:]) - 1 for one in places(found))
        assert len(shown) > 1
        ranks = stats.rankdata(-np.array(MARKS)[shown][:, rows].mean(axis=1), method="min")
        assert [places(found)[f"T{index + 1}"][1] for index in shown] == ranks.tolist()


@pytest.mark.parametrize("lens", [Lens.EXPERTISE, Lens.CONFIDENCE])
def test_without_any_confidence_nobody_is_sure(lens: Lens) -> None:
    for sureness in (None, np.full((13, len(MARKS)), np.nan)):
        found = Glasses(scores(sureness=sureness), Rule(), 2).through(lens, Part.ALL)
        assert found.reason is Reason.UNSTATED


def test_confidence_weighs_and_nobody_weighs_more_than_twice_the_mean() -> None:
    found = Glasses(scores(sureness=confident()), Rule(), 2).through(Lens.CONFIDENCE, Part.ALL)
    weights = [SURE[word] for word in SURENESS]
    means = np.average(np.array(MARKS), axis=1, weights=np.minimum(weights, 2 * np.mean(weights)))
    expected = stats.rankdata(-np.round(means, 9), method="min").tolist()
    assert [places(found)[f"T{number}"][1] for number in range(1, 7)] == expected


def test_the_trimmed_mean_leaves_out_a_fifth_at_each_end() -> None:
    found = Glasses(scores(), Rule(), 2).through(Lens.TRIMMED, Part.ALL)
    means = [stats.trim_mean(row, 0.2) for row in MARKS]
    expected = stats.rankdata(-np.round(means, 9), method="min").tolist()
    assert [places(found)[f"T{number}"][1] for number in range(1, 7)] == expected


def test_without_ones_own_sheets_the_others_alone_count() -> None:
    found = Glasses(scores(), Rule(), 2).through(Lens.WITHOUT_ONE, Part.OWN, own=3)
    others = np.delete(np.array(MARKS), 3, axis=1).mean(axis=1)
    expected = stats.rankdata(-np.round(others, 9), method="min").tolist()
    assert [places(found)[f"T{number}"][1] for number in range(1, 7)] == expected
    assert {one.n for one in found.shifts} == {12}


@pytest.mark.parametrize("part", METHODS)
def test_every_method_puts_a_proposal_first_that_is_ahead_for_everybody(part: Part) -> None:
    ahead = [[5, 4, 5, 5, 4, 5], [3, 3, 4, 3, 3, 4], [1, 2, 2, 1, 1, 1]]
    found = Glasses(scores(ahead, NAMES[:6]), Rule(), 1).through(Lens.METHODS, part)
    assert places(found) == {"T1": (1, 1), "T2": (2, 2), "T3": (3, 3)}
    assert finding(found).en == "Nothing changes."


@pytest.mark.parametrize("part", [Part.BORDA, Part.COPELAND, Part.SCHULZE])
def test_one_very_high_score_makes_the_method_matter(part: Part) -> None:
    """By the mean the first leads; by the number of members the second does."""
    high = [[5, 2, 2], [2, 3, 3], [1, 1, 1]]
    found = Glasses(scores(high, NAMES[:3]), Rule(), 1).through(Lens.METHODS, part)
    assert places(found) == {"T1": (1, 2), "T2": (2, 1), "T3": (3, 3)}
    assert {one.id for one in found.changing} == {"T1", "T2"}
    assert Glasses(scores(high, NAMES[:3]), Rule(), 2).through(Lens.METHODS, part).changing == ()


def test_proposals_that_are_all_alike_are_not_compared_by_their_distance() -> None:
    found = Glasses(scores([[3] * 6] * 3, NAMES[:6]), Rule(), 1)
    assert found.through(Lens.METHODS, Part.TOPSIS).reason is Reason.NO_VARIATION
    assert set(places(found.through(Lens.METHODS, Part.PROMETHEE)).values()) == {(1, 1)}


@pytest.mark.parametrize("part", METHODS)
def test_what_nobody_scored_or_nothing_weighs_has_no_place(part: Part) -> None:
    marks = np.array(MARKS, dtype=np.float64)
    marks[1] = np.nan
    assert "T2" not in places(Glasses(scores(marks), Rule(), 2).through(Lens.METHODS, part))
    nothing = Glasses(scores().weighed(np.zeros(1)), Rule(), 2).through(Lens.METHODS, part)
    assert (nothing.reason, nothing.shifts) == (Reason.NO_WEIGHT, ())


def test_methods_on_criteria_leave_out_what_too_few_answered() -> None:
    whole = scores()
    values = np.repeat(whole.values, 2, axis=2)
    values[3:, 1, 1] = np.nan  # only three members answered the second question about the second proposal
    two = Scores(
        values, np.ones(2), FIVE, whole.items, ("a", "b"), np.ones((6, 2), dtype=np.bool_), whole.eligible, NAMES
    )
    assert "T2" not in places(Glasses(two, Rule(), 2).through(Lens.METHODS, Part.TOPSIS))
    assert "T2" in places(Glasses(two, Rule(), 2).through(Lens.METHODS, Part.BORDA))


def test_methods_on_criteria_refuse_proposals_that_were_asked_otherwise() -> None:
    whole = scores()
    asked = np.ones((6, 2), dtype=np.bool_)
    asked[0, 1] = False
    two = Scores(
        np.repeat(whole.values, 2, axis=2), np.ones(2), FIVE, whole.items, ("a", "b"), asked, whole.eligible, NAMES
    )
    found = Glasses(two, Rule(), 2).through(Lens.METHODS, Part.PROMETHEE)
    assert found.reason is Reason.OTHER_QUESTIONS


def test_schulze_is_not_computed_for_hundreds() -> None:
    many = np.random.default_rng(1).integers(1, 6, (301, 5))
    assert Glasses(scores(many, NAMES[:5]), Rule(), 9).through(Lens.METHODS, Part.SCHULZE).reason is Reason.TOO_MANY


def test_the_median_and_the_severity_are_those_of_the_analysis() -> None:
    analysis = analyse(scores(), Settings(1, 2, replicates=50))
    median = of_analysis(analysis, Lens.MEDIAN)
    assert places(median) == {one.id: (one.rank, one.median_rank) for one in analysis.items}
    severity = of_analysis(analysis, Lens.SEVERITY)
    assert analysis.panel is not None
    if analysis.panel.severity.value is None:
        assert (severity.shifts, severity.reason) == ((), analysis.panel.severity.reason)
    else:
        assert places(severity) == {one.id: (one.rank, one.adjusted_rank) for one in analysis.items}


def test_the_places_beside_a_lens_are_those_of_the_mean_among_what_is_compared() -> None:
    found = Glasses(scores(), Rule(), 2).through(Lens.TRIMMED, Part.ALL)
    ranks = stats.rankdata(-np.round(np.mean(MARKS, axis=1), 9), method="min").tolist()
    assert [places(found)[f"T{number}"][0] for number in range(1, 7)] == ranks


def test_a_class_is_compared_where_both_have_one() -> None:
    found = Glasses(scores(), Rule(), 2).through(Lens.GROUPS, Part.INDUSTRY)
    one = next(one for one in found.shifts if one.id == "T1")
    assert (one.consensus, one.lens_consensus) == (ConsensusClass.SPLIT, ConsensusClass.AGREED_HIGH)
    assert one in found.changing
    strict = Glasses(scores(), Rule(minimum_raters=6), 2).through(Lens.GROUPS, Part.INDUSTRY)
    assert {one.lens_consensus for one in strict.shifts} == {None}, "five are too few for this rule"


# ---- Comparisons themselves ----


def shift(rank: int, lens_rank: int, **more: ConsensusClass) -> Shift:
    return Shift(f"T{rank}", rank, lens_rank, **more)


def test_what_crosses_the_line_is_listed_by_itself_before_what_changes_class() -> None:
    high, split = ConsensusClass.AGREED_HIGH, ConsensusClass.SPLIT
    found = compared(
        Lens.GROUPS,
        Part.INDUSTRY,
        [shift(1, 1, consensus=high, lens_consensus=split), shift(2, 3), shift(3, 2), shift(4, 4)],
        2,
    )
    assert [one.id for one in found.changing] == ["T2", "T3", "T1"]
    assert ([one.id for one in found.rising], [one.id for one in found.falling]) == (["T3"], ["T2"])
    assert [abs(one.places) for one in found.shifts] == [1, 1, 0, 0], "the largest change first"


@pytest.mark.parametrize(("n", "reason"), [(0, Reason.ALL_MISSING), (1, Reason.ONE_ITEM)])
def test_fewer_than_two_are_no_order(n: int, reason: Reason) -> None:
    found = compared(Lens.MEDIAN, Part.ALL, [shift(1, 1)] * n, 1, n_hidden=3)
    assert (found.shifts, found.reason, found.n_hidden) == ((), reason, 3 + n)


# ---- What everything is computed of must never give a number that is none ----

DEGENERATE = {
    "one rater": ([[3], [4]], NAMES[:1]),
    "one item": ([[3, 4, 5, 2, 1, 3]], NAMES[:6]),
    "all equal": ([[3] * 6] * 4, NAMES[:6]),
    "all missing": ([[np.nan] * 6] * 4, NAMES[:6]),
    "one gap": ([[np.nan, 4, 5, 2, 1, 3, 4], [1, 2, 3, 4, 5, 4, 1]], NAMES[:7]),
    "disconnected": ([[1, 2, 3, np.nan, np.nan, np.nan], [np.nan, np.nan, np.nan, 4, 5, 2]], NAMES[:6]),
    "no groups": (MARKS, (None,) * 13),
}


@pytest.mark.parametrize("name", DEGENERATE)
def test_every_degenerate_round_has_places_or_a_reason(name: str) -> None:
    marks, groups = DEGENERATE[name]
    whole = scores(marks, groups)
    glasses = Glasses(whole, Rule(), 1)
    asked = {Lens.GROUPS: GROUPS, Lens.EXPERTISE: (Part.SURE,), Lens.METHODS: METHODS, Lens.WITHOUT_ONE: (Part.OWN,)}
    for lens, parts in {**asked, Lens.TRIMMED: (Part.ALL,), Lens.CONFIDENCE: (Part.ALL,)}.items():
        for part in parts:
            found = glasses.through(lens, part, own=0)
            assert (len(found.shifts) > 1) is (found.reason is None), (lens, part)
            assert finding(found).ja
            assert finding(found).en
    assert divides(whole, Rule(), 1).reason in (Reason.HIDDEN, None)
    for voices in by_question(whole, 1, Settings(1, 1)):
        for stat in (voices.figures.kendall, voices.figures.mean, voices.figures.alpha):
            assert (stat.value is None) is (stat.reason is not None)


# ---- Nobody's mark can be worked out ----


def test_the_places_of_groups_tell_nobodys_mark() -> None:
    """Every panel of two threes on a scale of three, beside a second proposal that everybody knows.

    Whatever a group's lens shows, some other panel shows the same in which the member gave something else.
    """
    known = [1, 2, 3, 1, 2, 3]
    groups = NAMES[:3] + NAMES[5:8]
    alike: dict[str, list[tuple[int, ...]]] = {}
    for world in product((1, 2, 3), repeat=6):
        glasses = Glasses(scores([list(world), known], groups), Rule(), 1)
        seen = [glasses.through(Lens.GROUPS, part) for part in (Part.INDUSTRY, Part.ACADEMIA)]
        alike.setdefault(repr((sorted(world), seen, divides(glasses.scores, Rule(), 1))), []).append(world)
    assert len(alike) > 28, "the lens shows more than how the marks are distributed"
    certain = [
        (same[0], rater)
        for same in alike.values()
        for rater in range(6)
        if len({world[rater] for world in same}) == 1 and len({mark for world in same for mark in world}) > 1
    ]
    assert certain == []
