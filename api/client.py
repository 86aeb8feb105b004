"""A client for programs: ``from api.client import Client``.

It needs httpx alone: nothing of the server, no model and no index is imported. Answers are frozen
and keep every field the server sent (``raw``), so that a newer server does no harm.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx

if TYPE_CHECKING:
    import pandas

Json = dict[str, Any]

_TRIES = 4
# A server that asks for more is told so to the caller instead of being waited for.
_LONGEST_WAIT_S = 60.0
_AGAIN = frozenset({429, 502, 503, 504})
_PAGE = 100


class ClientError(Exception):
    """What went wrong: the fields of the server's problem (RFC 9457).

    ``status`` is 0 where no server answered; ``data`` has what else the problem says.
    """

    def __init__(self, problem: Mapping[str, Any]) -> None:
        self.type = str(problem.get("type", "about:blank"))
        self.title = str(problem.get("title", ""))
        self.status = int(problem.get("status", 0))
        self.detail = str(problem.get("detail", ""))
        self.instance = str(problem.get("instance", ""))
        known = {"type", "title", "status", "detail", "instance"}
        self.data = {key: value for key, value in problem.items() if key not in known}
        super().__init__(f"{self.status} {self.title}: {self.detail}")


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found. ``label`` is how its page is cited; ``raw`` is all of it."""

    rank: int
    score: float
    passage_id: str
    record_id: str
    title: str
    year: int | None
    file: str
    page: int
    label: str
    section: tuple[str, ...]
    text: str
    facets: Mapping[str, Sequence[str]]
    raw: Mapping[str, Any] = field(repr=False)

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Hit:
        """Return a hit as the server sent it."""
        record, locator = raw["record"], raw["locator"]
        return cls(
            rank=raw["rank"],
            score=raw["score"],
            passage_id=raw["passage_id"],
            record_id=record["id"],
            title=record["title"],
            year=record["year"],
            file=record["file"],
            page=locator["page"],
            label=locator["label"],
            section=tuple(raw["section"]),
            text=raw["text"],
            facets=raw["facets"],
            raw=raw,
        )


class Results:
    """What a search finds; going through it fetches page after page, in one state of the library.

    It may be gone through again, which searches anew.
    """

    def __init__(self, client: Client, path: str, params: Json) -> None:
        self._client = client
        self._path = path
        self._params = params
        self.first = client.get(path, params)
        self.total: int = self.first["total"]
        self.nearest_only: bool = self.first["nearest_only"]
        self.facets: Sequence[Json] = self.first["facets"]
        self.receipt_id: str | None = self.first.get("receipt_id")

    def __len__(self) -> int:
        return self.total

    def __iter__(self) -> Iterator[Hit]:
        answer, params = self.first, {**self._params, "facets": False}
        params.pop("receipt", None)
        while True:
            yield from map(Hit.of, answer["hits"])
            cursor = answer["next_cursor"]
            if cursor is None:
                return
            answer = self._client.get(self._path, {**params, "cursor": cursor})

    def to_pandas(self) -> pandas.DataFrame:
        """Return all hits as a table, a row a hit. Raises ImportError without pandas."""
        try:
            import pandas
        except ImportError as error:
            raise ImportError("to_pandas() needs pandas: pip install pandas") from error
        names = [name for name in Hit.__dataclass_fields__ if name != "raw"]
        rows = [{name: getattr(hit, name) for name in names} for hit in self]
        return pandas.DataFrame(rows, columns=names)


class Client:
    """A library over HTTP. Reading is tried again where the server asks for it; close after use."""

    def __init__(
        self, url: str = "http://127.0.0.1:8000", key: str | None = None, timeout_s: float = 60.0
    ) -> None:
        """``key`` is one of ``prassi keys add``, where the server wants one."""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._http = httpx.Client(base_url=url, headers=headers, timeout=timeout_s)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def search(
        self,
        query: str = "",
        filters: Iterable[str] = (),
        *,
        group: str = "passage",
        sort: str = "relevance",
        fold: bool = False,
        without: Iterable[str] = (),
        receipt: bool = False,
        page_size: int = _PAGE,
    ) -> Results:
        """Search; ``filters`` are ``facet:code``. Raises ClientError, as every method does."""
        asked = _asked(query, filters, without)
        asked |= {"group": group, "sort": sort, "fold": fold, "limit": page_size}
        return Results(self, "/v1/search", {**asked, **({"receipt": True} if receipt else {})})

    def practices(
        self, query: str = "", filters: Iterable[str] = (), *, page_size: int = _PAGE
    ) -> Results:
        """Find practices; ``hit.raw["practice"]`` is the record of each."""
        return Results(self, "/v1/practices", _asked(query, filters) | {"limit": page_size})

    def practice(self, identifier: str) -> Json:
        """Return a practice record."""
        return self.get(f"/v1/practices/{_part(identifier)}")

    def batch(self, queries: Iterable[str | Mapping[str, Any]]) -> list[Json]:
        """Make up to 200 searches at once; each gives ``answer`` or ``problem``."""
        asked = [{"q": one} if isinstance(one, str) else dict(one) for one in queries]
        # It only reads, so that trying again does no harm.
        found = self._json("POST", "/v1/search/batch", json={"queries": asked})
        return list(found["answers"])

    def facets(self, query: str = "", filters: Iterable[str] = ()) -> list[Json]:
        """Count the facets of the library, or of what a search leaves of it."""
        return list(self.get("/v1/facets", _asked(query, filters))["facets"])

    def records(self) -> Iterator[Json]:
        """Yield every record."""
        params: Json = {"limit": _PAGE}
        while True:
            answer = self.get("/v1/records", params)
            yield from answer["records"]
            if answer["next_cursor"] is None:
                return
            params["cursor"] = answer["next_cursor"]

    def record(self, identifier: str) -> Json:
        """Return a record."""
        return self.get(f"/v1/records/{_part(identifier)}")

    def page(self, record: str, number: int) -> Json:
        """Return the text of a page, and the passages on it."""
        return self.get(f"/v1/records/{_part(record)}/pages/{int(number)}")

    def passage(self, identifier: str) -> Json:
        """Return a passage with its labels and the words that gave them."""
        return self.get(f"/v1/passages/{_part(identifier)}")

    def similar(self, identifier: str, limit: int = 10) -> list[Hit]:
        """Return the passages nearest in meaning to one."""
        found = self.get(f"/v1/passages/{_part(identifier)}/similar", {"limit": limit})
        return [Hit.of(raw) for raw in found["hits"]]

    def receipt(self, identifier: str) -> Json:
        """Return a receipt and what its search gives now.

        That is what is ``new``, ``gone``, ``moved`` and ``changed``.
        """
        return self.get(f"/v1/receipts/{_part(identifier)}")

    def export(
        self,
        target: str | Path,
        query: str = "",
        filters: Iterable[str] = (),
        *,
        format: str,  # noqa: A002 - as the server calls it
    ) -> int:
        """Write the whole result set to a file, whole or not at all; return how many it says."""
        target = Path(target)
        part = target.with_name(target.name + ".part")
        params = {**_asked(query, filters), "format": format}
        try:
            with self._http.stream("GET", "/v1/export", params=params) as answer:
                if answer.is_error:
                    answer.read()
                    raise _error(answer)
                with part.open("wb") as file:
                    for piece in answer.iter_bytes():
                        file.write(piece)
            part.replace(target)
        except httpx.HTTPError as error:
            raise _unreached(error) from error
        finally:
            part.unlink(missing_ok=True)
        return int(answer.headers["x-total-count"])

    def get(self, path: str, params: Mapping[str, Any] | None = None) -> Json:
        """Return the JSON that an address of the API answers."""
        return self._json("GET", path, params=params)

    def _json(self, method: str, path: str, **sent: Any) -> Json:  # noqa: ANN401 - httpx's own
        for left in reversed(range(_TRIES)):
            try:
                answer = self._http.request(method, path, **sent)
            except httpx.HTTPError as error:
                if not left or not isinstance(error, httpx.TransportError):
                    raise _unreached(error) from error
                time.sleep(0.2 * 2 ** (_TRIES - left - 1))
                continue
            if answer.is_success:
                found: Json = answer.json()
                return found
            wait_s = _wait_s(answer)
            if not left or answer.status_code not in _AGAIN or wait_s > _LONGEST_WAIT_S:
                raise _error(answer)
            time.sleep(wait_s)
        raise AssertionError("unreachable")


def _asked(query: str, filters: Iterable[str], without: Iterable[str] = ()) -> Json:
    return {"q": query, "filter": list(filters), "without": list(without)}


def _part(identifier: str) -> str:
    return quote(identifier, safe="")


def _wait_s(answer: httpx.Response) -> float:
    said = answer.headers.get("retry-after", "")
    return float(said) if said.isdigit() else 0.5


def _error(answer: httpx.Response) -> ClientError:
    try:
        found = answer.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        found = {"title": answer.reason_phrase, "detail": answer.text[:200]}
    return ClientError({"status": answer.status_code, **found})


def _unreached(error: httpx.HTTPError) -> ClientError:
    return ClientError({"title": "No answer", "detail": str(error)})
