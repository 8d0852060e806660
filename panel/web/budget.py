"""How many pages one person may open in a minute: nobody reads so fast, so it is a program, or the panel being copied.

Counted in the memory of each process, so that reading writes nothing: with two workers a copier gets twice as far, and
the first page too many is an event in the record.
"""

from dataclasses import dataclass, field
from datetime import datetime

from flask import Flask, current_app, g
from flask_babel import gettext as _

from panel import clock
from panel.errors import TooMany
from panel.policy.subjects import Actor
from panel.web.site import site

VERDICT = "too_many_reads"


@dataclass
class Reads:
    """How many pages each person has opened in the present minute."""

    minute: datetime | None = None
    opened: dict[int, int] = field(default_factory=dict)

    def count(self, person_id: int, now: datetime) -> int:
        """One more; how many it are now."""
        minute = now.replace(second=0, microsecond=0)
        if minute != self.minute:
            self.minute, self.opened = minute, {}
        self.opened[person_id] = self.opened.get(person_id, 0) + 1
        return self.opened[person_id]


def install(app: Flask) -> None:
    """Begin to count."""
    app.extensions["panel.reads"] = Reads()


def spend(actor: Actor | None) -> None:
    """Count a page that somebody opens. Raises TooMany beyond the limit; the first time it is recorded."""
    if actor is None:
        return
    reads: Reads = current_app.extensions["panel.reads"]
    beyond = reads.count(actor.person_id, clock.now()) - site().settings.reads_a_minute
    if beyond > 0:
        if beyond == 1:
            g.verdict = VERDICT
        raise TooMany(_("You have opened very many pages in a short time. Wait a minute and go on."))
