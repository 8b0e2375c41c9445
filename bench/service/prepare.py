"""Makes what both sides serve: all-MiniLM-L6-v2 with a head of random weights, as a checkpoint folder and as
the ONNX graph that torch exports of it.

Usage: prepare.py MINILM_FOLDER OUT_FOLDER
"""
import pathlib
import shutil
import sys

import torch
import transformers as tf


def main(minilm, out):
    minilm, out = pathlib.Path(minilm), pathlib.Path(out)
    if (out / "exported.onnx").exists():
        return
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(7)
    model = tf.BertForSequenceClassification.from_pretrained(minilm, num_labels=1).eval()
    model.save_pretrained(out, safe_serialization=True)
    for file in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt"):
        if (minilm / file).exists():
            shutil.copy(minilm / file, out / file)
    ids = torch.randint(5, 20000, (1, 64))
    axes = {name: {0: "batch", 1: "length"} for name in ("input_ids", "attention_mask")}
    torch.onnx.export(model, (ids, torch.ones_like(ids)), str(out / "exporting.onnx"), input_names=list(axes),
                      output_names=["logits"], dynamic_axes=axes, opset_version=14)
    (out / "exporting.onnx").rename(out / "exported.onnx")


if __name__ == "__main__":
    main(*sys.argv[1:])
