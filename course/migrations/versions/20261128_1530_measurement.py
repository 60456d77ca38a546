"""measurement: calibration, standards, objections, diagnostics, reviews, proposed paths, certificates"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261128_1530"
down_revision = "20261128_1220"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _make_tables()
    op.add_column("competency", sa.Column("is_between_departments", sa.Boolean(), nullable=True))
    op.add_column("competency", sa.Column("cuts", JSON, nullable=True))
    op.add_column("estimate_state", sa.Column("estimated_at", INSTANT, nullable=True))
    op.add_column("publication", sa.Column("is_material", sa.Boolean(), nullable=True))
    with op.batch_alter_table("evidence") as batch:
        batch.add_column(sa.Column("expected", sa.Double(), nullable=True))
        batch.add_column(sa.Column("shift_b", sa.Double(), nullable=True))
        batch.add_column(sa.Column("shift_v", sa.Double(), nullable=True))
        batch.add_column(sa.Column("observer_id", ID, nullable=True))
        batch.add_column(sa.Column("comment", sa.Text(), nullable=True))
        batch.create_foreign_key(op.f("fk_evidence_observer_id"), "person", ["observer_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("evidence") as batch:
        batch.drop_constraint(op.f("fk_evidence_observer_id"), type_="foreignkey")
        for name in ("comment", "observer_id", "shift_v", "shift_b", "expected"):
            batch.drop_column(name)
    op.drop_column("publication", "is_material")
    op.drop_column("estimate_state", "estimated_at")
    op.drop_column("competency", "cuts")
    op.drop_column("competency", "is_between_departments")
    for table in (
        "test_out",
        "diagnostic",
        "review",
        "refresher",
        "objection",
        "path_step",
        "competency_standard",
        "certification",
        "certificate",
        "review_card",
        "calibration",
        "population",
    ):
        op.drop_table(table)


def _make_tables() -> None:
    op.create_table(
        "population",
        sa.Column("id", ID, nullable=False),
        sa.Column("mean", sa.Double(), nullable=False),
        sa.Column("learners", ID, nullable=False),
        sa.Column("estimated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_population")),
    )
    op.create_table(
        "calibration",
        sa.Column("id", ID, nullable=False),
        sa.Column("ran_at", INSTANT, nullable=False),
        sa.Column("run_by", ID, nullable=True),
        sa.Column("through_at", INSTANT, nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("learners", ID, nullable=False),
        sa.Column("answers", ID, nullable=False),
        sa.Column("shift", sa.Double(), nullable=False),
        sa.Column("report", JSON, nullable=False),
        sa.ForeignKeyConstraint(["run_by"], ["person.id"], name=op.f("fk_calibration_run_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration")),
    )
    op.create_table(
        "review_card",
        sa.Column("learner_id", ID, nullable=False),
        sa.Column("question_item_id", ID, nullable=False),
        sa.Column("stability", sa.Double(), nullable=True),
        sa.Column("difficulty", sa.Double(), nullable=True),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("last_at", INSTANT, nullable=True),
        sa.Column("reviews", ID, nullable=False),
        sa.Column("lapses", ID, nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("set_aside_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["learner_id"], ["person.id"], name=op.f("fk_review_card_learner_id")),
        sa.ForeignKeyConstraint(["question_item_id"], ["item.id"], name=op.f("fk_review_card_question_item_id")),
        sa.PrimaryKeyConstraint("learner_id", "question_item_id", name=op.f("pk_review_card")),
    )
    op.create_index("ix_review_card_due", "review_card", ["learner_id", "due_at"], unique=False)
    op.create_table(
        "certificate",
        sa.Column("id", ID, nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("learner_id", ID, nullable=False),
        sa.Column("certification_item_id", ID, nullable=False),
        sa.Column("certification_version_id", ID, nullable=False),
        sa.Column("event", sa.String(length=80), nullable=False),
        sa.Column("holder_name", sa.String(length=200), nullable=False),
        sa.Column("issued_at", INSTANT, nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("basis", JSON, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.Column("revoked_by", ID, nullable=True),
        sa.Column("revoke_reason", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["certification_item_id"], ["item.id"], name=op.f("fk_certificate_certification_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["certification_version_id"], ["version.id"], name=op.f("fk_certificate_certification_version_id")
        ),
        sa.ForeignKeyConstraint(["learner_id"], ["person.id"], name=op.f("fk_certificate_learner_id")),
        sa.ForeignKeyConstraint(["revoked_by"], ["person.id"], name=op.f("fk_certificate_revoked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint(
            "learner_id",
            "certification_item_id",
            "event",
            name=op.f("uq_certificate_learner_id_certification_item_id_event"),
        ),
        sa.UniqueConstraint("token", name=op.f("uq_certificate_token")),
    )
    op.create_table(
        "certification",
        sa.Column("version_id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("english", sa.String(length=300), nullable=False),
        sa.Column("requirements", JSON, nullable=False),
        sa.Column("final_quiz_key", sa.String(length=80), nullable=False),
        sa.Column("validity", JSON, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_certification_item_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_certification_version_id")),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_certification")),
    )
    op.create_index("ix_certification_key", "certification", ["key"], unique=False)
    op.create_table(
        "competency_standard",
        sa.Column("id", ID, nullable=False),
        sa.Column("competency_id", ID, nullable=False),
        sa.Column("cuts", JSON, nullable=True),
        sa.Column("judgements", JSON, nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("set_at", INSTANT, nullable=False),
        sa.Column("set_by", ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["competency_id"], ["competency.id"], name=op.f("fk_competency_standard_competency_id")
        ),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_competency_standard_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competency_standard")),
    )
    op.create_index("ix_competency_standard", "competency_standard", ["competency_id", "id"], unique=False)
    op.create_table(
        "path_step",
        sa.Column("id", ID, nullable=False),
        sa.Column("learner_id", ID, nullable=False),
        sa.Column("competency_id", ID, nullable=False),
        sa.Column("position", ID, nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("level", ID, nullable=True),
        sa.Column("required", ID, nullable=False),
        sa.Column("format", sa.String(length=12), nullable=False),
        sa.Column("proposed_format", sa.String(length=12), nullable=False),
        sa.Column("items", JSON, nullable=False),
        sa.Column("minutes", ID, nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("replaced_at", INSTANT, nullable=True),
        sa.Column("changed_at", INSTANT, nullable=True),
        sa.Column("changed_by", ID, nullable=True),
        sa.Column("change_reason", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"], name=op.f("fk_path_step_changed_by")),
        sa.ForeignKeyConstraint(["competency_id"], ["competency.id"], name=op.f("fk_path_step_competency_id")),
        sa.ForeignKeyConstraint(["learner_id"], ["person.id"], name=op.f("fk_path_step_learner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_path_step")),
    )
    op.create_index("ix_path_step_learner", "path_step", ["learner_id", "position"], unique=False)
    op.create_table(
        "objection",
        sa.Column("id", ID, nullable=False),
        sa.Column("evidence_id", ID, nullable=False),
        sa.Column("learner_id", ID, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decided_by", ID, nullable=True),
        sa.Column("decision", sa.String(length=10), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_objection_decided_by")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_objection_evidence_id")),
        sa.ForeignKeyConstraint(["learner_id"], ["person.id"], name=op.f("fk_objection_learner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
    )
    op.create_index("ix_objection_learner", "objection", ["learner_id"], unique=False)
    op.create_index(
        "uq_objection_open",
        "objection",
        ["evidence_id"],
        unique=True,
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.create_table(
        "refresher",
        sa.Column("id", ID, nullable=False),
        sa.Column("certificate_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("version_id", ID, nullable=False),
        sa.Column("message", sa.String(length=500), nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificate.id"], name=op.f("fk_refresher_certificate_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_refresher_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refresher")),
        sa.UniqueConstraint(
            "certificate_id", "kind", "key", "version_id", name=op.f("uq_refresher_certificate_id_kind_key_version_id")
        ),
    )
    op.create_table(
        "review",
        sa.Column("id", ID, nullable=False),
        sa.Column("learner_id", ID, nullable=False),
        sa.Column("question_item_id", ID, nullable=False),
        sa.Column("question_version_id", ID, nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("drawn", JSON, nullable=True),
        sa.Column("answer", JSON, nullable=False),
        sa.Column("fraction", sa.Double(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("rating", ID, nullable=False),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("answered_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["person.id"], name=op.f("fk_review_learner_id")),
        sa.ForeignKeyConstraint(["question_item_id"], ["item.id"], name=op.f("fk_review_question_item_id")),
        sa.ForeignKeyConstraint(
            ["question_version_id"], ["question.version_id"], name=op.f("fk_review_question_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("learner_id", "client_id", name=op.f("uq_review_learner_id_client_id")),
    )
    op.create_index("ix_review_day", "review", ["learner_id", "answered_at"], unique=False)
    op.create_index("ix_review_question", "review", ["question_item_id"], unique=False)
    op.create_table(
        "diagnostic",
        sa.Column("id", ID, nullable=False),
        sa.Column("learner_id", ID, nullable=False),
        sa.Column("requested_by", ID, nullable=True),
        sa.Column("requested_at", INSTANT, nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("attempt_id", ID, nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("close_reason", sa.String(length=10), nullable=True),
        sa.Column("outcome", JSON, nullable=True),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_diagnostic_attempt_id")),
        sa.ForeignKeyConstraint(["learner_id"], ["person.id"], name=op.f("fk_diagnostic_learner_id")),
        sa.ForeignKeyConstraint(["requested_by"], ["person.id"], name=op.f("fk_diagnostic_requested_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_diagnostic")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_diagnostic_attempt_id")),
    )
    op.create_index("ix_diagnostic_learner", "diagnostic", ["learner_id", "id"], unique=False)
    op.create_index(
        "uq_diagnostic_open",
        "diagnostic",
        ["learner_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "test_out",
        sa.Column("attempt_id", ID, nullable=False),
        sa.Column("learner_id", ID, nullable=False),
        sa.Column("lesson_item_id", ID, nullable=False),
        sa.Column("lesson_version_id", ID, nullable=False),
        sa.Column("is_passed", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_test_out_attempt_id")),
        sa.ForeignKeyConstraint(["learner_id"], ["person.id"], name=op.f("fk_test_out_learner_id")),
        sa.ForeignKeyConstraint(["lesson_item_id"], ["item.id"], name=op.f("fk_test_out_lesson_item_id")),
        sa.ForeignKeyConstraint(["lesson_version_id"], ["version.id"], name=op.f("fk_test_out_lesson_version_id")),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_test_out")),
    )
    op.create_index("ix_test_out_lesson", "test_out", ["learner_id", "lesson_item_id"], unique=False)
