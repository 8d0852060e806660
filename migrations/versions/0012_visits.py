"""When somebody was last here, and before that: what happened since their last visit is marked as new for them."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_COLUMNS = ("visited_at", "visited_before_at")


def upgrade() -> None:
    for name in _COLUMNS:
        op.add_column("person", sa.Column(name, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for name in _COLUMNS:
        op.drop_column("person", name)
