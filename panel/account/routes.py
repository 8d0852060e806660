"""Pages of the own account: signing in and out, passwords and one-time links, names, language and sign-ins."""

from flask import Blueprint, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import Field

from panel import clock, ledger, passwords, throttling, tokens
from panel.account import actions, forms, queries
from panel.account.queries import LinkHere, OwnSignIn
from panel.addresses import as_looked_for
from panel.errors import Conflict, Invalid, TooMany
from panel.models.people import LinkPurpose, Person
from panel.policy.actions import Action
from panel.policy.subjects import Actor
from panel.web import language as languages
from panel.web import letters, login, verification
from panel.web.guard import needs
from panel.web.onward import onward
from panel.web.representation import page
from panel.web.roles import ROLES
from panel.web.site import site
from panel.web.ways import ways

room = Blueprint("account", __name__)
_NOTHING_KEPT = '"cache", "storage"'  # a browser that honours it forgets the pages as well


# ---- Signing in and out ----


@room.route("/account/sign-in", methods=["GET", "POST"])
@needs(Action.LOGIN)
def sign_in(db: Session, _actor: Actor | None) -> ResponseReturnValue:
    """Sign in with address and password, then go on to `next`."""
    form, offered = forms.SignInForm(), ways()
    if request.method == "POST" and not offered.passwords:
        return _closed()
    if not form.validate_on_submit():
        return page("account/sign_in.html", form.status, form=form, ways=offered)
    try:
        person_id = verification.verified(db, as_looked_for(_typed(form.email)), _typed(form.password))
        actor = login.begin(db, person_id)
        if actor is None:
            raise verification.wrong()
    except (Invalid, TooMany) as refusal:
        return verification.refused_page("account/sign_in.html", form, refusal, ways=offered)
    ledger.record(db, actor, "sign_in.begin", f"sign_in:{actor.sign_in_id}")
    return redirect(onward(request.args.get("next")), 303)


def _typed(field: Field) -> str:
    return field.data or ""


@room.post("/account/sign-out")
@needs(Action.SIGN_OUT)
def sign_out(db: Session, actor: Actor) -> ResponseReturnValue:
    """End this sign-in on the server, so that a copy of the cookie is worth nothing."""
    ledger.record(db, actor, "sign_in.end", f"sign_in:{actor.sign_in_id}")
    return _signed_out(db, actor)


def _signed_out(db: Session, actor: Actor) -> ResponseReturnValue:
    login.end(db, actor.sign_in_id or 0)
    flash(_("You have signed out."), "success")
    answer = redirect(url_for("account.sign_in"), 303)
    answer.headers["Clear-Site-Data"] = _NOTHING_KEPT
    return answer


# ---- Passwords and one-time links ----


def _closed() -> ResponseReturnValue:
    """Where no passwords are used: what to do instead."""
    return page("account/closed.html", 200 if request.method == "GET" else 403, ways=ways())


@room.route("/account/forgotten", methods=["GET", "POST"])
@needs(Action.LOGIN)
def forgotten(db: Session, _actor: Actor | None) -> ResponseReturnValue:
    """Ask for a reset link by mail; the answer is the same whether the address is known or not."""
    if not ways().passwords:
        return _closed()
    has_mail = site().settings.mail is not None
    form = forms.ForgottenForm()
    if not has_mail or not form.validate_on_submit():
        return page("account/forgotten.html", form.status, form=form, has_mail=has_mail)
    email = _typed(form.email)
    db.rollback()  # the count below is a transaction of its own
    try:
        throttling.admit(site().database, verification.attempt(f"reset {email}"), clock.now())
    except TooMany as refusal:
        return verification.refused_page("account/forgotten.html", form, refusal, has_mail=True)
    asked = actions.ask_for_reset(db, email, now=clock.now())
    if asked is not None:
        _mail_reset(db, *asked)
    flash(_("If this address belongs to an account, a mail with a link is on its way."), "success")
    return redirect(url_for("account.sign_in"), 303)


def _mail_reset(db: Session, person: Person, token: str) -> None:
    address = site().settings.base_url + url_for("account.link", token=token)
    letters.send(db, person, _l("Set a new password for Panel"), "account/reset.txt", address=address)


@room.route("/account/link/<token>", methods=["GET", "POST"])
@needs(Action.LOGIN, queries.link)
def link(db: Session, actor: Actor | None, here: LinkHere) -> ResponseReturnValue:
    """Accept an invitation, or set a new password; looking at the page uses nothing up."""
    found = here.link
    if found is None or found.person_id is None:
        return _useless()
    if not ways().passwords:
        return _closed()
    form = forms.NewPasswordForm([found.email, *queries.names(db, found.person_id)])
    if not form.validate_on_submit():
        somebody_else = actor.name if actor and actor.person_id != found.person_id else None
        shown = {"link": found, "somebody_else": somebody_else, "seats": queries.seats(db, found.person_id)}
        return page("account/link.html", form.status, form=form, roles=ROLES, **shown)
    new = _hashed(db, _typed(form.password))
    if not tokens.use_link(db, found, clock.now()):
        return _useless()
    actions.set_password(db, found.person_id, new, now=clock.now())
    throttling.forgive(db, verification.attempt(found.email))  # whoever holds the link does not wait for guesses
    actor = login.begin(db, found.person_id)
    ledger.record(db, actor, "link.use", f"person:{found.person_id}", purpose=found.purpose)
    if found.purpose is LinkPurpose.RESET:
        letters.tell_of_change(db, found.person_id, _l("The password of your account on Panel has been changed."))
    flash(_("Your password is set."), "success")
    return redirect(url_for("home.show"), 303)


@room.route("/account/first/<token>", methods=["GET", "POST"])
@needs(Action.LOGIN, queries.link)
def first(db: Session, _actor: Actor | None, here: LinkHere) -> ResponseReturnValue:
    """Make the first panel of an empty site and its first secretariat account."""
    found = here.link
    if found is None or found.purpose is not LinkPurpose.FIRST:
        return _useless()
    form = forms.FirstForm()
    if not ways().passwords:
        del form.password
    if not form.validate_on_submit():
        return page("account/first.html", form.status, form=form)
    new = _hashed(db, _typed(form.password)) if ways().passwords else None
    if not tokens.use_link(db, found, clock.now()):
        return _useless()
    values = {**form.data, "language": languages.current()}
    try:
        person_id = actions.found_panel(db, values, new, now=clock.now())
    except Invalid as refusal:
        form.refuse(refusal.sentence, refusal.field)
        return page("account/first.html", form.status, form=form)
    login.begin(db, person_id)
    flash(_("Your account and the panel are ready. Now set up the first cycle."), "success")
    return redirect(url_for("cycles.new"), 303)


def _useless() -> ResponseReturnValue:
    """One page for links that are unknown, cut, used, expired or replaced."""
    return page("account/useless.html", 404)


def _hashed(db: Session, password: str) -> str:
    """The hash of a new password, made while no lock is held; what follows checks anew what it rests on."""
    db.rollback()
    return passwords.hashed(password, quick=site().settings.quick_hashes)


@room.route("/account/password", methods=["GET", "POST"])
@needs(Action.SESSION_OWN)
def password(db: Session, actor: Actor) -> ResponseReturnValue:
    """Change the own password; all other sign-ins end."""
    if not ways().passwords:
        return _closed()
    email = queries.account(db, actor).email
    form = forms.PasswordChangeForm([email, *queries.names(db, actor.person_id)])
    if not form.validate_on_submit():
        return page("account/password.html", form.status, form=form)
    new = _hashed(db, _typed(form.password))
    try:
        verification.verified(db, email, _typed(form.present_password), again=True)
    except Invalid:
        form.refuse(_("This is not your present password."), "present_password")
        return page("account/password.html", form.status, form=form)
    except TooMany as refusal:
        return verification.refused_page("account/password.html", form, refusal)
    login.renew(db, actor)
    actions.set_password(db, actor.person_id, new, kept_id=actor.sign_in_id, now=clock.now())
    ledger.record(db, actor, "password.change", f"person:{actor.person_id}")
    letters.tell_of_change(db, actor.person_id, _l("The password of your account on Panel has been changed."))
    flash(_("Your password is changed. You are signed out everywhere else."), "success")
    return redirect(url_for("account.show"), 303)


# ---- My account ----


@room.get("/account")
@needs(Action.SESSION_OWN)
def show(db: Session, actor: Actor) -> ResponseReturnValue:
    """Who I am here, and where I am signed in."""
    return page(
        "account/show.html",
        account=queries.account(db, actor),
        sign_ins=queries.sign_ins(db, actor, clock.now()),
        linked_at=queries.linked_at(db, actor),
        ways=ways(),
    )


@room.route("/account/names", methods=["GET", "POST"])
@needs(Action.SESSION_OWN)
def names(db: Session, actor: Actor) -> ResponseReturnValue:
    """Change how I am called, and in which language I read."""
    account = queries.account(db, actor)
    form = forms.NamesForm(obj=account)
    if not form.validate_on_submit():
        return page("account/names.html", form.status, form=form, theirs=None)
    try:
        actions.revise_names(db, actor, form.data, version=form.base_version)
    except Conflict as refusal:
        form.refuse(refusal.sentence)
        form.version.data = str(account.version)  # the reader has now seen what stands there
        form.version.raw_data = None
        return page("account/names.html", refusal.status, form=form, theirs=account)
    session["language"] = form.language.data
    flash(_("Saved."), "success")
    return redirect(url_for("account.show"), 303)


@room.post("/account/sign-ins/<int:sign_in_id>/end")
@needs(Action.SESSION_OWN, queries.sign_in)
def end(db: Session, actor: Actor, here: OwnSignIn) -> ResponseReturnValue:
    """End one of my sign-ins."""
    actions.end_sign_in(db, actor, here.id, now=clock.now())
    if here.is_current:
        return _signed_out(db, actor)
    flash(_("That sign-in has ended."), "success")
    return redirect(url_for("account.show"), 303)


@room.post("/account/sign-ins/end-others")
@needs(Action.SESSION_OWN)
def end_others(db: Session, actor: Actor) -> ResponseReturnValue:
    """End all my sign-ins but this one."""
    actions.end_other_sign_ins(db, actor, now=clock.now())
    flash(_("You are signed out everywhere else."), "success")
    return redirect(url_for("account.show"), 303)


@room.post("/account/sign-ins/end-all")
@needs(Action.SESSION_OWN)
def end_all(db: Session, actor: Actor) -> ResponseReturnValue:
    """Sign out everywhere, here too."""
    actions.end_other_sign_ins(db, actor, now=clock.now())
    ledger.record(db, actor, "sign_in.end", f"sign_in:{actor.sign_in_id}")
    return _signed_out(db, actor)


@room.post("/account/language")
@needs(Action.LANGUAGE_CHOOSE)
def language(db: Session, actor: Actor | None) -> ResponseReturnValue:
    """Read in the other language from now on; an account remembers it."""
    chosen = request.form.get("language")
    if chosen not in languages.LANGUAGES:
        raise Invalid(_("Choose Japanese or English."))
    session["language"] = chosen
    if actor is not None:
        actions.choose_language(db, actor, chosen)
    return redirect(onward(request.form.get("next")), 303)
