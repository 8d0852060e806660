"""Ranks over resampled members and weights, swaps of weights, one member's influence, and who gets a place."""

from typing import Any

import numpy as np

from panel.calc.statistics.arrays import F64, I64
from panel.calc.statistics.bootstrap import Unrated, bootstrap
from panel.calc.statistics.expected_rank import expected_ranks, funding_line, p_top_normal
from panel.calc.statistics.leave_one_out import leave_one_out
from panel.calc.statistics.rank_sets import independent_errors, rank_sets
from panel.calc.statistics.selection import interval_order
from panel.calc.statistics.smaa import Smaa, smaa
from panel.calc.statistics.weight_priors import OrderedWeights
from panel.calc.statistics.weight_swaps import least_weight_change, one_weight_swaps
from tests.calc.adapters.answer import Answer

Entry = dict[str, Any]
SEED = 20_261_123
N_DRAWS = 400_000
N_PANELS = 100_000


def array(numbers: Any) -> F64:
    """Nested lists, with null for what is missing."""
    return np.array(numbers, dtype=np.float64)


def plain(values: F64) -> Any:
    """Nested lists with None for NaN."""
    if values.ndim > 1:
        return [plain(row) for row in values]
    return [None if np.isnan(value) else value for value in values.tolist()]


def of_bootstrap(entry: Entry) -> Any:
    expected, parameters = entry["expected"], entry["parameters"]
    y = array(entry["input"]["scores_item_rater"]).T
    places = tuple(int(k) for k in expected.get("p_topk", {}))
    policy = parameters.get("empty_item_policy", "")
    unrated: Unrated | None = "reject" if "reject" in policy else "last" if "last" in policy else None
    found = bootstrap(
        y,
        ~np.isnan(y),
        seed=SEED,
        places=places,
        replicates=N_PANELS,
        draws="R-1" if "1" in str(parameters.get("draws", "R")) else "R",
        unrated=unrated,
        pairwise=isinstance(expected.get("p_better"), list),
    )
    n_drawn = found.n_replicates + found.n_rejected
    values = {
        "p_topk": {str(k): plain(row) for k, row in zip(places, found.p_top, strict=True)},
        "expected_rank": plain(found.expected_rank),
        "p_better": None if found.p_better is None else plain(found.p_better),
        "p_discarded": found.n_rejected / n_drawn if n_drawn else None,
    }
    if found.exact:
        return Answer(values, {"": "abs_exact"})
    drawn = "abs_monte_carlo_10000"
    rank = next((name for name in entry["tolerance"] if "rank" in name), drawn)
    return Answer(values, {"": drawn, "expected_rank": rank})


def of_smaa(entry: Entry) -> Any:
    found = smaa(array(entry["input"]["scores_item_criterion"]), seed=SEED, replicates=N_DRAWS)
    return answered(found, entry)


def of_ordinal_smaa(entry: Entry) -> Any:
    means = array(entry["input"]["scores_item_criterion"])
    prior = OrderedWeights(tuple(range(means.shape[1])))
    return answered(smaa(means, seed=SEED, prior=prior, replicates=N_DRAWS), entry)


def answered(found: Smaa, entry: Entry) -> Answer:
    """Acceptabilities and weights, with the tolerance for what was computed or drawn."""
    values = {
        "rank_acceptability": plain(found.acceptability),
        "central_weights": [None if row[0] is None else row for row in plain(found.central)],
        "mean_weight": plain(found.mean_weights),
    }
    if found.exact:
        return Answer(values, {"": "abs_exact"})
    drawn = "abs_monte_carlo_10000"
    central = next((name for name in entry["tolerance"] if "central" in name), drawn)
    return Answer(values, {"": drawn, "central_weights": central})


def pairs_of(entry: Entry) -> tuple[list[str], I64]:
    """The pairs an entry asks about: its own, by the keys of what is expected."""
    asked = entry["expected"]
    named = [*asked.get("swap_weight_t", asked)]
    return named, np.array([[int(item) for item in name.split(",")] for name in named], dtype=np.int64)


def of_one_weight(entry: Entry) -> Any:
    named, pairs = pairs_of(entry)
    given = entry["input"]
    found = one_weight_swaps(array(given["scores_item_criterion"]), array(given["weights"]), pairs)
    return {
        "swap_weight_t": dict(zip(named, plain(found.t), strict=True)),
        "ts_delta_absolute": dict(zip(named, plain(found.delta), strict=True)),
    }


def of_least_change(entry: Entry) -> Any:
    named, pairs = pairs_of(entry)
    given = entry["input"]
    found = least_weight_change(array(given["scores_item_criterion"]), array(given["weights"]), pairs)
    moved, weights, nearest = plain(found.total_variation), plain(found.weights), plain(found.l2)
    return {
        name: {
            "total_variation": moved[place],
            "new_weights": None if moved[place] is None else weights[place],
            "l2_unconstrained": nearest[place],
        }
        for place, name in enumerate(named)
    }


def of_leave_one_out(entry: Entry) -> Any:
    y = array(entry["input"]["scores_item_rater"]).T
    found = leave_one_out(y, ~np.isnan(y), entry["parameters"].get("k", 1))
    return {
        "full_mean": plain(found.mean),
        "full_rank_average": plain(found.rank),
        "delta_mean_rater_item": plain(found.delta_mean),
        "max_abs_rank_change": plain(found.max_rank_change),
        "tau_b": plain(found.tau_b),
        "topk_membership_changes": found.n_flipped.tolist(),
        "unrated_items": [np.flatnonzero(row).tolist() for row in found.unrated],
    }


def of_expected_rank(entry: Entry) -> Any:
    estimate, se = array(entry["input"]["estimate"]), array(entry["input"]["se"])
    found = expected_ranks(estimate, np.diag(se**2))
    asked = [key for key in entry["expected"] if key.startswith("p_top")]
    chances = {key: plain(p_top_normal(estimate, se, int(key.removeprefix("p_top")))) for key in asked}
    values = {"expected_rank": plain(found.rank), "pcer": plain(found.pcer), **chances}
    return Answer(values, {"": "abs", **dict.fromkeys(asked, "abs_p_top")})


def of_rank_set(entry: Entry) -> Any:
    parameters = entry["parameters"]
    found = rank_sets(
        array(entry["input"]["estimate"]),
        independent_errors(array(entry["input"]["se"])),
        seed=SEED,
        coverage=parameters.get("coverage", 0.95),
        simultaneous=parameters.get("simultaneous", False),
    )
    return {"lower": found.lower.tolist(), "rank": found.rank.tolist(), "upper": found.upper.tolist()}


def of_interval_order(entry: Entry) -> Any:
    given = entry["input"]
    found = interval_order(array(given["lower"]), array(given["upper"]), entry["parameters"]["k"])
    return {
        "rank_min": [place or None for place in found.rank_min.tolist()],
        "rank_max": [place or None for place in found.rank_max.tolist()],
        "status": [place and place.value for place in found.places],
    }


def of_funding_line(entry: Entry) -> Any:
    given = entry["input"]
    found = funding_line(
        array(given["expected_rank"]),
        array(given["lower50"]),
        array(given["upper50"]),
        entry["parameters"]["n_fund"],
    )
    return {
        "provisional_line": found.line,
        "status": [funding and funding.value for funding in found.funding],
        "n_places_left": found.n_places_left,
    }


ADAPTERS = {
    "bootstrap_rank": of_bootstrap,
    "expected_rank_normal": of_expected_rank,
    "rank_confidence_set": of_rank_set,
    "smaa": of_smaa,
    "smaa_ordinal_weights": of_ordinal_smaa,
    "oat_weight_swap": of_one_weight,
    "min_weight_change_swap": of_least_change,
    "leave_one_rater_out": of_leave_one_out,
    "interval_order_selection": of_interval_order,
    "snsf_funding_line": of_funding_line,
}
