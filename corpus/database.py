"""Opening the catalogue's database: engine, transactions, migrations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection

from corpus.errors import CatalogueMismatch
from corpus.schema import HEAD

# A writer commits one record at a time, so nobody waits long; a minute covers a slow disk.
_BUSY_TIMEOUT_MS = 60_000


def open_engine(path: Path) -> sa.Engine:
    """Return an engine on the SQLite file, in WAL mode with foreign keys, schema up to date.

    Raises CatalogueMismatch if the file is no catalogue or comes from a newer version.
    """
    engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": _BUSY_TIMEOUT_MS / 1e3})
    sa.event.listen(engine, "connect", _configure)
    sa.event.listen(engine, "begin", _begin)
    try:
        _migrate(engine, path)
    except sa.exc.DatabaseError as error:
        engine.dispose()
        raise CatalogueMismatch(path, f"not a usable catalogue ({error.orig})") from error
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Open a transaction that takes the write lock at once, so that it never has to upgrade."""
    with engine.connect() as connection:
        connection = connection.execution_options(prassi_write=True)
        with connection.begin():
            yield connection


def _configure(connection: DBAPIConnection, _: object) -> None:
    # The driver's own transaction handling is switched off: _begin decides (SQLAlchemy's
    # recipe for SQLite), or reads would hold no snapshot and writes could not queue.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA cache_size = -32000")
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    write = connection.get_execution_options().get("prassi_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)


def _migrate(engine: sa.Engine, path: Path) -> None:
    with engine.connect() as connection:
        found = _revision(connection)
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise CatalogueMismatch(
            path, f"written by a newer version of Prassi (schema {found}, this one knows {HEAD})"
        )
    # Imported here: a catalogue that is up to date never pays for it.
    from alembic import command
    from alembic.config import Config

    with writing(engine) as connection:
        if _revision(connection) == HEAD:  # another process was quicker
            return
        config = Config()
        config.set_main_option("script_location", "corpus:migrations")
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, HEAD)
