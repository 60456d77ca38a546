"""practice: simulations and their plays, the toolbox; a company's note may stand beside any item"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261128_1900"
down_revision = "20261128_1530"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _rename_note("lesson_item_id", "item_id")
    _make_tables()


def downgrade() -> None:
    for table in (
        "workshop_move",
        "relay_seat",
        "call_turn",
        "workshop_play",
        "relay_play",
        "call_play",
        "tool",
        "simulation",
    ):
        op.drop_table(table)
    _rename_note("item_id", "lesson_item_id")


def _rename_note(old: str, new: str) -> None:
    with op.batch_alter_table("company_note") as batch:
        batch.drop_constraint(op.f(f"fk_company_note_{old}"), type_="foreignkey")
        batch.alter_column(old, new_column_name=new)
    with op.batch_alter_table("company_note") as batch:
        batch.create_foreign_key(op.f(f"fk_company_note_{new}"), "item", [new], ["id"])


def _make_tables() -> None:
    op.create_table(
        "simulation",
        sa.Column("version_id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("module_key", sa.String(length=80), nullable=True),
        sa.Column("number", ID, nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("minutes", ID, nullable=False),
        sa.Column("difficulty", ID, nullable=False),
        sa.Column("competencies", JSON, nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_simulation_item_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_simulation_version_id")),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_simulation")),
    )
    op.create_index("ix_simulation_key", "simulation", ["kind", "key"], unique=False)
    op.create_table(
        "tool",
        sa.Column("version_id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("number", ID, nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_tool_item_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_tool_version_id")),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_tool")),
    )
    op.create_index("ix_tool_key", "tool", ["kind", "key"], unique=False)
    op.create_table(
        "call_play",
        sa.Column("id", ID, nullable=False),
        sa.Column("learner_id", ID, nullable=False),
        sa.Column("version_id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ending", sa.String(length=80), nullable=True),
        sa.Column("result", JSON, nullable=True),
        sa.CheckConstraint("mode IN ('practice', 'counted')", name=op.f("ck_call_play_mode")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_call_play_item_id")),
        sa.ForeignKeyConstraint(["learner_id"], ["person.id"], name=op.f("fk_call_play_learner_id")),
        sa.ForeignKeyConstraint(["version_id"], ["simulation.version_id"], name=op.f("fk_call_play_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_play")),
    )
    op.create_index("ix_call_play_learner", "call_play", ["learner_id", "item_id"], unique=False)
    op.create_index(
        "uq_call_play_counted",
        "call_play",
        ["learner_id", "item_id"],
        unique=True,
        sqlite_where=sa.text("mode = 'counted'"),
        postgresql_where=sa.text("mode = 'counted'"),
    )
    op.create_index(
        "uq_call_play_open",
        "call_play",
        ["learner_id", "item_id", "mode"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "relay_play",
        sa.Column("id", ID, nullable=False),
        sa.Column("version_id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("started_by", ID, nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_relay_play_item_id")),
        sa.ForeignKeyConstraint(["started_by"], ["person.id"], name=op.f("fk_relay_play_started_by")),
        sa.ForeignKeyConstraint(["version_id"], ["simulation.version_id"], name=op.f("fk_relay_play_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relay_play")),
    )
    op.create_index("uq_relay_play_code", "relay_play", ["code"], unique=True)
    op.create_table(
        "workshop_play",
        sa.Column("id", ID, nullable=False),
        sa.Column("learner_id", ID, nullable=False),
        sa.Column("version_id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("state", JSON, nullable=False),
        sa.Column("result", JSON, nullable=True),
        sa.CheckConstraint("kind IN ('day', 'quarter')", name=op.f("ck_workshop_play_kind")),
        sa.CheckConstraint("mode IN ('practice', 'counted')", name=op.f("ck_workshop_play_mode")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_workshop_play_item_id")),
        sa.ForeignKeyConstraint(["learner_id"], ["person.id"], name=op.f("fk_workshop_play_learner_id")),
        sa.ForeignKeyConstraint(["version_id"], ["simulation.version_id"], name=op.f("fk_workshop_play_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_play")),
    )
    op.create_index("ix_workshop_play_learner", "workshop_play", ["learner_id", "item_id"], unique=False)
    op.create_index(
        "uq_workshop_play_counted",
        "workshop_play",
        ["learner_id", "item_id", "kind"],
        unique=True,
        sqlite_where=sa.text("mode = 'counted'"),
        postgresql_where=sa.text("mode = 'counted'"),
    )
    op.create_index(
        "uq_workshop_play_open",
        "workshop_play",
        ["learner_id", "item_id", "kind", "mode"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "call_turn",
        sa.Column("play_id", ID, nullable=False),
        sa.Column("position", ID, nullable=False),
        sa.Column("choice", sa.String(length=80), nullable=False),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["play_id"], ["call_play.id"], name=op.f("fk_call_turn_play_id")),
        sa.PrimaryKeyConstraint("play_id", "position", name=op.f("pk_call_turn")),
    )
    op.create_table(
        "relay_seat",
        sa.Column("play_id", ID, nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("position", ID, nullable=False),
        sa.Column("learner_id", ID, nullable=True),
        sa.Column("is_simulated", sa.Boolean(), nullable=False),
        sa.Column("handover", JSON, nullable=True),
        sa.Column("handed_over_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["learner_id"], ["person.id"], name=op.f("fk_relay_seat_learner_id")),
        sa.ForeignKeyConstraint(["play_id"], ["relay_play.id"], name=op.f("fk_relay_seat_play_id")),
        sa.PrimaryKeyConstraint("play_id", "role", name=op.f("pk_relay_seat")),
    )
    op.create_index("ix_relay_seat_learner", "relay_seat", ["learner_id"], unique=False)
    op.create_table(
        "workshop_move",
        sa.Column("play_id", ID, nullable=False),
        sa.Column("position", ID, nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["play_id"], ["workshop_play.id"], name=op.f("fk_workshop_move_play_id")),
        sa.PrimaryKeyConstraint("play_id", "position", name=op.f("pk_workshop_move")),
    )
