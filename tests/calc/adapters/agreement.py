"""Averages, and agreement within a proposal and of the panel."""

from typing import Any

import numpy as np

from panel.calc.consensus import third
from panel.calc.marks import Scale
from panel.calc.statistics.arrays import F64, Bool
from panel.calc.statistics.averages import (
    HEAVIEST,
    confidence_weighted_means,
    member_means,
    trimmed_means,
    weighted_means,
    weighted_medians,
)
from panel.calc.statistics.consensus_rules import STANDARD, consensus_rules
from panel.calc.statistics.dispersion import agreement, consensus, polarisation
from panel.calc.statistics.icc import IccFigure, Variances, icc
from panel.calc.statistics.kendall import kendall_w, kendall_w_missing
from panel.calc.statistics.krippendorff import Level, krippendorff_alpha
from panel.calc.statistics.percent_agreement import percent_agreement
from panel.calc.statistics.quantiles import Quantile, quantiles
from panel.calc.statistics.ram import NINE, panel_cutoffs, ram
from panel.calc.statistics.ranks import min_ranks, own_grain
from panel.calc.statistics.severity_mixed import Mixed, mixed
from tests.calc.adapters import Adapter

Entry = dict[str, Any]
CLASSES = {1: "appropriate", 0: "uncertain", -1: "inappropriate"}


def numbers(values: Any) -> F64:
    """An array from nested lists in which null is no value."""
    return np.array(values, dtype=np.float64)  # None becomes NaN


def plain(value: Any) -> float | None:
    """A number of an array, None for NaN."""
    return None if np.isnan(value) else float(value)


def column(values: Any) -> F64:
    """The scores of one proposal, [R, 1]."""
    return numbers(values).reshape(-1, 1)


def table(entry: Entry) -> tuple[F64, Bool]:
    """The scores as member by proposal, and where there are any."""
    given = entry["input"]
    y = coded(given["scores_rater_item"]) if "scores_rater_item" in given else coded(given["scores_item_rater"]).T
    return y, ~np.isnan(y)


def coded(rows: Any) -> F64:
    """The scores of a table; categories with names by their places in the alphabet."""
    names = sorted({score for row in rows for score in row if isinstance(score, str)})
    return numbers([[names.index(score) if isinstance(score, str) else score for score in row] for row in rows])


def quantile_of(entry: Entry) -> Quantile:
    """The definition an entry names, by number or by word: type6, "type6/weibull (SPSS HAVERAGE)", weibull."""
    asked = str(entry["parameters"].get("quantile", Quantile.LINEAR)).lower().replace(" ", "")
    return next(kind for kind in Quantile if kind in asked or kind.name.lower() in asked)


def scale_of(entry: Entry) -> Scale:
    return Scale(*entry["parameters"].get("scale", (NINE.lo, NINE.hi)))


def weighted_sum(entry: Entry) -> Any:
    scores = weighted_means(numbers(entry["input"]["scores_item_criterion"]), numbers(entry["input"]["weights"]))
    ranks = min_ranks(scores, own_grain(scores))
    return {
        "score": [plain(score) for score in scores],
        "rank": [None if np.isnan(score) else int(rank) for score, rank in zip(scores, ranks, strict=True)],
    }


def median_quartiles(entry: Entry) -> Any:
    x = column(entry["input"]["x"])
    q1, median, q3 = (part[0] for part in quantiles(x, kind=quantile_of(entry)))
    return {
        "n": int((~np.isnan(x)).sum()),
        "median": plain(median),
        "q1": plain(q1),
        "q3": plain(q3),
        "iqr": plain(q3 - q1),
    }


def trimmed_mean(entry: Entry) -> Any:
    x = column(entry["input"]["x"])
    trimmed = trimmed_means(x, entry["parameters"]["proportion_each_tail"])
    return {"mean": plain(member_means(x)[0]), "trimmed": plain(trimmed[0])}


def confidence_weighted_mean(entry: Entry) -> Any:
    """Uncapped, as the published means are, unless the entry speaks of a cap."""
    given = entry["input"]
    heaviest = HEAVIEST if any("cap" in name for name in entry["parameters"]) else float(len(given["x"]))
    means = confidence_weighted_means(column(given["x"]), column(given["confidence"]), heaviest)
    return {"mean": plain(means[0])}


def weighted_median(entry: Entry) -> Any:
    result = weighted_medians(column(entry["input"]["x"]), column(entry["input"]["weights"]))
    return {
        "lower": plain(result.lower[0]),
        "upper": plain(result.upper[0]),
        "median": plain(result.middle[0]),
    }


def ram_index(entry: Entry) -> Any:
    x = column(entry["input"]["ratings"])
    result = ram(x, ~np.isnan(x), scale_of(entry), quantile_of(entry))
    indexed, counted = bool(result.indexed[0]), bool(result.counted[0])
    names = ("median", "p30", "p70", "ipr", "iprcp", "asymmetry", "ipras", "di")
    return {
        **{name: plain(getattr(result, name)[0]) for name in names},
        **{name: int(getattr(result, name)[0]) for name in ("n", "outside", "low", "high")},
        "disagreement_ipras": bool(result.disagreement[0]) if indexed else None,
        "agreement_classic": bool(result.agreement_classic[0]) if counted else None,
        "disagreement_classic": bool(result.disagreement_classic[0]) if counted else None,
        "classification": CLASSES[int(result.classes[0])] if indexed else None,
    }


def ram_panel_cutoffs(entry: Entry) -> Any:
    most, fewest = panel_cutoffs(np.array(entry["input"]["n"]))
    return {"agreement_max_outside": most.tolist(), "disagreement_min_each_extreme": fewest.tolist()}


def kendall(entry: Entry) -> Any:
    result = kendall_w(*table(entry), tie_correction=entry["parameters"].get("tie_correction", True))
    return {
        "W": result.w.value,
        "chi2": result.chi2,
        "df": result.df,
        "p_chi2": result.p_chi2,
        "F": result.f,
        "df1": result.df1,
        "df2": result.df2,
        "p_F": result.p_f,
        "rank_sums": [plain(total) for total in result.rank_sums],
        "reason": result.w.reason and result.w.reason.value,
    }


def kendall_missing(entry: Entry) -> Any:
    result = kendall_w_missing(*table(entry))
    return {"W": result.value, "reason": result.reason and result.reason.value}


def krippendorff(entry: Entry) -> Any:
    y, mask = table(entry)
    return {level.value: krippendorff_alpha(y, mask, level).value for level in Level if level in entry["expected"]}


def icc_table(entry: Entry) -> Any:
    y, mask = table(entry)
    fit = None if mask.all() else mixed(y, mask)
    variances = Variances(fit.var_item, fit.var_rater, fit.var_resid) if isinstance(fit, Mixed) else None
    result = icc(y, mask, variances)
    return {name: icc_figure(getattr(result, field)) for name, field in ICC_NAMES.items()}


ICC_NAMES = {
    "ICC1": "one_way",
    "ICC2": "agreement",
    "ICC3": "consistency",
    "ICC1k": "one_way_of_mean",
    "ICC2k": "agreement_of_mean",
    "ICC3k": "consistency_of_mean",
}


def icc_figure(figure: IccFigure) -> Any:
    return {
        "value": figure.value,
        "F": figure.f,
        "df1": figure.df1,
        "df2": figure.df2,
        "p": figure.p,
        "lower95": figure.low,
        "upper95": figure.high,
        "reason": figure.reason and figure.reason.value,
    }


def percent_agreement_items(entry: Entry) -> Any:
    tolerances = [key for key in entry["expected"] if key.startswith("tol")]
    return {key: percent_agreement(*table(entry), float(key.removeprefix("tol"))).value for key in tolerances}


def rules_of_thumb(entry: Entry) -> Any:
    x, scale = column(entry["input"]["ratings"]), scale_of(entry)
    result = consensus_rules(x, ~np.isnan(x), scale)
    flags = {
        f"iqr_le_{STANDARD.iqr_limit(scale):g}": "narrow",
        "consensus_75": "three_quarters",
        "comet_in": "comet_in",
        "comet_out": "comet_out",
        "split": "split",
    }
    n = int(result.n[0])
    return {
        "n": n,
        "iqr": plain(result.iqr[0]),
        "share_within_1_of_median": plain(result.within_one[0]),
        **{share_name(side, scale): plain(getattr(result, name)[0]) for side, name in SIDES.items()},
        **{key: bool(getattr(result, name)[0]) if n else None for key, name in flags.items()},
        "class": result.classes[0].value,
    }


SIDES = {-1: "low", 0: "middle", 1: "high"}


def share_name(side: int, scale: Scale) -> str:
    """The values of a third, as the vectors name its share: share_7_9."""
    values = [value for value in scale.values if third(value, scale) == side]
    return "_".join(["share", *(str(value) for value in (values[:1] + values[-1:]))])


def frequencies(entry: Entry) -> Any:
    """How often each value was given; null is never."""
    return np.nan_to_num(numbers(entry["input"]["frequencies"]))


def tastle_wierman(entry: Entry) -> Any:
    value = plain(consensus(frequencies(entry)))
    return {"consensus": value, "dissention": None if value is None else 1 - value}


def van_der_eijk(entry: Entry) -> Any:
    value = agreement(frequencies(entry))
    return {"A": plain(value), "polarization": plain(polarisation(value))}


ADAPTERS: dict[str, Adapter] = {
    "weighted_sum": weighted_sum,
    "median_quartiles": median_quartiles,
    "trimmed_mean": trimmed_mean,
    "confidence_weighted_mean": confidence_weighted_mean,
    "weighted_median": weighted_median,
    "ram": ram_index,
    "ram_panel_cutoffs": ram_panel_cutoffs,
    "kendall_w": kendall,
    "kendall_w_missing": kendall_missing,
    "krippendorff_alpha": krippendorff,
    "icc": icc_table,
    "percent_agreement_items": percent_agreement_items,
    "consensus_rules": rules_of_thumb,
    "tastle_wierman_consensus": tastle_wierman,
    "vandereijk_agreement": van_der_eijk,
}
