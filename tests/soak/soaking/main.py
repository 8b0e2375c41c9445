"""Starts everything, waits, judges."""
import argparse
import json
import pathlib
import tempfile
import threading
import time

from . import clients, operator, texts
from .bucket import ROOT, Bucket, with_version
from .memory import Memory
from .server import Server


def options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--program", default=str(ROOT / "build/release/apps/redquill/redquill"))
    parser.add_argument("--models", default=str(ROOT / "models"))
    parser.add_argument("--texts", type=int, default=400)
    parser.add_argument("--readers", type=int, default=6)
    parser.add_argument("--leavers", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def guarded(job, findings):
    """The job, whose own failure is one of the run: a part that has died proves nothing."""
    def run(*given):
        try:
            job(*given)
        except Exception as error:  # pylint: disable=broad-except
            findings.fault(f"{job.__name__} ended early: {error!r}")
    return run


def watch(server, seconds, memory, findings):
    """Notes the server's memory once a second."""
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        if server.process.poll() is not None:
            findings.fault(f"the server ended by itself: {server.process.returncode}")
            break
        memory.in_between(server.resident())
        time.sleep(1)


def main():
    given = options()
    findings, stop, seconds = clients.Findings(), threading.Event(), 60 * given.minutes
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        essays = texts.texts(given.texts)
        names = sorted(path.stem for path in pathlib.Path(given.models).glob("*.rqm"))
        expected = {model: texts.scored(given.program, given.models, model, essays, folder)
                    for model in names}
        bucket = Bucket(folder / "bucket")
        for model in names:
            bucket.put(f"{model}.rqm", pathlib.Path(given.models, f"{model}.rqm").read_bytes())
        versions = [with_version(pathlib.Path(given.models, "features.rqm"), v)
                    for v in ("901.0.0", "902.0.0")]
        server = Server(given.program, bucket, folder, given.workers)
        memory = Memory()
        jobs = [(clients.read, i) for i in range(given.readers)]
        jobs += [(clients.leave, 100 + i) for i in range(given.leavers)]
        threads = [threading.Thread(target=guarded(job, findings), args=(server, expected, findings, stop, seed))
                   for job, seed in jobs]
        threads.append(threading.Thread(target=guarded(operator.operate, findings), args=(
            server, bucket, versions, seconds, findings, memory, stop)))
        for thread in threads:
            thread.start()
        watch(server, seconds, memory, findings)
        stop.set()
        for thread in threads:
            thread.join()
        if server.process.poll() is None and server.stop() != 0:
            findings.fault("the server did not stop well")
        bucket.kill()
    report(given, findings, memory.judged(findings))
    return 1 if findings.faults else 0


def report(given, findings, memory):
    result = {"minutes": given.minutes, "memory": memory, "counts": dict(findings.counts),
              "faults": findings.faults}
    if given.json:
        print(json.dumps(result))
        return
    print(f"{given.minutes:g} minutes; memory {memory}")
    for what, count in sorted(findings.counts.items()):
        print(f"  {count:9}  {what}")
    print("\n".join(findings.faults) or "No faults.")
