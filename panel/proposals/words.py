"""How the closed choices and the fields of a proposal are called."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from panel.calc.calendar import Phase
from panel.models.proposals import Aspect, Certainty, Kind, Posture, ProposalState

KINDS: Mapping[str, Any] = {
    Kind.TECHNOLOGY: _l("Technology field"),
    Kind.SECTOR: _l("Industrial sector"),
}
POSTURES: Mapping[str, Any] = {
    Posture.MAINTAIN: _l("Maintain"),
    Posture.STRENGTHEN: _l("Strengthen"),
    Posture.CULTIVATE: _l("Cultivate"),
    Posture.REDUCE: _l("Reduce or exit"),
}
HORIZONS: Mapping[str, Any] = {
    "within_5": _l("Within 5 years"),
    "about_10": _l("In about 10 years"),
    "beyond_10": _l("Beyond 10 years"),
}
STATES: Mapping[str, Any] = {
    ProposalState.DRAFT: _l("Draft"),
    ProposalState.SUBMITTED: _l("Submitted"),
    ProposalState.WITHDRAWN: _l("Withdrawn"),
    ProposalState.DISCARDED: _l("Discarded draft"),
}
FIELDS: Mapping[str, Any] = {
    "kind": _l("Kind"),
    "title_ja": _l("Japanese title"),
    "title_en": _l("English title"),
    "summary_ja": _l("Summary in Japanese"),
    "summary_en": _l("Summary in English"),
    "rationale_ja": _l("Rationale in Japanese"),
    "rationale_en": _l("Rationale in English"),
    "actions_ja": _l("Proposed actions in Japanese"),
    "actions_en": _l("Proposed actions in English"),
    "goals_ja": _l("Goals and indicators in Japanese"),
    "goals_en": _l("Goals and indicators in English"),
    "posture": _l("Posture"),
    "horizon": _l("Horizon"),
    "area_ja": _l("Capability area in Japanese"),
    "area_en": _l("Capability area in English"),
    "industry_code": _l("Code of the industry"),
    "industry_ja": _l("Industry in Japanese"),
    "industry_en": _l("Industry in English"),
    "sources": _l("Sources"),
}
TEXTS = (
    ("summary", _l("Summary")),
    ("rationale", _l("Rationale")),
    ("actions", _l("Proposed actions")),
    ("goals", _l("Goals and indicators")),
)
ASPECTS: Mapping[str, Any] = {
    Aspect.CAPABILITY_GAP: _l("Capability gap"),
    Aspect.SUPPLIERS: _l("Suppliers and single points of failure"),
    Aspect.DEPENDENCE: _l("Dependence on other countries"),
    Aspect.TRL_NOW: _l("TRL now"),
    Aspect.TRL_LATER: _l("TRL in 5 years"),
    Aspect.MRL_NOW: _l("MRL now"),
    Aspect.MRL_LATER: _l("MRL in 5 years"),
    Aspect.CIVIL_MARKET: _l("Civil market"),
    Aspect.TRANSFER: _l("Prospects of transfer and joint development"),
    Aspect.COST: _l("Cost band"),
    Aspect.YEAR: _l("Year of realisation"),
}
CERTAINTIES: Mapping[str, Any] = {
    Certainty.HIGH: _l("High"),
    Certainty.MEDIUM: _l("Medium"),
    Certainty.LOW: _l("Low"),
}
_CHOICES = {"kind": KINDS, "posture": POSTURES, "horizon": HORIZONS}


def shown(field: str, value: str | None) -> str:
    """A stored value as a person reads it; a value of a closed choice becomes its word."""
    words = _CHOICES.get(field)
    return str(words.get(value or "", "")) if words is not None else value or ""


_OWN_STANDING: Mapping[ProposalState, Any] = {
    ProposalState.DRAFT: _l("A draft: only you can see it until you submit it."),
    ProposalState.DISCARDED: _l("A discarded draft: only you can see it. Edit it to take it up again."),
    ProposalState.WITHDRAWN: _l("Withdrawn: it is kept for the record and is not scored."),
}
_STANDING: Mapping[Phase, Any] = {
    Phase.PROPOSING: _l("Submitted: its author can still revise it, and the panel can comment."),
    Phase.DISCUSSION: _l("In discussion: the panel comments, and its author can still revise it."),
    Phase.SCORING_OPEN: _l("Being scored: its text and comments are frozen until the round closes."),
    Phase.SCORING_CLOSED: _l("Scored: the round is closed and its result not yet released."),
    Phase.TALLY: _l("Tallied: the panel reads the result and decides."),
    Phase.DECIDED: _l("Decided by the panel."),
    Phase.PUBLISHED: _l("Decided and published."),
}


def standing(state: ProposalState, phase: Phase) -> str:
    """Where a proposal stands, in one sentence; `phase` is that of the item."""
    return str(_OWN_STANDING[state] if state in _OWN_STANDING else _STANDING[phase])


def said(words: Mapping[str, Any]) -> dict[str, str]:
    """The same words in the reader's language, translated once for a whole list."""
    return {key: str(word) for key, word in words.items()}
