"""Mixed essays from many clients: `redquill serve` beside the usual Python service and the same done well."""
import contextlib
import json
import os
import statistics
import sys

from harness.idle import await_idle, processor_s
from harness.load import drive
from harness.pair import summary, table
from service import sides, texts

OURS = "redquill, int8"  # The precision of models/minilm.rqm.
# On a slow machine 16 clients may wait longer than the server lets anyone wait unless it is told to.
PATIENT = {"REDQUILL__WORKERS__MAX_WAIT_MS": "60000"}


def check(rows, essays):
    """One model on every side: the same values but for rounding, and for int8's steps."""
    for text in essays[:8]:
        body = {name: json.dumps({"essay": text, "model": model}).encode() for name, (_, model) in rows.items()}
        told = {name: sides.answer(server, body[name]) for name, (server, _) in rows.items()}
        wanted = told["kept session"]
        for name, got in told.items():
            if abs(got - wanted) > (0.05 if name == OURS else 1e-3):
                raise SystemExit(f"bench: {name} answers {got}, the Python service {wanted}")


def measure(rows, essays, options):
    told = {name: {"one": [], "many": []} for name in rows}
    bodies = {name: texts.bodies(essays, model) for name, (_, model) in rows.items()}

    def driven(name, connections, seconds):
        server = rows[name][0]
        before = processor_s(server.process.pid)
        counted = drive(server.url + "/v1/score", bodies[name], connections, seconds)
        await_idle(server.process.pid)  # A slow one still works for clients that have left.
        # Those were at most so many as there are connections.
        counted["processor_s"] = processor_s(server.process.pid) - before
        return counted

    for name in rows:
        driven(name, options.connections, 2)  # Warm.
    for _ in range(options.rounds or 3):
        for name in rows:
            told[name]["one"].append(driven(name, 1, options.seconds))
            told[name]["many"].append(driven(name, options.connections, options.seconds))
    for name, runs in told.items():
        if not all(run["requests"] for kind in runs.values() for run in kind):
            raise SystemExit(f"bench: {name} answered nothing in {options.seconds} s; measure longer: --seconds 20")
    return {name: {**summary(runs), "processor_ms": processor_ms(runs["one"])} for name, runs in told.items()}


def processor_ms(runs):
    """The processor's time for a request; a busy machine changes it little."""
    return statistics.median(1e3 * run["processor_s"] / (run["requests"] + 1) for run in runs)


def ratios(results):
    lines = []
    for name in ("session a request", "kept session"):
        rate = results[OURS]["requests_per_s"] / results[name]["requests_per_s"]
        p99 = results[OURS]["p99_ms_under_load"] / results[name]["p99_ms_under_load"]
        lines.append(f"{OURS} to {name}: {rate:.2f} x the requests/s, {p99:.2f} x the p99")
    lines.append("processor's time a request: " +
                 ", ".join(f"{name} {r['processor_ms']:.1f} ms" for name, r in results.items()))
    return lines


def run(program, options):
    essays = texts.mixed(options.data)
    folder = sides.checkpoint()
    models = sides.packages(program, folder)
    with contextlib.ExitStack() as running:
        redquill = running.enter_context(sides.ours(program, models, **PATIENT))
        usual = running.enter_context(sides.peer("session a request", "usual", folder))
        careful = running.enter_context(sides.peer("kept session", "careful", folder))
        rows = {OURS: (redquill, "int8"), "redquill, fp32": (redquill, "fp32"),
                "session a request": (usual, "fp32"), "kept session": (careful, "fp32")}
        check(rows, essays)
        results = measure(rows, essays, options)
    words = sorted(len(essay.split()) for essay in essays)
    if options.json:
        print(json.dumps({"case": "service", "cores": os.cpu_count(), "words": words,
                          "connections": options.connections, "results": results}))
    else:
        print(f"{len(essays)} essays of {words[0]} to {words[-1]} words (median {words[len(words) // 2]}), "
              f"{options.connections} connections, {os.cpu_count()} cores, medians of {options.rounds or 3} "
              f"rounds of {options.seconds} s")
        print(table(results, OURS))
        print("\n".join(ratios(results)))
    failed = {name: r["failed"] for name, r in results.items() if r["failed"]}
    if failed:
        print(f"bench: requests failed: {failed}", file=sys.stderr)
    return 1 if failed else 0
