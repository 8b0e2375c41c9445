"""Starts everything, waits, judges."""
import argparse
import json
import pathlib
import tempfile
import threading
import time

from . import clients, operator, texts
from .bucket import ROOT, Bucket, with_version
from .server import Server

SETTLED_S, MOST = 300, 0.05


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


def watch_memory(server, seconds, findings):
    """Resident bytes, once a second: (seconds since the start, bytes)."""
    seen, start = [], time.monotonic()
    while time.monotonic() - start < seconds:
        if server.process.poll() is not None:
            findings.fault(f"the server ended by itself: {server.process.returncode}")
            break
        seen.append((time.monotonic() - start, server.resident()))
        time.sleep(1)
    return seen


def judge_memory(seen, findings):
    """Means of half minutes after the server has settled, against the first of them."""
    settled = [(t - SETTLED_S, size) for t, size in seen if t >= SETTLED_S]
    means = {}
    for t, size in settled:
        means.setdefault(int(t // 30), []).append(size)
    means = [sum(sizes) / len(sizes) for _, sizes in sorted(means.items())]
    if not means:
        return {"note": "too short to judge memory", "last_mb": seen[-1][1] >> 20}
    highest, lowest = max(means) / means[0] - 1, min(means) / means[0] - 1
    if highest > MOST:
        findings.fault(f"memory rose by {highest:.1%} after {SETTLED_S} s")
    return {"at_start_mb": round(means[0] / 2**20), "highest": f"{highest:+.1%}",
            "lowest": f"{lowest:+.1%}"}


def main():
    given = options()
    findings, stop, seconds = clients.Findings(), threading.Event(), 60 * given.minutes
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        essays = texts.texts(given.texts)
        names = sorted(path.stem for path in pathlib.Path(given.models).glob("*.rqm"))
        expected = {model: texts.scored(given.program, given.models, model, essays, folder)
                    for model in names}
        bucket = Bucket()
        for model in names:
            bucket.put(f"{model}.rqm", pathlib.Path(given.models, f"{model}.rqm").read_bytes())
        versions = [with_version(pathlib.Path(given.models, "features.rqm"), v)
                    for v in ("901.0.0", "902.0.0")]
        server = Server(given.program, bucket, folder, given.workers)
        jobs = [(clients.read, i) for i in range(given.readers)]
        jobs += [(clients.leave, 100 + i) for i in range(given.leavers)]
        threads = [threading.Thread(target=guarded(job, findings), args=(server, expected, findings, stop, seed))
                   for job, seed in jobs]
        threads.append(threading.Thread(target=guarded(operator.operate, findings), args=(
            server, bucket, versions, seconds, findings, stop)))
        for thread in threads:
            thread.start()
        memory = judge_memory(watch_memory(server, seconds, findings), findings)
        stop.set()
        for thread in threads:
            thread.join()
        if server.process.poll() is None and server.stop() != 0:
            findings.fault("the server did not stop well")
        bucket.kill()
    report(given, findings, memory)
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
