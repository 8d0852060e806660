"""What a world must hold so that every page has something to show: factors, links, files that wait, a broken seal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import clock, codes, freezing, tokens
from panel.calc.calendar import Phase
from panel.imports.examples import example
from panel.models.ballots import counted_sheets
from panel.models.cycles import Cycle, Panel
from panel.models.events import SignIn, Upload
from panel.models.factors import Factor, FactorKind
from panel.models.identities import Identity
from panel.models.people import LinkPurpose, Role
from panel.models.unsealings import Unsealing
from tests.lenses.scene import MARKS, Scene
from tests.make import Make

if TYPE_CHECKING:
    from tests.rights.world import World

_EMPTY_SEATS = {"M": Role.MEMBER, "C": Role.CHAIR, "S": Role.SECRETARIAT, "O": Role.OBSERVER}
_EMPTY_PHASES = (Phase.DRAFT, Phase.PROPOSING, Phase.DISCUSSION, Phase.SCORING_OPEN, Phase.TALLY)


@dataclass(frozen=True)
class Furnished:
    """What was made: arguments of addresses, by endpoint where a name means several things; the empty cycles."""

    by_endpoint: Mapping[str, Any]
    empty_cycles: Mapping[str, int]
    past_round: Mapping[str, Any]  # a cycle into which the scores of an earlier round can be brought
    two_rounds: Mapping[str, Any]  # a cycle of which two rounds can be read


def furnish(world: "World", db: Session) -> Furnished:
    """Add to a world of the rights whatever no right asks about, but a page shows."""
    make = Make(db, world.settings)
    _half_signed_in(world, db, make)
    _identity(world, db, "S")
    made = {
        "factor_id": _factor(world, db, "S"),
        "unsealing_id": _unsealing(world, db),
        "account.first token": tokens.create_link(db, None, LinkPurpose.FIRST, clock.now()),
        "account.link token": tokens.create_link(db, world.people["E2"], LinkPurpose.INVITATION, clock.now()),
    }
    for what in ("members", "proposals"):
        made[f"imports.confirm_{what} token"] = _upload(
            db, what, world.people["S"], world.stage(Phase.PROPOSING).cycle_id
        )
    panel, empty_cycles = _empty_panel(world, db, make)
    return Furnished(made, empty_cycles, _past_round(world, make, panel), _two_rounds(world, make))


def _half_signed_in(world: "World", db: Session, make: Make) -> None:
    """H has given the password and owes the second factor."""
    panel = db.get_one(Panel, world.home.panel_id)
    person = make.person(Role.MEMBER, panel, email="half@example.org", name_en="H home")
    world.people["H"] = person.id
    world._sign_in(db, "H", person.id, proved=True)
    _factor(world, db, "H")


def _identity(world: "World", db: Session, letter: str) -> None:
    """Somebody who also signs in with the account of their office."""
    provider = world.settings.provider
    assert provider is not None
    who = {"person_id": world.people[letter], "issuer": provider.issuer, "subject": "one of the office"}
    db.add(Identity(**who, linked_at=clock.now()))


def _factor(world: "World", db: Session, letter: str) -> int:
    """An authenticator app of somebody; a sign-in that stands already has shown it."""
    person_id = world.people[letter]
    sealed = codes.sealed_secret(world.settings.factor_key, person_id, "A" * 32)
    factor = Factor(person_id=person_id, kind=FactorKind.APP, name="App", created_at=clock.now(), sealed_secret=sealed)
    db.add(factor)
    if letter != "H":
        for sign_in in db.scalars(select(SignIn).where(SignIn.person_id == person_id)):
            sign_in.factor, sign_in.factor_at = FactorKind.APP, clock.now()
    db.flush()
    return factor.id


def _unsealing(world: "World", db: Session) -> int:
    """Two officers have asked whose a sheet is."""
    stage, now = world.stage(Phase.TALLY), clock.now()
    one = Unsealing(
        ballot_id=db.execute(counted_sheets(stage.round_id, stage.item.id)).first().id,  # type: ignore[union-attr]
        reason="A court has asked.",
        asked_by_id=world.people["S"],
        confirmed_by_id=world.people["C"],
        confirmed_at=now,
        opens_at=now + timedelta(days=1),
    )
    db.add(one)
    db.flush()
    return one.id


def _upload(db: Session, what: str, person_id: int, cycle_id: int, **options: int) -> str:
    """A file that waits to be confirmed."""
    token = f"{what}-waits"
    whose = {"person_id": person_id, "cycle_id": cycle_id}
    file = {"what": what, "name": f"{what}.csv", "content": example(what, "csv"), "options": options}
    db.add(Upload(token=token, **whose, **file, created_at=clock.now()))
    return token


def _past_round(world: "World", make: Make, panel: Panel) -> dict[str, Any]:
    """A cycle that is discussed and was never scored here, with what the example file of scores names."""
    cycle = make.cycle(panel, Phase.DISCUSSION, name="past-round")
    make.criterion(cycle, name_ja="防衛上の重要性")
    make.proposal(cycle, code="T01", title_ja="無人機の群制御")
    options = {"round_number": 1, "lowest": 1, "highest": 5}
    token = _upload(make.db, "scores", world.people["S empty"], cycle.id, **options)
    return {"cycle_id": cycle.id, "token": token}


def _two_rounds(world: "World", make: Make) -> dict[str, Any]:
    """A panel of thirteen that scored twice, and its chair."""
    scene = Scene.tallied(make)
    scene.round = make.round(scene.cycle, 2)
    for proposal, marks in zip(scene.proposals, MARKS, strict=True):
        scene.score_all(proposal, marks)
    scene.release()
    world.people["C twice"] = scene.chair.id
    world._sign_in(make.db, "C twice", scene.chair.id, proved=True)
    return {"cycle_id": scene.cycle.id, "round_id": scene.round.id, "proposal_id": scene.proposals[0].id}


def _empty_panel(world: "World", db: Session, make: Make) -> tuple[Panel, dict[str, int]]:
    """A panel of four seats whose cycles hold nothing, in the phases in which that can be."""
    panel = make.panel("empty")
    for letter, role in _EMPTY_SEATS.items():
        person = make.person(role, panel, email=f"{role.value}@empty.example.org")
        world.people[f"{letter} empty"] = person.id
        world._sign_in(db, f"{letter} empty", person.id, proved=True)
    return panel, {phase.name.lower(): _empty_cycle(world, make, panel, phase).id for phase in _EMPTY_PHASES}


def _empty_cycle(world: "World", make: Make, panel: Panel, phase: Phase) -> Cycle:
    cycle = make.cycle(panel, name=f"empty-{phase.value}")
    if phase in (Phase.SCORING_OPEN, Phase.TALLY):
        make.criterion(cycle)
        round_ = make.round(cycle)
        if phase is Phase.TALLY:
            freezing.freeze_round(make.db, world.settings, None, round_, now=clock.now())
            freezing.release_round(make.db, world.settings, None, round_, now=clock.now())
    cycle.phase = phase
    make.db.flush()
    return cycle
