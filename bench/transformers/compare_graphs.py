#!/usr/bin/env python3
"""Our graphs beside the graphs that people export today, random weights, in one run.

For DistilBERT's and DeBERTa-v3-small's shapes: torch.onnx.export's graph, the same after ONNX
Runtime's own transformer optimizer, and ours (`redquill bench model`, fp32 and int8). One thread
each; rounds alternate between all of them, so that a busy machine slows them alike; medians over
rounds. Needs the environment of bench/transformers/requirements.txt (Debian's python3-torch beside
it), and the same release of ONNX Runtime for both sides.

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
import transformers as tf

SHAPES = {
    "distilbert": (tf.DistilBertForSequenceClassification,
                   lambda: tf.DistilBertConfig(num_labels=1, max_position_embeddings=1024)),
    # The same layers as BERT writes them: the optimizer fuses BERT's attention, but not DistilBERT's
    # as transformers 4.35 exports it, so this is its stronger graph.
    "bert-6-layers": (tf.BertForSequenceClassification,
                      lambda: tf.BertConfig(num_labels=1, num_hidden_layers=6,
                                            max_position_embeddings=1024)),
    "deberta-v3-small": (tf.DebertaV2ForSequenceClassification,
                         lambda: tf.DebertaV2Config(
                             vocab_size=128100, hidden_size=768, num_hidden_layers=6,
                             num_attention_heads=12, intermediate_size=3072,
                             max_position_embeddings=512, relative_attention=True,
                             position_buckets=256, norm_rel_ebd="layer_norm", share_att_key=True,
                             pos_att_type=["p2c", "c2p"], position_biased_input=False,
                             type_vocab_size=0, num_labels=1)),
}


def prepare(name, folder):
    """The checkpoint and the two peers' graphs, made once."""
    kind, config = SHAPES[name]
    if (folder / "optimized.onnx").exists():
        return
    torch.manual_seed(7)
    model = kind(config()).eval()
    model.save_pretrained(folder, safe_serialization=True)
    ids = torch.randint(5, 20000, (1, 64))
    axes = {"input_ids": {0: "batch", 1: "length"}, "attention_mask": {0: "batch", 1: "length"}}
    torch.onnx.export(model, (ids, torch.ones_like(ids)), str(folder / "exported.onnx"),
                      input_names=list(axes), output_names=["logits"],
                      dynamic_axes=axes, opset_version=14)
    from onnxruntime.transformers import optimizer
    optimized = optimizer.optimize_model(str(folder / "exported.onnx"), model_type="bert",
                                         num_heads=12, hidden_size=768, opt_level=0)
    optimized.save_model_to_file(str(folder / "optimized.onnx"))
    fused = {k: v for k, v in optimized.get_fused_operator_statistics().items() if v}
    (folder / "fused.json").write_text(json.dumps(fused))


def session(path, threads):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


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


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("redquill")
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("shapes", nargs="*", default=list(SHAPES))
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--length", type=int, default=512)
    parser.add_argument("--seconds", type=float, default=1)
    args = parser.parse_args()
    torch.set_num_threads(1)
    print(f"onnxruntime {onnxruntime.__version__}, transformers {tf.__version__}, "
          f"torch {torch.__version__}, onnx {onnx.__version__}")
    for name in args.shapes or SHAPES:
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
        print(f"\n{name}'s shape, {args.length} tokens, one thread, {args.rounds} rounds "
              f"({runtime})")
        print("  the optimizer fused", (folder / "fused.json").read_text())
        fp32 = statistics.median(rounds["redquill fp32"])
        for label, values in rounds.items():
            middle = statistics.median(values)
            print(f"  {label:26s} {middle:8.1f} ms  (fastest round {min(values):7.1f})  "
                  f"{middle / fp32:5.2f} x redquill fp32")


if __name__ == "__main__":
    main()
