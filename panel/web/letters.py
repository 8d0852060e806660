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
    name = called(person.language, person.name, person.name_en)
    post.enqueue(db, person.id, *written(person.language, name, subject, template, **values), clock.now())


def called(language: str, name: str, name_en: str) -> str:
    """How somebody is addressed in their own language."""
    return name_en or name if language == "en" else name


def written(language: str, name: str, subject: LazyString, template: str, **values: object) -> tuple[str, str]:
    """Subject and text of a mail as somebody of this name and language will read them."""
    with force_locale(language):
        return str(subject), render_template(template, person_name=name, **values)


def tell_of_change(db: Session, person_id: int, change: LazyString) -> None:
    """Tell somebody of a change to how they sign in, so that one they did not make does not go unseen."""
    if site().settings.mail is None:
        return
    person = db.get_one(Person, person_id)
    subject = _l("Your sign-in to Panel")
    send(db, person, subject, "shared/changed.txt", change=change, site_url=site().settings.base_url)
