"""Which proposal a request of two is about, so that whoever is recused from it is not told by any count or delay."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("approval") as approval:
        approval.add_column(sa.Column("proposal_id", sa.Integer(), nullable=True))
        approval.create_foreign_key("fk_approval_proposal_id_proposal", "proposal", ["proposal_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("approval") as approval:
        approval.drop_constraint("fk_approval_proposal_id_proposal", type_="foreignkey")
        approval.drop_column("proposal_id")
