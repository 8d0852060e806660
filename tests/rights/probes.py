"""One probe for each action of the table: where it is asked for, with which values, and what it then shows.

How cells are read where the house is not shaped as the table is:

- Rows of a whole cycle (`Reach.CYCLE`: rounds, tally, report). Nobody is author of a cycle or recused from one, so Mo
  and R are asked as members, RC as the chair; in exchange nothing of the item that R or RC is kept out of may stand in
  any answer until the report is published. Nobody acts as chair of a whole cycle, so "a" is read as "f".
- Rows of the site itself (`Reach.SITE`) have one address for all phases: it is asked once, and the letters of all
  phases must be the same. Nobody is a stranger to the site, so X is asked as a member.
- Rows of a field (`field`): the page is answered as its own row says (`page`); the row says whether the field is on it.
- "own only" where an address can only name the asker's own (a sheet, a list of one's own recusals): the own one is
  shown, and no planted text of anybody else; there is no other address to hide.
- "f" of `login` is the answer to a wrong password; "Y" for nobody is the page that asks for one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from io import BytesIO
from typing import Any

from panel.calc.calendar import JAPAN
from panel.policy.actions import Action
from tests.rights.stage import CHAPTER, COMMENTERS, Item, Stage
from tests.rights.world import PASSWORD, World

UNKNOWN = 2**31 - 99  # the id of nothing
NOWHERE = "/no/such/page"


class Reach(Enum):
    """What a row is about."""

    ITEM = "item"
    CYCLE = "cycle"
    SITE = "site"


@dataclass(frozen=True)
class Case:
    """One subject at one item of one cycle."""

    world: World
    subject: str
    stage: Stage
    item: Item
    others: bool = False  # ask for what belongs to somebody else, where a row says "own only"

    @property
    def names(self) -> dict[str, object]:
        """What addresses name."""
        own = "C" if self.subject == "RC" else self.subject
        commenter = own if own in COMMENTERS and not self.others else "E1"
        people, stage, item = self.world.people, self.stage, self.item
        return {
            "item": item.id,
            "cycle": stage.cycle_id,
            "name": stage.name,
            "round": stage.round_id,
            "criterion": stage.criterion_id,
            "attachment": item.attachment,
            "recusal": item.recusal_id,
            "comment": item.comments[commenter],
            "others_comment": item.comments["E1"],
            "scenario": stage.scenarios.get(own, UNKNOWN),
            "shortlist": stage.shortlists.get(own, UNKNOWN),
            "member": people["E1"],
            "sign_in": self.world.sign_ins["E1" if self.others else own, False] if own != "N" else UNKNOWN,
        }


Values = Callable[[Case], Mapping[str, Any]]
_NOTHING: Values = lambda _case: {}  # noqa: E731 - a name for the form that asks for nothing


@dataclass(frozen=True)
class Probe:
    """How an action is asked for. `address` holds names of `Case.names`; without `values` it is a reading action."""

    address: str
    values: Values | None = None
    reach: Reach = Reach.ITEM
    done: tuple[int, ...] = ()  # the status of success: 200 for reading and 303 for writing, unless given
    never: int = 403  # the status of "f"
    shows: str = ""  # what kind of planted text of the item stands in an allowed answer
    field: Callable[[Case, str], bool] | None = None  # whether an answer shows the field that the row is about
    page: Action | None = None  # the row of the page that the field stands on
    others: bool = False  # whether an address can name what belongs to somebody else
    files: bool = False  # a form with a file cannot be sent as JSON
    as_nobody: bool = False  # asked by a browser in which nobody has signed in

    @property
    def method(self) -> str:
        return "GET" if self.values is None else "POST"

    @property
    def success(self) -> tuple[int, ...]:
        return self.done or ((200,) if self.values is None else (303,))

    def at(self, case: Case) -> str:
        """The address for a case."""
        return self.address.format(**case.names)

    def unknown(self, case: Case) -> str:
        """The same address with the ids of nothing."""
        address = self.address.format(**dict.fromkeys(case.names, UNKNOWN))
        return address if address != self.address else NOWHERE


# ---- What is sent ----


_LATER = f"{datetime.now(UTC).astimezone(JAPAN) + timedelta(days=30):%Y-%m-%d %H:%M}"


def _text(case: Case) -> dict[str, Any]:
    return {"kind": "technology", "title_en": "Another title", "version": 3, "unclassified": "y"}


def _file(case: Case) -> dict[str, Any]:
    return {"file": (BytesIO(b"A text."), "text.txt"), "unclassified": "y"}


def _comment(case: Case) -> dict[str, Any]:
    edited = case.names["comment"] == case.item.comments["E1"]
    return {"type": "concern", "body": "Said anew.", "version": 2 if edited else 1}


def _sheet(case: Case) -> dict[str, Any]:
    return {"version": 1, "reason": "Typed anew.", **{f"mark_{question}": 3 for question in case.stage.questions}}


def _chapter(case: Case) -> dict[str, Any]:
    return {"text_en": "Written anew.", "version": 1 if case.stage.report_id else 0}


def _invited(case: Case) -> dict[str, Any]:
    return {
        "email": "new@example.org",
        "family_name": "New",
        "name_en": "New",
        "stakeholder_group": "other",
        "language": "en",
        "role": "member",
    }


_DECIDED = {
    "tier": "priority",
    "wording_en": "Do it.",
    "reason": "Needed.",
    "departure_reason": "In spite of it.",
    "version": 2,
}


def _credentials(case: Case) -> dict[str, Any]:
    return {"email": case.world.emails.get(case.subject, ""), "password": PASSWORD}


# ---- What is looked for ----


def _reason_of_recusal(case: Case, answer: str) -> bool:
    return bool(case.world.texts(answer, "the reason of a recusal", case.stage, case.item))


def _participants(case: Case, answer: str) -> bool:
    return "E1 home" in answer


def _distribution(case: Case, answer: str) -> bool:
    return 'id="distribution"' in answer or '"histogram"' in answer


def _rationale(case: Case, answer: str) -> bool:
    return bool(case.world.texts(answer, "the reason of a sheet", case.stage, case.item))


PROBES: dict[Action, Probe] = {
    Action.ITEM_LIST: Probe("/cycles/{cycle}/proposals", shows="the title of an item"),
    Action.ITEM_VIEW: Probe("/proposals/{item}", shows="summary_en of an item"),
    Action.ITEM_HISTORY: Probe("/proposals/{item}/versions"),
    Action.ITEM_CREATE: Probe(
        "/cycles/{cycle}/proposals/new",
        lambda _case: {"kind": "technology", "title_en": "Something new"},
        reach=Reach.CYCLE,
    ),
    Action.ITEM_EDIT: Probe("/proposals/{item}/edit", _text),
    Action.ITEM_SUBMIT: Probe("/proposals/{item}/submit", lambda _case: {"version": 3, "unclassified": "y"}),
    Action.ITEM_WITHDRAW: Probe("/proposals/{item}/withdraw", lambda _case: {"version": 3}),
    Action.ATTACHMENT_ADD: Probe("/proposals/{item}/attachments", _file, files=True),
    Action.ATTACHMENT_GET: Probe("/proposals/{item}/attachments/{attachment}", shows="the content of a file"),
    Action.COMMENT_VIEW: Probe(
        "/proposals/{item}/comments/{others_comment}/versions", shows="what a comment said before"
    ),
    Action.COMMENT_ADD: Probe("/proposals/{item}/comments", lambda _case: {"type": "support", "body": "A thought."}),
    Action.COMMENT_EDIT: Probe("/proposals/{item}/comments/{comment}/edit", _comment, others=True),
    Action.COMMENT_RETRACT: Probe("/proposals/{item}/comments/{comment}/retract", _comment, others=True),
    Action.COMMENT_HIDE: Probe(
        "/proposals/{item}/comments/{others_comment}/hide", lambda _case: {"reason": "Off the subject."}
    ),
    Action.RECUSAL_DECLARE: Probe(
        "/proposals/{item}/recusals/declare", lambda _case: {"level": "recused", "reason": "An interest."}
    ),
    Action.RECUSAL_IMPOSE: Probe(
        "/proposals/{item}/recusals/impose",
        lambda case: {"level": "recused", "reason": "An interest.", "person_id": case.world.people["E1"]},
    ),
    Action.RECUSAL_LIFT: Probe("/recusals/{recusal}/lift", _NOTHING),
    Action.RECUSAL_LIST: Probe("/proposals/{item}/recusals"),
    Action.RECUSAL_REASON: Probe("/proposals/{item}/recusals", field=_reason_of_recusal, page=Action.RECUSAL_LIST),
    Action.ROUND_OPEN: Probe("/cycles/{cycle}/rounds/open", lambda _case: {"closes_at": _LATER}, reach=Reach.CYCLE),
    Action.ROUND_EXTEND: Probe(
        "/cycles/{cycle}/rounds/extend", lambda _case: {"closes_at": _LATER, "version": 1}, reach=Reach.CYCLE
    ),
    Action.ROUND_CLOSE_EARLY: Probe("/rounds/{round}/close", _NOTHING, reach=Reach.CYCLE),
    Action.ROUND_PARTICIPATION: Probe(
        "/rounds/{round}/progress", reach=Reach.CYCLE, field=_participants, page=Action.ROUND_COUNT
    ),
    Action.ROUND_COUNT: Probe("/rounds/{round}/progress", reach=Reach.CYCLE),
    Action.SCORE_SAVE: Probe("/rounds/{round}/proposals/{item}/score", _sheet),
    Action.SCORE_OWN: Probe("/rounds/{round}/proposals/{item}/score", shows="the reason of a sheet"),
    Action.SCORE_AGGREGATE: Probe(
        "/rounds/{round}/proposals/{item}/result", field=_distribution, page=Action.TALLY_VIEW
    ),
    Action.SCORE_RATIONALE: Probe("/rounds/{round}/proposals/{item}/result", field=_rationale, page=Action.TALLY_VIEW),
    Action.SCORE_SHEETS: Probe("/rounds/{round}/proposals/{item}/sheets", shows="the reason of a sheet"),
    Action.SCORE_UNSEAL: Probe(
        "/rounds/{round}/proposals/{item}/sheets/1/unseal", lambda _case: {"reason": "A court has asked."}
    ),
    Action.TALLY_COMPUTE: Probe("/rounds/{round}/compute", _NOTHING, reach=Reach.CYCLE),
    Action.TALLY_VIEW: Probe("/cycles/{cycle}/tally", reach=Reach.CYCLE),
    Action.DECISION_RECORD: Probe("/proposals/{item}/decision", lambda _case: _DECIDED),
    Action.DECISION_VIEW: Probe("/proposals/{item}/decided", shows="the wording_en of a decision"),
    Action.DECISION_AMEND: Probe("/proposals/{item}/decision/amend", lambda _case: _DECIDED),
    Action.RECOMMENDATION_EDIT: Probe(f"/cycles/{{cycle}}/report/chapters/{CHAPTER}", _chapter, reach=Reach.CYCLE),
    Action.PUBLISH: Probe("/cycles/{cycle}/decisions/publish", lambda _case: {"edition": "1"}, reach=Reach.CYCLE),
    Action.PUBLISHED_VIEW: Probe("/published/{name}?chapter=fields", reach=Reach.CYCLE, shows="the title of an item"),
    Action.EXPORT_REPORT: Probe("/cycles/{cycle}/report", reach=Reach.CYCLE),
    Action.EXPORT_SHEETS: Probe("/cycles/{cycle}/report/scores/1", _NOTHING, reach=Reach.CYCLE, done=(200,)),
    Action.MEMBER_INVITE: Probe("/cycles/{cycle}/people/invite", _invited, reach=Reach.CYCLE, done=(200,)),
    Action.MEMBER_REMIND: Probe(
        "/cycles/{cycle}/reminders",
        lambda case: {"to": [case.world.people["E1"]], "again": "y"},
        reach=Reach.CYCLE,
        done=(303, 409, 422),  # who has nothing left to do is not reminded
    ),
    Action.ROLE_GRANT: Probe(
        "/cycles/{cycle}/people/{member}/role", lambda _case: {"role": "deputy"}, reach=Reach.CYCLE
    ),
    Action.SESSION_OWN: Probe("/account/sign-ins/{sign_in}/end", _NOTHING, reach=Reach.SITE, others=True),
    Action.USER_DEACTIVATE: Probe("/cycles/{cycle}/people/{member}/deactivate", _NOTHING, reach=Reach.CYCLE),
    Action.SESSION_OTHER: Probe("/administration/accounts/{member}/sign-ins/end", _NOTHING, reach=Reach.SITE),
    Action.SETTINGS_TECHNICAL: Probe("/administration/settings", reach=Reach.SITE),
    Action.HEALTH_READY: Probe("/health/ready", reach=Reach.SITE, done=(200, 503)),
    Action.CRITERIA_CHANGE: Probe(
        "/criteria/{criterion}/move", lambda _case: {"step": "1", "version": 1}, reach=Reach.CYCLE
    ),
    Action.AUDIT_VIEW: Probe("/cycles/{cycle}/record", reach=Reach.CYCLE),
    Action.AUDIT_VERIFY: Probe("/record/verify", reach=Reach.SITE),
    Action.AUDIT_EXPORT: Probe("/cycles/{cycle}/record/extract.zip", reach=Reach.CYCLE),
    Action.BACKUP_RUN: Probe("/administration/backups", reach=Reach.SITE),
    Action.SEARCH: Probe("/cycles/{cycle}/proposals/similar?q=Summary", reach=Reach.CYCLE),
    Action.HEALTH_LIVE: Probe("/health/live", reach=Reach.SITE),
    Action.LOGIN: Probe("/account/sign-in", _credentials, reach=Reach.SITE, as_nobody=True, never=422),
}

PENDING = {
    Action.ITEM_MERGE: "two proposals cannot be merged yet",
}
"""Rows without a page, each with why; a row leaves this list when it gets a view, and a test asks for that."""

NO_VIEW_BY_DESIGN = {
    Action.SCORE_ATTRIBUTED: ("/rounds/{round}/proposals/{item}/sheets/{member}", "/people/{member}/scores"),
    Action.IMPERSONATE: ("/people/{member}/impersonate", "/account/as/{member}", "/cycles/{cycle}/people/{member}/as"),
    Action.HARD_DELETE: ("/proposals/{item}/delete", "/proposals/{item}/comments/{comment}/delete"),
}
"""Rows that no page will ever have, with addresses where one might look for it."""
