"""Every sentence about a tally, checked by tallying once more with what it says has changed."""

from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import combinations
from math import sqrt
from pathlib import Path
from statistics import fmean

import numpy as np
import pytest

from panel.calc.analysis import Analysis, Claim, ClaimKind, ItemAnalysis, Settings
from panel.calc.marks import Blank
from panel.calc.results import ItemResult
from panel.calc.statistics.analyse import analyse
from panel.calc.statistics.cut import Cut
from panel.calc.statistics.severity_mixed import mixed
from panel.calc.tally import Roster, Sheet
from tests.calc import panels
from tests.calc.claimed import PLACES, analysed, claims_of, rounds
from tests.calc.panels import first, members_of, ranks, retallied, shares_of
from tests.calc.rounds import Round

NUDGES = (0.8, 1.2)
N_DRAWN = 60  # panels by hand: shares of them are within a fifth of the probability


def is_steady(round_: Round, m: int) -> bool:
    """Whether the first m are m and stay the same, whichever weight moves by a fifth and whoever is left out."""
    before = first(ranks(retallied(round_)), m)
    weights = {criterion.id: float(criterion.weight) for criterion in round_.criteria}
    others = [retallied(round_, weights={**weights, key: weights[key] * by}) for key in weights for by in NUDGES]
    others += [retallied(round_, without=member) for member in members_of(round_)]
    return len(before) == m and all(first(ranks(other), m) == before for other in others)


def members_who_change(round_: Round, k: int) -> dict[str, set[str]]:
    """Who crosses the line when a member is left out, by member."""
    before = first(ranks(retallied(round_)), k)
    return {member: first(ranks(retallied(round_, without=member)), k) ^ before for member in members_of(round_)}


# ---- One check for each kind: it fails unless the tally says what the claim says ----


def check_top_stays(round_: Round, analysis: Analysis, claim: Claim) -> None:
    m, k = int(claim.numbers["first"]), int(claim.numbers["places"])
    assert set(claim.items) == first(ranks(retallied(round_)), m)
    assert is_steady(round_, m)
    nearer = [other for other in range(1, min(2 * k, len(analysis.items) - 1) + 1) if abs(other - k) < abs(m - k)]
    assert not any(is_steady(round_, other) for other in nearer), "one nearer to the line is steady too"


def check_top_moves(round_: Round, analysis: Analysis, claim: Claim) -> None:
    k = int(claim.numbers["places"])
    before = first(ranks(retallied(round_)), k)
    assert sum(map(bool, members_who_change(round_, k).values())) == claim.numbers["breaking"]
    weights = {criterion.id: float(criterion.weight) for criterion in round_.criteria}
    changing = {
        key
        for key in weights
        if any(
            first(ranks(retallied(round_, weights={**weights, key: weights[key] * by})), k) != before for by in NUDGES
        )
    }
    assert set(claim.criteria) == changing
    assert not any(is_steady(round_, m) for m in range(1, min(2 * k, len(analysis.items) - 1) + 1))


def check_bands(round_: Round, analysis: Analysis, claim: Claim) -> None:
    """Panels are drawn by hand and tallied: nobody is in or out who is hardly ever, or contested who never is."""
    k, rng = int(claim.numbers["places"]), np.random.default_rng(7)
    members, times = members_of(round_), Counter[str]()
    sheets: dict[str, list[Sheet]] = defaultdict(list)
    for sheet in round_.sheets:
        sheets[sheet.rater].append(sheet)
    rosters = dict.fromkeys(round_.rosters, Roster(len(members)))
    for _ in range(N_DRAWN):
        drawn = [
            Sheet(sheet.item_id, f"{seat}", sheet.marks)
            for seat, row in enumerate(rng.integers(0, len(members), len(members) - 1))
            for sheet in sheets[members[row]]
        ]
        times.update(first(ranks(retallied(Round(round_.items, round_.criteria, drawn, rosters))), k))
    by_band = {item.id: item.p_top for item in analysis.items}
    contested = set(claim.items)
    assert contested == {key for key, p in by_band.items() if 0.1 < p < 0.9}
    assert sum(claim.numbers[band] for band in ("in", "contested", "out")) == len(by_band)
    for key, p in by_band.items():  # who ties at the line is counted wholly here, and in part there
        assert times[key] / N_DRAWN > p - 0.2
        assert times[key] / N_DRAWN < p + 0.2 or _ties(round_, k)


def _ties(round_: Round, k: int) -> bool:
    """Whether totals are so coarse that draws often tie at the line."""
    return len({criterion.weight for criterion in round_.criteria}) == 1 or len(members_of(round_)) < 6


def check_one_member(round_: Round, analysis: Analysis, claim: Claim) -> None:
    changed = members_who_change(round_, int(claim.numbers["places"]))
    assert sum(map(bool, changed.values())) == claim.numbers["deciding"] > 0
    assert len(changed) == claim.numbers["members"]
    assert set(claim.items) == set().union(*changed.values())
    decisive = Counter(key for crossed in changed.values() for key in crossed)
    assert {item.id: item.decisive for item in analysis.items if item.decisive} == decisive


def check_nobody_decides(round_: Round, analysis: Analysis, claim: Claim) -> None:
    assert not any(members_who_change(round_, int(claim.numbers["places"])).values())


def check_weights(round_: Round, analysis: Analysis, claim: Claim) -> None:
    k, (upper, lower) = int(claim.numbers["places"]), claim.items
    least = min((item for item in analysis.items if item.swap), key=lambda item: item.swap.change if item.swap else 1.0)
    assert least.swap is not None
    shares, before = shares_of(round_), ranks(retallied(round_))
    assert upper in first(before, k)
    assert lower not in first(before, k)
    after = ranks(retallied(round_, weights=moved(shares, least, 1)))
    assert least.id in first(before, k) ^ first(after, k)
    assert (after[upper] or 0) > (after[lower] or 0)
    assert claim.numbers["change"] - 0.001 <= least.swap.change <= claim.numbers["change"]
    sources, targets = _parted(claim)
    assert {key for key, by in least.swap.moved.items() if by < 0} == set(sources)
    assert {key for key, by in least.swap.moved.items() if by > 0} == set(targets)
    assert claim.numbers["exact"] or not is_complete(round_)
    if claim.numbers["exact"]:
        check_smallest(round_, claim, shares, k)


def moved(shares: dict[str, float], item: ItemAnalysis, part: float) -> dict[str, float]:
    """The weights after part of the change; none falls below zero by rounding."""
    assert item.swap is not None
    return {key: max(share + part * item.swap.moved.get(key, 0.0), 0.0) for key, share in shares.items()}


def _parted(claim: Claim) -> tuple[tuple[str, ...], tuple[str, ...]]:
    n = int(claim.numbers["sources"])
    return claim.criteria[:n], claim.criteria[n:]


def is_complete(round_: Round) -> bool:
    """Whether every member answered everything, so that a total is a weighted mean of means."""
    full = len(round_.sheets) == len(round_.items) * len(members_of(round_))
    return full and not any(isinstance(mark, Blank) for sheet in round_.sheets for mark in sheet.marks.values())


def check_smallest(round_: Round, claim: Claim, shares: dict[str, float], k: int) -> None:
    """No change of the weights that is smaller, wherever it goes, takes anybody across the line."""
    before, smaller = first(ranks(retallied(round_)), k), max(claim.numbers["change"] - 0.001, 0.0) * 0.999
    for source, target in combinations(shares, 2):
        for one, other in ((source, target), (target, source)):
            by = min(smaller, shares[one])
            changed = {**shares, one: shares[one] - by, other: shares[other] + by}
            assert first(ranks(retallied(round_, weights=changed)), k) == before


def check_no_weights(round_: Round, analysis: Analysis, claim: Claim) -> None:
    k, rng = int(claim.numbers["places"]), np.random.default_rng(1)
    before, keys = first(ranks(retallied(round_)), k), list(shares_of(round_))
    extremes = [{**dict.fromkeys(keys, 0.0), key: 1.0} for key in keys]
    drawn = [dict(zip(keys, row, strict=True)) for row in rng.dirichlet(np.ones(len(keys)), 30).tolist()]
    for weights in extremes + drawn:
        assert first(ranks(retallied(round_, weights=weights)), k) == before


def check_median(round_: Round, analysis: Analysis, claim: Claim) -> None:
    """By the medians of the frozen tally, equal ones by its means."""
    k, done = int(claim.numbers["places"]), retallied(round_)
    key = {code: _by_median(item) for code, item in done.items() if item.overall.summary.n}
    places = {code: 1 + sum(other > mine for other in key.values()) for code, mine in key.items()}
    assert set(claim.items) == first(places, k) ^ first(ranks(done), k)
    assert {item.id: item.median_rank for item in analysis.items} == places


def _by_median(item: ItemResult) -> tuple[float, float]:
    summary = item.overall.summary
    assert summary.median is not None
    assert summary.mean is not None
    return round(summary.median, 7), round(summary.mean, 7)


def check_severity(round_: Round, analysis: Analysis, claim: Claim) -> None:
    """With what each member gave too much or too little taken off, shrunk as the model shrinks, and ordered anew."""
    k, cut = int(claim.numbers["places"]), Cut(panels.scores_of(round_), PLACES)
    fit = mixed(cut.y, cut.mask)
    assert not isinstance(fit, str)
    assert claim.numbers["sd"] == pytest.approx(sqrt(fit.var_rater))
    shrink = fit.var_resid / fit.var_item if fit.var_item else float("inf")
    evened = {}
    for place, code in enumerate(cut.scores.items):
        given = [
            float(cut.y[row, place] - fit.mu - fit.rater.effect[row]) for row in np.flatnonzero(cut.mask[:, place])
        ]
        evened[code] = round(sum(given) / (len(given) + shrink), 7)
    places = {code: 1 + sum(other > mine for other in evened.values()) for code, mine in evened.items()}
    assert set(claim.items) == first(places, k) ^ first(ranks(retallied(round_)), k)


def check_trust(round_: Round, analysis: Analysis, claim: Claim) -> None:
    """From the mean squares of the members' totals, by hand, where every member has one on every proposal."""
    cut = Cut(panels.scores_of(round_), PLACES)
    assert claim.numbers["members"] == len(cut.y)
    if not cut.mask.all() or "low" not in claim.numbers:
        return
    rows = cut.y.tolist()
    k, n, mean = len(rows), len(rows[0]), fmean(value for row in rows for value in row)
    of_item = [fmean(column) for column in zip(*rows, strict=True)]
    of_member = [fmean(row) for row in rows]
    between = k * sum((value - mean) ** 2 for value in of_item) / (n - 1)
    members = n * sum((value - mean) ** 2 for value in of_member) / (k - 1)
    error = sum((rows[m][i] - of_item[i] - of_member[m] + mean) ** 2 for m in range(k) for i in range(n)) / (
        (n - 1) * (k - 1)
    )
    assert claim.numbers["mean"] == pytest.approx((between - error) / (between + (members - error) / n))
    assert claim.numbers["low"] <= claim.numbers["mean"] <= claim.numbers["high"]


CHECKS: dict[ClaimKind, Callable[[Round, Analysis, Claim], None]] = {
    ClaimKind.TOP_STAYS: check_top_stays,
    ClaimKind.TOP_MOVES: check_top_moves,
    ClaimKind.BANDS: check_bands,
    ClaimKind.ONE_MEMBER: check_one_member,
    ClaimKind.NOBODY_DECIDES: check_nobody_decides,
    ClaimKind.WEIGHTS: check_weights,
    ClaimKind.NO_WEIGHTS: check_no_weights,
    ClaimKind.MEDIAN: check_median,
    ClaimKind.SEVERITY: check_severity,
    ClaimKind.TRUST: check_trust,
}


def test_every_exchange_takes_its_proposal_across_the_line_in_the_tally() -> None:
    n_found = 0
    for number, round_ in enumerate(rounds()):
        shares, before = shares_of(round_), first(ranks(retallied(round_)), PLACES)
        for item in analysed(number).items:
            if item.swap is not None:
                after = first(ranks(retallied(round_, weights=moved(shares, item, 1))), PLACES)
                assert item.id in before ^ after
                assert (item.id in before) != (item.swap.other in before)
                assert sum(map(abs, item.swap.moved.values())) / 2 == pytest.approx(item.swap.change, abs=1e-6)
                n_found += 1
    assert n_found > 100


@pytest.mark.parametrize("kind", ClaimKind)
def test_the_tally_done_again_finds_what_the_sentence_says(kind: ClaimKind) -> None:
    for round_, analysis, claim in claims_of(kind):
        CHECKS[kind](round_, analysis, claim)


def test_so_it_does_of_a_real_scoring(shared_data: Path) -> None:
    round_ = panels.real(shared_data, 1)
    analysis = analyse(panels.scores_of(round_), Settings(seed=3, places=5, replicates=500))
    assert len(analysis.claims) >= 6
    for claim in analysis.claims:
        CHECKS[claim.kind](round_, analysis, claim)
