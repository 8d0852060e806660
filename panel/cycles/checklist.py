"""The set-up as a checklist: each step done, to do, or waiting for another one, with what is missing in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from flask_babel import gettext as _
from flask_babel import ngettext

from panel.calc.calendar import Phase
from panel.cycles.queries import Opening

CHANGEABLE: Final = (Phase.DRAFT, Phase.PROPOSING, Phase.DISCUSSION)
"""The phases in which the set-up of the next round can be changed; from its opening on it is frozen."""


@dataclass(frozen=True)
class Step:
    """One step by its key; `lack` says what is missing, empty where nothing is."""

    key: Literal["title", "members", "criteria", "weights", "rule", "quorum", "dates", "proposals"]
    state: Literal["done", "todo", "waiting"]
    lack: str = ""


def steps(
    opening: Opening, phase: Phase, dates: Mapping[Phase, datetime], planned: Sequence[Phase]
) -> tuple[Step, ...]:
    """The steps in the order in which they are best done; `planned` are the phases that can have a date."""
    return (
        Step("title", "done"),
        _members(opening),
        _criteria(opening),
        _weights(opening),
        Step("rule", "done"),
        _quorum(opening),
        _dates([one for one in planned if one not in dates and _comes_after(one, phase)]),
        _proposals(opening, phase),
    )


def following(found: Sequence[Step]) -> Step | None:
    """The step to be done next; dates only inform, so they hold nothing up."""
    return next((step for step in found if step.state == "todo" and step.key != "dates"), None)


def _members(opening: Opening) -> Step:
    if opening.n_voters:
        return Step("members", "done")
    return Step("members", "todo", _("Nobody is on the panel who scores."))


def _criteria(opening: Opening) -> Step:
    if opening.criteria:
        return Step("criteria", "done")
    return Step("criteria", "todo", _("A round needs at least one criterion."))


def _weights(opening: Opening) -> Step:
    if not opening.criteria:
        return Step("weights", "waiting", _("Waits for the criteria."))
    if opening.weights_total:
        return Step("weights", "done")
    return Step("weights", "todo", _("Every criterion has the weight 0, so no total can be computed."))


def _quorum(opening: Opening) -> Step:
    if not opening.n_voters:
        return Step("quorum", "waiting", _("Waits for the members."))
    if opening.n_voters >= opening.quorum:
        return Step("quorum", "done")
    words = ngettext("%(num)d member can score", "%(num)d members can score", opening.n_voters)
    lack = _("The quorum of %(quorum)s cannot be reached: %(members)s.", quorum=opening.quorum, members=words)
    return Step("quorum", "todo", lack)


def _comes_after(one: Phase, other: Phase) -> bool:
    order = tuple(Phase)
    return order.index(one) > order.index(other)


def _dates(missing: Sequence[Phase]) -> Step:
    """Only phases that are still to come need a date."""
    if not missing:
        return Step("dates", "done")
    lack = ngettext("%(num)d phase has no date yet.", "%(num)d phases have no date yet.", len(missing))
    return Step("dates", "todo", lack)


def _proposals(opening: Opening, phase: Phase) -> Step:
    if opening.n_proposals:
        return Step("proposals", "done")
    if phase is Phase.DRAFT:
        return Step("proposals", "waiting", _("Waits for the call for proposals to begin."))
    return Step("proposals", "todo", _("No proposal has been submitted that could be scored."))
