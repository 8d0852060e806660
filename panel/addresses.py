"""E-mail addresses: which are taken, and the one way each is stored and looked for."""

from email_validator import EmailNotValidError, validate_email

LONGEST = 254


class AddressRefused(ValueError):
    """What was typed is not an address that mail can be sent to."""


def as_stored(typed: str) -> str:
    """The address in lower case and normal form. Raises AddressRefused."""
    try:
        address = validate_email(typed.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as problem:
        raise AddressRefused(str(problem)) from problem
    if len(address) > LONGEST:
        raise AddressRefused("too long")
    return address


def as_looked_for(typed: str) -> str:
    """How an address is looked for; what can be no address is looked for all the same, and not found."""
    try:
        return as_stored(typed)
    except AddressRefused:
        return typed.strip().lower()
