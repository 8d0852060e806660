"""A site that can send mail."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from panel.config import MailServer


@pytest.fixture
def with_mail() -> Callable[[Flask, MailServer], None]:
    """with_mail(app, server): the test's application has a mail server; the `app` fixture puts the site back."""

    def given(app: Flask, server: MailServer) -> None:
        site = app.extensions["panel"]
        app.extensions["panel"] = replace(site, settings=replace(site.settings, mail=server))

    return given
