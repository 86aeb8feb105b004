"""What people say of labels and practices, where it applies now, and what annotated a record."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add room for them; which rules labelled the records that are there is not known."""
    op.create_table(
        "judgements",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(16), nullable=False, unique=True),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("verdict", sa.String(8), nullable=False),
        sa.Column("subject", sa.String(16), nullable=False),
        sa.Column("facet", sa.String(32), nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("undoes", sa.String(16), index=True),
        sa.Column("record_id", sa.String(16), nullable=False, index=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("passage_id", sa.String(16), nullable=False, index=True),
        sa.Column("page", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("start", sa.Integer),
        sa.Column("end", sa.Integer),
        sa.Column("other", sa.JSON),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "judgement_places",
        sa.Column(
            "passage_id",
            sa.String(16),
            sa.ForeignKey("passages.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column(
            "judgement_id",
            sa.String(16),
            sa.ForeignKey("judgements.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
    )
    op.create_index("judgement_places_back", "judgement_places", ["judgement_id"])
    op.create_table(
        "annotated",
        sa.Column(
            "record_id",
            sa.String(16),
            sa.ForeignKey("records.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
    )


def downgrade() -> None:
    """Take it away again."""
    for table in ("annotated", "judgement_places", "judgements"):
        op.drop_table(table)
