"""What-if weights: what somebody tries out for themselves after a tally, beside the weights that were fixed."""

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from panel.db import Base
from panel.models.sketches import Sketch


class Scenario(Sketch, Base):
    """Other weights for the criteria of a round.

    `weights` are decimals as text by the key of the criterion, such as {"urgency": "33.3333"}.
    """

    __tablename__ = "scenario"

    weights: Mapped[dict[str, str]] = mapped_column(JSON)

    __table_args__ = (UniqueConstraint("round_id", "person_id", "name"),)
