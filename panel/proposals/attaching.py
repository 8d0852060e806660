"""Files beside a proposal: laid there after a look inside, and marked when they are removed; never deleted."""

import hashlib
from datetime import datetime
from secrets import token_urlsafe

from flask_babel import gettext as _
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from panel import ledger
from panel.calc.text import TextRefused, clean_line, length
from panel.errors import Invalid, Missing
from panel.formats.upload import Flaw, UploadRefused, inspected
from panel.models.proposals import Attachment
from panel.policy.places import ProposalHere
from panel.policy.subjects import Actor

MOST_FILES = 20
_LONGEST_NAME = 300


def attach_file(db: Session, actor: Actor, here: ProposalHere, name: str, data: bytes, *, now: datetime) -> bool:
    """Lay a file beside the proposal and say whether it tells more than its content. Raises Invalid.

    The name is kept as it was given and only ever shown; the address of the file is random.
    """
    name = _kept_name(name)
    standing = (Attachment.proposal_id == here.id, Attachment.removed_at.is_(None))
    if (db.scalar(select(func.count()).where(*standing)) or 0) >= MOST_FILES:
        raise Invalid(_("There are %(n)s files already. Remove one first.", n=MOST_FILES), "file")
    try:
        upload = inspected(data, name)
    except UploadRefused as refused:
        raise Invalid(flaw_sentence(refused.flaw), "file") from refused
    file = Attachment(
        proposal_id=here.id,
        token=token_urlsafe(18),
        name=name,
        media_type=upload.media_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        content=data,
        added_by_id=actor.person_id,
        added_at=now,
    )
    db.add(file)
    db.flush()
    panel_id, thing = here.cycle.panel_id, f"proposal:{here.id}"
    ledger.record(db, actor, "attachment.add", thing, panel_id=panel_id, attachment=file.id, sha256=file.sha256)
    return upload.tells


def remove_file(db: Session, actor: Actor, here: ProposalHere, token: str, *, now: datetime) -> None:
    """Mark a file as removed: it is no longer shown or given out. Raises Missing for one of another proposal."""
    mine = (Attachment.proposal_id == here.id, Attachment.token == token, Attachment.removed_at.is_(None))
    removed = db.scalar(update(Attachment).where(*mine).values(removed_at=now).returning(Attachment.id))
    if removed is None:
        raise Missing
    panel_id, thing = here.cycle.panel_id, f"proposal:{here.id}"
    ledger.record(db, actor, "attachment.remove", thing, panel_id=panel_id, attachment=removed)


def _kept_name(name: str) -> str:
    try:
        kept = clean_line(name)
    except TextRefused as refused:
        sentence = _("The name of the file holds a character that cannot be shown (%(character)s). Rename it.",
                     character=refused.character)  # fmt: skip
        raise Invalid(sentence, "file") from refused
    if not kept:
        raise Invalid(_("Choose a file."), "file")
    if length(kept) > _LONGEST_NAME:
        raise Invalid(_("The name of the file is too long. Rename it."), "file")
    return kept


def metadata_sentence() -> str:
    """What to do about a file that names its author, device or place."""
    return str(
        _(
            "The file names its author, device or place in its properties. If nobody should see that, remove it here,"
            " clear the properties and add it again."
        )
    )


def flaw_sentence(flaw: Flaw) -> str:
    """Why a file is not taken and what to do, in the reader's language."""
    sentences: dict[Flaw, str] = {
        Flaw.EMPTY: _("The file is empty. Choose another one."),
        Flaw.TOO_LARGE: _("The file is larger than 10 MB. Choose a smaller one."),
        Flaw.TYPE: _("Files of this kind are not taken. Send PDF, PNG, JPG, DOCX, XLSX, PPTX, CSV or TXT."),
        Flaw.RUNS: _("The name holds the ending of a program. Rename the file if it is a document."),
        Flaw.DIFFERS: _("The content is not what the name says. Save the file anew in the format of its name."),
        Flaw.ENCRYPTED: _("The file is protected by a password. Save it without one."),
        Flaw.MACROS: _("The file holds macros or embedded objects. Save it without them, or as PDF."),
        Flaw.REMOTE: _("The file fetches something from elsewhere when it is opened. Save it as PDF."),
        Flaw.TRAP: _("The file is built in a way that could harm a reader. Save it anew, or as PDF."),
        Flaw.PIXELS: _("The picture has more than 50 megapixels. Make it smaller."),
    }
    return sentences[flaw]
