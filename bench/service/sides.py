"""The servers of the MiniLM comparison: ours and two Python services, all of one checkpoint."""
import json
import os
import pathlib
import subprocess

from harness.peer import cache, python_of
from harness.server import Server

ROOT = pathlib.Path(__file__).parent.parent.parent
PEER = ROOT / "bench/peers/minilm"


def printed_by(command):
    return subprocess.run([command], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def checkpoint():
    """The folder that both sides are made of."""
    folder = cache() / "service"
    python = printed_by(ROOT / "tools/reference-python")
    subprocess.run([python, ROOT / "bench/service/prepare.py", printed_by(ROOT / "tests/real/fetch_minilm"),
                    folder], check=True)
    return folder


def packages(program, folder):
    """The checkpoint as packages, made anew with this program: int8, as models/minilm.rqm is, and fp32."""
    out = folder / "packages"
    out.mkdir(exist_ok=True)
    for precision in ("int8", "fp32"):
        subprocess.run([program, "models", "import", "--from", folder, "--out", out / f"{precision}.rqm",
                        "--precision", precision, "--replace", "--quiet"],
                       check=True, stdout=subprocess.DEVNULL)
    return out


def ours(program, models, **settings):
    return Server("redquill", lambda port: [program, "serve", "--port", str(port), "--models", str(models)],
                  {"REDQUILL__LOG__ACCESS": "false", **settings})


def peer(name, module, folder):
    python = python_of(PEER)
    return Server(
        name, lambda port: [str(python), "-m", "uvicorn", f"{module}:app", "--app-dir", str(PEER), "--host",
                            "127.0.0.1", "--port", str(port), "--workers", str(os.cpu_count()),
                            "--log-level", "warning", "--no-access-log"],
        {"REDQUILL_PEER_MODEL": str(folder), "TOKENIZERS_PARALLELISM": "false"})


def answer(server, body):
    status, told = server.post("/v1/score", body)
    if status != 200:
        raise SystemExit(f"{server.name} answered {status}: {told[:300]!r}")
    return json.loads(told)["raw"]
