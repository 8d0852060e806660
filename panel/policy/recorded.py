"""What is written into the record although nothing changes: reading what is sensitive, and taking things away."""

from typing import Final

from panel.policy.actions import Action
from panel.policy.rules import Verdict
from panel.policy.table import TABLE

_BY_NAME: Final = frozenset(
    {
        Action.RECUSAL_REASON,
        Action.ROUND_PARTICIPATION,
        Action.SCORE_SHEETS,
        Action.SCORE_UNSEAL,
        Action.EXPORT_REPORT,
        Action.EXPORT_SHEETS,
        Action.AUDIT_VIEW,
        Action.AUDIT_EXPORT,
    }
)

RECORDED: Final = _BY_NAME | {
    action for action, row in TABLE.items() if any(Verdict.PROVE in cells for cells in row.values())
}
"""Pages of these actions leave an event when they are read: those named, and those behind "show again who you are"."""
