"""The pages of an import: choose a file, look at what it would do, confirm; the same three for each kind."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from panel import clock
from panel.errors import Missing
from panel.imports import actions, forms, queries
from panel.imports.actions import Looked
from panel.imports.examples import MEDIA_TYPES, example
from panel.imports.plan import Job, ScoreOptions
from panel.imports.queries import Waiting
from panel.imports.table import ImportRefused
from panel.models.cycles import Cycle
from panel.policy.places import CycleHere
from panel.policy.subjects import Actor
from panel.web.door import FILE_LIMIT
from panel.web.download import download
from panel.web.guard import needs
from panel.web.representation import page
from panel.web.site import site

room = Blueprint("imports", __name__)

BOTH = ("GET", "POST")
FORMS: dict[str, type[forms.FileForm]] = {
    "members": forms.FileForm,
    "proposals": forms.FileForm,
    "scores": forms.ScoresForm,
}
LANDINGS = {"members": "people.list", "proposals": "proposals.list", "scores": "tally.board"}


def title(what: str) -> str:
    """What a kind of import is called."""
    titles: dict[str, str] = {
        "members": _("Import members"),
        "proposals": _("Import proposals"),
        "scores": _("Import past scores"),
    }
    return titles[what]


def choose(what: str, db: Session, actor: Actor, here: CycleHere) -> ResponseReturnValue:
    """Choose a file; a sound one is kept, and its preview follows."""
    actions.require_secretariat(actor, here.panel_id)
    form = FORMS[what]()
    if not form.validate_on_submit():
        return _chosen(what, here, form, None, form.status)
    job = _job(what, db, actor, here, form.options((here.round_number or 0) + 1))
    content, name = form.content()
    looked = actions.look_at(db, job, content, name)
    if looked.problems.n:
        return _chosen(what, here, form, looked, ImportRefused.status)
    token = actions.keep_upload(db, job, content, name)
    return redirect(url_for(f"imports.confirm_{what}", cycle_id=here.id, token=token), 303)


def _chosen(
    what: str, here: CycleHere, form: forms.FileForm, looked: Looked | None, status: int
) -> ResponseReturnValue:
    facts = {"what": what, "title": title(what), "columns": actions.KINDS[what].columns}
    return page("imports/choose.html", status, here=here, form=form, looked=looked, **facts)


def _job(what: str, db: Session, actor: Actor, here: CycleHere, options: ScoreOptions | None) -> Job:
    return Job(what, db.get_one(Cycle, here.id), actor, site().settings, clock.now(), options)


def confirm(what: str, db: Session, actor: Actor, it: Waiting) -> ResponseReturnValue:
    """What the file would do, with one button that does all of it."""
    if it.upload.what != what:
        raise Missing
    options = ScoreOptions(**it.upload.options) if it.upload.options else None
    looked = actions.look_at(db, _job(what, db, actor, it.cycle, options), it.upload.content, it.upload.name)
    status = ImportRefused.status if looked.problems.n else 200
    return page("imports/confirm.html", status, what=what, title=title(what), here=it.cycle, it=it, looked=looked)


def take(what: str, db: Session, actor: Actor, it: Waiting) -> ResponseReturnValue:
    """Bring in the whole file, or say what has come in between."""
    if it.upload.what != what:
        raise Missing
    options = ScoreOptions(**it.upload.options) if it.upload.options else None
    try:
        result = actions.import_file(
            db,
            actor,
            what,
            it.upload.content,
            it.upload.name,
            cycle_name=it.cycle.name,
            settings=site().settings,
            now=clock.now(),
            options=options,
        )
    except ImportRefused:
        return confirm(what, db, actor, it)
    db.delete(it.upload)
    counts = result.counts
    flash(
        _(
            "The file has been brought in: %(new)s new, %(changed)s changed, %(unchanged)s unchanged.",
            new=counts.new,
            changed=counts.changed,
            unchanged=counts.unchanged,
        ),
        "success",
    )
    return redirect(url_for(LANDINGS[what], cycle_id=it.cycle.id), 303)


def give_example(what: str, format_: str, _db: Session, actor: Actor, here: CycleHere) -> ResponseReturnValue:
    """An example file of this kind."""
    actions.require_secretariat(actor, here.panel_id)
    return download(example(what, format_), f"{what}.{format_}", MEDIA_TYPES[format_])


def _add_pages(what: str) -> None:
    """The addresses of one kind, all behind the right to bring it in."""
    action, base = actions.KINDS[what].action, f"/cycles/<int:cycle_id>/import/{what}"

    def add(address: str, endpoint: str, view: Callable[..., ResponseReturnValue], *methods: str) -> None:
        room.add_url_rule(address, endpoint, view, methods=methods)

    guarded = needs(action, queries.cycle, body_limit=FILE_LIMIT)
    add(base, what, guarded(partial(choose, what)), *BOTH)
    held = needs(action, queries.waiting)
    add(f"{base}/file/<token>", f"confirm_{what}", held(partial(confirm, what)), "GET")
    add(f"{base}/file/<token>", f"take_{what}", held(partial(take, what)), "POST")
    for format_ in MEDIA_TYPES:
        giving = needs(action, queries.cycle)(partial(give_example, what, format_))
        add(f"{base}/example.{format_}", f"example_{what}_{format_}", giving, "GET")


for _what in FORMS:
    _add_pages(_what)
