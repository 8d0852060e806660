"""The shapes that the statistics share; `Stat` is a figure with what belongs to it."""

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from panel.calc.reasons import Stat as Stat

F64: TypeAlias = NDArray[np.float64]
I64: TypeAlias = NDArray[np.int64]
Bool: TypeAlias = NDArray[np.bool_]

GRAIN: Final = 1e-9
"""Two totals nearer than this share of the scale's width are the same (arithmetic noise)."""
