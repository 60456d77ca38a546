"""question engine: every type and behaviour, drafts and imports of questions, a log of grades, regrades"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261128_1220"
down_revision = "20261122_1930"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for table, column in _NEW_COLUMNS:
        op.add_column(table, sa.Column(column.name, column.type, nullable=True))
    _make_authoring_tables()
    _make_assessment_tables()
    with op.batch_alter_table("quiz_question") as batch:
        batch.add_column(sa.Column("version_id", ID, nullable=True))
        batch.create_foreign_key(op.f("fk_quiz_question_version_id"), "version", ["version_id"], ["id"])
    with op.batch_alter_table("grade") as batch:
        batch.add_column(sa.Column("number", ID, nullable=True))
        batch.add_column(sa.Column("kind", sa.String(length=10), nullable=True))
        batch.add_column(sa.Column("question_version_id", ID, nullable=True))
        batch.add_column(sa.Column("graded_by", ID, nullable=True))
        batch.add_column(sa.Column("comment", sa.Text(), nullable=True))
        batch.add_column(sa.Column("rubric", JSON, nullable=True))
        batch.add_column(sa.Column("regrade_id", ID, nullable=True))
    # There was one version of the rules, hence one grade a slot: it is the first of each log.
    op.execute("UPDATE grade SET number = 1, kind = 'auto'")
    op.execute(
        "UPDATE grade SET question_version_id = "
        "(SELECT question_version_id FROM attempt_slot WHERE attempt_slot.id = grade.slot_id)"
    )
    with op.batch_alter_table("grade") as batch:
        batch.alter_column("number", existing_type=ID, nullable=False)
        batch.alter_column("kind", existing_type=sa.String(length=10), nullable=False)
        batch.drop_constraint(op.f("uq_grade_slot_id_rule_version"), type_="unique")
        batch.create_unique_constraint(op.f("uq_grade_slot_id_number"), ["slot_id", "number"])
        batch.create_foreign_key(
            op.f("fk_grade_question_version_id"), "question", ["question_version_id"], ["version_id"]
        )
        batch.create_foreign_key(op.f("fk_grade_graded_by"), "person", ["graded_by"], ["id"])
        batch.create_foreign_key(op.f("fk_grade_regrade_id"), "regrade", ["regrade_id"], ["id"])
    op.create_index("ix_grade_regrade", "grade", ["regrade_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_grade_regrade", table_name="grade")
    # The latest entry of each log is what a reader of one grade a slot must see.
    op.execute(
        "DELETE FROM grade WHERE number < (SELECT max(other.number) FROM grade AS other "
        "WHERE other.slot_id = grade.slot_id)"
    )
    with op.batch_alter_table("grade") as batch:
        batch.drop_constraint(op.f("fk_grade_question_version_id"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_grade_graded_by"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_grade_regrade_id"), type_="foreignkey")
        batch.drop_constraint(op.f("uq_grade_slot_id_number"), type_="unique")
        batch.create_unique_constraint(op.f("uq_grade_slot_id_rule_version"), ["slot_id", "rule_version"])
        for name in ("number", "kind", "question_version_id", "graded_by", "comment", "rubric", "regrade_id"):
            batch.drop_column(name)
    with op.batch_alter_table("quiz_question") as batch:
        batch.drop_constraint(op.f("fk_quiz_question_version_id"), type_="foreignkey")
        batch.drop_column("version_id")
    for table in ("answer_file", "time_allowance", "regrade", "question_draft", "question_import"):
        op.drop_table(table)
    for table, column in _NEW_COLUMNS:
        op.drop_column(table, column.name)


_NEW_COLUMNS = (
    ("attempt", sa.Column("seed", ID)),
    ("attempt", sa.Column("behaviour", sa.String(length=12))),
    ("attempt", sa.Column("pending", ID)),
    ("attempt_slot", sa.Column("section", ID)),
    ("attempt_slot", sa.Column("drawn", JSON)),
    ("response", sa.Column("certainty", ID)),
    ("response", sa.Column("is_try", sa.Boolean())),
    ("question", sa.Column("name", sa.String(length=255))),
    ("question", sa.Column("category", sa.String(length=300))),
    ("quiz_question", sa.Column("section", ID)),
    ("quiz_question", sa.Column("max_mark", sa.Double())),
)


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _make_authoring_tables() -> None:
    op.create_table(
        "question_import",
        sa.Column("id", ID, nullable=False),
        sa.Column("format", sa.String(length=20), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("category", sa.String(length=300), nullable=False),
        sa.Column("report", JSON, nullable=False),
        sa.Column("imported_at", INSTANT, nullable=False),
        sa.Column("imported_by", ID, nullable=True),
        _key("question_import", "imported_by", "person.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_import")),
    )
    op.create_table(
        "question_draft",
        sa.Column("item_id", ID, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=True),
        sa.Column("category", sa.String(length=300), nullable=True),
        sa.Column("competency_key", sa.String(length=20), nullable=True),
        sa.Column("difficulty", ID, nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("base_version_id", ID, nullable=True),
        sa.Column("import_id", ID, nullable=True),
        sa.Column("revision", ID, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("updated_by", ID, nullable=True),
        _key("question_draft", "item_id", "item.id"),
        _key("question_draft", "base_version_id", "version.id"),
        _key("question_draft", "import_id", "question_import.id"),
        _key("question_draft", "updated_by", "person.id"),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_question_draft")),
    )
    op.create_index("ix_question_draft_category", "question_draft", ["category"], unique=False)


def _make_assessment_tables() -> None:
    op.create_table(
        "regrade",
        sa.Column("id", ID, nullable=False),
        sa.Column("question_item_id", ID, nullable=False),
        sa.Column("question_version_id", ID, nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", ID, nullable=False),
        sa.Column("taken_back_at", INSTANT, nullable=True),
        sa.Column("taken_back_by", ID, nullable=True),
        _key("regrade", "question_item_id", "item.id"),
        _key("regrade", "question_version_id", "question.version_id"),
        _key("regrade", "created_by", "person.id"),
        _key("regrade", "taken_back_by", "person.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrade")),
    )
    op.create_index("ix_regrade_question", "regrade", ["question_item_id"], unique=False)
    op.create_table(
        "answer_file",
        sa.Column("slot_id", ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("content_type", sa.String(length=100), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", INSTANT, nullable=False),
        _key("answer_file", "slot_id", "attempt_slot.id"),
        sa.PrimaryKeyConstraint("slot_id", name=op.f("pk_answer_file")),
    )
    op.create_table(
        "time_allowance",
        sa.Column("learner_id", ID, nullable=False),
        sa.Column("extra_percent", ID, nullable=False),
        sa.Column("set_at", INSTANT, nullable=False),
        sa.Column("set_by", ID, nullable=True),
        _key("time_allowance", "learner_id", "person.id"),
        _key("time_allowance", "set_by", "person.id"),
        sa.PrimaryKeyConstraint("learner_id", name=op.f("pk_time_allowance")),
    )
