"""Stability between rounds: signed ranks, tables of who went where, kappa, marginals."""

from typing import Any

import numpy as np

from panel.calc.marks import Scale
from panel.calc.statistics.arrays import F64, I64, Bool
from panel.calc.statistics.crosstab import (
    crosstab,
    goodman_kruskal_lambda,
    group_chi2,
    individual_chi2,
    net_change,
    unchanged,
)
from panel.calc.statistics.kappa import linear, nominal, quadratic, weighted_kappa
from panel.calc.statistics.kendall import kendall_w, kendall_w_missing
from panel.calc.statistics.marginals import marginal_homogeneity, mcnemar
from panel.calc.statistics.quartile_variation import quartile_variation
from panel.calc.statistics.stability import StoppingRule, round_stability, transitions
from panel.calc.statistics.wilcoxon import Method, SignedRank, Zeros, signed_rank
from tests.calc.adapters import Adapter
from tests.calc.adapters.agreement import quantile_of
from tests.calc.adapters.severity import listed

Entry = dict[str, Any]


def numbers(values: Any) -> F64:
    """An array from lists in which null is no value."""
    return np.array(values, dtype=np.float64)


def method_of(asked: str) -> Method:
    """Where an entry wants its p-value from."""
    if "exact" in asked:
        return Method.EXACT
    return Method.NORMAL if "asympt" in asked or "normal" in asked else Method.AUTO


def wilcoxon(entry: Entry) -> dict[str, Any]:
    given, parameters = entry["input"], entry["parameters"]
    differences = numbers(given["d"]) if "d" in given else numbers(given["x"]) - numbers(given["y"])
    method = method_of(str(parameters.get("method", "auto")))
    drop = str(parameters.get("zero_method", parameters.get("zeros", "pratt"))).startswith(("drop", "wilcox"))
    test = signed_rank(differences, Zeros.DROP if drop else Zeros.PRATT, method)
    answer: dict[str, Any] = {
        "n": test.n,
        "n_changed": test.n_changed,
        "W_plus": test.w_plus,
        "W_minus": test.w_minus,
        "z": shown_z(test, parameters),
        "p_two_sided": test.p,
        "p_greater": test.p_greater,
        "p_less": signed_rank(-differences, Zeros.DROP if drop else Zeros.PRATT, method).p_greater,
    }
    for name, zeros in (("pratt", Zeros.PRATT), ("dropzeros", Zeros.DROP)):
        normal = signed_rank(differences, zeros, Method.NORMAL)
        answer[f"z_{name}"] = shown_z(normal, parameters)
        answer[f"p_{name}_asymptotic"] = normal.p
        answer[f"p_{name}_exact"] = signed_rank(differences, zeros, Method.EXACT).p
    return answer


def shown_z(test: SignedRank, parameters: dict[str, Any]) -> float | None:
    return abs(test.z) if test.z is not None and "absolute" in str(parameters.get("z", "")) else test.z


def coefficient_quartile_variation(entry: Entry) -> dict[str, Any]:
    kind = quantile_of(entry)
    return {name: quartile_variation(numbers(values), kind).value for name, values in entry["input"].items()}


def table_measures(table: I64, threshold: float) -> dict[str, Any]:
    n_levels = len(table)
    (individual, df_individual), (group, df_group) = individual_chi2(table), group_chi2(table)
    change = net_change(table).value
    return {
        "n": int(table.sum()),
        "prop_unchanged": unchanged(table).value,
        "percent_change_scheibe": change,
        "stable_scheibe": None if change is None else change < threshold,
        "lambda": goodman_kruskal_lambda(table).value,
        "kappa_unweighted": weighted_kappa(table, nominal(n_levels)).value,
        "kappa_linear": weighted_kappa(table, linear(n_levels)).value,
        "kappa_quadratic": weighted_kappa(table, quadratic(n_levels)).value,
        "chi2_individual": individual.value,
        "df_individual": df_individual,
        "p_individual": individual.p,
        "chi2_group": group.value,
        "df_group": df_group,
        "p_group": group.p,
    }


def delphi_round_stability(entry: Entry) -> dict[str, Any]:
    given = entry["input"]
    threshold = entry["parameters"].get("scheibe_threshold", StoppingRule().net_change_below)
    if "crosstab_round1_rows_round2_cols" in given:
        return table_measures(np.array(given["crosstab_round1_rows_round2_cols"], dtype=np.int64), threshold)
    y1, y2 = numbers(given["round1_rater_item"]), numbers(given["round2_rater_item"])
    mask1, mask2 = ~np.isnan(y1), ~np.isnan(y2)
    paired = mask1 & mask2
    levels = given.get("categories") or [int(level) for level in np.concatenate([y1[mask1], y2[mask2]])] or [0]
    scale = Scale(min(levels), max(max(levels), min(levels) + 1))
    items = [table_measures(table, threshold) for table in transitions(y1, y2, paired, scale)]
    found = round_stability(y1, y2, mask1, mask2, scale)
    before, after = concordance(y1, paired), concordance(y2, paired)
    return {name: [item[name] for item in items] for name in items[0]} | {
        "prop_unchanged": listed(found.kept),
        "percent_change_scheibe": listed(found.net_change),
        "median_change": listed(found.median_change),
        "iqr_change": listed(found.iqr_change),
        "W_round1": before,
        "W_round2": after,
        "W_change": None if before is None or after is None else after - before,
    }


def concordance(y: F64, mask: Bool) -> float | None:
    """W of the members who are paired: of all they scored, by the formula for gaps where there are some."""
    return (kendall_w(y, mask).w if mask.all() else kendall_w_missing(y, mask)).value


def square(entry: Entry) -> I64:
    """The table of an entry, or that of its pairs over its categories."""
    given = entry["input"]
    if "pairs" not in given:
        return np.array(given["crosstab"], dtype=np.int64)
    pairs = [pair for pair in given["pairs"] if None not in pair]
    categories = list(given.get("categories") or sorted({level for pair in pairs for level in pair}))
    first, second = (np.array([categories.index(pair[side]) for pair in pairs], dtype=np.int64) for side in (0, 1))
    return crosstab(first, second, len(categories))


def kappas(entry: Entry) -> dict[str, Any]:
    table = square(entry)
    answer: dict[str, Any] = {
        "unweighted": weighted_kappa(table, nominal(len(table))).value,
        "linear": weighted_kappa(table, linear(len(table))).value,
        "quadratic": weighted_kappa(table, quadratic(len(table))).value,
        "prop_unchanged": unchanged(table).value,
    }
    if "disagreement_V" in entry["input"]:
        answer["custom_V"] = weighted_kappa(table, numbers(entry["input"]["disagreement_V"])).value
    return answer


def mcnemar_test(entry: Entry) -> dict[str, Any]:
    test = mcnemar(np.array(entry["input"]["table"], dtype=np.int64))
    return {
        "chi2": test.chi2.value,
        "p": test.chi2.p,
        "chi2_cc": test.corrected.value,
        "p_cc": test.corrected.p,
        "p_exact": test.p_exact,
        "n_discordant": test.n_discordant,
    }


def homogeneity(entry: Entry) -> dict[str, Any]:
    test = marginal_homogeneity(square(entry))
    return {
        "stuart_maxwell": test.stuart_maxwell.value,
        "p_sm": test.stuart_maxwell.p,
        "bhapkar": test.bhapkar.value,
        "p_bhapkar": test.bhapkar.p,
        "df": test.df,
    }


ADAPTERS: dict[str, Adapter] = {
    "wilcoxon_signed_rank": wilcoxon,
    "coefficient_quartile_variation": coefficient_quartile_variation,
    "delphi_round_stability": delphi_round_stability,
    "weighted_kappa": kappas,
    "mcnemar": mcnemar_test,
    "marginal_homogeneity": homogeneity,
}
