"""Three times as many requests as can be answered: what is still answered, how fast the rest is refused."""
import json
import os
import statistics
import subprocess
import sys
import tempfile

from harness.idle import await_idle
from harness.load import drive
from harness.server import free_port
from service import sides, texts

FACTOR = 3


def overloaded(server, body, rate, seconds, health_port):
    program = sides.ROOT / "build/release/bench/http/open_load"
    if not program.exists():
        raise SystemExit(f"bench: there is no {program}; build it: ninja -C build/release open_load")
    with tempfile.NamedTemporaryFile() as file:
        file.write(body)
        file.flush()
        port = server.url.rpartition(":")[2]
        told = subprocess.run([program, port, file.name, f"{rate:.3f}", str(seconds), str(health_port)],
                              stdout=subprocess.PIPE, check=True, text=True).stdout
    return json.loads(told)


def round_of(server, body, options, health_port):
    url = server.url + "/v1/score"
    peak = drive(url, body, options.connections, options.seconds)
    await_idle(server.process.pid)
    rate = FACTOR * (peak["requests"] - peak["failed"]) / peak["seconds"]
    told = overloaded(server, body, rate, options.seconds, health_port)
    await_idle(server.process.pid)
    by = told["by"]
    goodput = by["200"]["count"] / told["seconds"]
    return {"peak_per_s": rate / FACTOR, "goodput_per_s": goodput, "share": FACTOR * goodput / rate,
            "refused_p50_ms": by.get("429", {}).get("p50_ms"), "refused_p99_ms": by.get("429", {}).get("p99_ms"),
            "health_p50_ms": by["health"]["p50_ms"], "health_p99_ms": by["health"]["p99_ms"],
            "answered_p99_ms": by["200"]["p99_ms"],
            "by": {outcome: times["count"] for outcome, times in by.items()}}


def run(program, options):
    essays = texts.mixed(options.data)
    models = sides.packages(program, sides.checkpoint())
    body = texts.bodies(essays, "int8")
    operations = free_port()
    rounds = options.rounds or 3
    with sides.ours(program, models, REDQUILL__OPS__PORT=str(operations)) as server:
        drive(server.url + "/v1/score", body, options.connections, 2)  # Warm.
        told = {"main": [], "ops": []}
        for _ in range(rounds):
            for name, port in (("main", server.url.rpartition(":")[2]), ("ops", operations)):
                told[name].append(round_of(server, body, options, port))
                print(f"bench: /healthz on the {name} port: {told[name][-1]}", file=sys.stderr)
    results = {name: {key: statistics.median(one[key] for one in runs) for key in runs[0] if key != "by"}
               for name, runs in told.items()}
    unexpected = {outcome for runs in told.values() for one in runs for outcome in one["by"]
                  if outcome not in ("200", "429", "health")}
    if options.json:
        print(json.dumps({"case": "overload", "cores": os.cpu_count(), "results": results, "rounds": told}))
    else:
        print(f"{FACTOR} x the rate that {options.connections} clients reach, {options.seconds} s, medians of {rounds} rounds")
        for name, r in results.items():
            print(f"/healthz on the {name} port: p50 {r['health_p50_ms']:.1f} ms, p99 {r['health_p99_ms']:.1f} ms; "
                  f"answered {r['goodput_per_s']:.1f}/s of {r['peak_per_s']:.1f}/s ({r['share']:.0%}); "
                  f"refused after p50 {r['refused_p50_ms']:.2f} ms, p99 {r['refused_p99_ms']:.2f} ms")
    if unexpected:
        print(f"bench: unexpected outcomes: {sorted(unexpected)}", file=sys.stderr)
    return 1 if unexpected else 0
