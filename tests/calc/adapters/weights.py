"""Vectors of weights and of orders from several methods."""

from typing import Any

import numpy as np

from panel.calc.statistics.ahp import SAATY_80, RandomIndex, ahp
from panel.calc.statistics.arrays import F64, I64
from panel.calc.statistics.elicitation import Surrogate, group_weights, weights_from_order, weights_from_points
from panel.calc.statistics.outranking import Preference, promethee2, topsis
from panel.calc.statistics.ranks import min_ranks, own_grain
from panel.calc.statistics.voting import (
    MOST_FOR_SCHULZE,
    borda,
    condorcet_winner,
    copeland,
    kemeny,
    margins,
    schulze,
    schulze_places,
    support,
)

Entry = dict[str, Any]


def array(numbers: Any) -> F64:
    """Nested lists, with null for what is missing."""
    return np.array(numbers, dtype=np.float64)


def plain(values: F64) -> list[float | None]:
    """The values with None for NaN."""
    return [None if np.isnan(value) else value for value in values.tolist()]


def benefit(entry: Entry) -> Any:
    given = entry["input"].get("benefit")
    return None if given is None else array(given) > 0


def of_topsis(entry: Entry) -> Any:
    closeness = topsis(array(entry["input"]["matrix"]), array(entry["input"]["weights"]), benefit(entry))
    places = min_ranks(closeness, own_grain(closeness)).tolist()
    ranks = [None if value is None else place for value, place in zip(plain(closeness), places, strict=True)]
    return {"closeness": plain(closeness), "rank": ranks}


def of_promethee(entry: Entry) -> Any:
    given, parameters = entry["input"], entry["parameters"]
    matrix = array(given["matrix"])
    shape = Preference(str(parameters.get("preference", "usual")).lower().replace("-", "").replace("_", ""))
    q, p = (bound(parameters.get(name), matrix.shape[1]) for name in ("q", "p"))
    return {"net_flow": plain(promethee2(matrix, array(given["weights"]), shape, q, p, benefit(entry)))}


def bound(given: Any, n_criteria: int) -> Any:
    """A threshold for every criterion, of one for all or one for each."""
    return None if given is None else np.broadcast_to(array(given), n_criteria)


def compared(y: F64, counts: I64 | None = None) -> Entry:
    """All that follows from the ballots, by the names of both statistics; items by their places."""
    mask = ~np.isnan(y)
    preferring = support(y, mask, counts)
    margin = margins(preferring)
    best = kemeny(preferring)
    answer = {
        "support": preferring.tolist(),
        "margin": margin.tolist(),
        "borda": plain(borda(y, mask, counts).scores),
        "copeland_wins_minus_losses": copeland(margin).tolist(),
        "condorcet_winner": condorcet_winner(margin),
        "kemeny_order": None if best.score is None else [list(order) for order in best.orders],
        "kemeny_score": best.score,
    }
    return answer | (strongest(margin) if len(margin) <= MOST_FOR_SCHULZE else {})


def strongest(margin: I64) -> Entry:
    """What follows from the strongest paths."""
    strength = schulze(margin)
    places = schulze_places(strength)
    return {
        "schulze_strength_margins": strength.tolist(),
        "schulze_beats": np.argwhere(strength > strength.T).tolist(),
        "schulze_winner": np.flatnonzero(places == 1).tolist(),
        "schulze_order": np.argsort(places, kind="stable").tolist(),
    }


def of_scores(entry: Entry) -> Any:
    y = array(entry["input"]["scores_item_rater"]).T
    return compared(y if entry["parameters"].get("higher_is_better", True) else -y)


def of_ballots(entry: Entry) -> Any:
    names = entry["input"]["candidates"]
    ballots = entry["input"]["ballots"]
    counts = np.array([ballot.get("count", 1) for ballot in ballots], dtype=np.int64)
    answer = compared(array([positions(ballot["ranking"], names) for ballot in ballots]), counts)
    winner, orders = answer["condorcet_winner"], answer["kemeny_order"]
    return answer | {
        "pairwise_support": answer["support"],
        "condorcet_winner": None if winner is None else names[winner],
        "schulze_winner": [names[item] for item in answer["schulze_winner"]],
        "schulze_order": [names[item] for item in answer["schulze_order"]],
        "kemeny_order": orders and [[names[item] for item in order] for order in orders],
    }


def positions(ranking: list[Any], names: list[str]) -> list[float | None]:
    """A ranking as scores; a list within it is a tie, a name that is not in it was not ranked."""
    score = {
        name: float(-place)
        for place, named in enumerate(ranking)
        for name in (named if isinstance(named, list) else [named])
    }
    return [score.get(name) for name in names]


def of_rank_order(entry: Entry) -> Any:
    given = entry["input"]
    ranks = given.get("ranks_with_tie") or given.get("ranks") or range(1, given["n"] + 1)
    return {surrogate.value: weights_from_order(ranks, surrogate) for surrogate in Surrogate}


def of_points(entry: Entry) -> Any:
    return {"weights": weights_from_points(entry["input"]["points"]).weights}


def of_group(entry: Entry) -> Any:
    stated = [weights for weights in entry["input"]["member_weights"] if weights and None not in weights]
    together = group_weights(stated)
    return {"arithmetic": together.arithmetic, "geometric_normalised": together.geometric}


def of_ahp(entry: Entry) -> Any:
    matrix = array(entry["input"]["matrix"])
    index = entry["parameters"].get("RI")
    result = ahp(matrix, SAATY_80 if index is None else RandomIndex("of the entry", {len(matrix): index}))
    return {
        "weights": result.weights,
        "weights_geometric": result.geometric,
        "lambda_max": result.largest_eigenvalue,
        "CI": result.index,
        "CR": result.ratio,
    }


ADAPTERS = {
    "topsis": of_topsis,
    "promethee2": of_promethee,
    "rank_aggregation_ballots": of_ballots,
    "rank_aggregation_scores": of_scores,
    "rank_order_weights": of_rank_order,
    "swing_weights": of_points,
    "group_weights": of_group,
    "ahp": of_ahp,
}
