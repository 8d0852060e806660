"""What members hold to be the weights of the criteria, before a round opens."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "weight_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_weight_view_cycle_id_cycle")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_weight_view_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weight_view")),
        sa.UniqueConstraint("cycle_id", "person_id", name=op.f("uq_weight_view_cycle_id_person_id")),
    )
    op.create_index("ix_weight_view_person_id", "weight_view", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_weight_view_person_id", "weight_view")
    op.drop_table("weight_view")
