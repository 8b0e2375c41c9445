#!/usr/bin/env python3
"""Our graphs beside the graphs that people export today, random weights, in one run.

For DistilBERT's and DeBERTa-v3-small's shapes: torch.onnx.export's graph, the same after ONNX
Runtime's own transformer optimizer, and ours (`redquill bench model`, fp32 and int8). One thread
each; rounds alternate between all of them, so that a busy machine slows them alike; medians over
rounds. Run it by `bench/run graphs`, or by the interpreter that tools/reference-python prints; ONNX
Runtime must be of the same release on both sides.

Usage: compare_graphs.py REDQUILL WORK_FOLDER [--rounds 7] [--length 512] [SHAPE...]
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import time

import numpy
import onnx
import onnxruntime
import torch
import transformers
from graphs import SHAPES, prepare, session

def milliseconds(peer, length, seconds):
    ids = numpy.random.default_rng(3).integers(5, 20000, (1, length))
    feed = {"input_ids": ids, "attention_mask": numpy.ones_like(ids)}
    times, end = [], time.perf_counter() + seconds
    while len(times) < 3 or time.perf_counter() < end:
        start = time.perf_counter()
        peer.run(None, feed)
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times[1:])


def ours(program, folder, length, seconds):
    done = subprocess.run([program, "bench", "model", folder, "--lengths", str(length), "--seconds",
                           str(seconds), "--json", "--quiet"], check=True, stdout=subprocess.PIPE)
    said = json.loads(done.stdout)
    return said["runtime"], {row["precision"]: row["median_ms"] for row in said["lengths"]}


def compare(name, args):
    """Milliseconds of every round, by graph, and what runs ours."""
    folder = args.work / name
    folder.mkdir(parents=True, exist_ok=True)
    prepare(name, folder)
    peers = {"exported": session(folder / "exported.onnx", 1),
             "exported, then optimizer": session(folder / "optimized.onnx", 1)}
    rounds = {}
    for _ in range(args.rounds):
        for label, peer in peers.items():
            rounds.setdefault(label, []).append(milliseconds(peer, args.length, args.seconds))
        runtime, mine = ours(args.redquill, folder, args.length, args.seconds)
        for precision, value in mine.items():
            rounds.setdefault(f"redquill {precision}", []).append(value)
    return rounds, runtime, (folder / "fused.json").read_text()


def show(name, args, rounds, runtime, fused):
    print(f"\n{name}'s shape, {args.length} tokens, one thread, {args.rounds} rounds ({runtime})")
    print("  the optimizer fused", fused)
    fp32 = statistics.median(rounds["redquill fp32"])
    for label, values in rounds.items():
        middle = statistics.median(values)
        print(f"  {label:26s} {middle:8.1f} ms  (fastest round {min(values):7.1f})  "
              f"{middle / fp32:5.2f} x redquill fp32", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("redquill")
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("shapes", nargs="*", default=list(SHAPES))
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--length", type=int, default=512)
    parser.add_argument("--seconds", type=float, default=1)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    torch.set_num_threads(1)
    versions = {"onnxruntime": onnxruntime.__version__, "transformers": transformers.__version__,
                "torch": torch.__version__, "onnx": onnx.__version__}
    if not args.json:
        print(", ".join(f"{name} {version}" for name, version in versions.items()))
    medians = {}
    for name in args.shapes or SHAPES:
        rounds, runtime, fused = compare(name, args)
        medians[name] = {label: statistics.median(values) for label, values in rounds.items()}
        if not args.json:
            show(name, args, rounds, runtime, fused)
    if args.json:
        print(json.dumps({"tokens": args.length, "versions": versions, "median_ms": medians}))


if __name__ == "__main__":
    main()
