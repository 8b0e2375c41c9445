"""Every comparison that bench/run knows: a model of ours and the peer that does its work in Python."""
import dataclasses
import os
import pathlib
import subprocess
import sys

from harness.peer import cache, python_of
from harness.server import Server
from service.compare import run as run_service
from service.overload import run as run_overload
from service.start import run as run_start
from tokenizers.compare import run as run_tokenizers

ROOT = pathlib.Path(__file__).parent.parent
PEERS = ROOT / "bench" / "peers"


@dataclasses.dataclass(frozen=True)
class Case:
    model: str     # The package's name.
    peer: object   # (options) -> Server, or None where the options don't allow it.
    about: str
    same: bool = False  # Whether every request sends the same text; else each is another one.


@dataclasses.dataclass(frozen=True)
class Script:
    """A comparison that drives both sides itself."""
    run: object    # (options) -> exit status.
    about: str


def program_of(options):
    program = options.program or ROOT / "build/release/apps/redquill/redquill"
    if not pathlib.Path(program).exists():
        raise SystemExit(f"bench: there is no {program}; build it first: ./run, or ninja -C build/release redquill")
    return str(program)


def ours(options):
    program = program_of(options)
    return Server(
        "redquill", lambda port: [program, "serve", "--port", str(port), "--models", str(options.models)],
        {"REDQUILL__LOG__ACCESS": "false"})


def features_peer(options):
    if not options.data:
        return None
    folder = PEERS / "features"
    python = python_of(folder)
    model = cache() / f"features-{os.path.getsize(options.data)}.pickle"
    if not model.exists():
        print("bench: fitting the peer", file=sys.stderr)
        subprocess.run([python, folder / "fit.py", options.data, model], check=True, stdout=sys.stderr)
    return Server(
        "python peer",
        lambda port: [str(python), "-m", "uvicorn", "serve:app", "--app-dir", str(folder), "--host", "127.0.0.1",
                      "--port", str(port), "--workers", str(os.cpu_count()), "--log-level", "warning",
                      "--no-access-log"],
        {"REDQUILL_PEER_MODEL": str(model), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"})


def printed_by(command):
    return subprocess.run([command], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def transformers(script, *arguments):
    """A script of bench/transformers, where the reference implementations are."""
    folder = ROOT / "bench" / "transformers"

    def run(options):
        program = program_of(options)
        python = printed_by(ROOT / "tools/reference-python")
        known = [str(argument() if callable(argument) else argument) for argument in arguments]
        work = cache() / "transformers"
        flags = ["--rounds", str(options.rounds or 9)] + (["--json"] if options.json else [])
        return subprocess.run([python, folder / script, program, *known, work, *flags]).returncode
    return run


def minilm():
    """The folder of a real tokenizer.json with 30,522 pieces."""
    return printed_by(ROOT / "tests/real/fetch_minilm")


CASES = {
    "features": Case("features", features_peer, "features, scikit-learn's hashed n-grams, XGBoost, FastAPI"),
    "cached": Case("features", lambda options: None, "one essay over and over: answers from the cache; no peer", same=True),
    "mixed-lengths": Script(transformers("mixed_lengths.py", minilm),
                            "eight essays of 180 to 900 tokens, DistilBERT's shape; the usual Python service"),
    "service": Script(lambda options: run_service(program_of(options), options),
                      "MiniLM, essays of mixed lengths; FastAPI, transformers, ONNX Runtime, as usual and done well"),
    "overload": Script(lambda options: run_overload(program_of(options), options),
                       "MiniLM at three times its peak: what is answered, how fast the rest is refused; no peer"),
    "start": Script(lambda options: run_start(program_of(options), options),
                    "from start to ready, the packages in an S3 server on this machine; no peer"),
    "tokenizers": Script(run_tokenizers, "the reference library in Rust, on --data's essays"),
    "graphs": Script(transformers("compare_graphs.py"), "our ONNX graphs and those that people export"),
}
