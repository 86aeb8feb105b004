"""The first catalogue."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table of the first version."""
    op.create_table(
        "records",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("location", sa.Text, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("format", sa.String(16), nullable=False),
        sa.Column("creators", sa.JSON, nullable=False),
        sa.Column("year", sa.Integer),
        sa.Column("language", sa.String(8)),
        sa.Column("publisher", sa.Text),
        sa.Column("series", sa.Text),
        sa.Column("sources", sa.JSON, nullable=False),
        sa.Column("page_count", sa.Integer, nullable=False),
        sa.Column("unreadable_pages", sa.JSON, nullable=False),
        sa.Column("warnings", sa.JSON, nullable=False),
        sa.Column("work", sa.String(16), nullable=False, index=True),
        sa.Column("added_at", sa.String(32), nullable=False),
    )
    op.create_table(
        "pages",
        sa.Column(
            "record_id",
            sa.String(16),
            sa.ForeignKey("records.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("label", sa.Text),
        sa.Column("width", sa.Float, nullable=False),
        sa.Column("height", sa.Float, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("blocks", sa.JSON, nullable=False),
        sa.Column("words", sa.LargeBinary, nullable=False),
        sa.Column("unreadable", sa.Text),
    )
    op.create_table(
        "passages",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column(
            "record_id",
            sa.String(16),
            sa.ForeignKey("records.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("spans", sa.JSON, nullable=False),
        sa.Column("section", sa.JSON, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("language", sa.String(8)),
        sa.Column("boxes", sa.JSON, nullable=False),
        sa.Column("page", sa.Integer, nullable=False),
        sa.Column("end_page", sa.Integer, nullable=False),
        sa.Column("embedding_hash", sa.String(32), nullable=False, index=True),
    )
    op.create_index("passages_of_record", "passages", ["record_id", "ordinal"], unique=True)
    op.create_table(
        "annotations",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column(
            "passage_id",
            sa.String(16),
            sa.ForeignKey("passages.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("facet", sa.String(32), nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
    )
    op.create_table(
        "embeddings",
        sa.Column("model", sa.String(16), primary_key=True),
        sa.Column("text_hash", sa.String(32), primary_key=True),
        sa.Column("vector", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "changes",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("record_id", sa.String(16), nullable=False),
        sa.Column("op", sa.String(8), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sources",
        sa.Column("location", sa.Text, primary_key=True),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column(
            "record_id",
            sa.String(16),
            sa.ForeignKey("records.id", ondelete="SET NULL"),
            index=True,
        ),
        sa.Column("sha256", sa.String(64)),
        sa.Column("size", sa.Integer),
        sa.Column("mtime_ns", sa.Integer),
        sa.Column("seen_at", sa.String(32), nullable=False),
    )
    op.create_table(
        "sketches",
        sa.Column(
            "record_id",
            sa.String(16),
            sa.ForeignKey("records.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("hash", sa.Integer, primary_key=True, index=True),
    )


def downgrade() -> None:
    """Drop everything again."""
    for table in (
        "sketches",
        "sources",
        "changes",
        "embeddings",
        "annotations",
        "passages",
        "pages",
        "records",
    ):
        op.drop_table(table)
