"""Writes a bundle: the record, signed, and for the archive the frozen tallies with their inputs and the reports."""

import json
import zipfile
from collections.abc import Collection, Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import checkpoints, ledger
from panel.calc import chain
from panel.calc.chain import Link
from panel.calc.checkpoint import State
from panel.calc.snapshot import recompute
from panel.config import Settings
from panel.errors import Conflict, Missing
from panel.models.cycles import Cycle, Round, RoundState
from panel.models.events import Checkpoint
from panel.models.reports import Report
from panel.models.tallies import FrozenAnalysis, Snapshot

_HERE = Path(__file__).parent
_BEGINNING = (1980, 1, 1, 0, 0, 0)  # the earliest a ZIP can say: the same content gives the same file


def extract(db: Session, settings: Settings, panel_id: int | None, now: datetime) -> bytes:
    """The record alone: the events of a panel in full (of all panels, for None), of the others their hashes."""
    return _zipped(dict(_record(db, settings, panel_id, now)))


def archive(db: Session, settings: Settings, cycle_name: str, now: datetime) -> bytes:
    """The record with the tallies, their inputs and the frozen reports of a cycle. Raises Missing."""
    cycle = db.execute(select(Cycle.id, Cycle.panel_id).where(Cycle.name == cycle_name)).one_or_none()
    if cycle is None:
        raise Missing(f"there is no cycle named {cycle_name}")
    files = dict(_record(db, settings, cycle.panel_id, now))
    return _zipped(files | dict(_tallies(db, cycle.id)) | dict(_reports(db, cycle.id)))


def _record(db: Session, settings: Settings, panel_id: int | None, now: datetime) -> Iterator[tuple[str, str]]:
    tip = checkpoints.present(db, now)
    if tip is None:
        raise Conflict("the record is empty")
    sealed = {f"round:{key}" for key in db.scalars(select(Round.id).where(Round.state == RoundState.OPEN))}
    lines = (_line(link, panel_id, sealed) for link in ledger.links(db))
    signed = db.scalars(select(Checkpoint).order_by(Checkpoint.seq))
    stored = [{**State(one.seq, one.head, one.root, one.at).as_plain(), "signature": one.signature} for one in signed]
    yield "README.md", (_HERE / "README.md").read_text(encoding="utf-8")
    yield "verify.py", (_HERE / "verify.py").read_text(encoding="utf-8")
    yield "key.json", _json({"algorithm": "Ed25519", "public_key": checkpoints.public_key(settings)})
    yield "ledger.jsonl", "".join(f"{line}\n" for line in lines)
    yield "checkpoints.json", _json(stored)
    yield "tip.json", _json({**tip.as_plain(), "signature": checkpoints.signature(settings, tip)})


def _line(link: Link, panel_id: int | None, sealed: Collection[str]) -> str:
    """An event in full where it may be told, else its hash: not that of a sheet in an open round, or with a name."""
    event = link.event
    told = panel_id is None or event["panel"] == panel_id
    if event["action"] == ledger.SHEET and (event["object"] in sealed or link.format == chain.FIRST):
        told = False
    if not told:
        return _json({"seq": event["seq"], "hash": link.own})
    text = chain.event_text(link.format, event)
    return _json(
        {"seq": event["seq"], "format": link.format, "previous": link.previous, "hash": link.own, "event": text}
    )


def _tallies(db: Session, cycle_id: int) -> Iterator[tuple[str, str]]:
    rounds = select(Snapshot, Round.number).join(Round, Round.id == Snapshot.round_id)
    for stored, number in db.execute(rounds.where(Round.cycle_id == cycle_id).order_by(Round.number)):
        again = recompute(stored.inputs)
        hashes = {name: getattr(stored, name) for name in ("inputs_sha256", "results_sha256", "sha256")}
        analysis = db.scalar(select(FrozenAnalysis.results).where(FrozenAnalysis.snapshot_id == stored.id))
        texts = {"inputs": stored.inputs, "results": again.results, "analysis": analysis}
        yield f"tallies/round-{number}.json", _json({"round": f"round:{stored.round_id}", **hashes, **texts})


def _reports(db: Session, cycle_id: int) -> Iterator[tuple[str, str]]:
    """Each edition as it was frozen, byte for byte, under the name the record has for it."""
    for row in db.execute(select(Report.id, Report.document).where(Report.cycle_id == cycle_id).order_by(Report.id)):
        yield f"reports/report-{row.id}.json", row.document


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _zipped(files: dict[str, str]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as into:
        for name, text in files.items():
            into.writestr(zipfile.ZipInfo(name, _BEGINNING), text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
