"""Proposals, comments, recusals and the words they are found by."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# What a search looks into: on SQLite a full-text table kept in step by triggers, on PostgreSQL a generated column.
_FULL_TEXT = {
    "sqlite": (
        "CREATE VIRTUAL TABLE search_fts USING fts5("
        "words, content='search_text', content_rowid='id', tokenize='ascii')",
        "CREATE TRIGGER search_fts_insert AFTER INSERT ON search_text BEGIN "
        "INSERT INTO search_fts(rowid, words) VALUES (new.id, new.words); END",
        "CREATE TRIGGER search_fts_delete AFTER DELETE ON search_text BEGIN "
        "INSERT INTO search_fts(search_fts, rowid, words) VALUES ('delete', old.id, old.words); END",
        "CREATE TRIGGER search_fts_update AFTER UPDATE ON search_text BEGIN "
        "INSERT INTO search_fts(search_fts, rowid, words) VALUES ('delete', old.id, old.words); "
        "INSERT INTO search_fts(rowid, words) VALUES (new.id, new.words); END",
    ),
    "postgresql": (
        "ALTER TABLE search_text ADD COLUMN search_fts_vector tsvector "
        "GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED",
        "CREATE INDEX search_fts_index ON search_text USING gin (search_fts_vector) WITH (fastupdate = off)",
    ),
}


def upgrade() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title_ja", sa.String(length=300), nullable=False),
        sa.Column("title_en", sa.String(length=300), nullable=False),
        sa.Column("summary_ja", sa.Text(), nullable=False),
        sa.Column("summary_en", sa.Text(), nullable=False),
        sa.Column("rationale_ja", sa.Text(), nullable=False),
        sa.Column("rationale_en", sa.Text(), nullable=False),
        sa.Column("actions_ja", sa.Text(), nullable=False),
        sa.Column("actions_en", sa.Text(), nullable=False),
        sa.Column("goals_ja", sa.Text(), nullable=False),
        sa.Column("goals_en", sa.Text(), nullable=False),
        sa.Column("posture", sa.String(length=20), nullable=True),
        sa.Column("horizon", sa.String(length=20), nullable=False),
        sa.Column("area_ja", sa.String(length=300), nullable=False),
        sa.Column("area_en", sa.String(length=300), nullable=False),
        sa.Column("industry_code", sa.String(length=20), nullable=False),
        sa.Column("industry_ja", sa.String(length=300), nullable=False),
        sa.Column("industry_en", sa.String(length=300), nullable=False),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind in ('technology', 'sector')", name=op.f("ck_proposal_kind")),
        sa.CheckConstraint("title_ja <> '' or title_en <> ''", name=op.f("ck_proposal_title")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_proposal_author_id_person")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_proposal_cycle_id_cycle")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("cycle_id", "code", name=op.f("uq_proposal_cycle_id_code")),
    )
    op.create_index("ix_proposal_author_id", "proposal", ["author_id"], unique=False)
    op.create_index("ix_proposal_list", "proposal", ["cycle_id", "state", "code"], unique=False)

    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_attachment_added_by_id_person")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_attachment_proposal_id_proposal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("token", name=op.f("uq_attachment_token")),
    )
    op.create_index("ix_attachment_proposal_id", "attachment", ["proposal_id"], unique=False)

    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_comment_author_id_person")),
        sa.ForeignKeyConstraint(["parent_id"], ["comment.id"], name=op.f("fk_comment_parent_id_comment")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_comment_proposal_id_proposal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    op.create_index("ix_comment_author_id", "comment", ["author_id"], unique=False)
    op.create_index("ix_comment_proposal_id", "comment", ["proposal_id"], unique=False)

    op.create_table(
        "evidence_claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("aspect", sa.String(length=20), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("stated_on", sa.Date(), nullable=False),
        sa.Column("certainty", sa.String(length=10), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_evidence_claim_added_by_id_person")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_evidence_claim_proposal_id_proposal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_claim")),
    )
    op.create_index("ix_evidence_claim_proposal_id", "evidence_claim", ["proposal_id"], unique=False)

    op.create_table(
        "proposal_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("submitted", sa.Boolean(), nullable=False),
        sa.Column("written", sa.JSON(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_proposal_version_author_id_person")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_version_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_version")),
        sa.UniqueConstraint("proposal_id", "number", name=op.f("uq_proposal_version_proposal_id_number")),
    )
    op.create_table(
        "recusal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("declared_by_id", sa.Integer(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["declared_by_id"], ["person.id"], name=op.f("fk_recusal_declared_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recusal_person_id_person")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_recusal_proposal_id_proposal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recusal")),
    )
    op.create_index("ix_recusal_person_id", "recusal", ["person_id"], unique=False)
    op.create_index("ix_recusal_proposal_id", "recusal", ["proposal_id"], unique=False)
    op.create_index(
        "uq_recusal_in_force",
        "recusal",
        ["person_id", "proposal_id"],
        unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )

    op.create_table(
        "round_proposal",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("proposal_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_round_proposal_proposal_id_proposal")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_proposal_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", "proposal_id", name=op.f("pk_round_proposal")),
    )
    op.create_index("ix_round_proposal_proposal_id", "round_proposal", ["proposal_id"], unique=False)

    op.create_table(
        "comment_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_comment_version_comment_id_comment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_version")),
        sa.UniqueConstraint("comment_id", "number", name=op.f("uq_comment_version_comment_id_number")),
    )
    op.create_table(
        "search_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_search_text_comment_id_comment")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_search_text_proposal_id_proposal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_text")),
    )
    op.create_index("ix_search_text_comment_id", "search_text", ["comment_id"], unique=False)
    op.create_index("ix_search_text_proposal_id", "search_text", ["proposal_id"], unique=False)

    for statement in _FULL_TEXT[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_fts")
    op.drop_index("ix_search_text_proposal_id", "search_text")
    op.drop_index("ix_search_text_comment_id", "search_text")

    op.drop_table("search_text")
    op.drop_table("comment_version")
    op.drop_index("ix_round_proposal_proposal_id", "round_proposal")

    op.drop_table("round_proposal")
    op.drop_index(
        "uq_recusal_in_force",
        "recusal",
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )
    op.drop_index("ix_recusal_proposal_id", "recusal")
    op.drop_index("ix_recusal_person_id", "recusal")

    op.drop_table("recusal")
    op.drop_table("proposal_version")
    op.drop_index("ix_evidence_claim_proposal_id", "evidence_claim")

    op.drop_table("evidence_claim")
    op.drop_index("ix_comment_proposal_id", "comment")
    op.drop_index("ix_comment_author_id", "comment")

    op.drop_table("comment")
    op.drop_index("ix_attachment_proposal_id", "attachment")

    op.drop_table("attachment")
    op.drop_index("ix_proposal_list", "proposal")
    op.drop_index("ix_proposal_author_id", "proposal")

    op.drop_table("proposal")
