"""The round whose result a page looks at: every way to look at a result finds it in the same place of the address."""

from flask import request
from sqlalchemy.orm import Session

from panel.policy import rounds
from panel.policy.rounds import RoundHere
from panel.policy.subjects import Actor


def asked_round() -> str:
    """What the address says of the round; empty where it names none."""
    return request.args.get("round", "")


def result(db: Session, actor: Actor, cycle_id: int) -> RoundHere:
    """The round that the address names, else the last one whose result can be read. Raises Missing."""
    return rounds.result_here(db, actor, cycle_id, asked_round())
