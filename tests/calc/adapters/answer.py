"""What an adapter answers when some of it was sampled: the values, and which tolerance of the entry holds for which."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    """Values in the form of `expected`, with the name of the tolerance for each key; "" stands for all others."""

    values: Any
    tolerances: Mapping[str, str]
