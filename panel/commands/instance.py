"""`panel init`: the folder, the keys and the database of a site."""

import argparse

from panel.commands.terminal import say, set_up


def init(_arguments: argparse.Namespace) -> None:
    """`panel init`."""
    settings, _database = set_up()
    say(f"Ready: {settings.instance}")
