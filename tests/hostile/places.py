"""Every address of the site with the ids of one cycle in it, and every form behind an address, found by asking."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from werkzeug.routing import Rule
from wtforms import Field, FileField, HiddenField, PasswordField

from panel.calc.calendar import Phase
from panel.imports.examples import example
from panel.policy.actions import Action
from panel.policy.table import TABLE
from panel.presets import PRESETS
from panel.web.form import Form, LineField
from panel.web.representation import value_of
from tests.rights.probes import PROBES, UNKNOWN, Case
from tests.rights.stage import CHAPTER, PHASES, Stage
from tests.rights.world import PASSWORD, World

NONCE = "n" * 24
# Who is asked to send a form, in the phases in which most is open.
SENDERS = ("S", "C", "M", "Mo", "A", "N")
BUSY = sorted(PHASES, key=[Phase.PROPOSING, Phase.SCORING_OPEN, Phase.TALLY, Phase.DISCUSSION, *PHASES].index)
_OPEN = frozenset("Yos2")
_OF_A_CYCLE = {"cycle_id", "proposal_id", "round_id", "criterion_id", "recusal_id"}  # its phase matters to the address


def names(world: World, stage: Stage, **other: object) -> dict[str, object]:
    """What the arguments of addresses stand for in a cycle; what is not known here is the id of nothing."""
    return {
        "cycle_id": stage.cycle_id,
        "proposal_id": stage.item.id,
        "round_id": stage.round_id,
        "criterion_id": stage.criterion_id,
        "comment_id": stage.item.comments["E1"],
        "claim_id": stage.item.claim_id,
        "recusal_id": stage.item.recusal_id,
        "report_id": stage.report_id or UNKNOWN,
        "person_id": world.people["E1"],
        "token": stage.item.attachment,
        "key": CHAPTER,
        "lens": "median",
        "extension": "json",
        "number": 1,
        **other,
    }


def rules(world: World, method: str) -> list[Rule]:
    """The rules that take a method, static files apart."""
    found = (rule for rule in world.app.url_map.iter_rules() if method in (rule.methods or ()))
    return sorted((rule for rule in found if rule.endpoint != "static"), key=lambda rule: (rule.rule, rule.endpoint))


def address(rule: Rule, values: dict[str, object]) -> str:
    """The address of a rule with these arguments, as it stands, whatever the converters would say."""
    parts = [
        str(values.get(content, UNKNOWN)) if is_argument else content for is_argument, content in _parts(rule.rule)
    ]
    return "".join(parts)


def _parts(pattern: str) -> Iterator[tuple[bool, str]]:
    """The pieces of "/cycles/<int:cycle_id>/x": whether each is an argument, and its text or name."""
    for number, part in enumerate(pattern.replace(">", "<").split("<")):
        yield number % 2 == 1, part.rpartition(":")[2] if number % 2 else part


@dataclass
class FormPlace:
    """A form where somebody may send it: `values` would be taken, `fields` are those of the form by name."""

    endpoint: str
    address: str
    subject: str
    stage: Stage
    values: dict[str, Any]
    fields: dict[str, Field] = field(repr=False)

    def named(self, *kinds: type[Field]) -> list[str]:
        """The fields of these kinds that a person fills in."""
        return [name for name, one in self.fields.items() if isinstance(one, kinds) and not isinstance(one, _NOT_TYPED)]

    @property
    def texts(self) -> list[str]:
        """Where text is typed that is no secret: a code is never given back."""
        return [name for name in self.named(LineField) if name not in _CODES]

    @property
    def numbers(self) -> list[str]:
        """Where a number, a day or a moment is typed or chosen: everything that is neither text, file nor secret."""
        known = {*self.named(LineField), *self.named(FileField, PasswordField, HiddenField)}
        return [name for name in self.fields if name not in known and name != "csrf_token"]

    @property
    def files(self) -> list[str]:
        """Where a file is chosen."""
        return self.named(FileField)

    @property
    def changes(self) -> bool:
        """Whether the form changes something that its page then shows."""
        return "version" in self.fields and "add" not in self.endpoint

    @property
    def once(self) -> bool:
        """Whether the form makes something, so that a second press must not make it twice."""
        return "nonce" in self.fields


_NOT_TYPED = (HiddenField,)
_CODES = {"one_time_code", "recovery_code"}
_NEW_PASSWORD = "a password that nobody knows"
# What makes these forms sound, where neither their defaults nor the probe of their row does.
_SOUND: dict[str, dict[str, Any]] = {
    "account.password": {"present_password": PASSWORD, "password": _NEW_PASSWORD},
    "administration.new_administrator": {"email": "next@example.org", "family_name": "Next", "name_en": "Next"},
    "cycles.add_criterion": {
        "name_en": "Another criterion",
        "question_en": "How much?",
        "axis": "need",
        "weight": "1",
        "direction": "1",
        "applies_to": "",
    },
    "cycles.new": {
        "name": "another-cycle",
        "title_en": "Another cycle",
        "from_fiscal_year": "2032",
        "to_fiscal_year": "2036",
        "start": PRESETS[0].key,
    },
    "decisions.wording": {"version": "2"},
    "imports.members": {"file": (example("members", "csv"), "members.csv")},
    "imports.proposals": {"file": (example("proposals", "csv"), "proposals.csv")},
    "people.hand_over": {"email": "next@example.org", "family_name": "Next", "name_en": "Next"},
    "scenarios.new": {"name": "Other weights"},
    "proposals.evidence": {
        "aspect": "suppliers",
        "statement": "One supplier left.",
        "source": "Survey",
        "stated_on": "2026-04-01",
        "certainty": "high",
    },
}


def form_places(world: World) -> list[FormPlace]:
    """Every form of the site, each at the first place where somebody may send it."""
    found = (_first_place(world, rule) for rule in rules(world, "POST"))
    return [place for place in found if place is not None]


def _first_place(world: World, rule: Rule) -> FormPlace | None:
    """Where a form is met first; None for an address that takes no form beyond a button, or lets nobody through."""
    action = world.app.view_functions[rule.endpoint].action  # type: ignore[attr-defined]
    phases = BUSY if rule.arguments & _OF_A_CYCLE else BUSY[:1]
    for phase in phases:
        for subject in SENDERS:
            if TABLE[action][subject][PHASES.index(phase)] in _OPEN:
                stage = world.stage(phase)
                case = Case(world, subject, stage, stage.item_for(subject))
                form, reached = _asked(world, rule, case)
                if form is not None:
                    return _filled(world, rule, action, case, form)
                if reached:
                    return None
    return None


def _address(world: World, rule: Rule, case: Case) -> str:
    own = {f"{name}_id": case.names[name] for name in ("comment", "scenario", "shortlist")}
    return address(rule, names(world, case.stage, **own))


def _asked(world: World, rule: Rule, case: Case) -> tuple[Form | None, bool]:
    """The form that somebody meets at an address, and whether the address let them through at all."""
    at = _address(world, rule, case)
    with world.undone(), forms_made() as made:
        statuses = {world.ask(case.subject, "GET", at).status_code}
        if not made:
            statuses.add(world.ask(case.subject, "POST", at, {}).status_code)
    return next((form for form in made if form.meta.csrf), None), bool(statuses & {200, 303, 422})


def _filled(world: World, rule: Rule, action: Action, case: Case, form: Form) -> FormPlace:
    """The form as it would be taken: what its page held, what the probe of its row sends, and what is known of it."""
    typed = {one.name: value_of(one) for one in form if not isinstance(one, FileField)}
    typed = {name: value for name, value in typed.items() if value not in (None, False)}
    typed.pop("csrf_token", None)
    probe = PROBES.get(action)
    if probe and probe.values:
        typed |= dict(probe.values(case))
    typed |= _SOUND.get(rule.endpoint, {})
    if "nonce" in form:
        typed["nonce"] = NONCE
    return FormPlace(rule.endpoint, _address(world, rule, case), case.subject, case.stage, typed, dict(form._fields))


@contextmanager
def forms_made() -> Iterator[list[Form]]:
    """The forms that are made inside."""
    made: list[Form] = []
    init = Form.__init__

    def noting(form: Form, *arguments: Any, **more: Any) -> None:
        init(form, *arguments, **more)
        made.append(form)

    Form.__init__ = noting  # type: ignore[method-assign]
    try:
        yield made
    finally:
        Form.__init__ = init  # type: ignore[method-assign]
