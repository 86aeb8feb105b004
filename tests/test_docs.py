"""What the documentation promises exists."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from api.cli import app
from api.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands():
    group = typer.main.get_command(app)
    for name, command in group.commands.items():
        inner = getattr(command, "commands", None)
        if inner is None:
            yield name, command
        else:
            yield from ((f"{name} {sub}", found) for sub, found in inner.items())


@pytest.mark.parametrize(
    ("name", "command"), list(commands()), ids=lambda v: v if isinstance(v, str) else ""
)
def test_every_command_has_help_and_a_place_in_the_readme(name, command):
    assert command.help
    assert f"prassi {name}" in README
    for parameter in command.params:
        assert parameter.name == "help" or getattr(parameter, "help", None), (name, parameter.name)


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_every_setting_is_described(name):
    assert f"PRASSI_{name.upper()}" in README
    assert Settings.model_fields[name].description


def test_every_command_in_the_readme_exists():
    known = {name.split()[0] for name, _ in commands()}
    used = set(re.findall(r"[`/]prassi (?:--data [^\s`]+ )?([a-z]+)", README))
    assert used
    assert used <= known


def test_every_make_target_in_the_readme_exists():
    makefile = (ROOT / "Makefile").read_text()
    for target in set(re.findall(r"make (demo|test|serve|check|sample)\b", README)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_file_the_readme_links_exists():
    for link in re.findall(r"\]\(((?!https?:)[^)]+)\)", README):
        assert (ROOT / link.partition("#")[0]).exists(), link


def test_the_options_in_the_readme_are_understood():
    options = {o for _, c in commands() for p in c.params for o in p.opts}
    used = set(re.findall(r"(?<= )--[a-z-]+", " ".join(re.findall(r"prassi [^\n`|]+", README))))
    assert used <= options | {"--data"}


def test_the_first_line_of_help_is_shown_without_a_library(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", "--help"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
    )
    assert done.returncode == 0
    assert "search" in done.stdout


def test_the_configurations_of_mcp_clients_start_what_there_is():
    page = (ROOT / "docs" / "mcp.md").read_text(encoding="utf-8")
    stdin, http = (
        json.loads(block)["mcpServers"]["prassi"]
        for block in re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    )
    assert stdin["command"].endswith("/prassi")
    assert stdin["args"][0] == "--data"
    assert stdin["args"][2] in dict(commands())
    [port] = re.findall(r"mcp --http --port (\d+)", page)
    assert http["url"] == f"http://127.0.0.1:{port}/mcp"
