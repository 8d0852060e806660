"""What is wrong with the translations: the words in code and templates against those in the parts."""

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir

from panel.translations import PartsDisagree, forms, key, merged

KEYWORDS = DEFAULT_KEYWORDS | {"lazy_gettext": None, "_l": None, "lazy_ngettext": (1, 2)}
SOURCES = (
    ("panel", [("**.py", "python")]),
    ("templates", [("**.*", "jinja2")]),
)

_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


def problems(root: Path, parts: Path) -> list[str]:
    """One line for each message that is missing, unused, unfinished or loses a placeholder."""
    try:
        catalogue = merged(parts)
    except PartsDisagree as conflict:
        return conflict.problems
    entries = {key(entry): entry for entry in catalogue if entry.id}
    used = {key(message): (message, place) for message, place in extracted(root)}
    missing = [
        f"{place}: not translated: {message.id!r}"
        for found, (message, place) in used.items()
        if found not in entries or not _is_translated(entries[found])
    ]
    unused = [f"unused: {entry.id!r}" for found, entry in entries.items() if found not in used]
    unfinished = [f"fuzzy: {entry.id!r}" for entry in entries.values() if entry.fuzzy]
    broken = [f"placeholders differ: {entry.id!r}" for entry in entries.values() if not _keeps_placeholders(entry)]
    return sorted(missing) + unused + unfinished + broken


def extracted(root: Path) -> Iterator[tuple[Message, str]]:
    """Each translatable message below `root` with its place; a template that cannot be read is an error."""
    for folder, methods in SOURCES:
        found = extract_from_dir(root / folder, methods, options_map={"**.*": {"silent": "false"}}, keywords=KEYWORDS)
        for name, line, words, _comments, context in found:
            yield Message(words, context=context), f"{folder}/{name}:{line}"


def _is_translated(entry: Message) -> bool:
    return bool(entry.string) and all(forms(entry.string))


def _keeps_placeholders(entry: Message) -> bool:
    """Whether each Japanese form has just the English placeholders (a singular may omit its number)."""
    wanted = set(_PLACEHOLDER.findall(" ".join(forms(entry.id))))
    return all(set(_PLACEHOLDER.findall(form)) == wanted for form in forms(entry.string) if form)
