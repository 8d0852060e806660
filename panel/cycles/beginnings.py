"""What a new cycle can start from: a preset, or an earlier cycle of the panel with its dates five years later."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.calc.calendar import Phase, moment_years_later
from panel.calc.consensus import Rule
from panel.cycles import queries
from panel.models.cycles import Criterion, Cycle
from panel.presets import PRESETS, CriterionDraft, Preset


@dataclass(frozen=True)
class Earlier:
    """An earlier cycle to start from."""

    cycle_id: int
    title_ja: str
    title_en: str
    about_ja: str = ""
    about_en: str = ""


def of_panel(db: Session, panel_id: int) -> dict[str, Preset | Earlier]:
    """The beginnings on offer by key, earlier cycles first."""
    rows = db.execute(
        select(Cycle.id, Cycle.title_ja, Cycle.title_en).where(Cycle.panel_id == panel_id).order_by(Cycle.id.desc())
    )
    earlier = {f"cycle-{row.id}": Earlier(row.id, row.title_ja, row.title_en) for row in rows}
    return {**earlier, **{preset.key: preset for preset in PRESETS}}


def values_of(db: Session, beginning: Preset | Earlier) -> dict[str, Any]:
    """Criteria, rule, quorum and dates as `actions.create_cycle` takes them."""
    if isinstance(beginning, Preset):
        return {"criteria": beginning.criteria}
    cycle = db.get_one(Cycle, beginning.cycle_id)
    return {
        "criteria": [draft_of(criterion) for criterion in queries.criteria_of(db, cycle.id)],
        "rule": Rule.from_plain(cycle.rule),
        "quorum": cycle.quorum,
        "dates": shifted(queries.dates_of(db, cycle.id)),
    }


def draft_of(criterion: Criterion) -> CriterionDraft:
    """What a criterion says, to be said again elsewhere."""
    values = {name: getattr(criterion, name) for name in CriterionDraft.__dataclass_fields__}
    return CriterionDraft(**values)


def shifted(dates: Mapping[Phase, datetime]) -> dict[Phase, datetime]:
    """The same days of the year and times of day, five years later."""
    return {phase: moment_years_later(moment) for phase, moment in dates.items()}
