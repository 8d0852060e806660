"""Pages about people: the roster and what changes it, one-time links, recusals from a proposal."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from panel import clock, post
from panel.errors import Conflict, Invalid
from panel.models.people import OFFICER_ROLES, Person, RecusalLevel, Role, others_who_grant
from panel.people import actions, forms, queries
from panel.people.letters import letter, preview
from panel.people.listing import Wanted, listed
from panel.people.queries import PersonHere, RecusalHere
from panel.policy.actions import Action
from panel.policy.places import CycleHere, ProposalHere
from panel.policy.rules import may
from panel.policy.subjects import Actor, Place
from panel.web import approvals, language, undo
from panel.web.form import Form, choices, refused
from panel.web.frame import acting_here
from panel.web.guard import needs
from panel.web.representation import page
from panel.web.roles import ROLES
from panel.web.site import site

room = Blueprint("people", __name__)

_OPENS_NOTHING = "-"
PAGE, PAGE_OF_OFFICE = 100, 30
"""So many people on a page; fewer for those who are shown what they can do with each."""


@room.context_processor
def words() -> dict[str, object]:
    """The words for what people are."""
    return {"roles": ROLES, "groups": forms.GROUPS, "states": forms.STATES, "recusal_levels": forms.LEVELS}


# ---- The roster ----


@room.get("/cycles/<int:cycle_id>/people")
@needs(Action.MEMBER_LIST, queries.cycle)
def list(db: Session, actor: Actor, here: CycleHere) -> ResponseReturnValue:
    """Who sits on the panel of a cycle, sorted by reading; filters stand in the address."""
    form = forms.RosterForm(request.args)
    is_sound = form.validate()
    acts = bool(may(actor, Action.ACCOUNT_LINK, here.place))
    seats = queries.roster(db, here.panel_id, with_addresses=acts)
    wanted = _wanted(form) if is_sound else Wanted()
    found = listed(seats, wanted, PAGE_OF_OFFICE if acts else PAGE)
    asked = {name: value for name, value in request.args.items() if name in form.data and value}
    status = 200 if is_sound else 422
    return page("people/list.html", status, here=here, form=form, found=found, asked=asked, narrows=wanted.narrows)


def _wanted(form: forms.RosterForm) -> Wanted:
    number = request.args.get("page", "1")
    page_number = int(number) if number.isascii() and number.isdecimal() and len(number) < 5 else 1
    return Wanted(form.q.data or "", form.role.data, form.group.data, form.state.data, max(page_number, 1))


@room.route("/cycles/<int:cycle_id>/people/invite", methods=["GET", "POST"])
@needs(Action.MEMBER_INVITE, queries.cycle)
def invite(db: Session, actor: Actor, here: CycleHere) -> ResponseReturnValue:
    """Invite somebody; the one-time link is mailed, or shown once where no mail is sent."""
    form = forms.InviteForm()
    takes_two = others_who_grant(db, here.panel_id, actor.person_id)
    invited: actions.Invited | None = None

    def act() -> None:
        nonlocal invited
        invited = actions.invite_member(db, actor, here, form.data, Role(form.role.data), now=clock.now())

    status = refused(form, act)
    if status is not None or invited is None:
        address = (
            site().settings.base_url + url_for("account.link", token=_OPENS_NOTHING).removesuffix(_OPENS_NOTHING) + "…"
        )
        mails = preview(here, address) if site().settings.mail else ()
        return page("people/invite.html", status or 200, form=form, here=here, takes_two=takes_two, mails=mails)
    person = db.get_one(Person, invited.person_id)
    onward = url_for("people.list", cycle_id=here.id)
    if invited.waits_for is not None:
        role = invited.waits_for.value
        onward = url_for("people.grant", cycle_id=here.id, person_id=person.id, role=role)
    return _handed_out(db, here, person, invited.token, onward)


def _handed_out(db: Session, here: CycleHere, person: Person, token: str | None, onward: str) -> ResponseReturnValue:
    """Mail a one-time link to its person; without a mail server show it, once, to whoever asked for it."""
    address = site().settings.base_url + url_for("account.link", token=token) if token else None
    if address is not None and site().settings.mail is None:
        return page("shared/link.html", here=here, name=person.name, email=person.email, address=address, onward=onward)
    if site().settings.mail is not None:
        _mail(db, here, person, address)
    flash(_("%(name)s is told by mail.", name=person.name) if site().settings.mail else _("Saved."), "success")
    return redirect(onward, 303)


def _mail(db: Session, here: CycleHere, person: Person, address: str | None) -> None:
    """One mail for invitations, resets and added roles, in the language of its reader."""
    subject, body = letter(here, person.name, person.language, address, invited=person.password_hash is None)
    post.enqueue(db, person.id, subject, body, clock.now())


@room.route("/cycles/<int:cycle_id>/people/<int:person_id>", methods=["GET", "POST"])
@needs(Action.MEMBER_INVITE, queries.person)
def edit(db: Session, actor: Actor, here: PersonHere) -> ResponseReturnValue:
    """Change how somebody is named and where they belong."""
    form = forms.PersonForm(obj=here)
    theirs = None
    if form.validate_on_submit():
        try:
            actions.edit_person(db, actor, here, form.data, version=form.base_version)
        except Invalid as refusal:
            form.refuse(refusal.sentence, refusal.field)
        except Conflict as refusal:
            form.refuse(refusal.sentence)
            form.version.data, theirs = str(here.version), here  # the reader has now seen what stands there
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("people.list", cycle_id=here.cycle.id), 303)
    return page("people/edit.html", 409 if theirs else form.status, form=form, here=here, theirs=theirs)


@room.route("/cycles/<int:cycle_id>/people/<int:person_id>/link", methods=["GET", "POST"])
@needs(Action.ACCOUNT_LINK, queries.person)
def renew(db: Session, actor: Actor, here: PersonHere) -> ResponseReturnValue:
    """Make a new one-time link: an invitation again, or a new password."""
    if request.method == "GET":
        return page("people/renew.html", here=here, has_mail=site().settings.mail is not None)
    token = actions.link_for(db, actor, here, now=clock.now())
    person = db.get_one(Person, here.id)
    return _handed_out(db, here.cycle, person, token, url_for("people.list", cycle_id=here.cycle.id))


@room.route("/cycles/<int:cycle_id>/people/<int:person_id>/end", methods=["GET", "POST"])
@needs(Action.MEMBER_INVITE, queries.person)
def end(db: Session, actor: Actor, here: PersonHere) -> ResponseReturnValue:
    """End a membership, after a page that says what will happen."""
    if request.method == "GET":
        return page("people/end.html", here=here, is_officer=here.role in OFFICER_ROLES)
    actions.end_membership(db, actor, here, now=clock.now())
    flash(_("The membership of %(name)s has ended.", name=here.name), "success")
    return redirect(url_for("people.list", cycle_id=here.cycle.id), 303)


@room.route("/cycles/<int:cycle_id>/people/<int:person_id>/deactivate", methods=["GET", "POST"])
@needs(Action.USER_DEACTIVATE, queries.person)
def deactivate(db: Session, actor: Actor, here: PersonHere) -> ResponseReturnValue:
    """Keep somebody of the panel out, after a page that says what will happen, or why it must not."""
    if request.method == "GET":
        return page("people/deactivate.html", here=here, obstacle=actions.why_not_deactivate(db, actor, here))
    actions.deactivate(db, actor, here, now=clock.now())
    sentence = _("%(name)s can no longer sign in.", name=here.name)
    undo.offer(sentence, "people.reactivate", cycle_id=here.cycle.id, person_id=here.id)
    return redirect(url_for("people.list", cycle_id=here.cycle.id), 303)


@room.route("/cycles/<int:cycle_id>/people/<int:person_id>/reactivate", methods=["GET", "POST"])
@needs(Action.USER_DEACTIVATE, queries.person)
def reactivate(db: Session, actor: Actor, here: PersonHere) -> ResponseReturnValue:
    """Let somebody of the panel in again."""
    if request.method == "GET":
        return page("people/reactivate.html", here=here)
    actions.reactivate(db, actor, here)
    sentence = _("%(name)s can sign in again.", name=here.name)
    undo.offer(sentence, "people.deactivate", cycle_id=here.cycle.id, person_id=here.id)
    return redirect(url_for("people.list", cycle_id=here.cycle.id), 303)


@room.route("/cycles/<int:cycle_id>/people/handover", methods=["GET", "POST"])
@needs(Action.ROLE_GRANT, queries.cycle, form=forms.SuccessorForm)
def hand_over(db: Session, actor: Actor, here: CycleHere) -> ResponseReturnValue:
    """When the secretariat changes hands: a new one named by two, and then the former one ends."""
    form = forms.SuccessorForm()
    if form.validate_on_submit():
        try:
            named = actions.name_successor(db, actor, here, form.data, now=clock.now())
        except Invalid as refusal:
            form.refuse(refusal.sentence, refusal.field)
        else:
            person = db.get_one(Person, named.person_id)
            return _handed_out(db, here, person, named.token, _after_grant(actor, here))
    return page(
        "people/hand_over.html",
        form.status,
        form=form,
        cycle_id=here.id,
        panel_title=language.in_language(here.panel_title_ja, here.panel_title_en),
        is_member=bool(may(actor, Action.MEMBER_LIST, here.place)),
        seats=queries.secretariat(db, here.panel_id),
        waiting=_waiting(db, here.place, Action.ROLE_GRANT),
        alone=not others_who_grant(db, here.panel_id, actor.person_id),
    )


@room.route("/cycles/<int:cycle_id>/people/<int:person_id>/role", methods=["GET", "POST"])
@needs(Action.ROLE_GRANT, queries.somebody_else, form=forms.RoleForm)
def grant(db: Session, actor: Actor, here: PersonHere) -> ResponseReturnValue:
    """Give somebody another role: asked for by one, confirmed on the same page by another."""
    form = forms.RoleForm(data={"role": request.args.get("role")})
    name = language.in_language(here.name, here.name_en)
    if form.validate_on_submit():
        try:
            actions.grant_role(db, actor, here, Role(form.role.data), now=clock.now())
        except Invalid as refusal:
            form.refuse(refusal.sentence, refusal.field)
        else:
            flash(
                _("%(name)s now has the role: %(role)s", name=name, role=ROLES[Role(form.role.data)]),
                "success",
            )
            return redirect(_after_grant(actor, here.cycle), 303)
    waiting = _waiting(db, here.place, Action.ROLE_GRANT)
    alone = not others_who_grant(db, here.cycle.panel_id, actor.person_id)
    shown = {"name": name, "role": here.role, "waiting": waiting, "alone": alone}  # an administrator reads it, too
    return page("people/grant.html", form.status, form=form, **shown)


def _after_grant(actor: Actor, here: CycleHere) -> str:
    """An administrator may give roles, but sees nothing of a panel."""
    return url_for("home.show") if actor.is_administrator else url_for("people.list", cycle_id=here.id)


def _waiting(db: Session, place: Place, action: Action) -> approvals.Waiting | None:
    return approvals.waiting(db, place, action, request.path, clock.now())


# ---- Recusals ----


@room.get("/proposals/<int:proposal_id>/recusals")
@needs(Action.RECUSAL_LIST, queries.proposal, shows=Action.RECUSAL_REASON)
def recusals(db: Session, actor: Actor, here: ProposalHere) -> ResponseReturnValue:
    """Who is kept out of a proposal."""
    acting = None
    if acting_here(here):
        acting = [language.in_language(*names) for names in queries.standing_in(db, actor, here)]
    return page("people/recusals.html", here=here, recusals=queries.recusals(db, actor, here), standing_in=acting)


@room.route("/proposals/<int:proposal_id>/recusals/declare", methods=["GET", "POST"])
@needs(Action.RECUSAL_DECLARE, queries.proposal)
def declare(db: Session, actor: Actor, here: ProposalHere) -> ResponseReturnValue:
    """Declare the own conflict of interest."""
    return _recuse(db, actor, here, forms.DeclareForm())


@room.route("/proposals/<int:proposal_id>/recusals/impose", methods=["GET", "POST"])
@needs(Action.RECUSAL_IMPOSE, queries.proposal)
def impose(db: Session, actor: Actor, here: ProposalHere) -> ResponseReturnValue:
    """Record the conflict of interest of somebody else."""
    form = forms.ImposeForm()
    seats = queries.may_be_recused(db, actor, here)
    form.person_id.choices = choices({one.person_id: language.in_language(one.name, one.name_en) for one in seats})
    return _recuse(db, actor, here, form)


def _recuse(db: Session, actor: Actor, here: ProposalHere, form: Form) -> ResponseReturnValue:
    if form.validate_on_submit():
        person_id = form.person_id.data if "person_id" in form else actor.person_id
        level = RecusalLevel(form.level.data)
        try:
            key = site().settings.seal_key
            actions.recuse(db, key, actor, here, person_id, level, form.reason.data, now=clock.now())
        except Invalid as refusal:
            form.refuse(refusal.sentence, refusal.field)
        else:
            flash(_("The recusal is in force from now on."), "success")
            return redirect(url_for("people.recusals", proposal_id=here.id), 303)
    return page("people/recuse.html", form.status, form=form, here=here)


@room.route("/recusals/<int:recusal_id>/lift", methods=["GET", "POST"])
@needs(Action.RECUSAL_LIFT, queries.recusal, shows=Action.RECUSAL_REASON)
def lift(db: Session, actor: Actor, here: RecusalHere) -> ResponseReturnValue:
    """End a recusal: asked for by one, confirmed on the same page by another."""
    if request.method == "GET":
        waiting = _waiting(db, here.place, Action.RECUSAL_LIFT)
        return page("people/lift.html", here=here, waiting=waiting)
    actions.lift_recusal(db, actor, here, now=clock.now())
    flash(_("The recusal has ended."), "success")
    return redirect(url_for("people.recusals", proposal_id=here.proposal.id), 303)
