"""Views of the weights: what each member answered, before a round opens, about how much the criteria should count."""

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from panel.calc.preferences import Method
from panel.db import Base, Key


class WeightView(Base):
    """What one member answered, by one method; the weights of a round are never read from it.

    `answers` are whole numbers by the id of the criterion ({"7": 40}), of a pair of them ({"7:9": -3}) for comparisons.
    """

    __tablename__ = "weight_view"

    id: Mapped[Key]
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    method: Mapped[Method] = mapped_column(String(20))
    answers: Mapped[dict[str, int]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (UniqueConstraint("cycle_id", "person_id"),)
