"""The command line for tests of the whole, in processes of its own or in this one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from api.cli import app

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "corpus" / "sample" / "library"
COLLECTION = ROOT / "eval" / "collections" / "sample"
PRASSI = [sys.executable, "-m", "api.cli"]


def surroundings(model):
    """The environment of commands that find the prepared model."""
    return {**os.environ, "PRASSI_MODELS": str(model.parent), "PYTHONPATH": str(ROOT)}


def prassi(environment, data, *words, check=0, timeout=240):
    done = subprocess.run(
        [*PRASSI, "--data", str(data), *map(str, words)],
        capture_output=True,
        text=True,
        env=environment,
        timeout=timeout,
        cwd=data.parent,
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert check is None or done.returncode == check, done.stderr
    return done


def prassi_here(environment, data, *words, check=0):
    """Do the same in this process: where a process of its own, a second more, proves no more."""
    done = CliRunner().invoke(app, ["--data", str(data), *map(str, words)], env=environment)
    if not isinstance(done.exception, SystemExit | None):
        raise done.exception
    assert done.exit_code == check, done.stderr
    return done


def few(folder, count, skip=0):
    """Copy some small sample documents into a folder."""
    folder.mkdir(exist_ok=True)
    for path in sorted(SAMPLE.iterdir(), key=lambda p: p.stat().st_size)[skip : skip + count]:
        shutil.copy(path, folder)
    return folder
