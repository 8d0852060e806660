"""The pages of proposals: the list, one proposal, its text, its versions, and taking it back."""

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from panel import clock
from panel.calc.calendar import in_japan
from panel.calc.text import TextRefused, clean_line
from panel.errors import Conflict, Invalid
from panel.models.proposals import Kind
from panel.policy.actions import Action
from panel.policy.places import CycleHere, ProposalHere
from panel.policy.readers import readers
from panel.policy.rules import Verdict, may
from panel.policy.subjects import Actor
from panel.proposals import actions, attaching, coverage, queries, thread, versions, words
from panel.proposals.findings import findings
from panel.proposals.forms import (
    AttachForm,
    ClaimForm,
    FilterForm,
    NewProposalForm,
    ProposalForm,
    RevisionForm,
    SubmitForm,
    WithdrawForm,
)
from panel.proposals.listing import NOTHING, Wanted, areas, listing
from panel.proposals.queries import ListHere
from panel.proposals.similar import similar
from panel.proposals.tokens import tokens
from panel.web import language, visits
from panel.web.door import FILE_LIMIT, TEXT_LIMIT
from panel.web.download import download
from panel.web.guard import needs
from panel.web.representation import page

room = Blueprint("proposals", __name__)
room.add_app_template_global(lambda: words, "proposal_words")


@room.get("/cycles/<int:cycle_id>/proposals", endpoint="list")
@needs(Action.ITEM_LIST, queries.listed)
def show_list(db: Session, actor: Actor, it: ListHere) -> ResponseReturnValue:
    """The list with its filters, or what a search found."""
    here = it.cycle
    form = FilterForm(request.args)
    sound = form.validate()
    wanted = Wanted.of(
        {field.name: field.data or "" for field in form if not field.errors}, request.args.get("page", "1")
    )
    asked = bool(wanted.q) or "q" not in request.args or not request.args["q"].strip()
    found = listing(db, actor, here, wanted, language.current(), visits.since()) if asked else NOTHING
    known = areas(db, actor, here)
    return page(
        "proposals/list.html",
        200 if sound else 422,
        here=here,
        form=form,
        wanted=wanted,
        found=found,
        areas=known,
        tokens=tokens(wanted, known),
    )


@room.get("/cycles/<int:cycle_id>/proposals/map")
@needs(Action.ITEM_LIST, queries.listed)
def coverage_map(db: Session, actor: Actor, it: ListHere) -> ResponseReturnValue:
    """Capability areas by technology fields and industries, with the cells where nothing is proposed."""
    found = coverage.coverage(db, actor, it.cycle)
    return page("proposals/map.html", here=it.cycle, map=found, findings=findings(found))


@room.get("/cycles/<int:cycle_id>/proposals/similar")
@needs(Action.SEARCH, queries.cycle)
def find_similar(db: Session, actor: Actor, here: CycleHere) -> ResponseReturnValue:
    """Titles close to one that is being typed, as JSON."""
    besides = request.args.get("besides", "")
    found = similar(
        db, actor, here, _asked("q"), besides=int(besides) if besides.isascii() and besides.isdigit() else 0
    )
    titles = (f"{one.code} {language.in_language(one.title_ja, one.title_en)}" for one in found)
    urls = (url_for("proposals.show", proposal_id=one.id) for one in found)
    items = [{"title": title, "url": url, "note": ""} for title, url in zip(titles, urls, strict=True)]
    return jsonify(items=items)


@room.route("/cycles/<int:cycle_id>/proposals/new", methods=["GET", "POST"])
@needs(Action.ITEM_CREATE, queries.cycle)
def new(db: Session, actor: Actor, here: CycleHere) -> ResponseReturnValue:
    """Begin a draft with a kind and a title."""
    form = NewProposalForm(kind=request.args.get("kind"))
    filled = coverage.place_named(db, actor, here, *(_asked(name) for name in ("area", "industry")))
    if form.validate_on_submit():
        written = {"kind": Kind(form.kind.data), "title_ja": form.title_ja.data, "title_en": form.title_en.data}
        try:
            draft = actions.start_draft(db, actor, here, written | filled, now=clock.now())
        except Invalid as problem:
            form.refuse(problem.sentence, problem.field)
        else:
            flash(_("Your draft was created. Only you can see it until you submit it."), "success")
            return redirect(url_for("proposals.revise", proposal_id=draft.id), 303)
    return page("proposals/new.html", form.status, here=here, form=form, filled=filled)


def _asked(name: str) -> str:
    """One line of the address, empty where it holds what no text may hold."""
    try:
        return clean_line(request.args.get(name, "")[:300])
    except TextRefused:
        return ""


@room.get("/proposals/<int:proposal_id>")
@needs(Action.ITEM_VIEW, queries.proposal)
def show(db: Session, actor: Actor, here: ProposalHere) -> ResponseReturnValue:
    """One proposal with everything around it."""
    return page(
        "proposals/show.html",
        here=here,
        text=queries.text_of(db, here),
        files=queries.files_of(db, here),
        claims=queries.claims_of(db, here),
        comments=thread.thread_of(db, actor, here),
        links=queries.links_of(db, actor, here),
        readers=readers(Action.ITEM_VIEW, here.place),
        commenting=may(actor, Action.COMMENT_ADD, here.place).verdict is Verdict.YES,
    )


@room.route("/proposals/<int:proposal_id>/edit", methods=["GET", "POST"])
@needs(Action.ITEM_EDIT, queries.proposal, body_limit=TEXT_LIMIT)
def revise(db: Session, actor: Actor, here: ProposalHere) -> ResponseReturnValue:
    """Write on the text: a draft is saved, what was submitted gets a new version."""
    form = _text_form(db, here)
    if not form.validate_on_submit():
        return _revise_page(db, actor, here, form)
    try:
        actions.revise_proposal(db, actor, here, form.written, version=form.base_version, now=clock.now())
    except Invalid as problem:
        form.refuse(problem.sentence, problem.field)
        return _revise_page(db, actor, here, form)
    except Conflict as problem:
        return _conflict_page(db, actor, here, form, problem)
    if request.form.get("then") == "submit":
        return redirect(url_for("proposals.submit", proposal_id=here.id), 303)
    flash(_("The text is saved."), "success")
    return redirect(url_for("proposals.show", proposal_id=here.id), 303)


def _text_form(db: Session, here: ProposalHere) -> ProposalForm:
    text = queries.text_of(db, here)
    kind = ProposalForm if queries.is_unseen(here) else RevisionForm
    return kind(data={**text.written, "version": str(here.version)})


def _revise_page(db: Session, actor: Actor, here: ProposalHere, form: ProposalForm) -> ResponseReturnValue:
    titles = (form.title_ja.data or "", form.title_en.data or "")
    close = similar(db, actor, here.cycle, *titles, besides=here.id)
    return page("proposals/revise.html", form.status, here=here, form=form, similar=close, theirs=None)


def _conflict_page(
    db: Session, actor: Actor, here: ProposalHere, form: ProposalForm, problem: Conflict
) -> ResponseReturnValue:
    """Yours and theirs side by side; your text stays in the form, which now stands on their version."""
    stored = queries.text_of(db, here).written
    differing = [
        (name, words.shown(name, form.written[name]), words.shown(name, stored[name]))
        for name in words.FIELDS
        if (form.written[name] or "") != stored[name]
    ]
    form.version.data = str(here.version)
    close = similar(db, actor, here.cycle, stored["title_ja"], stored["title_en"], besides=here.id)
    return page(
        "proposals/revise.html", 409, here=here, form=form, similar=close, theirs=differing, sentence=problem.sentence
    )


@room.post("/proposals/<int:proposal_id>/autosave")
@needs(Action.ITEM_EDIT, queries.proposal, body_limit=TEXT_LIMIT)
def autosave(db: Session, actor: Actor, here: ProposalHere) -> ResponseReturnValue:
    """Store a draft while it is typed, as JSON."""
    form = ProposalForm()
    if not form.validate():
        return jsonify(message=_("Something that was entered cannot be kept. Press the save button to see what.")), 422
    try:
        version = actions.autosave_draft(db, actor, here, form.written, version=form.base_version, now=clock.now())
    except Invalid as problem:
        return jsonify(message=problem.sentence), 422
    except Conflict as problem:
        return jsonify(message=problem.sentence), 409
    return jsonify(saved_at=f"{in_japan(clock.now()):%H:%M:%S}", version=version)


@room.route("/proposals/<int:proposal_id>/submit", methods=["GET", "POST"])
@needs(Action.ITEM_SUBMIT, queries.proposal)
def submit(db: Session, actor: Actor, here: ProposalHere) -> ResponseReturnValue:
    """Confirm that the panel may see a draft."""
    form = SubmitForm(data={"version": str(here.version)})
    if form.validate_on_submit():
        actions.submit_proposal(db, actor, here, version=form.base_version, now=clock.now())
        flash(_("Your proposal was submitted. The panel can read it now."), "success")
        return redirect(url_for("proposals.show", proposal_id=here.id), 303)
    close = similar(db, actor, here.cycle, here.title_ja, here.title_en, besides=here.id)
    is_open = bool(may(actor, Action.ITEM_CREATE, here.cycle.place))
    text = queries.text_of(db, here)
    return page("proposals/submit.html", form.status, here=here, form=form, similar=close, text=text, is_open=is_open)


@room.route("/proposals/<int:proposal_id>/withdraw", methods=["GET", "POST"])
@needs(Action.ITEM_WITHDRAW, queries.proposal)
def withdraw(db: Session, actor: Actor, here: ProposalHere) -> ResponseReturnValue:
    """Confirm that a proposal is taken back: by its author, or by the chair who returns it."""
    form = WithdrawForm(data={"version": str(here.version)})
    if form.validate_on_submit():
        actions.withdraw_proposal(db, actor, here, version=form.base_version, now=clock.now())
        if here.author_id == actor.person_id:
            flash(_("The proposal was withdrawn."), "success")
            return redirect(url_for("proposals.show", proposal_id=here.id), 303)
        flash(_("The proposal was returned to its author as a draft."), "success")
        return redirect(url_for("proposals.list", cycle_id=here.cycle.id), 303)
    return page("proposals/withdraw.html", form.status, here=here, form=form)


@room.get("/proposals/<int:proposal_id>/versions")
@needs(Action.ITEM_HISTORY, queries.proposal)
def history(db: Session, actor: Actor, here: ProposalHere) -> ResponseReturnValue:
    """The versions of a text, and what changed between two of them."""
    kept = versions.versions_of(db, actor, here)
    chosen = versions.chosen(kept, request.args.get("old", ""), request.args.get("new", ""))
    return page("proposals/history.html", here=here, versions=kept, chosen=chosen)


@room.route("/proposals/<int:proposal_id>/attachments", methods=["GET", "POST"])
@needs(Action.ATTACHMENT_ADD, queries.proposal, body_limit=FILE_LIMIT)
def attach(db: Session, actor: Actor, here: ProposalHere) -> ResponseReturnValue:
    """Lay a file beside the proposal."""
    form = AttachForm()
    if form.validate_on_submit():
        sent = request.files.get("file")
        name, data = (sent.filename or "", sent.read()) if sent else ("", b"")
        try:
            tells = attaching.attach_file(db, actor, here, name, data, now=clock.now())
        except Invalid as problem:
            form.refuse(problem.sentence, problem.field)
        else:
            flash(_("The file was added."), "success")
            if tells:
                flash(attaching.metadata_sentence(), "warning")
            return redirect(url_for("proposals.attach", proposal_id=here.id), 303)
    return page("proposals/attach.html", form.status, here=here, form=form, files=queries.files_of(db, here))


@room.get("/proposals/<int:proposal_id>/attachments/<token>")
@needs(Action.ATTACHMENT_GET, queries.proposal)
def attachment(db: Session, actor: Actor, here: ProposalHere) -> ResponseReturnValue:
    """A file, always as a download."""
    name, media_type, content = queries.file_content(db, here, _named("token"))
    return download(content, name, media_type)


@room.post("/proposals/<int:proposal_id>/attachments/<token>/remove")
@needs(Action.ATTACHMENT_ADD, queries.proposal)
def remove_attachment(db: Session, actor: Actor, here: ProposalHere) -> ResponseReturnValue:
    """Mark a file as removed."""
    attaching.remove_file(db, actor, here, _named("token"), now=clock.now())
    flash(_("The file was removed."), "success")
    return redirect(url_for("proposals.attach", proposal_id=here.id), 303)


@room.route("/proposals/<int:proposal_id>/evidence", methods=["GET", "POST"])
@needs(Action.ITEM_EDIT, queries.proposal)
def evidence(db: Session, actor: Actor, here: ProposalHere) -> ResponseReturnValue:
    """Fill in the evidence card, claim by claim."""
    form = ClaimForm()
    if form.validate_on_submit():
        values = {field: form[field].data for field in ("aspect", "statement", "source", "stated_on", "certainty")}
        actions.add_claim(db, actor, here, values, now=clock.now())
        flash(_("The claim was added."), "success")
        return redirect(url_for("proposals.evidence", proposal_id=here.id), 303)
    claims = queries.claims_of(db, here)
    return page("proposals/evidence.html", form.status, here=here, form=form, claims=claims)


@room.post("/proposals/<int:proposal_id>/evidence/<int:claim_id>/remove")
@needs(Action.ITEM_EDIT, queries.proposal)
def remove_claim(db: Session, actor: Actor, here: ProposalHere) -> ResponseReturnValue:
    """Mark a claim as removed."""
    actions.remove_claim(db, actor, here, int(_named("claim_id")), now=clock.now())
    flash(_("The claim was removed."), "success")
    return redirect(url_for("proposals.evidence", proposal_id=here.id), 303)


def _named(part: str) -> str:
    """What the address names besides the proposal."""
    return str((request.view_args or {})[part])
