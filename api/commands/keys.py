"""``prassi keys``: keys for the HTTP API."""

from __future__ import annotations

from api.commands.output import chosen, out, say, write_json
from api.keys import KeyStore, Scope, StoredKey
from api.settings import Settings
from corpus.changes import now


def run_add(settings: Settings, name: str, scopes: tuple[str, ...], days: int | None) -> None:
    """Make a key and show it, this once."""
    key, stored = KeyStore(settings.data.absolute()).add(name, _scopes(scopes), days)
    until = f", until {stored.expires}" if stored.expires else ""
    say(f"Key {stored.id} ({', '.join(stored.scopes)}{until}). It is shown only now: keep it.")
    out().print(key)


def run_list(settings: Settings, format_: str) -> None:
    """List the keys, without what opens anything."""
    chosen("format", format_, ("table", "json"))
    keys = KeyStore(settings.data.absolute()).all()
    if format_ == "json":
        write_json({"keys": [_shown(key) for key in keys]})
        return
    from rich.table import Table

    table = Table("id", "name", "scopes", "created", "last used", "expires", "state", box=None)
    for key in keys:
        row = _shown(key)
        cells = (row["created"], row["last_used"], row["expires"], row["state"])
        table.add_row(key.id, key.name, " ".join(key.scopes), *(str(c or "-") for c in cells))
    out().print(table)


def run_revoke(settings: Settings, which: str) -> None:
    """Let a key open nothing any more."""
    key = KeyStore(settings.data.absolute()).revoke(which)
    say(f"Key {key.id} ({key.name}) opens nothing any more.")


def _scopes(names: tuple[str, ...]) -> tuple[Scope, ...]:
    known = tuple(scope.value for scope in Scope)
    return tuple(Scope(chosen("scope", name, known)) for name in names) or (Scope.READ,)


def _shown(key: StoredKey) -> dict[str, object]:
    state = "usable" if key.usable(now()) else "revoked" if key.revoked else "expired"
    return {
        "id": key.id,
        "name": key.name,
        "scopes": list(key.scopes),
        "created": key.created,
        "last_used": key.last_used,
        "expires": key.expires,
        "revoked": key.revoked,
        "state": state,
    }
