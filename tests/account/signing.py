"""How a test signs in."""

from tests.visit import Visitor

PASSWORD = "correct horse battery"


def sign_in(visitor: Visitor, email: str | None, password: str = PASSWORD, status: int = 303, url: str = "") -> str:
    """Sign in, expecting this status; returns where the answer leads."""
    values = {"email": email, "password": password}
    return visitor.post(url or "/account/sign-in", values, status=status).location or ""
