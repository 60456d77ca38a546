"""tracks: ways through the programme"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261128_2345"
down_revision = "20261128_1900"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.create_table(
        "track",
        sa.Column("version_id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("english", sa.String(length=300), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_track_item_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_track_version_id")),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_track")),
    )


def downgrade() -> None:
    op.drop_table("track")
