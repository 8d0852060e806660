"""What a report costs as PDF: the example edition, its first round, in Japanese."""

import io
import time
from pathlib import Path

from pypdf import PdfReader

from panel import clock, example, schema
from panel.config import Settings
from panel.db import Database
from panel.reports.actions import rendered_report

_KEY = bytes(32)


def example_report(folder: Path) -> tuple[float, int]:
    """Seconds of CPU from the frozen facts to the bytes, over all threads, and how many pages came out."""
    settings = Settings(
        folder, f"sqlite:///{folder / 'example.sqlite3'}", session_key=_KEY, seal_key=_KEY, factor_key=_KEY
    )
    database = Database(settings.database_url)
    schema.upgrade(database.engine)
    example.load(database, settings, clock.now())
    with database.transaction(write=False) as db:
        began = time.process_time()
        content = rendered_report(db, settings.seal_key, "example", 1, "pdf", "ja")
        seconds = time.process_time() - began
    database.engine.dispose()
    return seconds, len(PdfReader(io.BytesIO(content)).pages)
