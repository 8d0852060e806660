"""The words in Japanese: parts/*.po, one for each part of the house, become the catalogue the pages read."""

import hashlib
import os
import re
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

FOLDER = Path(__file__).resolve().parent
PARTS = FOLDER / "parts"
CATALOGUE = FOLDER / "ja" / "LC_MESSAGES" / "messages.mo"

_MSGID = re.compile(r"^msgid ", re.MULTILINE)
_HEADER = re.compile(r'^msgid ""\n(?!")', re.MULTILINE)

Key = tuple[str, str | None]


class PartsDisagree(Exception):
    """Two translations of the same words; `problems` holds one line for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def ensure_compiled() -> None:
    """Compile the catalogue unless it was made from exactly these parts; cheap enough for every start."""
    if not (CATALOGUE.exists() and _digest(PARTS).encode() in CATALOGUE.read_bytes()):
        compile_catalogue()


def compile_catalogue() -> Catalog:
    """Write messages.mo, and messages.po beside it for people; neither is kept in git.

    Several processes may do so at once: each file appears whole or not at all.
    """
    catalogue = merged(PARTS)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    for path, write in ((CATALOGUE.with_suffix(".po"), write_po), (CATALOGUE, write_mo)):
        content = BytesIO()
        write(content, catalogue)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        draft.write_bytes(content.getvalue())
        draft.replace(path)
    return catalogue


def merged(parts: Path) -> Catalog:
    """All parts as one catalogue, sorted by msgid; raise PartsDisagree where they contradict each other."""
    everything: dict[Key, tuple[Message, str]] = {}
    problems = []
    for path in sorted(parts.glob("*.po")):
        part, n_repeated = _read(path)
        if n_repeated:
            problems.append(f"{path.name}: {n_repeated} msgid(s) stand in it more than once")
        for message in part:
            if not message.id:
                continue
            first, where = everything.setdefault(key(message), (message, path.name))
            if (first.id, first.string) != (message.id, message.string):
                problems.append(f"{path.name}: {message.id!r} is {message.string!r}, but {first.string!r} in {where}")
    if problems:
        raise PartsDisagree(problems)
    # The digest in the header says which parts a compiled catalogue was made from.
    catalogue = Catalog(locale="ja", project="Panel", version=_digest(parts), fuzzy=False)
    for message, _ in sorted(everything.values(), key=lambda entry: str(key(entry[0]))):
        catalogue[message.id] = message
    return catalogue


def key(message: Message) -> Key:
    """What a catalogue finds a message by: its words in the singular, and its context."""
    return forms(message.id)[0], message.context


def forms(words: str | Iterable[str] | None) -> tuple[str, ...]:
    """A message's words as a tuple: one form, or one for each number; empty where nothing was written."""
    return (words,) if isinstance(words, str) else tuple(words or ())


def _read(path: Path) -> tuple[Catalog, int]:
    """A part, and how many of its msgids repeat an earlier one (Babel itself silently keeps the last)."""
    text = path.read_text(encoding="utf-8")
    part = read_po(BytesIO(text.encode()), locale="ja", abort_invalid=True)
    n_entries = len(_MSGID.findall(text)) - len(_HEADER.findall(text))
    return part, n_entries - len(part)


def _digest(parts: Path) -> str:
    content = hashlib.sha256()
    for path in sorted(parts.glob("*.po")):
        content.update(path.read_bytes())
    return content.hexdigest()
