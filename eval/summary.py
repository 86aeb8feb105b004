"""The last evaluation of a library, as its folder keeps it: few figures, to be shown."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import PrassiError

#: The file of a library that holds the summary.
SUMMARY_FILE = "evaluation.json"
# A summary takes less than 1 KB.
_MOST_BYTES = 20_000

_Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
_Size = Annotated[int, Field(ge=0, le=10**12)]


class BadSummary(PrassiError):
    """A file that is no summary of an evaluation."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}; `prassi evaluate --keep` writes it anew.")
        self.path = path
        self.reason = reason


class Summary(BaseModel):
    """What an evaluation found, of which topics, over which state of a library.

    ``interval`` is the 95 % interval of nDCG@10 over topics; ``model`` a fingerprint. Metrics lie
    in [0, 1].
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["prassi-evaluation"] = "prassi-evaluation"
    format: Literal[1] = 1
    made_at: str = Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
    collection: str = Field(max_length=200)
    unit: Literal["page", "record", "passage"]
    mode: Literal["hybrid", "dense", "lexical"]
    topics: int = Field(ge=1, le=10**6)
    metrics: dict[Annotated[str, Field(max_length=20)], _Share] = Field(max_length=20)
    interval: tuple[_Share, _Share]
    model: str = Field(max_length=64)
    model_name: str = Field(max_length=300)
    program: str = Field(max_length=40)
    seq: _Size
    records: _Size
    passages: _Size


def write_summary(data: Path, summary: Summary) -> Path:
    """Keep a summary in a library's folder, in place of the last, and return its file."""
    target = data / SUMMARY_FILE
    handle, name = tempfile.mkstemp(dir=data, prefix=".evaluation-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(summary.model_dump_json(indent=1) + "\n")
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return target


def read_summary(data: Path) -> Summary | None:
    """Return the last evaluation that a library's folder keeps, None if it keeps none.

    Raises BadSummary if the file cannot be read or is no summary.
    """
    path = data / SUMMARY_FILE
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise BadSummary(path, f"cannot be read ({error.strerror})") from error
    if len(text) > _MOST_BYTES:
        raise BadSummary(path, "is too large for a summary")
    try:
        return Summary.model_validate_json(text)
    except ValidationError as error:
        raise BadSummary(path, f"is no summary ({error.errors()[0]['msg']})") from error
