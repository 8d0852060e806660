"""The pages of proposals: the list, one proposal, its text, its versions, and taking it back."""

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from panel import clock
from panel.calc.calendar import in_japan
from panel.errors import Conflict, Invalid
from panel.policy.actions import Action
from panel.policy.places import CycleHere, ProposalHere
from panel.policy.readers import readers
from panel.policy.rules import Verdict, may
from panel.policy.subjects import Actor
from panel.proposals import actions, attaching, conflict, coverage, forms, queries, thread, versions, words
from panel.proposals.findings import findings
from panel.proposals.forms import FilterForm, NewProposalForm, ProposalForm, RevisionForm
from panel.proposals.listing import NOTHING, Wanted, areas, listing
from panel.proposals.queries import ListHere
from panel.proposals.similar import similar
from panel.proposals.steps import next_step
from panel.proposals.tokens import tokens
from panel.web import language, undo, visits
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
    found = similar(db, actor, here, forms.line_asked("q"), besides=forms.number_asked("besides"))
    titles = (f"{one.code} {language.in_language(one.title_ja, one.title_en)}" for one in found)
    urls = (url_for("proposals.show", proposal_id=one.id) for one in found)
    items = [{"title": title, "url": url, "note": ""} for title, url in zip(titles, urls, strict=True)]
    return jsonify(items=items)


@room.route("/cycles/<int:cycle_id>/proposals/new", methods=["GET", "POST"])
@needs(Action.ITEM_CREATE, queries.cycle)
def new(db: Session, actor: Actor, here: CycleHere) -> ResponseReturnValue:
    """Begin a draft with a kind and a title."""
    form = NewProposalForm(kind=request.args.get("kind"))
    filled = coverage.place_named(db, actor, here, *map(forms.line_asked, ("area", "industry")))
    if form.validate_on_submit():
        try:
            draft = actions.start_draft(db, actor, here, form.written | filled, now=clock.now())
        except Invalid as problem:
            form.refuse(problem.sentence, problem.field)
        else:
            flash(_("Your draft was created. Only you can see it until you submit it."), "success")
            return redirect(url_for("proposals.revise", proposal_id=draft.id), 303)
    return page("proposals/new.html", form.status, here=here, form=form, filled=filled)


@room.get("/proposals/<int:proposal_id>")
@needs(Action.ITEM_VIEW, queries.proposal)
def show(db: Session, actor: Actor, here: ProposalHere) -> ResponseReturnValue:
    """One proposal with everything around it; `both` shows both languages, `reply_to` a form below that comment."""
    comments = thread.thread_of(db, actor, here)
    links = queries.links_of(db, actor, here)
    return page(
        "proposals/show.html",
        here=here,
        text=queries.text_of(db, here),
        files=queries.files_of(db, here),
        claims=queries.claims_of(db, here),
        comments=comments,
        discussion=thread.summary(comments, visits.since()),
        links=links,
        step=next_step(actor, here, links),
        both="both" in request.args,
        reply_to=request.args.get("reply_to", ""),
        readers=readers(Action.ITEM_VIEW, here.place),
        comment_readers=readers(Action.COMMENT_VIEW, here.place),
        commenting=may(actor, Action.COMMENT_ADD, here.place).verdict is Verdict.YES,
    )


@room.get("/proposals/<int:proposal_id>/preview")
@needs(Action.ITEM_VIEW, queries.proposal)
def preview(db: Session, actor: Actor, here: ProposalHere) -> ResponseReturnValue:
    """The proposal as it will stand on paper, in one language or both."""
    values = {"text": queries.text_of(db, here), "claims": queries.claims_of(db, here)}
    return page("proposals/preview.html", here=here, language=language.of_document(), **values)


@room.route("/proposals/<int:proposal_id>/edit", methods=["GET", "POST"])
@needs(Action.ITEM_EDIT, queries.proposal, body_limit=TEXT_LIMIT)
def revise(db: Session, actor: Actor, here: ProposalHere) -> ResponseReturnValue:
    """Write on the text: a draft is saved, what was submitted gets a new version."""
    stored = queries.text_of(db, here).written
    kind = ProposalForm if queries.is_unseen(here) else RevisionForm
    form = kind(data={**stored, "version": str(here.version)})
    taken = request.form.get("take", "")
    if taken in words.FIELDS:
        form[taken].process_data(stored[taken])
        return _conflict_page(db, actor, here, form, stored)
    if not form.validate_on_submit():
        return _revise_page(db, actor, here, form)
    try:
        actions.revise_proposal(db, actor, here, form.written, version=form.base_version, now=clock.now())
    except Invalid as problem:
        form.refuse(problem.sentence, problem.field)
        return _revise_page(db, actor, here, form)
    except Conflict:
        return _conflict_page(db, actor, here, form, stored)
    onward = request.form.get("then", "")
    if onward != "submit":
        flash(_("The text is saved."), "success")
    endpoint = {"": "proposals.show", "submit": "proposals.submit"}.get(onward, "proposals.revise")
    anchor = f"part-{onward}" if onward in words.PARTS else None
    return redirect(url_for(endpoint, proposal_id=here.id, _anchor=anchor), 303)


def _revise_page(
    db: Session, actor: Actor, here: ProposalHere, form: ProposalForm, status: int | None = None, **more: Any
) -> ResponseReturnValue:
    titles = (form.title_ja.data or "", form.title_en.data or "")
    close = similar(db, actor, here.cycle, *titles, besides=here.id)
    more = {"clashes": None, "faster": None, "filled": words.filled(form.written), **more}
    return page("proposals/revise.html", status or form.status, here=here, form=form, similar=close, **more)


def _conflict_page(
    db: Session, actor: Actor, here: ProposalHere, form: ProposalForm, stored: dict[str, str]
) -> ResponseReturnValue:
    """Both texts, field by field; yours stays in the form, which now stands on their version."""
    form.version.data = str(here.version)
    both = {"clashes": conflict.clashes(form.written, stored), "faster": conflict.faster(db, here)}
    return _revise_page(db, actor, here, form, 409, **both)


@room.post("/proposals/<int:proposal_id>/autosave")
@needs(Action.ITEM_EDIT, queries.proposal, body_limit=TEXT_LIMIT)
def autosave(db: Session, actor: Actor, here: ProposalHere) -> ResponseReturnValue:
    """Store a draft while it is typed, as JSON."""
    form = ProposalForm()
    if not form.validate():
        return jsonify(message=_("Something that was entered cannot be kept. Press the save button to see what.")), 422
    try:
        version = actions.autosave_draft(db, actor, here, form.written, version=form.base_version, now=clock.now())
    except (Invalid, Conflict) as problem:
        return jsonify(message=problem.sentence), 409 if isinstance(problem, Conflict) else 422
    return jsonify(saved_at=f"{in_japan(clock.now()):%H:%M:%S}", version=version)


@room.route("/proposals/<int:proposal_id>/submit", methods=["GET", "POST"])
@needs(Action.ITEM_SUBMIT, queries.proposal)
def submit(db: Session, actor: Actor, here: ProposalHere) -> ResponseReturnValue:
    """Confirm that the panel may see a draft."""
    form = forms.SubmitForm(data={"version": str(here.version)})
    if form.validate_on_submit():
        actions.submit_proposal(db, actor, here, version=form.base_version, now=clock.now())
        flash(_("Your proposal was submitted. The panel can read it now."), "success")
        return redirect(url_for("proposals.show", proposal_id=here.id), 303)
    close = similar(db, actor, here.cycle, here.title_ja, here.title_en, besides=here.id)
    is_open = bool(may(actor, Action.ITEM_CREATE, here.cycle.place))
    written = {
        "text": queries.text_of(db, here),
        "claims": queries.claims_of(db, here),
        "files": queries.files_of(db, here),
    }
    return page("proposals/submit.html", form.status, here=here, form=form, similar=close, is_open=is_open, **written)


@room.route("/proposals/<int:proposal_id>/withdraw", methods=["GET", "POST"])
@needs(Action.ITEM_WITHDRAW, queries.proposal)
def withdraw(db: Session, actor: Actor, here: ProposalHere) -> ResponseReturnValue:
    """Confirm that a proposal is taken back: by its author, or by the chair who returns it."""
    form = forms.WithdrawForm(data={"version": str(here.version)})
    if form.validate_on_submit():
        actions.withdraw_proposal(db, actor, here, version=form.base_version, now=clock.now())
        if here.author_id == actor.person_id:
            undo.offer(_("The proposal was withdrawn."), "proposals.take_up", proposal_id=here.id)
            return redirect(url_for("proposals.show", proposal_id=here.id), 303)
        flash(_("The proposal was returned to its author as a draft."), "success")
        return redirect(url_for("proposals.list", cycle_id=here.cycle.id), 303)
    return page("proposals/withdraw.html", form.status, here=here, form=form)


@room.post("/proposals/<int:proposal_id>/take-up")
@needs(Action.ITEM_EDIT, queries.proposal)
def take_up(db: Session, actor: Actor, here: ProposalHere) -> ResponseReturnValue:
    """Take up again, as it was, what its author had taken back."""
    actions.take_up_proposal(db, actor, here, now=clock.now())
    flash(_("The proposal stands again as it was."), "success")
    return redirect(url_for("proposals.show", proposal_id=here.id), 303)


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
    form = forms.AttachForm()
    if form.validate_on_submit():
        try:
            tells = attaching.attach_file(db, actor, here, *form.sent, now=clock.now())
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
    form = forms.ClaimForm()
    if form.validate_on_submit():
        actions.add_claim(db, actor, here, form.written, now=clock.now())
        flash(_("The claim was added."), "success")
        return redirect(url_for("proposals.evidence", proposal_id=here.id), 303)
    return page("proposals/evidence.html", form.status, here=here, form=form, claims=queries.claims_of(db, here))


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
