"""Severity of members: least squares, ridge, connectivity, and the mixed model."""

from typing import Any

import numpy as np

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64, Bool
from panel.calc.statistics.connectivity import connectivity
from panel.calc.statistics.severity import additive, ridge
from panel.calc.statistics.severity_mixed import mixed
from tests.calc.adapters import Adapter
from tests.calc.adapters.answer import Answer

Entry = dict[str, Any]


def listed(values: F64) -> list[float | None]:
    """A vector of an answer, None for NaN."""
    return [None if np.isnan(value) else float(value) for value in values]


def placed(given: dict[str, Any], name: str) -> F64:
    """Long or square input as member by proposal, both in ascending order of their labels; NaN where there is none."""
    if "scores_item_rater" in given:
        y = np.array(given["scores_item_rater"], dtype=np.float64).T
        return y if name == "y" else np.array(given[name], dtype=np.float64).T
    items, item = np.unique(given["item"], return_inverse=True)
    raters, rater = np.unique(given["rater"], return_inverse=True)
    table = np.full((len(raters), len(items)), np.nan)
    table[rater, item] = np.array(given[name], dtype=np.float64)
    return table


def scores(entry: Entry) -> tuple[F64, Bool]:
    y = placed(entry["input"], "y")
    return y, ~np.isnan(y)


def certainty(entry: Entry) -> F64 | None:
    return placed(entry["input"], "confidence") if "confidence" in entry["input"] else None


def nothing(entry: Entry, reason: Reason) -> dict[str, Any]:
    """Every figure that is expected has no value, for this reason."""
    return {**dict.fromkeys(entry["expected"]), "reason": str(reason)}


def severity_additive(entry: Entry) -> dict[str, Any]:
    fit = additive(*scores(entry), certainty(entry))
    if isinstance(fit, Reason):
        return nothing(entry, fit)
    return {
        "grand_mean": fit.grand_mean,
        "adjusted_item": listed(fit.item),
        "item_effect": listed(fit.item_effect),
        "rater_severity": listed(fit.rater),
        "rss": fit.rss,
        "df_resid": fit.df,
        "adjusted_se": listed(fit.item_se),
    }


def severity_ridge(entry: Entry) -> dict[str, Any]:
    penalty = entry["parameters"]["lambda"]
    fit = ridge(*scores(entry), penalty, certainty(entry)) if penalty else additive(*scores(entry), certainty(entry))
    if isinstance(fit, Reason):
        return nothing(entry, fit)
    return {
        "grand_mean": fit.grand_mean,
        "adjusted_item": listed(fit.item),
        "item_effect": listed(fit.item_effect),
        "rater_severity": listed(fit.rater),
        "rss": fit.rss,
    }


def severity_connectivity(entry: Entry) -> dict[str, Any]:
    given = entry["input"]
    mask = np.array(given["mask_item_rater"], dtype=np.bool_).T if "mask_item_rater" in given else scores(entry)[1]
    parts = connectivity(mask)
    return {
        "n_components": parts.n_components,
        "item_component": parts.item.tolist(),
        "rater_component": parts.rater.tolist(),
    }


def severity_mixed_reml(entry: Entry) -> Any:
    y, mask = scores(entry)
    fit = mixed(y, mask)
    if isinstance(fit, Reason):
        return nothing(entry, fit)
    sd = listed(fit.item.sd)
    answer = {
        "mu": fit.mu,
        "var_item": fit.var_item,
        "var_rater": fit.var_rater,
        "var_resid": fit.var_resid,
        "item_blup": listed(fit.item.effect),
        "rater_blup": listed(fit.rater.effect),
        "item_postsd": sd if isinstance(entry["expected"].get("item_postsd"), list) else sd[0],
        "rater_postsd": listed(fit.rater.sd),
    }
    return answer if mask.all() else Answer(answer, {"": "abs_if_iterative_reml"})


ADAPTERS: dict[str, Adapter] = {
    "severity_additive": severity_additive,
    "severity_ridge": severity_ridge,
    "severity_connectivity": severity_connectivity,
    "severity_mixed_reml": severity_mixed_reml,
}
