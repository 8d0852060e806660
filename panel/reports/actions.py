"""Writes of the reports room: own paragraphs, frozen editions; and the report as bytes for page and command alike."""

from datetime import datetime
from typing import Literal

from flask_babel import gettext as _
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from panel import commitments, ledger
from panel.calc.document import Document, Language
from panel.calc.document_json import sha256, to_json
from panel.db import rows_changed
from panel.errors import Conflict, Missing
from panel.formats import FORMATS
from panel.models.cycles import Cycle
from panel.models.reports import Report, ReportText
from panel.policy.subjects import Actor
from panel.reports.facts import Source
from panel.reports.queries import Chapter, document

LanguageCode = Literal["ja", "en", "both"]


def rendered_report(
    db: Session, seal_key: bytes, cycle_name: str, number: int, extension: str, language: LanguageCode
) -> bytes:
    """The report of a frozen round in one format, for the command line. Raises Missing."""
    cycle_id = db.scalar(select(Cycle.id).where(Cycle.name == cycle_name))
    if cycle_id is None:
        raise Missing(f"there is no cycle named {cycle_name}")
    try:
        _source, made = document(db, seal_key, None, cycle_id, number)
    except Missing:
        raise Missing(f"round {number} of {cycle_name} has not been closed and tallied") from None
    return FORMATS[extension].render(made, Language(language))


def write_chapter(db: Session, actor: Actor, chapter: Chapter, text_ja: str, text_en: str, *, now: datetime) -> None:
    """Keep the secretariat's own paragraphs of a chapter. Raises Conflict when somebody else changed them meanwhile."""
    values = {"text_ja": text_ja, "text_en": text_en, "updated_at": now}
    if chapter.version == 0:
        if _is_written(db, chapter):
            raise Conflict(_("Somebody else has changed these paragraphs. Theirs are shown beside yours."))
        db.add(ReportText(cycle_id=chapter.cycle.id, chapter=chapter.key, **values))
        db.flush()
    else:
        changed = db.execute(
            update(ReportText)
            .where(
                ReportText.cycle_id == chapter.cycle.id,
                ReportText.chapter == chapter.key,
                ReportText.version == chapter.version,
            )
            .values(version=chapter.version + 1, **values)
        )
        if rows_changed(changed) == 0:
            raise Conflict(_("Somebody else has changed these paragraphs. Theirs are shown beside yours."))
    ledger.record(
        db, actor, "recommendation.edit", f"chapter:{chapter.cycle.id}:{chapter.key}", panel_id=chapter.cycle.panel_id
    )


def _is_written(db: Session, chapter: Chapter) -> bool:
    found = select(ReportText.id).where(ReportText.cycle_id == chapter.cycle.id, ReportText.chapter == chapter.key)
    return db.scalar(found) is not None


def freeze_report(db: Session, actor: Actor, source: Source, made: Document, *, now: datetime) -> Report:
    """Keep the document as it is, with its hash: it renders the same whatever moves on afterwards."""
    last = db.scalar(select(func.max(Report.number)).where(Report.cycle_id == source.cycle_id)) or 0
    kept = Report(
        cycle_id=source.cycle_id,
        round_id=source.round_id,
        number=last + 1,
        document=to_json(made),
        sha256=sha256(made),
        frozen_by_id=actor.person_id,
        frozen_at=now,
    )
    db.add(kept)
    db.flush()
    thing, content = f"report:{kept.id}", commitments.of(kept)
    ledger.record(db, actor, "report.freeze", thing, content, panel_id=source.panel_id, sha256=kept.sha256)
    return kept


def record_export(db: Session, actor: Actor, source: Source, what: str, **detail: str) -> None:
    """Write down that somebody took something away."""
    ledger.record(db, actor, what, f"round:{source.round_id}", panel_id=source.panel_id, **detail)
