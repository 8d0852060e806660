"""Whose a ballot is under a key of its own, ballots laid without an order, and requests to reveal who gave a score."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import context, op

from panel import envelope
from panel.errors import SettingsError

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_SCATTERED: dict[str, Any] = {"sqlite_with_rowid": False}
_BOUND_TO = b"owner-key"
_PLAIN = sa.table("ballot_owner", *map(sa.column, ("person_id", "round_id", "proposal_id", "ballot_id")))
_MARKED = sa.table("ballot_owner", sa.column("mark"), sa.column("ballot_id"))
_ROUND = sa.table("round", sa.column("id"), sa.column("owner_key"))


def upgrade() -> None:
    op.add_column("round", sa.Column("owner_key", sa.LargeBinary(), nullable=True))
    plain = op.get_bind().execute(sa.select(_PLAIN)).all()
    op.drop_table("ballot_owner")
    if op.get_bind().dialect.name == "sqlite":
        _scatter_ballots()
    op.create_table(
        "ballot_owner",
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.Column("ballot_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballot.id"], name=op.f("fk_ballot_owner_ballot_id_ballot")),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_ballot_owner")),
        sa.UniqueConstraint("ballot_id", name=op.f("uq_ballot_owner_ballot_id")),
        **_SCATTERED,
    )
    if plain:
        op.bulk_insert(_MARKED, list(_marked(plain)))
    op.create_table(
        "unsealing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("asked_by_id <> confirmed_by_id", name=op.f("ck_unsealing_two_persons")),
        sa.CheckConstraint("cancelled_at is null or revealed_at is null", name=op.f("ck_unsealing_one_end")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_unsealing_asked_by_id_person")),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballot.id"], name=op.f("fk_unsealing_ballot_id_ballot")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["person.id"], name=op.f("fk_unsealing_confirmed_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unsealing")),
    )
    op.create_index("ix_unsealing_ballot_id", "unsealing", ["ballot_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_unsealing_ballot_id", "unsealing")
    op.drop_table("unsealing")
    plain = list(_plain())
    op.drop_table("ballot_owner")
    op.create_table(
        "ballot_owner",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballot.id"], name=op.f("fk_ballot_owner_ballot_id_ballot")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_ballot_owner_person_id_person")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_ballot_owner_proposal_id_proposal")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_ballot_owner_round_id_round")),
        sa.PrimaryKeyConstraint("person_id", "round_id", "proposal_id", name=op.f("pk_ballot_owner")),
        sa.UniqueConstraint("ballot_id", name=op.f("uq_ballot_owner_ballot_id")),
    )
    if plain:
        op.bulk_insert(_PLAIN, plain)
    op.drop_column("round", "owner_key")


def _scatter_ballots() -> None:
    """Lay the ballots by their random ids. Their marks are put aside meanwhile, so that no key points to nothing."""
    op.execute("CREATE TEMPORARY TABLE mark_aside AS SELECT * FROM mark")
    op.execute("DELETE FROM mark")
    op.create_table(
        "ballot_scattered",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded", sa.LargeBinary(), nullable=True),
        sa.Column("draft", sa.LargeBinary(), nullable=True),
        sa.Column("receipt", sa.String(length=64), nullable=True),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.Column("stakeholder_group", sa.String(length=20), nullable=True),
        sa.Column("confidence", sa.String(length=10), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_ballot_proposal_id_proposal")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_ballot_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot")),
        sa.UniqueConstraint("round_id", "proposal_id", "id", name=op.f("uq_ballot_round_id_proposal_id_id")),
        **_SCATTERED,
    )
    op.execute("INSERT INTO ballot_scattered SELECT * FROM ballot ORDER BY id")
    op.drop_table("ballot")
    op.rename_table("ballot_scattered", "ballot")
    op.execute("INSERT INTO mark SELECT * FROM mark_aside")
    op.execute("DROP TABLE mark_aside")


# ---- Owners: in plain before, marked under a key of the round after ----


def _seal_key() -> bytes:
    key: bytes | None = context.config.attributes.get("seal_key")
    if key is None:
        raise SettingsError("this database holds ballots: their owners can be converted only with the seal key at hand")
    return key


def _marked(plain: list[Any]) -> Iterator[dict[str, str]]:
    """Every owner as a mark, under a new key for each round; an imported round keeps none."""
    keys = {}
    for round_id in sorted({row.round_id for row in plain}):
        keys[round_id] = envelope.new_key()
        wrapped = envelope.seal(_seal_key(), keys[round_id], _BOUND_TO)
        op.get_bind().execute(sa.update(_ROUND).where(_ROUND.c.id == round_id).values(owner_key=wrapped))
    for row in plain:
        content = f"{row.person_id}:{row.proposal_id}".encode()
        yield {"mark": envelope.keyed(keys[row.round_id], content), "ballot_id": row.ballot_id}


def _plain() -> Iterator[dict[str, Any]]:
    """Every mark as its owner, found by trying everybody on the list of a round on everything it asked."""
    db = op.get_bind()
    marked = dict(db.execute(sa.select(_MARKED.c.mark, _MARKED.c.ballot_id)).all())
    if not marked:
        return
    for round_id, wrapped in db.execute(sa.select(_ROUND).where(_ROUND.c.owner_key.is_not(None))).all():
        key = envelope.unseal(_seal_key(), wrapped, _BOUND_TO)
        pairs = sa.text(
            "SELECT v.person_id, p.proposal_id FROM round_voter v JOIN round_proposal p ON p.round_id = v.round_id"
            " WHERE v.round_id = :round"
        )
        for person_id, proposal_id in db.execute(pairs, {"round": round_id}):
            mark = envelope.keyed(key, f"{person_id}:{proposal_id}".encode())
            if mark in marked:
                whose = {"person_id": person_id, "round_id": round_id, "proposal_id": proposal_id}
                yield {**whose, "ballot_id": marked[mark]}
