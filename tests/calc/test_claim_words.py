"""The sentences of a tally, in both languages: numbers, names and words for what is much and what is little."""

import re

import pytest

from panel.calc.analysis import Claim, ClaimKind
from panel.calc.claims import words
from panel.calc.document import Text
from tests.calc.claimed import PLACES, claims_of


@pytest.mark.parametrize("kind", ClaimKind)
def test_the_sentence_has_its_numbers_and_names_in_both_languages(kind: ClaimKind) -> None:
    names = {f"P{number:02}": Text(f"提案{number}", f"Proposal {number}") for number in range(1, 13)}
    criteria = {f"C{number}": Text(f"項目{number}", f"Criterion {number}") for number in range(1, 5)}
    for _, _, claim in claims_of(kind):
        said = words(claim, names, criteria)
        assert said.ja.endswith("。")
        assert said.en.endswith(".")
        for key in claim.criteria:
            assert criteria[key].ja in said.ja
            assert criteria[key].en in said.en
        if kind is not ClaimKind.TOP_STAYS:  # which says how many, for they are the first of the list
            assert all(names[key].ja in said.ja and names[key].en in said.en for key in claim.items[:5])
        if "places" in claim.numbers and kind is not ClaimKind.TOP_STAYS and kind is not ClaimKind.WEIGHTS:
            assert re.search(rf"\b{PLACES}\b", said.en)
        assert "nan" not in said.en
        assert "  " not in said.en


def test_many_proposals_are_named_in_part_and_counted() -> None:
    claim = Claim(ClaimKind.MEDIAN, {"places": 3, "items": 7}, tuple(f"P{n}" for n in range(7)))
    said = words(claim, {}, {})
    assert "「P4」ほか2件" in said.ja
    assert "“P4” and 2 more" in said.en


def exchange(change: float, exact: int = 1) -> Claim:
    numbers = {"places": 3, "change": change, "sources": 1, "exact": exact}
    return Claim(ClaimKind.WEIGHTS, numbers, ("P1", "P2"), ("C1", "C2"))


@pytest.mark.parametrize(
    ("change", "word"), [(0.01, "hangs on the weights"), (0.1, "somewhat sensitive"), (0.3, "robust")]
)
def test_a_change_of_weights_is_called_small_or_large(change: float, word: str) -> None:
    assert word in words(exchange(change), {}, {}).en


def test_only_what_was_searched_in_full_is_called_the_smallest_change() -> None:
    assert "no smaller change does." in words(exchange(0.1), {}, {}).en
    assert "no smaller change that does was found." in words(exchange(0.1, exact=0), {}, {}).en


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [
        (0.2, 0.4, "is poor ("),
        (0.4, 0.6, "poor to moderate"),
        (0.76, 0.92, "good to excellent"),
        (0.95, 0.99, "is excellent ("),
    ],
)
def test_reliability_is_judged_on_its_interval(low: float, high: float, word: str) -> None:
    claim = Claim(ClaimKind.TRUST, {"mean": (low + high) / 2, "low": low, "high": high, "members": 9})
    assert word in words(claim, {}, {}).en


def test_a_reliability_below_zero_is_not_printed_as_a_number() -> None:
    claim = Claim(ClaimKind.TRUST, {"mean": -0.3, "one": -0.02, "kendall": 0.04, "members": 5})
    said = words(claim, {}, {})
    assert "ICC(A,k) ≤ 0" in said.en
    assert "-0" not in said.ja + said.en
