"""From an entry of test vectors to a call of ours: one adapter for each name of a statistic."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

Adapter = Callable[[dict[str, Any]], Any]
FAMILIES = ("agreement", "groups", "robustness", "severity", "stability", "weights")
NOT_OFFERED = {
    "severity_ordinal_clmm": "the ordinal mixed model is not offered: its estimates depend on the method, "
    "and on scales of up to nine points it ranks as the linear one does"
}


def adapters() -> Mapping[str, Adapter]:
    """Every adapter by the name of its statistic. Raises ValueError where two families claim one name."""
    found: dict[str, Adapter] = {}
    for family in FAMILIES:
        own = import_module(f"tests.calc.adapters.{family}").ADAPTERS
        if twice := found.keys() & own.keys():
            raise ValueError(f"two adapters for {sorted(twice)}")
        found |= own
    return found
