"""What a member had submitted before, so that a change can be taken back: sealed like the sheet that replaced it."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "earlier_sheet",
        sa.Column("ballot_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballot.id"], name=op.f("fk_earlier_sheet_ballot_id_ballot")),
        sa.PrimaryKeyConstraint("ballot_id", "version", name=op.f("pk_earlier_sheet")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("earlier_sheet")
