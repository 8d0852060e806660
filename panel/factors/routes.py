"""Pages of second factors: which I have, setting one up, showing one at sign-in or once more, signing in by passkey."""

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy.orm import Session

from panel import accounts, clock, codes, ledger, passkeys
from panel.errors import Invalid, Missing, TooMany
from panel.factors import actions, forms, proving, queries, showing
from panel.factors.queries import OwnerHere, OwnFactor
from panel.models.factors import FactorKind
from panel.passkeys import Home, PasskeyRefused
from panel.policy.actions import Action
from panel.policy.subjects import Actor, Owed
from panel.web import approvals, letters, login, verification
from panel.web.form import Form, refused
from panel.web.guard import needs
from panel.web.language import in_language
from panel.web.onward import onward
from panel.web.representation import page
from panel.web.site import site
from panel.web.ways import ways

room = Blueprint("factors", __name__)


# ---- Which I have ----


@room.get("/factors")
@needs(Action.FACTOR_LIST)
def list(db: Session, actor: Actor) -> ResponseReturnValue:
    """My second factors; for whoever must have one and has none, the page that says so."""
    own = queries.factors(db, actor)
    return page(
        "factors/list.html",
        factors=own,
        n_codes=queries.n_codes_left(db, actor.person_id),
        must_have=login.must_have_factor(actor),
        is_new=actor.owes is Owed.ENROLMENT,
        takes_passkeys=_home() is not None,
        next=request.args.get("next"),
    )


def _home() -> Home | None:
    return passkeys.home_of(site().settings.base_url)


@room.route("/factors/<int:factor_id>", methods=["GET", "POST"])
@needs(Action.FACTOR_CHANGE, queries.factor)
def edit(db: Session, actor: Actor, here: OwnFactor) -> ResponseReturnValue:
    """Give a second factor another name."""
    form = forms.NameForm(obj=here)
    status = refused(form, lambda: actions.rename(db, actor, here, form.name.data or ""))
    if status is not None:
        return page("factors/edit.html", status, form=form, here=here)
    flash(_("Saved."), "success")
    return redirect(url_for("factors.list"), 303)


@room.route("/factors/<int:factor_id>/remove", methods=["GET", "POST"])
@needs(Action.FACTOR_CHANGE, queries.factor)
def remove(db: Session, actor: Actor, here: OwnFactor) -> ResponseReturnValue:
    """Remove a second factor, after a page that says what will happen."""
    form, is_last = Form(), len(queries.factors(db, actor)) == 1
    must_keep_one = login.must_have_factor(actor)
    status = refused(form, lambda: actions.remove(db, actor, here, must_keep_one=must_keep_one))
    if status is not None:
        values = {"here": here, "is_last": is_last, "must_keep_one": must_keep_one}
        return page("factors/remove.html", status, form=form, **values)
    _changed(db, actor, _l("A second factor has been removed from your account on Panel."))
    flash(_("The second factor is removed."), "success")
    return redirect(url_for("factors.list"), 303)


def _changed(db: Session, actor: Actor, change: LazyString) -> None:
    """What follows each change: the owner's other sign-ins end, and the owner is told."""
    accounts.end_sign_ins(db, actor.person_id, but=actor.sign_in_id, now=clock.now())
    letters.tell_of_change(db, actor.person_id, change)


# ---- Setting one up ----


@room.route("/factors/apps/add", methods=["GET", "POST"])
@needs(Action.FACTOR_CHANGE)
def add_app(db: Session, actor: Actor) -> ResponseReturnValue:
    """Set up an authenticator app: it counts once it has shown a code."""
    form = forms.AppForm()
    secret = _secret_of(form, actor)
    status = refused(form, lambda: _take_app(db, actor, secret, form))
    if status is not None:
        address = codes.address_for_app(secret, queries.holder(db, actor.person_id).email, "Panel")
        picture = Markup(codes.picture(address))  # noqa: S704 - drawn from a secret and an address of ours
        return page("factors/add_app.html", status, form=form, picture=picture, address=address, secret=secret)
    return _added(db, actor, FactorKind.APP)


def _secret_of(form: forms.AppForm, actor: Actor) -> str:
    """The secret that the form carries, sealed; a new one at first, and where the old is no longer good."""
    key, now = site().settings.factor_key, clock.now()
    carried = codes.confirmed_secret(key, actor.person_id, form.secret.data or "", now)
    if carried is not None:
        return carried
    new = codes.new_secret()
    form.secret.data, form.one_time_code.data = codes.pending_secret(key, actor.person_id, new, now), ""
    return new


def _take_app(db: Session, actor: Actor, secret: str, form: forms.AppForm) -> None:
    key, now = site().settings.factor_key, clock.now()
    step = codes.matching_step(secret, codes.as_typed(form.one_time_code.data or ""), now)
    if step is None:
        raise Invalid(_("This is not the code the app shows now. Is the clock of the device right?"), "one_time_code")
    sealed = codes.sealed_secret(key, actor.person_id, secret)
    actions.add_app(db, actor, form.name.data or "", sealed, step, now=now)


@room.route("/factors/passkeys/add", methods=["GET", "POST"])
@needs(Action.FACTOR_CHANGE)
def add_passkey(db: Session, actor: Actor) -> ResponseReturnValue:
    """Make a passkey on a device and keep what its answers are checked with."""
    home, form = _home(), forms.PasskeyForm()
    status = refused(form, lambda: _take_passkey(db, actor, home, form))
    if status is not None:
        return page("factors/add_passkey.html", status, form=form, possible=home is not None)
    return _added(db, actor, FactorKind.PASSKEY)


def _take_passkey(db: Session, actor: Actor, home: Home | None, form: forms.PasskeyForm) -> None:
    if home is None:
        raise Missing
    key, now = site().settings.factor_key, clock.now()
    refusal = Invalid(_("The passkey could not be checked. Press the button and try again."))
    try:
        made, challenge = passkeys.made(home, form.passkey.data or "")
    except PasskeyRefused:
        raise refusal from None
    if not showing.spend(db, key, _for_adding(actor), challenge, now):
        raise refusal
    actions.add_passkey(db, actor, form.name.data or "", made, now=now)


@room.get("/factors/passkeys/options")
@needs(Action.FACTOR_CHANGE)
def creation_options(db: Session, actor: Actor) -> ResponseReturnValue:
    """What the device of somebody who adds a passkey is asked."""
    holder = queries.holder(db, actor.person_id)
    handle = passkeys.user_handle(site().settings.factor_key, actor.person_id)
    known = queries.credential_ids(db, actor.person_id)
    return jsonify(passkeys.creation_options(*_question(_for_adding(actor)), handle, holder.email, known))


def _for_adding(actor: Actor) -> str:
    return f"add at sign-in {actor.sign_in_id}"


def _question(purpose: str) -> tuple[Home, bytes]:
    """Where passkeys live, and a new challenge for one purpose. Raises Missing where passkeys cannot live."""
    home = _home()
    if home is None:
        raise Missing
    return home, passkeys.new_challenge(site().settings.factor_key, purpose, clock.now())


def _added(db: Session, actor: Actor, kind: FactorKind) -> ResponseReturnValue:
    """After a new factor, which has just been shown as well: the sign-in is whole, and codes for bad days are made."""
    _changed(db, actor, _l("A second factor has been added to your account on Panel."))
    login.renew(db, actor, by=kind)
    flash(_("The second factor is set up. From now on it is asked for when you sign in."), "success")
    onto = "factors.list" if queries.n_codes_left(db, actor.person_id) else "factors.new_codes"
    return redirect(url_for(onto, next=request.args.get("next")), 303)


@room.route("/factors/codes", methods=["GET", "POST"])
@needs(Action.FACTOR_CHANGE)
def new_codes(db: Session, actor: Actor) -> ResponseReturnValue:
    """Make recovery codes, shown this once, in place of those there were."""
    holder = queries.holder(db, actor.person_id)
    if not holder.kinds:
        return redirect(url_for("factors.list"), 303)
    form = Form()
    if not form.validate_on_submit():
        return page("factors/new_codes.html", form.status, form=form, n_left=holder.n_codes)
    made = codes.new_recovery_codes()
    key, now = site().settings.factor_key, clock.now()
    actions.replace_codes(db, actor, [codes.recovery_hash(key, actor.person_id, code) for code in made], now=now)
    _changed(db, actor, _l("New recovery codes have been made for your account on Panel."))
    kept = {"is_first": not holder.n_codes, "onward": onward(request.args.get("next"))}
    return page("factors/codes.html", codes=made, made_at=now, **kept)


@room.route("/people/<int:person_id>/factors/reset", methods=["GET", "POST"])
@room.route("/cycles/<int:cycle_id>/people/<int:person_id>/factors/reset", methods=["GET", "POST"])
@needs(Action.FACTOR_RESET, queries.owner)
def reset(db: Session, actor: Actor, here: OwnerHere) -> ResponseReturnValue:
    """Remove the second factors of somebody who has lost them: asked for by one, confirmed by another."""
    if request.method == "GET":
        waiting = approvals.waiting(db, here.place, Action.FACTOR_RESET, request.path, clock.now())
        return page("factors/reset.html", here=here, waiting=waiting)
    if here.obstacle:
        raise Invalid(here.obstacle)
    actions.reset(db, actor, here.person_id, panel_id=here.place.panel_id, now=clock.now())
    told = _l("Two officers have removed your second factors on Panel. Set up new ones when you sign in next.")
    letters.tell_of_change(db, here.person_id, told)
    flash(_("The second factors of %(name)s are removed.", name=in_language(here.name, here.name_en)), "success")
    return redirect(url_for("people.list", cycle_id=here.cycle.id) if here.cycle else url_for("home.show"), 303)


# ---- Showing one ----


@room.route("/factors/show", methods=["GET", "POST"])
@needs(Action.FACTOR_SHOW)
def show(db: Session, actor: Actor) -> ResponseReturnValue:
    """The second step of signing in."""
    if actor.owes is not Owed.FACTOR:
        return _go_on()
    form, holder = forms.ShowForm(), queries.holder(db, actor.person_id)
    if not form.validate_on_submit():
        return page("factors/show.html", form.status, form=form, holder=holder)
    try:
        kind = proving.factor_of(db, actor, form.given)
    except (Invalid, TooMany) as refusal:
        return verification.refused_page("factors/show.html", form, refusal, holder=holder)
    login.renew(db, actor, by=kind)
    ledger.record(db, actor, "sign_in.factor", f"sign_in:{actor.sign_in_id}", kind=kind)
    if kind is FactorKind.RECOVERY:
        _say_recovered(db, actor)
    return _go_on()


def _go_on() -> ResponseReturnValue:
    return redirect(onward(request.args.get("next")), 303)


def _say_recovered(db: Session, actor: Actor) -> None:
    """A recovery code is for bad days: the owner is told, and how many are left."""
    letters.tell_of_change(db, actor.person_id, _l("A recovery code was used to sign in to your account on Panel."))
    left = queries.n_codes_left(db, actor.person_id)
    flash(
        _("You used a recovery code; %(n)s are left. Remove what you have lost under “Second factor”.", n=left), "info"
    )


@room.route("/account/prove", methods=["GET", "POST"])
@needs(Action.FACTOR_SHOW)
def prove(db: Session, actor: Actor) -> ResponseReturnValue:
    """Show once more who one is, before something that asks for it."""
    holder, offered = queries.holder(db, actor.person_id), ways()
    takes_password = holder.has_password and offered.passwords
    form = forms.ProofForm(takes_password=takes_password, takes_code=bool(holder.kinds))
    if not form.validate_on_submit():
        return page("factors/prove.html", form.status, form=form, holder=holder, ways=offered)
    try:
        password = form.password.data or ""
        kind = proving.proof_of(db, actor, holder, form.given, password=password, takes_password=takes_password)
    except (Invalid, TooMany) as refusal:
        return verification.refused_page("factors/prove.html", form, refusal, holder=holder, ways=offered)
    login.renew(db, actor, by=kind)
    ledger.record(db, actor, "sign_in.prove", f"sign_in:{actor.sign_in_id}", kind=kind)
    return _go_on()


@room.get("/factors/show/options")
@needs(Action.FACTOR_SHOW)
def show_options(db: Session, actor: Actor) -> ResponseReturnValue:
    """What a device of somebody who is known already is asked."""
    known = queries.credential_ids(db, actor.person_id)
    return jsonify(passkeys.request_options(*_question(showing.for_sign_in(actor.sign_in_id)), known))


@room.route("/factors/sign-in", methods=["GET", "POST"])
@needs(Action.LOGIN)
def sign_in(db: Session, _actor: Actor | None) -> ResponseReturnValue:
    """Sign in by a passkey alone: it is both what one has and, by finger, face or PIN, who one is."""
    form = forms.SignInForm()
    if not form.validate_on_submit():
        return page("factors/sign_in.html", form.status, form=form)
    try:
        actor = proving.signed_in(db, form.passkey.data or "")
    except (Invalid, TooMany) as refusal:
        return verification.refused_page("factors/sign_in.html", form, refusal)
    ledger.record(db, actor, "sign_in.begin", f"sign_in:{actor.sign_in_id}", kind=FactorKind.PASSKEY)
    return _go_on()


@room.get("/factors/sign-in/options")
@needs(Action.LOGIN)
def sign_in_options(_db: Session, _actor: Actor | None) -> ResponseReturnValue:
    """What the device of somebody who is not known yet is asked."""
    return jsonify(passkeys.request_options(*_question(showing.SIGN_IN)))
