"""Mail from the site to one of its people about their own account, in their language and in our words alone."""

from flask import render_template
from flask_babel import LazyString, force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from panel import clock, post
from panel.models.people import Person
from panel.web.site import site


def send(db: Session, person: Person, subject: LazyString, template: str, **values: object) -> None:
    """Put a mail into the outbox in the transaction of what it speaks of."""
    with force_locale(person.language):
        body = render_template(template, person_name=person.name, **values)
        post.enqueue(db, person.id, str(subject), body, clock.now())


def tell_of_change(db: Session, person_id: int, change: LazyString) -> None:
    """Tell somebody of a change to how they sign in, so that one they did not make does not go unseen."""
    if site().settings.mail is None:
        return
    person = db.get_one(Person, person_id)
    subject = _l("Your sign-in to Panel")
    send(db, person, subject, "shared/changed.txt", change=change, site_url=site().settings.base_url)
