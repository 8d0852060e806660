"""Where a proposal stands between two rounds, and how that is said."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from panel.calc.document import Text


class Course(StrEnum):
    """Where an item stands between rounds; a settled dissent is a result, not a failure (Dajani et al. 1979)."""

    SETTLED_CONSENSUS = "settled_consensus"
    SETTLED_DISSENT = "settled_dissent"
    MOVING_CONVERGING = "moving_converging"
    MOVING_DIVERGING = "moving_diverging"


WORDS: Final[Mapping[Course, Text]] = MappingProxyType(
    {
        Course.SETTLED_CONSENSUS: Text("落ち着いた（合意）", "At rest, agreed"),
        Course.SETTLED_DISSENT: Text("落ち着いた（合意なし）", "At rest, not agreed"),
        Course.MOVING_CONVERGING: Text("動いている（近づく）", "Moving, closer together"),
        Course.MOVING_DIVERGING: Text("動いている（近づかない）", "Moving, not closer"),
    }
)
