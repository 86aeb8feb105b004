"""Keys made by several processes at once are all kept."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
MAKER = """
import sys
from pathlib import Path
from api.keys import KeyStore, Scope
store = KeyStore(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for number in range(8):
    store.add(f"{sys.argv[2]}-{number}", [Scope.READ])
"""


def test_keys_made_by_two_processes_at_once_are_all_kept(tmp_path):
    makers = [
        subprocess.Popen(
            [sys.executable, "-c", MAKER, str(tmp_path), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for name in "ab"
    ]
    for maker in makers:
        assert maker.stdout.readline() == "ready\n"
    for maker in makers:
        maker.stdin.write("\n")
        maker.stdin.flush()
    for maker in makers:
        maker.communicate(timeout=60)
        assert maker.returncode == 0
    kept = json.loads((tmp_path / "keys.json").read_text())["keys"]
    assert {key["name"] for key in kept} == {f"{name}-{n}" for name in "ab" for n in range(8)}
