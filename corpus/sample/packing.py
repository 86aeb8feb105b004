"""Office files that come out the same byte for byte, whenever and wherever they are built."""

from __future__ import annotations

import io
import re
import zipfile
from xml.sax.saxutils import escape

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date a ZIP archive can hold
_EMPTY_COMPANY = re.compile(rb"<Company/>|<Company></Company>")


def repacked(data: bytes, company: str) -> bytes:
    """Return an office file with the same parts, without dates and without compression.

    ``company`` fills the property of that name, for which the libraries have no call.

    Compressed bytes differ between versions of zlib; stored ones do not, and version control
    compresses the files anyway.
    """
    target = io.BytesIO()
    filled = f"<Company>{escape(company)}</Company>".encode()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as new,
    ):
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            content = old.read(name)
            if name == "docProps/app.xml":
                content = _EMPTY_COMPANY.sub(filled, content)
            new.writestr(entry, content)
    return target.getvalue()
