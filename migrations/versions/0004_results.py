"""Ballots, tallies, decisions and reports."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("chapter", sa.String(length=40), nullable=False),
        sa.Column("text_ja", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_report_text_cycle_id_cycle")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_text")),
        sa.UniqueConstraint("cycle_id", "chapter", name=op.f("uq_report_text_cycle_id_chapter")),
    )
    op.create_table(
        "ballot",
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
    )
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("frozen_by_id", sa.Integer(), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_report_cycle_id_cycle")),
        sa.ForeignKeyConstraint(["frozen_by_id"], ["person.id"], name=op.f("fk_report_frozen_by_id_person")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_report_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("cycle_id", "number", name=op.f("uq_report_cycle_id_number")),
    )
    op.create_index("ix_report_cycle_id", "report", ["cycle_id"], unique=False)

    op.create_table(
        "snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("inputs_sha256", sa.String(length=64), nullable=False),
        sa.Column("results_sha256", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("n_raters", sa.Integer(), nullable=False),
        sa.Column("software", sa.String(length=40), nullable=False),
        sa.Column("inputs", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_snapshot_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
        sa.UniqueConstraint("round_id", name=op.f("uq_snapshot_round_id")),
    )
    op.create_index("ix_snapshot_sha256", "snapshot", ["sha256"], unique=False)

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
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(length=20), nullable=False),
        sa.Column("wording_ja", sa.Text(), nullable=False),
        sa.Column("wording_en", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("departs", sa.Boolean(), nullable=False),
        sa.Column("departure_reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("not departs or departure_reason <> ''", name=op.f("ck_decision_departure_explained")),
        sa.CheckConstraint("wording_ja <> '' or wording_en <> ''", name=op.f("ck_decision_worded")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_decision_decided_by_id_person")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_decision_proposal_id_proposal")),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name=op.f("fk_decision_snapshot_id_snapshot")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_decision_proposal_id")),
    )
    op.create_table(
        "mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.String(length=32), nullable=False),
        sa.Column("round_criterion_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("blank", sa.String(length=20), nullable=True),
        sa.CheckConstraint(
            "blank is null or blank in ('not_yet', 'unable', 'not_applicable', 'abstained', 'recused')",
            name=op.f("ck_mark_blank"),
        ),
        sa.CheckConstraint("(value is null) <> (blank is null)", name=op.f("ck_mark_value_or_blank")),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballot.id"], name=op.f("fk_mark_ballot_id_ballot")),
        sa.ForeignKeyConstraint(
            ["round_criterion_id"], ["round_criterion.id"], name=op.f("fk_mark_round_criterion_id_round_criterion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
        sa.UniqueConstraint("ballot_id", "round_criterion_id", name=op.f("uq_mark_ballot_id_round_criterion_id")),
    )
    op.create_table(
        "tally_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("rank_need", sa.Integer(), nullable=True),
        sa.Column("rank_opportunity", sa.Integer(), nullable=True),
        sa.Column("total", sa.Double(), nullable=True),
        sa.Column("total_need", sa.Double(), nullable=True),
        sa.Column("total_opportunity", sa.Double(), nullable=True),
        sa.Column("consensus", sa.String(length=20), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("eligible", sa.Integer(), nullable=False),
        sa.Column("median", sa.Double(), nullable=True),
        sa.Column("q1", sa.Double(), nullable=True),
        sa.Column("q3", sa.Double(), nullable=True),
        sa.Column("histogram", sa.String(length=200), nullable=False),
        sa.Column("not_yet", sa.Integer(), nullable=False),
        sa.Column("unable", sa.Integer(), nullable=False),
        sa.Column("not_applicable", sa.Integer(), nullable=False),
        sa.Column("abstained", sa.Integer(), nullable=False),
        sa.Column("recused", sa.Integer(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_tally_row_proposal_id_proposal")),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name=op.f("fk_tally_row_snapshot_id_snapshot")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally_row")),
        sa.UniqueConstraint("snapshot_id", "proposal_id", name=op.f("uq_tally_row_snapshot_id_proposal_id")),
    )
    op.create_index("ix_tally_row_proposal_id", "tally_row", ["proposal_id"], unique=False)
    op.create_index("ix_tally_row_rank", "tally_row", ["snapshot_id", "rank"], unique=False)

    op.create_table(
        "decision_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(length=20), nullable=False),
        sa.Column("wording_ja", sa.Text(), nullable=False),
        sa.Column("wording_en", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("departs", sa.Boolean(), nullable=False),
        sa.Column("departure_reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_decision_version_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_decision_version_decision_id_decision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_version")),
        sa.UniqueConstraint("decision_id", "number", name=op.f("uq_decision_version_decision_id_number")),
    )


def downgrade() -> None:
    op.drop_table("decision_version")
    op.drop_index("ix_tally_row_rank", "tally_row")
    op.drop_index("ix_tally_row_proposal_id", "tally_row")

    op.drop_table("tally_row")
    op.drop_table("mark")
    op.drop_table("decision")
    op.drop_table("ballot_owner")
    op.drop_index("ix_snapshot_sha256", "snapshot")

    op.drop_table("snapshot")
    op.drop_index("ix_report_cycle_id", "report")

    op.drop_table("report")
    op.drop_table("ballot")
    op.drop_table("report_text")
