#!/usr/bin/env python3
"""Eight essays of 180 to 900 tokens: `redquill serve` beside the usual Python service, in one run.

The model has DistilBERT's shape and random weights. The usual service tokenizes the eight with
transformers, pads them to the longest and runs them as one batch on ONNX Runtime, on every core; it
runs inside this process, so no HTTP stands in its way. `redquill serve` gets the eight as eight
requests at once over HTTP, keeps no answers, and has a worker for each core. Beside the usual one run
the same on the graph that ONNX Runtime's own optimizer makes, and a careful service that runs the
essays one by one, unpadded. Rounds go turn about, so that a busy machine slows all alike; the medians
of their tokens a second are printed. The answers of all must agree.

Usage: mixed_lengths.py REDQUILL TOKENIZER_FOLDER WORK_FOLDER [--rounds 9] [--json]
"""
import argparse
import concurrent.futures
import http.client
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

import numpy
import onnxruntime
import torch
import transformers
from graphs import prepare, session

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from harness.server import Server  # noqa: E402

LENGTHS = [180, 283, 386, 489, 591, 694, 797, 900]
SAMPLE = pathlib.Path(__file__).parent.parent.parent / "tests/data/essay-400-words.txt"


def essays(tokenizer):
    """Texts of exactly these lengths in tokens, cut from our own sample, each begun elsewhere in it."""
    words = SAMPLE.read_text(encoding="utf-8").split()
    texts = []
    for place, length in enumerate(LENGTHS):
        turned = words[37 * place:] + words[:37 * place]
        text = " ".join((turned * 4)[:length])
        while len(tokenizer(text)["input_ids"]) > length:
            text = text.rsplit(" ", 1)[0]
        while len(tokenizer(text)["input_ids"]) < length:
            text += " a"
        texts.append(text)
    return texts


def padded(graph, tokenizer, texts):
    feed = tokenizer(texts, padding=True, truncation=True, max_length=1024, return_tensors="np")
    feed = {name: feed[name].astype(numpy.int64) for name in ("input_ids", "attention_mask")}
    return [float(row[0]) for row in graph.run(None, feed)[0]]


def one_by_one(graph, tokenizer, texts):
    return [padded(graph, tokenizer, [text])[0] for text in texts]


class Ours:
    """Eight connections that stay open, one for each essay."""

    def __init__(self, server, model, pool):
        self.model, self.pool = model, pool
        host = server.url.removeprefix("http://")
        self.connections = [http.client.HTTPConnection(host, timeout=120) for _ in LENGTHS]

    def score(self, connection, text):
        body = json.dumps({"essay": text, "model": self.model})
        connection.request("POST", "/v1/score", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        told = json.loads(answer.read())
        if answer.status != 200:
            raise SystemExit(f"redquill answered {answer.status}: {told}")
        return told["raw"]

    def __call__(self, texts):
        return list(self.pool.map(self.score, self.connections, texts))


def packages(program, folder, tokenizer_folder):
    """The checkpoint as packages at fp32 and int8, made anew with this program."""
    (folder / "tokenizer.json").write_bytes((tokenizer_folder / "tokenizer.json").read_bytes())
    out = folder / "packages"
    out.mkdir(exist_ok=True)
    for precision in ("fp32", "int8"):
        subprocess.run([program, "models", "import", "--from", folder, "--out",
                        out / f"{precision}.rqm", "--precision", precision, "--replace", "--quiet"],
                       check=True, stdout=subprocess.DEVNULL)
    return out


def measure(sides, texts, rounds):
    """Seconds of each round by side, and what each side answered."""
    seconds, answers = {name: [] for name in sides}, {}
    for name, side in sides.items():
        answers[name] = side(texts)  # Warm.
    for _ in range(rounds):
        for name, side in sides.items():
            start = time.perf_counter()
            if side(texts) != answers[name]:
                raise SystemExit(f"{name} gave another answer to the same essays")
            seconds[name].append(time.perf_counter() - start)
    return seconds, answers


def check(answers):
    """fp32 on both sides is one model: the same values but for rounding."""
    wanted = answers["padded batch"]
    for name, got in answers.items():
        apart = max(abs(a - b) for a, b in zip(got, wanted, strict=True))
        bound = 0.02 if name.endswith("int8") else 1e-4
        if apart > bound:
            raise SystemExit(f"{name} answers {got}, the padded batch {wanted}")


def report(seconds, as_json):
    tokens = sum(LENGTHS)
    rates = {name: tokens / statistics.median(times) for name, times in seconds.items()}
    usual = rates["padded batch"]
    if as_json:
        print(json.dumps({"case": "mixed-lengths", "cores": os.cpu_count(), "tokens": LENGTHS,
                          "tokens_per_s": rates,
                          "onnxruntime": onnxruntime.__version__,
                          "transformers": transformers.__version__}))
        return
    print(f"{len(LENGTHS)} essays of {LENGTHS[0]} to {LENGTHS[-1]} tokens ({tokens} in all), DistilBERT's shape, "
          f"{os.cpu_count()} cores, medians of {len(next(iter(seconds.values())))} rounds")
    for name, rate in rates.items():
        print(f"  {name:34s} {rate:8.0f} tokens/s   fastest round {tokens / min(seconds[name]):8.0f}   "
              f"{rate / usual:5.2f} x the usual service")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("redquill")
    parser.add_argument("tokenizer", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    print(f"onnxruntime {onnxruntime.__version__}, transformers {transformers.__version__}, torch {torch.__version__}",
          file=sys.stderr)
    folder = args.work / "distilbert"
    folder.mkdir(parents=True, exist_ok=True)
    prepare("distilbert", folder)
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_file=str(args.tokenizer / "tokenizer.json"), pad_token="[PAD]")
    texts = essays(tokenizer)
    exported = session(folder / "exported.onnx")
    optimized = session(folder / "optimized.onnx")
    out = packages(args.redquill, folder, args.tokenizer)
    server = Server("redquill", lambda port: [args.redquill, "serve", "--port", str(port), "--models", str(out)],
                    {"REDQUILL__LOG__ACCESS": "false", "REDQUILL__CACHE__BYTES": "0", "REDQUILL__CACHE__RAW_BYTES": "0",
                     "REDQUILL__WORKERS__MAX_WAIT_MS": "60000", "REDQUILL__SERVER__IDLE_TIMEOUT_S": "3600"})
    with server, concurrent.futures.ThreadPoolExecutor(len(LENGTHS)) as pool:
        sides = {"padded batch": lambda t: padded(exported, tokenizer, t),
                 "padded batch, optimizer's graph": lambda t: padded(optimized, tokenizer, t),
                 "one by one, optimizer's graph": lambda t: one_by_one(optimized, tokenizer, t),
                 "redquill serve, fp32": Ours(server, "fp32", pool),
                 "redquill serve, int8": Ours(server, "int8", pool)}
        seconds, answers = measure(sides, texts, args.rounds)
    check(answers)
    report(seconds, args.json)


if __name__ == "__main__":
    main()
