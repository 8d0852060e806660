"""The pages of the record: what was done, whether it is whole, and a signed extract."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from panel import bundle, clock
from panel.calc.calendar import in_japan
from panel.policy.actions import Action
from panel.policy.places import CycleHere
from panel.policy.subjects import NOWHERE, Actor, Place
from panel.record import queries, words
from panel.record.forms import CodeForm, FilterForm
from panel.record.queries import Wanted
from panel.web import language
from panel.web.download import download
from panel.web.guard import needs
from panel.web.representation import page
from panel.web.site import request_number, site

room = Blueprint("record", __name__)
_ZIP = "application/zip"


@room.context_processor
def vocabulary() -> dict[str, object]:
    """The words for kinds of events, and the time of day they happened at in Japan."""
    kinds = {"event_words": words.event_words, "readings": words.READINGS, "verdicts": words.VERDICTS}
    return {**kinds, "clock_time": lambda at: f"{in_japan(at):%H:%M}"}


@room.get("/record")
@needs(Action.AUDIT_VIEW)
def mine(db: Session, actor: Actor) -> ResponseReturnValue:
    """What the reader did, on whichever panel; for an administrator, what was done on the whole site."""
    return _list(db, actor, NOWHERE, None)


@room.get("/cycles/<int:cycle_id>/record")
@needs(Action.AUDIT_VIEW, queries.cycle)
def list(db: Session, actor: Actor, here: CycleHere) -> ResponseReturnValue:
    """What was done on a panel, newest first; for those who may not see that, what they did there themselves."""
    return _list(db, actor, here.place, here)


def _list(db: Session, actor: Actor, place: Place, here: CycleHere | None) -> ResponseReturnValue:
    form = FilterForm(request.args)
    sees_all = queries.sees_all(actor, place)
    people = queries.people(db, here.panel_id) if sees_all and here else []
    named = [
        (str(one.id), language.in_language(f"{one.family_name} {one.given_name}".strip(), one.name_en))
        for one in people
    ]
    form.who.choices = [("", _("Everybody")), *named]
    is_sound = form.validate()
    wanted = _wanted(form) if is_sound else Wanted()
    found = queries.page(db, site().settings.seal_key, actor, place, wanted)
    return page(
        "record/list.html",
        200 if is_sound else 422,
        here=here,
        form=form,
        sees_all=sees_all,
        found=found,
        names_people=bool(people),
        asked={name: value for name, value in request.args.items() if name in form.data},
    )


def _wanted(form: FilterForm) -> Wanted:
    before = request.args.get("before", "")
    return Wanted(
        kind=form.kind.data or "",
        who=int(form.who.data) if form.who.data else None,
        since=form.since.data,
        until=form.until.data,
        before=int(before) if before.isascii() and before.isdecimal() and len(before) < 10 else None,
    )


@room.get("/record/verify")
@needs(Action.AUDIT_VERIFY)
def verify(db: Session, _actor: Actor) -> ResponseReturnValue:
    """How the record stands, on request whether every event fits the one before it, and the code of any event."""
    form = CodeForm(request.args)
    is_sound = form.validate()
    return page(
        "record/verify.html",
        200 if is_sound else 422,
        form=form,
        standing=queries.standing(db, check="check" in request.args),
        asked=form.number.data if is_sound else None,
        found=queries.code_of(db, form.number.data) if is_sound else None,
    )


# ---- The extract ----


@room.get("/cycles/<int:cycle_id>/record/extract")
@needs(Action.AUDIT_EXPORT, queries.cycle)
def extract(_db: Session, _actor: Actor, here: CycleHere) -> ResponseReturnValue:
    """What the signed extract of a panel's record holds, and the button for it."""
    return page("record/extract.html", here=here)


@room.get("/cycles/<int:cycle_id>/record/extract.zip")
@needs(Action.AUDIT_EXPORT, queries.cycle)
def download_extract(db: Session, _actor: Actor, here: CycleHere) -> ResponseReturnValue:
    """The record of a panel, signed; other panels' events by their hashes alone."""
    content = bundle.extract(db, site().settings, here.panel_id, clock.now())
    return download(content, f"{here.name}-record-{request_number()}.zip", _ZIP)


@room.get("/record/extract")
@needs(Action.AUDIT_EXPORT)
def extract_all(_db: Session, _actor: Actor) -> ResponseReturnValue:
    """The same for the whole site, which an administrator may take."""
    return page("record/extract.html", here=None)


@room.get("/record/extract.zip")
@needs(Action.AUDIT_EXPORT)
def download_all(db: Session, _actor: Actor) -> ResponseReturnValue:
    """The record of the whole site, signed."""
    return download(bundle.extract(db, site().settings, None, clock.now()), f"record-{request_number()}.zip", _ZIP)
