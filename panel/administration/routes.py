"""Pages of the administrator: accounts and their sign-ins, who administers, health, backups, mail and settings."""

import os
from ipaddress import ip_address, ip_network

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from panel import accounts, backup, clock, doctor, ledger, post
from panel.administration import backups, forms, health, mail, queries, settings
from panel.administration.mail import MailHere
from panel.administration.queries import AccountHere, SignInHere, WholeSite
from panel.doctor import Circumstances
from panel.errors import Invalid, Missing, SettingsError
from panel.models.people import Person
from panel.policy.actions import Action
from panel.policy.subjects import NOWHERE, Actor
from panel.web import approvals
from panel.web.guard import needs
from panel.web.language import in_language
from panel.web.representation import page
from panel.web.roles import ROLES
from panel.web.site import site

room = Blueprint("administration", __name__)


@room.context_processor
def words() -> dict[str, object]:
    """The words for what people are on a panel."""
    return {"roles": ROLES}


@room.before_request
def only_from_inside() -> None:
    """Where the settings name networks, these pages do not exist for anybody outside them."""
    networks = site().settings.administration_networks
    if networks and not _is_inside(request.remote_addr or "", networks):
        raise Missing


def _is_inside(address: str, networks: tuple[str, ...]) -> bool:
    try:
        asker = ip_address(address)
    except ValueError:  # a socket without an address
        return False
    return any(asker in ip_network(network) for network in networks)


# ---- Accounts ----


@room.get("/administration/accounts")
@needs(Action.ACCOUNT_LIST)
def list(db: Session, _actor: Actor) -> ResponseReturnValue:
    """All accounts by address, a page at a time; part of an address narrows them down."""
    form, counts = forms.SearchForm(request.args), queries.account_counts(db)
    if not form.validate():
        return page("administration/list.html", 422, form=form, counts=counts, looked_for="", accounts=[], after=None)
    looked_for = form.q.data or ""
    found, after = queries.account_list(db, looked_for, request.args.get("after", type=int))
    values = {"looked_for": looked_for, "accounts": found, "after": after}
    return page("administration/list.html", form=form, counts=counts, **values)


@room.get("/administration/accounts/<int:person_id>")
@needs(Action.ACCOUNT_LIST, queries.account)
def show(db: Session, _actor: Actor, here: AccountHere) -> ResponseReturnValue:
    """One account: its state, the panels it sits on, how it signs in."""
    sign_ins = queries.sign_ins(db, here.id, clock.now())
    return page("administration/show.html", here=here, seats=queries.seats(db, here.id), n_sign_ins=len(sign_ins))


@room.route("/administration/accounts/<int:person_id>/deactivate", methods=["GET", "POST"])
@needs(Action.USER_DEACTIVATE, queries.account)
def deactivate(db: Session, actor: Actor, here: AccountHere) -> ResponseReturnValue:
    """Keep somebody out, after a page that says what will happen, or why it must not."""
    if request.method == "GET":
        obstacle = accounts.why_not_deactivate(db, actor, here.id)
        return page("administration/deactivate.html", here=here, obstacle=obstacle)
    accounts.deactivate(db, actor, here.id, now=clock.now())
    flash(_("%(name)s can no longer sign in.", name=in_language(here.name, here.name_en)), "success")
    return redirect(url_for("administration.show", person_id=here.id), 303)


@room.route("/administration/accounts/<int:person_id>/reactivate", methods=["GET", "POST"])
@needs(Action.USER_DEACTIVATE, queries.account)
def reactivate(db: Session, actor: Actor, here: AccountHere) -> ResponseReturnValue:
    """Let somebody in again."""
    if request.method == "GET":
        return page("administration/reactivate.html", here=here)
    accounts.reactivate(db, actor, here.id)
    flash(_("%(name)s can sign in again.", name=in_language(here.name, here.name_en)), "success")
    return redirect(url_for("administration.show", person_id=here.id), 303)


# ---- Sign-ins of others ----


@room.get("/administration/accounts/<int:person_id>/sign-ins")
@needs(Action.SESSION_OTHER, queries.account)
def sign_ins(db: Session, _actor: Actor, here: AccountHere) -> ResponseReturnValue:
    """Where somebody is signed in."""
    return page("administration/sign_ins.html", here=here, sign_ins=queries.sign_ins(db, here.id, clock.now()))


@room.post("/administration/accounts/<int:person_id>/sign-ins/<int:sign_in_id>/end")
@needs(Action.SESSION_OTHER, queries.sign_in)
def end_sign_in(db: Session, actor: Actor, here: SignInHere) -> ResponseReturnValue:
    """End one sign-in of somebody."""
    accounts.end_sign_ins(db, here.account.id, only=here.id, now=clock.now())
    ledger.record(db, actor, "sign_in.end", f"sign_in:{here.id}", person=here.account.id)
    return _sign_ins_ended(here.account)


@room.post("/administration/accounts/<int:person_id>/sign-ins/end")
@needs(Action.SESSION_OTHER, queries.account)
def end_sign_ins(db: Session, actor: Actor, here: AccountHere) -> ResponseReturnValue:
    """End all sign-ins of somebody."""
    n_ended = accounts.end_sign_ins(db, here.id, now=clock.now())
    ledger.record(db, actor, "sign_in.end_all", f"person:{here.id}", n=n_ended)
    return _sign_ins_ended(here)


def _sign_ins_ended(here: AccountHere) -> ResponseReturnValue:
    flash(_("Ended; it takes effect at the next request."), "success")
    return redirect(url_for("administration.sign_ins", person_id=here.id), 303)


# ---- Who administers ----


@room.route("/administration/accounts/<int:person_id>/administrator", methods=["GET", "POST"])
@needs(Action.ROLE_GRANT, queries.another_account)
def administrator(db: Session, actor: Actor, here: AccountHere) -> ResponseReturnValue:
    """Give the administration of the site to somebody, or take it away: two administrators do it together."""
    if request.method == "POST":
        if here.is_administrator:
            accounts.dismiss_administrator(db, actor, here.id)
            flash(_("%(name)s no longer administers the site.", name=in_language(here.name, here.name_en)), "success")
        else:
            accounts.make_administrator(db, actor, {"email": here.email}, now=clock.now())
            flash(_("%(name)s now administers the site.", name=in_language(here.name, here.name_en)), "success")
        return redirect(url_for("administration.show", person_id=here.id), 303)
    return page(
        "administration/administrator.html",
        here=here,
        waiting=approvals.waiting(db, NOWHERE, Action.ROLE_GRANT, request.path, clock.now()),
        alone=not queries.has_others(db, actor.person_id),
        sits_on_a_panel=queries.holds_a_role(db, here.id),
    )


@room.route("/administration/administrators/new", methods=["GET", "POST"])
@needs(Action.ROLE_GRANT, queries.whole_site, form=forms.AdministratorForm)
def new_administrator(db: Session, actor: Actor, _here: WholeSite) -> ResponseReturnValue:
    """Make an account that administers the site: asked for by one, confirmed on the same page by another."""
    form = forms.AdministratorForm()
    if form.validate_on_submit():
        try:
            person_id, token = accounts.make_administrator(db, actor, form.data, now=clock.now())
        except Invalid as refusal:
            form.refuse(refusal.sentence, refusal.field)
        else:
            return _handed_out(db, person_id, token)
    waiting = approvals.waiting(db, NOWHERE, Action.ROLE_GRANT, request.path, clock.now())
    alone = not queries.has_others(db, actor.person_id)
    return page("administration/new_administrator.html", form.status, form=form, waiting=waiting, alone=alone)


def _handed_out(db: Session, person_id: int, token: str | None) -> ResponseReturnValue:
    """Mail the link of a new account to its person; without a mail server show it, once, to whoever confirmed."""
    onward = url_for("administration.show", person_id=person_id)
    if token is None:
        flash(_("Saved."), "success")
        return redirect(onward, 303)
    person = db.get_one(Person, person_id)
    address = site().settings.base_url + url_for("account.link", token=token)
    if site().settings.mail is None:
        return page("shared/link.html", name=person.name, email=person.email, address=address, onward=onward)
    with force_locale(person.language):
        body = render_template("administration/invitation.txt", person_name=person.name, address=address)
        post.enqueue(db, person_id, _("Your account on Panel"), body, clock.now())
    flash(_("%(name)s is told by mail.", name=person.name), "success")
    return redirect(onward, 303)


# ---- The site itself ----


@room.get("/health/ready")
@needs(Action.HEALTH_READY)
def ready(_db: Session, _actor: Actor) -> ResponseReturnValue:
    """Whether each part of the site could go on working: 503 with the names of those that fail."""
    here = Circumstances(site().settings, site().database, current_app.config, os.environ, clock.now())
    parts = health.look(here)
    failing = health.failing(parts)
    return page("administration/health.html", 503 if failing else 200, failing=failing, parts=parts)


@room.get("/administration/settings/controls")
@needs(Action.SETTINGS_TECHNICAL)
def controls(_db: Session, _actor: Actor) -> ResponseReturnValue:
    """What `panel doctor --production` finds: every control, whether it holds, and how to repair it."""
    at = site()
    findings = doctor.examine(
        at.settings, at.database, current_app.config, os.environ, now=clock.now(), production=True
    )
    return page("administration/controls.html", findings=sorted(findings, key=lambda finding: finding.passed))


@room.get("/administration/settings")
@needs(Action.SETTINGS_TECHNICAL)
def technical(_db: Session, _actor: Actor) -> ResponseReturnValue:
    """The settings the site runs with, without their secrets; they are changed on the server."""
    return page("administration/settings.html", settings=settings.shown(site().settings))


@room.get("/administration/mail")
@needs(Action.SETTINGS_TECHNICAL)
def outbox(db: Session, _actor: Actor) -> ResponseReturnValue:
    """Mail that has not left."""
    has_mail = site().settings.mail is not None
    return page("administration/mail.html", counts=mail.counts(db), unsent=mail.unsent(db), has_mail=has_mail)


@room.post("/administration/mail/test")
@needs(Action.SETTINGS_TECHNICAL)
def test_mail(db: Session, actor: Actor) -> ResponseReturnValue:
    """Put a mail to the asker into the outbox."""
    body = render_template("administration/test_mail.txt", site_url=site().settings.base_url)
    mail.send_test(db, actor, _("Test mail from Panel"), body, now=clock.now())
    flash(_("A test mail to you is in the outbox; it leaves at the next run of the mail command."), "success")
    return redirect(url_for("administration.outbox"), 303)


@room.post("/administration/mail/<int:mail_id>/again")
@needs(Action.SETTINGS_TECHNICAL, mail.mail)
def mail_again(db: Session, actor: Actor, here: MailHere) -> ResponseReturnValue:
    """Try a mail again at the next run."""
    mail.try_again(db, actor, here, now=clock.now())
    flash(_("It is tried again at the next run of the mail command."), "success")
    return redirect(url_for("administration.outbox"), 303)


@room.get("/administration/backups")
@needs(Action.BACKUP_RUN)
def backup_list(_db: Session, _actor: Actor) -> ResponseReturnValue:
    """The backups there are."""
    return _backups()


@room.post("/administration/backups")
@needs(Action.BACKUP_RUN)
def make_backup(db: Session, actor: Actor) -> ResponseReturnValue:
    """Make a backup; others go on writing while it is made."""
    db.rollback()  # nothing is written yet, and the copy takes longer than anybody should wait for the lock
    try:
        made = backups.make(site().settings, site().database, clock.now())
    except (SettingsError, OSError) as problem:
        return _backups(str(problem), 503)
    ledger.record(db, actor, backup.CREATED, f"backup:{made.name}", n_bytes=made.n_bytes)
    flash(_("The backup is made and checked: %(name)s", name=made.name), "success")
    return redirect(url_for("administration.backup_list"), 303)


def _backups(problem: str = "", status: int = 200) -> ResponseReturnValue:
    return page("administration/backups.html", status, backups=backups.made(site().settings), problem=problem)
