"""Load by wrk: one body, so many connections, so many seconds."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

SCRIPT = pathlib.Path(__file__).parent.parent / "http" / "score.lua"


def drive(url, body, connections, seconds):
    """What wrk counted: requests, seconds, p50_ms, p90_ms, p99_ms, failed."""
    if not shutil.which("wrk"):
        raise SystemExit("bench: wrk is not here; tools/setup.sh --bench installs it")
    with tempfile.NamedTemporaryFile() as file:
        file.write(body)
        file.flush()
        told = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "--latency",
             "-s", str(SCRIPT), url],
            env={**os.environ, "BENCH_BODY": file.name}, capture_output=True, text=True, check=True).stdout
    return json.loads(told[told.rindex("@") + 1:])
