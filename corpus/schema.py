"""Tables of the catalogue (SQLAlchemy Core). Migrations in ``corpus/migrations`` make them."""

from sqlalchemy import (
    JSON,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

#: Alembic revision this version of the code works with.
HEAD = "0005"

metadata = MetaData()

records = Table(
    "records",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("location", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("format", String(16), nullable=False),
    Column("creators", JSON, nullable=False),
    Column("year", Integer),
    Column("language", String(8)),
    Column("publisher", Text),
    Column("series", Text),
    Column("source_url", Text),
    Column("sources", JSON, nullable=False),
    Column("corrections", JSON),  # see corpus.corrections; null when nobody corrected anything
    Column("title_key", String(16)),  # see corpus.titles
    Column("page_count", Integer, nullable=False),
    Column("unreadable_pages", JSON, nullable=False),
    Column("warnings", JSON, nullable=False),
    Column("work", String(16), nullable=False, index=True),
    Column("added_at", String(32), nullable=False),
    Index("records_file_name", "file_name"),
    Index("records_title_key", "title_key"),
)

pages = Table(
    "pages",
    metadata,
    Column(
        "record_id", ForeignKey("records.id", ondelete="CASCADE"), primary_key=True, nullable=False
    ),
    Column("number", Integer, primary_key=True),
    Column("label", Text),
    Column("width", Float, nullable=False),
    Column("height", Float, nullable=False),
    Column("text", Text, nullable=False),
    Column("blocks", JSON, nullable=False),  # [kind, start, end, level, box or null]
    Column("words", LargeBinary, nullable=False),  # see corpus.packing
    Column("unreadable", Text),
    Column("ocr", Float),
)

passages = Table(
    "passages",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("record_id", ForeignKey("records.id", ondelete="CASCADE"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("spans", JSON, nullable=False),  # [page, start, end]
    Column("section", JSON, nullable=False),
    Column("role", String(16), nullable=False),
    Column("language", String(8)),
    Column("boxes", JSON, nullable=False),  # [page, x0, y0, x1, y1]
    Column("page", Integer, nullable=False),
    Column("end_page", Integer, nullable=False),
    Column("embedding_hash", String(32), nullable=False, index=True),
    Index("passages_of_record", "record_id", "ordinal", unique=True),
)

annotations = Table(
    "annotations",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("passage_id", ForeignKey("passages.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("facet", String(32), nullable=False),
    Column("code", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("rule", Text, nullable=False),
    Column("confidence", Float, nullable=False),
)

embeddings = Table(
    "embeddings",
    metadata,
    Column("model", String(16), primary_key=True),
    Column("text_hash", String(32), primary_key=True),
    Column("vector", LargeBinary, nullable=False),  # float16, little endian
)

# The sentences of a passage, each by itself: int8 rows one after the other (corpus.packing). Apart
# from the passages' vectors, so that reading all of those does not read these.
sentence_embeddings = Table(
    "sentence_embeddings",
    metadata,
    Column("model", String(16), primary_key=True),
    Column("text_hash", String(32), primary_key=True),  # as in embeddings
    Column("vectors", LargeBinary, nullable=False),
)

# The change feed: only ever appended to, so that whoever follows it can stop and start again.
changes = Table(
    "changes",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("record_id", String(16), nullable=False),
    Column("op", String(8), nullable=False),
    Column("at", String(32), nullable=False),
    sqlite_autoincrement=True,
)

sources = Table(
    "sources",
    metadata,
    Column("location", Text, primary_key=True),
    Column("outcome", String(16), nullable=False),
    Column("reason", Text),
    Column("record_id", ForeignKey("records.id", ondelete="SET NULL"), index=True),
    Column("sha256", String(64)),
    Column("size", Integer),
    Column("mtime_ns", Integer),
    Column("seen_at", String(32), nullable=False),
)

# Bottom-k sketches of the text: records that share enough of them hold the same work.
sketches = Table(
    "sketches",
    metadata,
    Column("record_id", ForeignKey("records.id", ondelete="CASCADE"), primary_key=True),
    Column("hash", Integer, primary_key=True, index=True),
)

# Sketches of what a translation leaves as it is: numbers and names in their order.
anchors = Table(
    "anchors",
    metadata,
    Column("record_id", ForeignKey("records.id", ondelete="CASCADE"), primary_key=True),
    Column("hash", Integer, primary_key=True, index=True),
)

# Why two records are one work: ``record_id`` is a copy, edition or translation of ``other_id``.
work_links = Table(
    "work_links",
    metadata,
    Column("record_id", ForeignKey("records.id", ondelete="CASCADE"), primary_key=True),
    Column("other_id", ForeignKey("records.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("evidence", JSON, nullable=False),
    Index("work_links_back", "other_id"),
)

# What people said a record is a copy, edition or translation of: a file name or a record's id,
# kept by itself because the other file may come later.
stated_links = Table(
    "stated_links",
    metadata,
    Column("record_id", ForeignKey("records.id", ondelete="CASCADE"), primary_key=True),
    Column("target", Text, primary_key=True, index=True),
    Column("kind", String(16), nullable=False),
)

# What one record tells of one initiative; those of one ``practice`` are shown as one card.
initiatives = Table(
    "initiatives",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("record_id", ForeignKey("records.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("practice", String(16), nullable=False, index=True),
    Column("key", Text, nullable=False, index=True),  # the name as it is compared
    Column("name", Text, nullable=False),  # as it is written in name_passage or its headings
    Column("named_by", String(16), nullable=False),  # see corpus.practices.NamedBy
    Column("name_passage", String(16), nullable=False),
    Column("lead", Text),
    Column("places", JSON, nullable=False),  # territory codes, the most frequent first
    Column("years", JSON, nullable=False),  # sorted
    Column("sketch", JSON, nullable=False),  # of its words, where it has no name of its own
)

initiative_passages = Table(
    "initiative_passages",
    metadata,
    Column("initiative_id", ForeignKey("initiatives.id", ondelete="CASCADE"), primary_key=True),
    Column("passage_id", ForeignKey("passages.id", ondelete="CASCADE"), primary_key=True),
    Index("initiative_passages_back", "passage_id"),
)

# Sentences of a card, word for word: characters [start, end) of the passage's text.
initiative_quotes = Table(
    "initiative_quotes",
    metadata,
    Column("initiative_id", ForeignKey("initiatives.id", ondelete="CASCADE"), primary_key=True),
    Column("field", String(16), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("passage_id", ForeignKey("passages.id", ondelete="CASCADE"), nullable=False),
    Column("page", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Index("initiative_quotes_back", "passage_id"),
)

# What people say of labels and practices: only ever appended to, and outlives what it speaks of.
judgements = Table(
    "judgements",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", String(16), nullable=False, unique=True),
    Column("at", String(32), nullable=False),
    Column("author", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("verdict", String(8), nullable=False),
    Column("subject", String(16), nullable=False),  # see corpus.judgements.Subject
    Column("facet", String(32), nullable=False),  # or the field of a practice
    Column("code", Text, nullable=False),  # or the key of an initiative
    Column("undoes", String(16), index=True),
    Column("record_id", String(16), nullable=False, index=True),
    Column("sha256", String(64), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("passage_id", String(16), nullable=False, index=True),  # as it was called then
    Column("page", Integer, nullable=False),
    Column("text", Text, nullable=False),  # of the passage as it was then
    Column("start", Integer),  # of the words marked in it
    Column("end", Integer),
    Column("other", JSON),  # the other initiative of a link
    sqlite_autoincrement=True,
)

# Where those in force apply now; derived, and made anew with the passages of a record.
judgement_places = Table(
    "judgement_places",
    metadata,
    Column("passage_id", ForeignKey("passages.id", ondelete="CASCADE"), primary_key=True),
    Column("judgement_id", ForeignKey("judgements.id", ondelete="CASCADE"), primary_key=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Index("judgement_places_back", "judgement_id"),
)

# Which version of the rules gave a record its annotations; none where it is not known.
annotated = Table(
    "annotated",
    metadata,
    Column("record_id", ForeignKey("records.id", ondelete="CASCADE"), primary_key=True),
    Column("version", String(64), nullable=False),
    Column("at", String(32), nullable=False),
)
