"""Every address keeps out whom the row of its view keeps out, also those at which no probe of a row asks."""

from collections.abc import Iterator

from werkzeug.routing import Rule

from panel.calc.calendar import Phase
from panel.policy.actions import Action
from panel.policy.table import TABLE
from tests.rights.canaries import MARK
from tests.rights.probes import Case, Probe, Reach
from tests.rights.stage import CHAPTER, PHASES, Stage
from tests.rights.walk import Walk
from tests.rights.world import World

# Who asks, in which phase: nobody, a stranger, an observer, a recused member and the administrator.
ASKED = (
    ("N", Phase.DISCUSSION),
    ("X", Phase.SCORING_OPEN),
    ("O", Phase.DISCUSSION),
    ("R", Phase.SCORING_OPEN),
    ("O", Phase.TALLY),
    ("A", Phase.TALLY),
)
ITEM, CYCLE = {"proposal_id", "recusal_id"}, {"cycle_id", "round_id", "criterion_id", "report_id", "name"}
# Addresses of things that are somebody's own: to others they are not there, whatever the row says of its own ones.
OWN = {
    "factors.edit",
    "factors.remove",
    "home.cancel",
    *(f"imports.{step}_{what}" for step in ("confirm", "take") for what in ("members", "proposals", "scores")),
    *(f"scenarios.{act}" for act in ("edit", "delete", "restore")),
    *(f"shortlists.{act}" for act in ("show", "edit", "delete", "restore")),
    "unsealing.agree",
    "unsealing.cancel",
    "unsealing.reveal",
    "unsealing.show",
}
NEW_CYCLE = "cycles.new"  # names its panel after the question mark
STATUS = {"l": {302, 401}, "h": {404}, "f": {403}, "p": {403, 409}}


def named(world: World, stage: Stage) -> dict[str, object]:
    """What stands in addresses, by the name of the part."""
    return {
        "cycle_id": stage.cycle_id,
        "proposal_id": stage.item.id,
        "round_id": stage.round_id,
        "criterion_id": stage.criterion_id,
        "recusal_id": stage.item.recusal_id,
        "report_id": world.stage(Phase.TALLY).report_id,
        "comment_id": stage.item.comments["M"],
        "claim_id": stage.item.claim_id,
        "person_id": world.people["E1"],
        "sign_in_id": world.sign_ins["E1", True],
        "token": stage.item.attachment,
        "name": stage.name,
        "key": CHAPTER,
        "lens": "median",
        "extension": "csv",
        "number": 1,
        "scenario_id": stage.scenarios.get("E1", 1),
        "shortlist_id": stage.shortlists.get("E1", 1),
        **dict.fromkeys(("approval_id", "factor_id", "mail_id", "unsealing_id"), 1),
    }


def rules(world: World) -> Iterator[tuple[Rule, str, Action]]:
    """Every address with each of its methods and the action of its view."""
    for rule in world.app.url_map.iter_rules():
        if rule.endpoint != "static":
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield rule, method, world.app.view_functions[rule.endpoint].action


def address_of(world: World, rule: Rule, stage: Stage) -> str:
    """The address of a rule with the ids of a stage."""
    values = named(world, stage)
    parts = {name: values[name] for name in rule.arguments}
    if rule.endpoint == NEW_CYCLE:
        parts["panel"] = stage.panel_id
    with world.app.test_request_context():
        return world.app.url_for(rule.endpoint, **parts)


def letter(world: World, rule: Rule, action: Action, subject: str, stage: Stage) -> str:
    """What the row of the view has for this subject at this address."""
    of_panel = rule.arguments & CYCLE or rule.endpoint == NEW_CYCLE
    reach = Reach.ITEM if rule.arguments & ITEM else Reach.CYCLE if of_panel else Reach.SITE
    walk = Walk(world, action, Probe("", reach=reach), json=False)
    return walk.letter(action, Case(world, subject, stage, stage.item))


def test_every_address_refuses_whom_its_row_refuses(world: World) -> None:
    """F1, F19: one pass over all of them as HTML; nothing is written and nothing told."""
    problems, n_asked = [], 0
    with world.undone(), world.watched() as tables:
        for subject, phase in ASKED:
            stage = world.stage(phase)
            for rule, method, action in rules(world):
                found = letter(world, rule, action, subject, stage)
                if found not in STATUS:
                    continue
                answer = world.ask(subject, method, address_of(world, rule, stage))
                n_asked += 1
                statuses = STATUS[found] | ({404} if rule.endpoint in OWN else set())
                if answer.status_code not in statuses or MARK in answer.text:
                    problems.append(f"{rule.endpoint} {method} {subject} {phase} {found}: {answer.status_code}")
        if tables:
            problems.append(f"refusals write to {sorted(set(tables))}")
    assert problems == [], "\n".join(problems)
    assert n_asked > 500


def test_every_view_that_nobody_may_open_unasked_was_asked_for(world: World) -> None:
    """A row that is closed to nobody at all belongs to a few views, and each of them is named here."""
    open_to_all = {
        rule.endpoint
        for rule, _method, action in rules(world)
        if all(TABLE[action]["N"][PHASES.index(phase)] == "Y" for phase in PHASES)
    }
    assert open_to_all == {
        "account.first",
        "account.forgotten",
        "account.language",
        "account.link",
        "account.sign_in",
        "factors.sign_in",
        "factors.sign_in_options",
        "home.health",
        "home.help",
        "home.pieces",
        "provider.back",
        "provider.start",
        "search.glossary",
    }
