"""A watched folder: files are taken when they are whole, and never missed."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from ingest.watching import changes

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path):
    inner = tmp_path / "in"
    inner.mkdir()
    return inner


def test_a_file_is_told_once_it_is_whole_and_when_it_is_gone(folder):
    (folder / "vecchio.md").write_text("# Vecchio")
    watched = changes(folder, recursive=False, still_s=0.6)
    assert not next(watched).changed
    (folder / "vecchio.md").unlink()
    (folder / ".nascosto.md").write_text("no")
    (folder / "scarico.pdf.part").write_text("no")

    def write_slowly():
        with (folder / "lento.md").open("w") as file:
            for number in range(8):
                file.write(f"Riga {number}\n")
                file.flush()
                time.sleep(0.15)

    writer = threading.Thread(target=write_slowly)
    writer.start()
    changed, gone = [], []
    while not changed or not gone:
        settled = next(watched)
        changed += [(path.name, path.stat().st_size) for path in settled.changed]
        gone += [path.name for path in settled.gone]
    writer.join()
    assert changed == [("lento.md", 8 * len("Riga 0\n"))]
    assert gone == ["vecchio.md"]

    (folder / "lento.meta.yaml").write_text("title: Lento\n")
    assert [path.name for path in next(watched).changed] == ["lento.md"], "a sidecar speaks of it"
    (folder / "dentro").mkdir()
    (folder / "dentro" / "a.md").write_text("# A")
    (folder / "ultimo.md").write_text("# Ultimo")
    assert [path.name for path in next(watched).changed] == ["ultimo.md"], "not within it"
    watched.close()


def test_the_command_reads_the_folder_then_what_comes_and_ends_cleanly(
    folder, tmp_path, prepared_model, pytestconfig
):
    if not pytestconfig.getoption("--all-harvest"):
        pytest.skip("watches with the real model: half a minute; ask with --all-harvest")
    (folder / "prima.md").write_text("# Prima\n\nLa prima esperienza di un emporio solidale.\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "--data", str(tmp_path / "data"), "watch", str(folder),
         "--json", "--workers", "1"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PRASSI_MODELS": str(prepared_model.parent)},
    )  # fmt: skip
    with process:
        first = json.loads(process.stdout.readline())
        (folder / "dopo.md").write_text("# Dopo\n\nUn doposcuola aperto nel quartiere.\n")
        second = json.loads(process.stdout.readline())
        (folder / "prima.md").unlink()
        third = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert [Path(one["file"]).name for one in (first, second)] == ["prima.md", "dopo.md"]
    assert (first["outcome"], second["outcome"]) == ("ok", "ok")
    assert (third["outcome"], third["record_id"]) == ("unchanged", first["record_id"])
    assert "gone" in third["reason"]
    assert process.returncode == 0, told
    assert "Stopped" in told
    assert "Traceback" not in told
