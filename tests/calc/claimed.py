"""Invented rounds that give every kind of claim, analysed once for all tests of them."""

from functools import cache

from panel.calc.analysis import Analysis, Claim, ClaimKind, Settings
from panel.calc.statistics.analyse import analyse
from panel.calc.tally import Sheet
from panel.calc.weights import CriterionSpec
from tests.calc import panels
from tests.calc.rounds import FIVE, Round

PLACES = 4


@cache
def rounds() -> list[Round]:
    """Rounds of every shape, and some in which nothing or everything hangs on one thing."""
    return [*panels.every(range(5)), clear_cut(), three_alike(), knife_edge()]


def clear_cut() -> Round:
    """Members agree on everything: nothing changes the first ones."""
    return _written([[[5, 5], [5, 4], [4, 4], [4, 4], [2, 2], [2, 1], [1, 1], [1, 1]]] * 5)


def three_alike() -> Round:
    """Nobody counts for more than anybody, and the line lies in a tie."""
    return _written([[[3, 3]] * 8] * 3 + [[[5, 5], [4, 4], [3, 3], [3, 3], [3, 3], [2, 2], [1, 1], [1, 1]]])


def knife_edge() -> Round:
    """One of three decides, and a little weight does."""
    strict = [[4, 3], [3, 4], [3, 4], [4, 3], [3, 4], [4, 3], [3, 4], [4, 3]]
    return _written([strict, strict[::-1], [[5, 1], [1, 5]] * 4])


def _written(marks: list[list[list[int]]]) -> Round:
    made = panels.invented(0, len(marks), len(marks[0]), 2)
    sheets = [
        Sheet(item.id, f"m{member:02}", dict(zip(("C1", "C2"), given[number], strict=True)))
        for member, given in enumerate(marks)
        for number, item in enumerate(made.items)
    ]
    return Round(made.items, [CriterionSpec("C1", FIVE), CriterionSpec("C2", FIVE)], sheets, made.rosters)


@cache
def analysed(number: int) -> Analysis:
    return analyse(panels.scores_of(rounds()[number]), Settings(seed=3, places=PLACES, replicates=2_000))


def claims_of(kind: ClaimKind) -> list[tuple[Round, Analysis, Claim]]:
    """Every claim of a kind that the rounds give."""
    given = [(round_, analysed(number)) for number, round_ in enumerate(rounds())]
    found = [(round_, analysis, claim) for round_, analysis in given for claim in analysis.claims if claim.kind is kind]
    assert found, "the rounds give no such claim"
    return found
