#!/usr/bin/env python3
"""Writes tests/golden/bpe_fit.json: what the reference's trainer joins in a text of our own.

The trainer breaks ties by ids, which for byte-level BPE are fixed by the alphabet, so that the
result does not depend on chance.

Usage: make_bpe_fit_golden.py        Needs: pip install tokenizers==0.23.3 sentencepiece==0.2.3
"""
import json
import pathlib

import tokenizers
from tokenizers import AddedToken, Tokenizer, models, pre_tokenizers, trainers

from make_tokenizers_golden import SENTENCES

OUT = pathlib.Path(__file__).parent / "bpe_fit.json"
MORE = ["ababab abab ab abcabcabc bcbcbc", "aaaa aaa aa aaaaaaaa", "mississippi missing misses"]


def main():
    texts = SENTENCES + MORE
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.train_from_iterator(texts, trainers.BpeTrainer(
        vocab_size=700, min_frequency=1, show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        special_tokens=["<s>", "<pad>", "</s>", "<unk>", AddedToken("<mask>", lstrip=True)]))
    model = json.loads(tokenizer.to_str())["model"]
    OUT.write_text(json.dumps({
        "reference": f"tokenizers {tokenizers.__version__}", "vocabulary": 700, "least": 1,
        "texts": texts, "vocab": model["vocab"], "merges": model["merges"],
    }, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
