"""`panel serve` and `panel demo`: the site on an address of this machine."""

import argparse
import os
import socket
from dataclasses import replace

from sqlalchemy import select

from panel import clock, server
from panel.account.actions import create_first_link
from panel.commands.checkpoint import refuse_rollback, sign
from panel.commands.doctor import refuse_unsafe_start
from panel.commands.terminal import fail, say, set_up
from panel.config import Settings
from panel.models.cycles import Panel


def serve(arguments: argparse.Namespace) -> None:
    """`panel serve`: on a site without a panel, print the link that makes the first one and its secretariat account."""
    _free(arguments)
    settings, database = set_up()
    settings = _served_at(settings, arguments)
    if arguments.production or os.environ.get("PANEL_PRODUCTION") == "1":
        refuse_unsafe_start(settings, database)
    refuse_rollback(settings, database, arguments.accept_rollback)
    with database.transaction(write=True) as db:
        if db.scalars(select(Panel.id).limit(1)).first() is None:
            token = create_first_link(db, now=clock.now())
            db.commit()
            first = f"{settings.base_url}/account/first/{token}"  # where the site answers, behind its proxy as well
            say(f"The site is empty. Create the first secretariat account at\n  {first}")
    sign(settings, database)
    say(f"Panel serves on {_url(arguments)} (stop with Ctrl+C)")
    server.serve(settings, arguments.host, arguments.port)


def demo(arguments: argparse.Namespace) -> None:
    """`panel demo`: the example cycle, and as whom to sign in."""
    from panel import example  # noqa: PLC0415 - slow to load, and no other command needs it

    _free(arguments)
    settings, database = set_up()
    settings = replace(_served_at(settings, arguments), second_factor="off")
    accounts = example.load(database, settings, clock.now())
    sign(settings, database)
    say(f"Panel serves the example cycle on {_url(arguments)} (stop with Ctrl+C). Sign in as")
    for account in accounts:
        say(f"  {account.email:32} {account.role}")
    say(f"  password of all of them: {accounts[0].password}")
    say("Second factors are not asked for here: a site of your own asks its officers for one.")
    server.serve(settings, arguments.host, arguments.port)


def _free(arguments: argparse.Namespace) -> None:
    """Say at once that somebody else listens there, before anything is set up."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((arguments.host, arguments.port))
        except (OSError, OverflowError) as problem:
            fail(f"cannot listen on {arguments.host}:{arguments.port}: {getattr(problem, 'strerror', None) or problem}")


def _served_at(settings: Settings, arguments: argparse.Namespace) -> Settings:
    """Links in mail and invitations lead to where the site is served, unless PANEL_BASE_URL says otherwise."""
    return settings if "PANEL_BASE_URL" in os.environ else replace(settings, base_url=_url(arguments))


def _url(arguments: argparse.Namespace) -> str:
    return f"http://{arguments.host}:{arguments.port}"
