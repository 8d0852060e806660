"""`panel mail`: what cron calls to send what waits in the outbox."""

import argparse

from panel import clock, post
from panel.commands.checkpoint import sign
from panel.commands.terminal import ready, say


def mail(_arguments: argparse.Namespace) -> None:
    """`panel mail`."""
    settings, database = ready()
    sign(settings, database)
    say(f"{post.send_due(settings, database, clock.now())} sent")
