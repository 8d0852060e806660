"""Requests of two that belong to no panel, and what a mail server last answered."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("approval") as approval:
        approval.alter_column("panel_id", existing_type=sa.Integer(), nullable=True)
    op.add_column("outbox", sa.Column("last_error", sa.String(length=300), nullable=False, server_default=""))


def downgrade() -> None:
    op.execute("DELETE FROM approval WHERE panel_id IS NULL")
    op.drop_column("outbox", "last_error")
    with op.batch_alter_table("approval") as approval:
        approval.alter_column("panel_id", existing_type=sa.Integer(), nullable=False)
