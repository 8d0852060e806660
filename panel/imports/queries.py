"""What the import pages start from: the cycle, and the file that waits for its confirmation."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import clock
from panel.errors import Missing
from panel.imports.actions import KEPT_FOR
from panel.models.events import Upload
from panel.policy import places
from panel.policy.places import CycleHere
from panel.policy.subjects import Actor, Place


@dataclass(frozen=True)
class Waiting:
    """A file that its sender has looked at and not yet confirmed."""

    upload: Upload
    cycle: CycleHere

    @property
    def place(self) -> Place:
        """A file stands where the cycle does that it is for."""
        return self.cycle.place


def cycle(db: Session, _actor: Actor, cycle_id: int, **_address: str) -> CycleHere:
    """The cycle of the address. Raises Missing."""
    return places.cycle_here(db, cycle_id, clock.now())


def waiting(db: Session, actor: Actor, cycle_id: int, token: str) -> Waiting:
    """The asker's own file of that token. Raises Missing for another's, a used and an expired one."""
    upload = db.scalars(
        select(Upload).where(
            Upload.token == token,
            Upload.cycle_id == cycle_id,
            Upload.person_id == actor.person_id,
            Upload.created_at >= clock.now() - KEPT_FOR,
        )
    ).one_or_none()
    if upload is None:
        raise Missing
    return Waiting(upload, places.cycle_here(db, cycle_id, clock.now()))
