"""Practice records: the initiatives of each record, what is quoted of them, and their passages."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add room for them; records that are there get theirs when they are annotated again."""
    op.create_table(
        "initiatives",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column(
            "record_id",
            sa.String(16),
            sa.ForeignKey("records.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("practice", sa.String(16), nullable=False, index=True),
        sa.Column("key", sa.Text, nullable=False, index=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("named_by", sa.String(16), nullable=False),
        sa.Column("name_passage", sa.String(16), nullable=False),
        sa.Column("lead", sa.Text),
        sa.Column("places", sa.JSON, nullable=False),
        sa.Column("years", sa.JSON, nullable=False),
        sa.Column("sketch", sa.JSON, nullable=False),
    )
    op.create_table(
        "initiative_passages",
        _initiative(),
        sa.Column(
            "passage_id",
            sa.String(16),
            sa.ForeignKey("passages.id", ondelete="CASCADE"),
            primary_key=True,
        ),
    )
    op.create_index("initiative_passages_back", "initiative_passages", ["passage_id"])
    op.create_table(
        "initiative_quotes",
        _initiative(),
        sa.Column("field", sa.String(16), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column(
            "passage_id",
            sa.String(16),
            sa.ForeignKey("passages.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("page", sa.Integer, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
    )
    op.create_index("initiative_quotes_back", "initiative_quotes", ["passage_id"])


def _initiative() -> sa.Column[str]:
    return sa.Column(
        "initiative_id",
        sa.String(16),
        sa.ForeignKey("initiatives.id", ondelete="CASCADE"),
        primary_key=True,
    )


def downgrade() -> None:
    """Take it away again."""
    for table in ("initiative_quotes", "initiative_passages", "initiatives"):
        op.drop_table(table)
