"""The ledger cannot be changed by statements; its checkpoints, and the salts of what it commits to."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_COMMITTED = ("proposal_version", "comment", "comment_version", "decision", "decision_version", "report")
_SALTS = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "replace(gen_random_uuid()::text, '-', '')"}

# Whoever tampers must first drop these, and then the chain tells.
_APPEND_ONLY = {
    "sqlite": (
        "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN "
        "SELECT RAISE(ABORT, 'the ledger is append-only'); END",
        "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN "
        "SELECT RAISE(ABORT, 'the ledger is append-only'); END",
    ),
    "postgresql": (
        "CREATE TRIGGER {table}_no_update BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER {table}_no_delete BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ),
}
_REFUSE = (
    "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$"
)


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    op.add_column("event", sa.Column("request", sa.String(length=32), nullable=False, server_default=""))
    op.add_column("event", sa.Column("software", sa.String(length=20), nullable=False, server_default=""))
    op.add_column("event", sa.Column("content", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("event", sa.Column("format", sa.String(length=10), nullable=False, server_default="audit-v1"))
    op.create_index("ix_event_panel", "event", ["panel_id", "seq"], unique=False)
    op.create_index("ix_event_actor", "event", ["actor", "seq"], unique=False)
    op.create_table(
        "checkpoint",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_checkpoint")),
    )
    for table in _COMMITTED:
        op.add_column(table, sa.Column("salt", sa.String(length=32), nullable=False, server_default=""))
        op.execute(f"UPDATE {table} SET salt = {_SALTS[dialect]}")  # noqa: S608 - names of our own
    if dialect == "postgresql":
        op.execute(_REFUSE)
    for table in ("event", "checkpoint"):
        for statement in _APPEND_ONLY[dialect]:
            op.execute(statement.format(table=table))


def downgrade() -> None:
    for table in ("event", "checkpoint"):
        for name in ("no_update", "no_delete"):
            on = f" ON {table}" if op.get_bind().dialect.name == "postgresql" else ""
            op.execute(f"DROP TRIGGER {table}_{name}{on}")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
    for table in reversed(_COMMITTED):
        op.drop_column(table, "salt")
    op.drop_table("checkpoint")
    op.drop_index("ix_event_actor", "event")
    op.drop_index("ix_event_panel", "event")
    for column in ("format", "content", "software", "request"):
        op.drop_column("event", column)
