"""What the description promises holds: requests made from it meet no failure and no 5xx.

All of schemathesis' checks, over real HTTP. A few examples by default; with
``--long-schemathesis`` many, in every phase (some minutes).
"""

import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import uvicorn

from api.http import create_app
from api.settings import Settings

SHORT = ["--phases", "coverage,fuzzing", "--max-examples", "1", "--seed", "7"]
LONG = ["--max-examples", "150"]
# A schema cannot say that two parameters must differ.
CROSSING = """[[operations]]
include-path = "/v1/crossing"
[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", "400", "401", "403", "404", "409", "429", "5xx"]
"""


def known_ids(world):
    """Ids that exist, so that more than 404 is met."""
    record, passage = world.ids["report"], world.passage("report", "sportello")
    lines = [
        (path, f'"path.identifier" = "{identifier}"')
        for path, identifier in (("records", record), ("passages", passage))
    ]
    return "".join(
        f'[[operations]]\ninclude-path-regex = "^/v1/{path}/"\nparameters = {{ {values} }}\n'
        for path, values in lines
    )


@contextmanager
def running(app):
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", lifespan="on"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.02)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def test_requests_made_from_the_description_meet_no_failure(world, tmp_path, request):
    how = LONG if request.config.getoption("--long-schemathesis") else SHORT
    program = "from schemathesis.cli import schemathesis; schemathesis()"
    (tmp_path / "schemathesis.toml").write_text(known_ids(world) + CROSSING)
    app = create_app(world.service, Settings(data=world.settings.data, api_key="k"))
    with running(app) as url:
        command = [sys.executable, "-c", program, "run", f"{url}/openapi.json", "--no-color"]
        done = subprocess.run(
            [*command, "--request-timeout", "60", *how],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            timeout=280 if how is SHORT else 3_000,
        )
    told = done.stdout + done.stderr
    assert done.returncode == 0, told[-20_000:]
    assert "generated" in told
