"""The first page, reminders, help, the requests that wait for a second person, and the sign that the site is alive."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.orm import Session

from panel import clock
from panel.calc.calendar import Phase
from panel.errors import Conflict, Invalid
from panel.home import actions, cards, course, guide, news, office, queries
from panel.home.forms import RemindForm
from panel.home.office import Member, Office
from panel.home.queries import Desk
from panel.models.people import Person
from panel.policy.actions import Action
from panel.policy.places import CycleHere, cycle_here
from panel.policy.subjects import Actor
from panel.web import approvals, frame, letters, visits
from panel.web import pieces as pieces_page
from panel.web.approvals import Waiting
from panel.web.guard import needs, open_to_all
from panel.web.language import in_language
from panel.web.onward import onward
from panel.web.representation import page
from panel.web.site import site

room = Blueprint("home", __name__)


@room.context_processor
def words() -> dict[str, object]:
    """How phases are called, and how long is left."""
    return {"phase_label": frame.phase_label, "time_left": lambda until: frame.time_left(until - clock.now())}


_SUBJECT = _l("Your panel is waiting for you")
_TEMPLATE = "home/reminder.txt"


@room.get("/")
@needs(Action.HOME_VIEW, lambda db, actor: queries.desk(db, site().settings.seal_key, actor))
def show(db: Session, actor: Actor, here: Desk) -> ResponseReturnValue:
    """What waits for me, what is new, where the cycle stands; and for the secretariat who owes what."""
    now, settings = clock.now(), site().settings
    cycles = [duties.cycle for duties in here.duties]
    unsealings = queries.own_unsealings(db, settings.seal_key, actor, cycles)
    since = visits.since()
    sort = request.args.get("sort", "")
    desk = office.office(db, settings.seal_key, actor, cycles, now, settings.second_factor, sort)
    stands = desk.cycle if desk else here.cycle
    steps = course.course(db, stands) if stands else ()
    return page(
        "home/show.html",
        cards=list(cards.cards(actor, here, unsealings, approvals.confirmable(db, actor, now), url_for)),
        cycles=cycles,
        stands=stands,
        steps=steps,
        next_date=course.next_date(steps, now),
        news=news.news(db, actor, cycles, since or now - news.LATELY),
        decided=news.decided(db, actor, cycles, since or now - news.LATELY),
        since=since,
        office=desk,
        sort=sort if sort in office.SORTS else office.SORTS[0],
    )


@dataclass(frozen=True)
class Preview:
    """The mail as it will read in one language, with the name of the first who gets it."""

    language: str
    subject: str
    body: str


def _cycle(db: Session, _actor: Actor, cycle_id: int) -> CycleHere:
    return cycle_here(db, cycle_id, clock.now())


@room.route("/cycles/<int:cycle_id>/reminders", methods=["GET", "POST"])
@needs(Action.MEMBER_REMIND, _cycle)
def remind(db: Session, actor: Actor, here: CycleHere) -> ResponseReturnValue:
    """Choose among those who are behind, read the mail, send it."""
    settings = site().settings
    desk = office.office_of(db, settings.seal_key, actor, here, clock.now(), settings.second_factor)
    form = RemindForm(data={"to": _asked_for(desk)})
    form.to.choices = [(member.person_id, in_language(member.name, member.name_en)) for member in desk.behind]
    status = None
    if form.validate_on_submit():
        try:
            chosen = actions.addressed(desk, form.to.data or (), again=form.again.data)
        except Invalid as refusal:
            form.refuse(refusal.sentence, refusal.field)
        except Conflict as refusal:
            form.refuse(refusal.sentence)
            status = 409
        else:
            return _sent(db, actor, desk, chosen)
    values = _values(db, desk)
    return page(
        "home/remind.html",
        status or form.status,
        form=form,
        here=here,
        desk=desk,
        until=values["until"],
        previews=_previews(_chosen(desk, form) or desk.behind, values),
        has_mail=settings.mail is not None,
    )


def _asked_for(desk: Office) -> list[int]:
    """Who is chosen when the page opens: the one its address names, else all who have not been written to today."""
    named = request.args.get("to", "")
    if named:
        return [member.person_id for member in desk.behind if str(member.person_id) == named]
    return [member.person_id for member in desk.behind if not member.contacted_today]


def _chosen(desk: Office, form: RemindForm) -> list[Member]:
    """Those who are chosen on the page as it is shown."""
    return [member for member in desk.behind if member.person_id in (form.to.data or ())]


def _sent(db: Session, actor: Actor, desk: Office, chosen: Sequence[Member]) -> ResponseReturnValue:
    now = clock.now()
    if site().settings.mail is not None:
        values = _values(db, desk)
        for member in chosen:
            letters.send(db, db.get_one(Person, member.person_id), _SUBJECT, _TEMPLATE, **values)
    actions.remind(db, actor, desk, chosen, now=now)
    flash(ngettext("%(num)s person is reminded.", "%(num)s people are reminded.", len(chosen)), "success")
    return redirect(url_for("home.show"), 303)


def _values(db: Session, desk: Office) -> dict[str, object]:
    """What the mail speaks of: the phase, its end and the page to open; nothing of any proposal or score."""
    here = desk.cycle
    scoring = here.phase is Phase.SCORING_OPEN
    path = url_for("scoring.desk", cycle_id=here.id) if scoring else url_for("home.show")
    return {
        "panel_ja": here.panel_title_ja,
        "panel_en": here.panel_title_en,
        "phase": here.phase.value,
        "round_number": here.round_number if scoring else None,
        "until": course.next_date(course.course(db, here), clock.now()),
        "address": site().settings.base_url + path,
        "site_url": site().settings.base_url,
    }


def _previews(members: Sequence[Member], values: dict[str, object]) -> list[Preview]:
    first = {member.language: member for member in reversed(members)}
    return [_preview(member, values) for _language, member in sorted(first.items(), reverse=True)]


def _preview(member: Member, values: dict[str, object]) -> Preview:
    name = letters.called(member.language, member.name, member.name_en)
    return Preview(member.language, *letters.written(member.language, name, _SUBJECT, _TEMPLATE, **values))


def _request(db: Session, actor: Actor, approval_id: int) -> Waiting:
    return approvals.request_here(db, actor, approval_id, clock.now())


@room.post("/requests/<int:approval_id>/cancel")
@needs(Action.TWO_PERSON_CANCEL, _request)
def cancel(db: Session, actor: Actor, here: Waiting) -> ResponseReturnValue:
    """Take back or refuse a request that waits for a second person."""
    approvals.cancel(db, actor, here, now=clock.now())
    flash(_("The request has ended; nothing of it has happened."), "success")
    return redirect(onward(here.object), 303)


@room.get("/help")
@needs(Action.HELP_VIEW)
def help(_db: Session, actor: Actor | None) -> ResponseReturnValue:
    """How it works, room by room, and what is promised; the rooms the reader works in come first."""
    mine, others = guide.rooms_for(actor)
    return page("home/help.html", mine=mine, others=others)


@room.get("/pieces")
@needs(Action.HELP_VIEW)
def pieces(_db: Session, _actor: Actor | None) -> ResponseReturnValue:
    """Every piece the pages are built of, live."""
    return page("shared/pieces.html", **pieces_page.contents())


@room.get("/health/live")
@open_to_all(Action.HEALTH_LIVE)
def health() -> ResponseReturnValue:
    """The process is up; nothing else is looked at."""
    return "ok\n", {"Content-Type": "text/plain; charset=utf-8"}
