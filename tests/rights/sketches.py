"""What members keep for themselves beside a tally: scenarios, shortlists, views of the weights, one for each letter."""

from dataclasses import replace

from sqlalchemy import select

from panel.calc.calendar import Phase
from panel.calc.preferences import Method
from panel.calc.shortlisting import Asked
from panel.models.cycles import Criterion
from panel.models.people import Person
from panel.models.scenarios import Scenario
from panel.models.shortlists import ShortlistDraft
from panel.models.weights import WeightView
from panel.policy.actions import Action
from tests.make import BEGINNING, Make
from tests.rights.canaries import Canaries, Spot
from tests.rights.stage import RATERS, Stage

SKETCHERS = ("O", "M", "Mo", "R", "V", "C", "S", "E1")
_SINCE = (Phase.TALLY, Phase.DECIDED, Phase.PUBLISHED)
_POINTS = (70, 30)


def sketched(make: Make, canaries: Canaries, people: dict[str, Person], stage: Stage, *, home: bool) -> Stage:
    """The stage with a view of the weights of every member, and with what each of its readers keeps of a tally."""
    criteria = make.db.scalars(
        select(Criterion).where(Criterion.cycle_id == stage.cycle_id).order_by(Criterion.position)
    )
    asked = [(one.id, one.key) for one in criteria]
    for letter in RATERS:
        view = {
            "method": Method.POINTS,
            "answers": {str(id_): n for (id_, _key), n in zip(asked, _POINTS, strict=True)},
        }
        make.db.add(WeightView(cycle_id=stage.cycle_id, person_id=people[letter].id, **view))
    if stage.phase not in _SINCE:
        return stage
    spot, weights = Spot(home, stage.phase), dict.fromkeys((key for _id, key in asked), "1")

    def named(what: str, row: Action, letter: str) -> dict[str, object]:
        whose = {"round_id": stage.round_id, "person_id": people[letter].id, "created_at": BEGINNING}
        return {"name": canaries.plant(spot, f"the name of {what}", row, owner=letter), **whose}

    scenarios, shortlists = dict[str, Scenario](), dict[str, ShortlistDraft]()
    for letter in SKETCHERS:
        scenarios[letter] = Scenario(weights=weights, **named("a scenario", Action.SCENARIO_VIEW, letter))
        shortlists[letter] = ShortlistDraft(
            asked=Asked(k=1).as_plain(), **named("a shortlist", Action.SHORTLIST_VIEW, letter)
        )
    make.db.add_all([*scenarios.values(), *shortlists.values()])
    make.db.flush()
    return replace(
        stage,
        scenarios={letter: one.id for letter, one in scenarios.items()},
        shortlists={letter: one.id for letter, one in shortlists.items()},
    )
