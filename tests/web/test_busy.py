"""A database that is busy for too long: the text comes back, to be sent again with one press."""

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

TYPED = {"family_name": "typed zpx", "password": "words nobody sees"}


@pytest.mark.parametrize(
    ("said", "status"), [("database is locked", 503), ("deadlock detected", 503), ("no disk", 500)]
)
def test_who_waited_too_long_for_the_database_keeps_the_text(app: Flask, said: str, status: int) -> None:
    """R4, R8, V13.1.2, V16.5.2."""
    with app.test_request_context("/account/names", method="POST", data=TYPED):
        answer = app.make_response(app.handle_user_exception(OperationalError("", {}, Exception(said))))
    assert answer.status_code == status
    assert answer.headers.get("Retry-After") == ("15" if status == 503 else None)
    assert "typed zpx" in answer.get_data(as_text=True)
    assert "words nobody sees" not in answer.get_data(as_text=True)
    assert said not in answer.get_data(as_text=True)
