"""Forms of our own pages: what another site sends in a reader's name is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

_MOST_FIELDS = 20
_MOST_PATH = 4_000


def check_own(request: Request) -> None:
    """Raise HTTPException (403) unless a form was sent from a page of this site.

    Browsers say where a form comes from in headers that no page can write; who sends none is no
    browser, and carries nobody's cookies. Our own pages send no referrer, hence ``Origin: null``:
    alone, from a browser too old to say more, it may come from anywhere.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin", "")
    same = urlsplit(origin).netloc in ("", request.headers.get("host", ""))
    if site not in (None, "same-origin", "none") or not same or (origin == "null" and site is None):
        raise HTTPException(403)


async def _sent(request: Request) -> Mapping[str, str]:
    check_own(request)
    form = await request.form(max_files=0, max_fields=_MOST_FIELDS)
    return {name: value for name, value in form.items() if isinstance(value, str)}


#: The fields of a form of our own.
Sent = Annotated[Mapping[str, str], Depends(_sent)]


def own_path(text: str | None) -> str | None:
    """Return a path of this site as it was sent, None for anything that leads elsewhere."""
    if not text or len(text) > _MOST_PATH or not text.startswith("/") or text[1:2] in ("/", "\\"):
        return None
    return None if any(ord(sign) < 33 or sign == "\\" for sign in text) else text
