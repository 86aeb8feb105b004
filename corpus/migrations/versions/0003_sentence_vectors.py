"""Vectors of the sentences of passages."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add room for them; they are made like all vectors, when they are missing."""
    op.create_table(
        "sentence_embeddings",
        sa.Column("model", sa.String(16), primary_key=True),
        sa.Column("text_hash", sa.String(32), primary_key=True),
        sa.Column("vectors", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("sentence_embeddings")
