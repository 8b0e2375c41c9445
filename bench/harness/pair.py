"""Ours and a peer on one machine in one run: turn about, so that both meet the same weather."""
import json
import statistics

from harness.load import drive


def check(server, path, body):
    status, answer = server.post(path, body)
    if status != 200:
        raise SystemExit(f"{server.name} answered {status}: {answer[:300]!r}")
    return json.loads(answer)


def measure(servers, path, body, *, rounds, seconds, connections):
    """For each server the median over rounds, once with one connection and once with many."""
    told = {server.name: {"one": [], "many": []} for server in servers}
    for server in servers:
        drive(server.url + path, body, connections, 2)  # Warm.
    for _ in range(rounds):
        for server in servers:
            told[server.name]["one"].append(drive(server.url + path, body, 1, seconds))
            told[server.name]["many"].append(drive(server.url + path, body, connections, seconds))
    return {name: summary(runs) for name, runs in told.items()}


def summary(runs):
    everything = runs["one"] + runs["many"]
    rates = [run["requests"] / run["seconds"] for run in runs["many"]]
    return {
        "median_ms": statistics.median(run["p50_ms"] for run in runs["one"]),
        "requests_per_s": statistics.median(rates),
        "slowest_round_per_s": min(rates),
        "p99_ms_under_load": statistics.median(run["p99_ms"] for run in runs["many"]),
        "requests": sum(run["requests"] for run in everything),
        "failed": sum(run["failed"] for run in everything),
    }


def table(results, ours):
    """The lines for a person, with how many times ours is ahead."""
    lines = [f"{'':<22}{'median, 1 conn.':>16}{'requests/s':>12}{'p99 loaded':>12}{'failed':>8}"]
    for name, r in results.items():
        lines.append(f"{name:<22}{r['median_ms']:>13.2f} ms{r['requests_per_s']:>12.0f}"
                     f"{r['p99_ms_under_load']:>9.1f} ms{r['failed']:>8}")
    for name, r in results.items():
        if name != ours:
            lines.append(f"{ours} against {name}: {r['median_ms'] / results[ours]['median_ms']:.1f} times shorter, "
                         f"{results[ours]['requests_per_s'] / r['requests_per_s']:.1f} times as many requests/s")
    return "\n".join(lines)
