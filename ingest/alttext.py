"""Descriptions of pictures: those a person wrote, not those that programs fill in."""

from __future__ import annotations

import re

# Alternative texts that programs write by themselves, or that name the picture's file.
_NO_DESCRIPTION = re.compile(
    r".*\.(png|jpe?g|gif|bmp|tiff?|emf|wmf|svg|webp|jfif)"
    r"|https?://\S+"
    r"|.*(description automatically generated|descrizione generata automaticamente"
    r"|ai-generated content may be incorrect"
    r"|contenuto generato dall.(ia|intelligenza artificiale)).*"
    r"|(immagine|picture|image|foto|photo|grafico|chart|object|oggetto|diagramma|diagram)\s*\d*"
    r"|immagine che contiene .*|a picture containing .*",
    re.IGNORECASE | re.DOTALL,
)


def real_description(text: str | None) -> str | None:
    """Return a description on one line, or None when it says nothing a person wrote."""
    text = (text or "").strip()
    if not text or _NO_DESCRIPTION.fullmatch(text):
        return None
    return re.sub(r"\s+", " ", text)
