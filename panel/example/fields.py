"""The 72 technology fields and industrial sectors as proposals, with the words a member would add."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from panel import presets
from panel.example.texts import dice, texts
from panel.models.cycles import Cycle
from panel.models.people import Person
from panel.models.proposals import WRITTEN_FIELDS, Kind, Posture, Proposal, ProposalState, ProposalVersion
from panel.models.search import index_proposals

_POSTURES = (Posture.STRENGTHEN, Posture.STRENGTHEN, Posture.MAINTAIN, Posture.CULTIVATE)
_HORIZONS = ("within_5", "about_10", "beyond_10")
_REVISED_ONE_IN = 6  # how many proposals have a first version that said less
_WRITTEN_BY_A_MEMBER_ONE_IN = 6
_ADDED_LATER = ("actions_ja", "actions_en", "goals_ja", "goals_en")


def add_proposals(
    db: Session, cycle: Cycle, codes: Sequence[str], authors: Sequence[Person], submitted_at: datetime
) -> list[Proposal]:
    """The proposals of these codes, submitted; one in six by a member, the others brought in by the secretariat."""
    proposals = [_proposal(cycle, row, authors, submitted_at) for row in _fields() if row["id"] in codes]
    db.add_all(proposals)
    db.flush()
    db.add_all(version for proposal in proposals for version in _versions(proposal))
    db.flush()
    index_proposals(db, proposals)
    return proposals


def all_codes() -> tuple[str, ...]:
    """The codes of all fields and sectors, in their order."""
    return tuple(row["id"] for row in _fields())


def _proposal(cycle: Cycle, row: dict[str, str], authors: Sequence[Person], submitted_at: datetime) -> Proposal:
    die = dice("proposal", row["id"])
    author = die.choice(authors) if die.randrange(_WRITTEN_BY_A_MEMBER_ONE_IN) == 0 else None
    n_versions = 2 if die.randrange(_REVISED_ONE_IN) == 0 else 1
    return Proposal(
        cycle_id=cycle.id,
        code=row["id"],
        kind=Kind(row["kind"]),
        state=ProposalState.SUBMITTED,
        author_id=author.id if author else None,
        version=n_versions,
        created_at=submitted_at - timedelta(days=3),
        updated_at=submitted_at + timedelta(days=10 * (n_versions - 1)),
        submitted_at=submitted_at,
        **_written(row),
        posture=die.choice(_POSTURES),
        horizon=die.choices(_HORIZONS, (4, 3, 1))[0],
    )


def _written(row: dict[str, str]) -> dict[str, str]:
    """What the proposal says: the shipped texts, and sentences chosen for its kind."""
    die = dice("words", row["id"])
    names = [
        {"title": row[f"title_{language}"], "area": row[f"capability_area_{language}"] or row[f"title_{language}"]}
        for language in ("ja", "en")
    ]
    said = {use: die.choice(texts(use, row["kind"])).about(*names) for use in ("rationale", "actions", "goals")}
    return {
        **{name: row[name] for name in ("title_ja", "title_en", "summary_ja", "summary_en")},
        **{f"{use}_ja": text.ja for use, text in said.items()},
        **{f"{use}_en": text.en for use, text in said.items()},
        "area_ja": row["capability_area_ja"],
        "area_en": row["capability_area_en"],
        "industry_code": row["jsic_code"],
        "industry_ja": row["jsic_name_ja"],
        "industry_en": row["jsic_name_en"],
        "sources": row["source"],
    }


def _versions(proposal: Proposal) -> Iterator[ProposalVersion]:
    """Every version it went through; the first of two had no actions and goals yet."""
    written: dict[str, Any] = {field: getattr(proposal, field) for field in WRITTEN_FIELDS}
    for number in range(1, proposal.version + 1):
        last = number == proposal.version
        yield ProposalVersion(
            proposal_id=proposal.id,
            number=number,
            submitted=True,
            written=written if last else {**written, **dict.fromkeys(_ADDED_LATER, "")},
            author_id=proposal.author_id,
            created_at=proposal.updated_at if last else proposal.submitted_at,
        )


@cache
def _fields() -> tuple[dict[str, str], ...]:
    """Every field and sector with its tags."""
    tags = {row["id"]: row for row in presets.rows("defence_fields_and_sectors_tags.csv")}
    return tuple({**tags[row["id"]], **row} for row in presets.rows("defence_fields_and_sectors.csv"))
