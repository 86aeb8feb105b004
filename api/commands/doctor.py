"""``prassi doctor``: what is well, what is wrong, what to do."""

from __future__ import annotations

from dataclasses import asdict

from api.commands.output import chosen, out, write_json
from api.doctor import Finding, Level, examine
from api.settings import Settings

_STYLES = {Level.OK: "green", Level.NOTE: "yellow", Level.WRONG: "bold red"}


def run(settings: Settings, format_: str) -> int:
    """Write what is found, one line each; return 1 if something is wrong."""
    chosen("format", format_, ("table", "json"))
    found: list[Finding] = []
    for finding in examine(settings):
        found.append(finding)
        if format_ == "table":
            _write(finding)
    well = all(finding.level is not Level.WRONG for finding in found)
    if format_ == "json":
        write_json({"ok": well, "checks": [asdict(finding) for finding in found]})
    return 0 if well else 1


def _write(finding: Finding) -> None:
    from rich.text import Text

    level = Text(f"{finding.level.value:<6}", style=_STYLES[finding.level])
    todo = f": {finding.todo}" if finding.todo else ""
    said = " ".join(f"{finding.said}{todo}".split())
    out().print(level + Text(f"{finding.name:<14}", style="bold") + Text(said))
