#!/usr/bin/env python3
"""Makes the tiny ONNX files of tests/golden/exported, as PyTorch's exporter writes them, and what
the models that they were exported from say.

The reference is transformers 4.35 on torch, fp32, one input at a time. The models are random: no
weight was trained. Another version of the libraries writes other files; the tests compare with what
is committed.

Run it by the interpreter that tools/reference-python prints.

Usage: make_onnx_golden.py FOLDER [NAME...]
"""
import json
import pathlib
import sys

import onnx
import torch
import transformers as tf
from make_checkpoints_golden import randomise

SHAPE = dict(vocab_size=61, hidden_size=16, num_hidden_layers=2, num_attention_heads=2,
             intermediate_size=24)
INPUTS = ["input_ids", "attention_mask", "token_type_ids", "position_ids"]

# name: (model, inputs, their type, in one file, lengths)
MODELS = {
    "bert": (lambda: tf.BertForSequenceClassification(
        tf.BertConfig(**SHAPE, max_position_embeddings=48, num_labels=1)),
        INPUTS, torch.int64, True, [1, 2, 7, 33, 48]),
    "distilbert_classes": (lambda: tf.DistilBertForSequenceClassification(
        tf.DistilBertConfig(vocab_size=61, dim=16, n_layers=2, n_heads=2, hidden_dim=24,
                            max_position_embeddings=48, num_labels=6)),
        INPUTS[:2], torch.int64, True, [1, 2, 19, 48]),
    # Its weights in a file of their own, its inputs int32, its positions from the ids.
    "roberta": (lambda: tf.RobertaForSequenceClassification(
        tf.RobertaConfig(**SHAPE, max_position_embeddings=50, pad_token_id=1, type_vocab_size=1,
                         num_labels=1)),
        INPUTS[:2], torch.int32, False, [1, 2, 21, 48]),
    # Reads its answer at the last token that is no padding.
    "gpt2": (lambda: tf.GPT2ForSequenceClassification(
        tf.GPT2Config(vocab_size=61, n_embd=16, n_layer=2, n_head=2, n_positions=48, num_labels=2,
                      bos_token_id=60, eos_token_id=60, pad_token_id=0,
                      problem_type="regression", id2label={0: "Cohesion", 1: "Syntax"},
                      use_cache=False)),
        INPUTS[:2], torch.int64, True, [1, 2, 19, 48]),
}


class Named(torch.nn.Module):
    """The model with just these inputs, in this order, and the logits alone."""

    def __init__(self, model, names):
        super().__init__()
        self.model, self.names = model, names

    def forward(self, *values):
        return self.model(**dict(zip(self.names, values)), return_dict=True).logits


def export(model, names, dtype, one_file, path):
    rows, length = 2, 9
    example = {"input_ids": torch.full((rows, length), 7, dtype=dtype),
               "attention_mask": torch.ones(rows, length, dtype=dtype),
               "token_type_ids": torch.zeros(rows, length, dtype=dtype),
               "position_ids": torch.arange(length, dtype=dtype).expand(rows, length).contiguous()}
    torch.onnx.export(Named(model, names).eval(), tuple(example[n] for n in names), str(path),
                      input_names=names, output_names=["logits"], opset_version=14,
                      dynamic_axes={n: {0: "batch_size", 1: "sequence_length"} for n in names}
                      | {"logits": {0: "batch_size"}})
    written = onnx.load(path)
    for node in written.graph.node:  # Where the exporter found them on its machine.
        node.doc_string = ""
    if one_file:
        onnx.save(written, path)
    else:
        onnx.save(written, path, save_as_external_data=True, all_tensors_to_one_file=True,
                  location="weights.bin", size_threshold=0)
        (path.parent / "weights.bin").chmod(0o644)
    onnx.checker.check_model(str(path), full_check=True)


def make(root, name):
    build, names, dtype, one_file, lengths = MODELS[name]
    torch.manual_seed(1)
    model = build().eval()
    randomise(model, sum(map(ord, name)))
    folder = root / name
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    export(model, names, dtype, one_file, folder / "model.onnx")
    model.config.architectures = [type(model).__name__]
    (folder / "config.json").write_text(model.config.to_json_string())
    generator = torch.Generator().manual_seed(99)
    cases = []
    for length in lengths:
        ids = torch.randint(2, 60, (1, length), generator=generator)
        with torch.no_grad():
            logits = model(input_ids=ids).logits[0]
        cases.append({"ids": ids[0].tolist(), "logits": [float(v) for v in logits]})
    (folder / "golden.json").write_text(json.dumps(
        {"reference": f"transformers {tf.__version__}, torch {torch.__version__}",
         "cases": cases}) + "\n")
    print(name, sum(f.stat().st_size for f in folder.iterdir()), "bytes",
          [[round(v, 3) for v in c["logits"]] for c in cases])


def main():
    torch.set_num_threads(1)
    root = pathlib.Path(sys.argv[1])
    for name in sys.argv[2:] or MODELS:
        make(root, name)


if __name__ == "__main__":
    main()
