"""What who runs the server does for accounts where no page can: an administrator, a link, a lost second factor."""

import argparse

from panel import accounts, addresses, clock
from panel.commands.terminal import fail, ready, say, set_up
from panel.config import Settings
from panel.factors.actions import reset
from panel.models.people import person_by_email


def create_administrator(arguments: argparse.Namespace) -> None:
    """`panel create-administrator ADDRESS`: the site has no account to begin with, and so no default password."""
    email = _address(arguments.address)
    settings, database = set_up()
    with database.transaction(write=True) as db:
        values = {"email": email, "family_name": email.partition("@")[0], "language": settings.default_language}
        _person, token = accounts.make_administrator(db, None, values, now=clock.now())
        db.commit()
    if token is None:
        say(f"{email} administers the site from now on, with the password of before")
    else:
        _tell(settings, email, token)


def link(arguments: argparse.Namespace) -> None:
    """`panel link ADDRESS`: a new password for an account whose owner no mail reaches; the second factor stays."""
    email = _address(arguments.address)
    settings, database = ready()
    with database.transaction(write=True) as db:
        person = person_by_email(db, email)
        if person is None or not person.is_active:
            fail(f"{email}: no active account has this address")
        token = accounts.new_link(db, None, person, now=clock.now())
        db.commit()
    _tell(settings, email, token)


def reset_factors(arguments: argparse.Namespace) -> None:
    """`panel reset-factors ADDRESS`: for the officer who has lost device and codes, where no two others are left."""
    email = _address(arguments.address)
    _settings, database = ready()
    with database.transaction(write=True) as db:
        person = person_by_email(db, email)
        if person is None:
            fail(f"{email}: no account has this address")
        reset(db, None, person.id, now=clock.now())
        db.commit()
    say(f"The second factors of {email} are removed; the next sign-in sets up new ones")


def _address(typed: str) -> str:
    try:
        return addresses.as_stored(typed)
    except addresses.AddressRefused:
        fail(f"{typed} is not an e-mail address")


def _tell(settings: Settings, email: str, token: str) -> None:
    say(f"A password for {email} is chosen, once and within 72 hours, at\n  {settings.base_url}/account/link/{token}")
