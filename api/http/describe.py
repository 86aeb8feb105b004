"""Write the description of the API to a file: ``python -m api.http.describe docs/openapi.json``."""

from __future__ import annotations

import sys
from pathlib import Path

from api.http.app import bare_app
from api.http.openapi import as_text


def description() -> str:
    """Return the description of the API as it is kept in ``docs/openapi.json``."""
    return as_text(bare_app().openapi())


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(description(), encoding="utf-8")
