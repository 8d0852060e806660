"""Which ways of signing in this site has: passwords, the provider of the office, or both."""

from dataclasses import dataclass

from panel.web.language import in_language
from panel.web.site import site


@dataclass(frozen=True)
class Ways:
    """What the pages for signing in offer; `provider` is its name in the reader's language, None without one."""

    passwords: bool
    provider: str | None


def ways() -> Ways:
    """The ways of this site."""
    settings = site().settings
    provider = settings.provider
    return Ways(settings.passwords, in_language(provider.name_ja, provider.name_en) if provider else None)
