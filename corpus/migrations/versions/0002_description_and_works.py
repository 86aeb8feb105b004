"""Confidence of OCR, descriptions that people correct, links between the files of a work."""

import sqlalchemy as sa
from alembic import op

from corpus.titles import title_key

revision = "0002"
down_revision = "0001"

# Records that shared a work until now did so because of their text.
_LINK_WORKS = """
INSERT INTO work_links (record_id, other_id, kind, evidence)
SELECT later.id, first.id, 'same', '{"by": "text"}'
FROM records AS later
JOIN records AS first ON first.id = (
    SELECT id FROM records WHERE work = later.work ORDER BY added_at, id LIMIT 1
)
WHERE later.id <> first.id
"""


def upgrade() -> None:
    """Add what descriptions, scans and works need; what is there keeps its meaning."""
    op.add_column("pages", sa.Column("ocr", sa.Float))
    op.add_column("records", sa.Column("source_url", sa.Text))
    op.add_column("records", sa.Column("corrections", sa.JSON))
    op.add_column("records", sa.Column("title_key", sa.String(16)))
    op.create_index("records_file_name", "records", ["file_name"])
    op.create_index("records_title_key", "records", ["title_key"])
    op.create_table(
        "anchors",
        _record("record_id"),
        sa.Column("hash", sa.Integer, primary_key=True, index=True),
    )
    op.create_table(
        "work_links",
        _record("record_id"),
        _record("other_id"),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("evidence", sa.JSON, nullable=False),
    )
    op.create_index("work_links_back", "work_links", ["other_id"])
    op.create_table(
        "stated_links",
        _record("record_id"),
        sa.Column("target", sa.Text, primary_key=True, index=True),
        sa.Column("kind", sa.String(16), nullable=False),
    )
    op.execute(_LINK_WORKS)
    _fill_title_keys()


def _record(name: str) -> sa.Column[str]:
    return sa.Column(
        name, sa.String(16), sa.ForeignKey("records.id", ondelete="CASCADE"), primary_key=True
    )


def _fill_title_keys() -> None:
    connection = op.get_bind()
    for identifier, title in connection.execute(sa.text("SELECT id, title FROM records")).all():
        connection.execute(
            sa.text("UPDATE records SET title_key = :key WHERE id = :id"),
            {"key": title_key(title), "id": identifier},
        )


def downgrade() -> None:
    """Take it away again."""
    for table in ("stated_links", "work_links", "anchors"):
        op.drop_table(table)
    op.drop_index("records_title_key", "records")
    op.drop_index("records_file_name", "records")
    for column in ("title_key", "corrections", "source_url"):
        op.drop_column("records", column)
    op.drop_column("pages", "ocr")
