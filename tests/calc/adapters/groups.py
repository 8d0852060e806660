"""Groups of members: two samples, several samples, many tests at once."""

from typing import Any

import numpy as np

from panel.calc.statistics.kruskal import kruskal
from panel.calc.statistics.mann_whitney import mann_whitney
from panel.calc.statistics.multiplicity import benjamini_hochberg, benjamini_yekutieli, holm
from panel.calc.statistics.ranks import own_grain
from tests.calc.adapters import Adapter
from tests.calc.adapters.severity import listed
from tests.calc.adapters.stability import method_of, numbers

Entry = dict[str, Any]


def two_samples(entry: Entry) -> dict[str, Any]:
    x, y = (numbers(entry["input"][name]) for name in ("x", "y"))
    asked = str(entry["parameters"].get("method", "auto"))
    method = method_of(asked)
    continuity = entry["parameters"].get(
        "continuity_correction", not any(word in asked for word in ("no continuity", "without continuity"))
    )
    test = mann_whitney(x, y, method, continuity=continuity)
    turned = mann_whitney(y, x, method, continuity=continuity)
    return {
        "U_x": test.u,
        "U_y": turned.u,
        "p_two_sided": test.p,
        "p_greater": test.p_greater,
        "p_less": turned.p_greater,
        "cliffs_delta": test.delta,
    }


def several_samples(entry: Entry) -> dict[str, Any]:
    samples = [numbers(sample) for sample in entry["input"]["groups"]]
    y = np.concatenate(samples)[:, None]
    numbered = np.repeat(np.arange(len(samples)), [len(sample) for sample in samples])
    test = kruskal(y, numbered == np.arange(len(samples))[:, None], own_grain(y))
    (h,), (p,), (epsilon,), (eta,) = (listed(v) for v in (test.h, test.p, test.epsilon_squared, test.eta_squared))
    return {"H": h, "df": int(test.df[0]), "p": p, "epsilon_squared": epsilon, "eta_squared_anova": eta}


def false_discovery(entry: Entry) -> dict[str, Any]:
    p = numbers(entry["input"]["p"])
    adjusted = benjamini_hochberg(p)
    return {
        "bh": listed(adjusted),
        "by": listed(benjamini_yekutieli(p)),
        "holm": listed(holm(p)),
        "n_rejected_bh_05": int((adjusted <= 0.05).sum()),
        "n_rejected_bh_10": int((adjusted <= 0.10).sum()),
    }


ADAPTERS: dict[str, Adapter] = {
    "mann_whitney": two_samples,
    "kruskal_wallis": several_samples,
    "fdr_bh": false_discovery,
}
