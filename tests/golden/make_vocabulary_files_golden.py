#!/usr/bin/env python3
"""Writes checkpoint folders' tokenizer files of the time before tokenizer.json, and what transformers'
fast classes make of them.

Writes tests/data/tokenizers/folders/NAME/: vocabulary files; and folders/golden.json: texts, and for
each case the folder, its tokenizer_config.json, and the ids and offsets in characters. The vocabularies are those of the committed tokenizers; the
SentencePiece models are trained on the sentences of make_tokenizers_golden.py.

Usage: make_vocabulary_files_golden.py [--keep]     --keep: the .model files stay as they are
Needs: pip install transformers==4.35.2 tokenizers==0.14.1 sentencepiece==0.2.0 'protobuf<5'
"""
import json
import pathlib
import shutil
import sys
import tempfile

import sentencepiece
import tokenizers
import transformers

from make_tokenizers_golden import SENTENCES, TEXTS

DATA = pathlib.Path(__file__).parent.parent / "data" / "tokenizers"
OUT = DATA / "folders"


def spm(path, **options):
    if path.exists() and "--keep" in sys.argv:
        return
    with tempfile.TemporaryDirectory() as folder:
        text = pathlib.Path(folder, "text")
        text.write_text("\n".join(SENTENCES * 3), encoding="utf-8")
        sentencepiece.SentencePieceTrainer.train(
            input=str(text), model_prefix=f"{folder}/m", hard_vocab_limit=False, minloglevel=2,
            num_threads=1, **options)
        path.write_bytes(pathlib.Path(folder, "m.model").read_bytes())


def vocab_of(name):
    model = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))["model"]
    return model["vocab"], model.get("merges")


def write_word_pieces(folder, name):
    vocab, _ = vocab_of(name)
    folder.joinpath("vocab.txt").write_text(
        "".join(t + "\n" for t in sorted(vocab, key=vocab.get)), encoding="utf-8")


def write_pairs(folder, name):
    vocab, merges = vocab_of(name)
    if name == "gpt2":
        vocab = {("<|endoftext|>" if token == "<|end|>" else token): i for token, i in vocab.items()}
    folder.joinpath("vocab.json").write_text(json.dumps(vocab, ensure_ascii=False), encoding="utf-8")
    lines = ["#version: 0.2"] + [m if isinstance(m, str) else " ".join(m) for m in merges]
    folder.joinpath("merges.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def deberta(folder):
    spm(folder / "spm.model", vocab_size=400, model_type="unigram", pad_id=0, bos_id=1, eos_id=2, unk_id=3,
        pad_piece="[PAD]", bos_piece="[CLS]", eos_piece="[SEP]", unk_piece="[UNK]")


def llama(folder):
    spm(folder / "tokenizer.model", vocab_size=600, model_type="bpe", byte_fallback=True,
        normalization_rule_name="identity", remove_extra_whitespaces=False, split_digits=True,
        character_coverage=0.98)


FOLDERS = {
    "bert": lambda f: write_word_pieces(f, "bert"),
    "bert_cased": lambda f: write_word_pieces(f, "bert_cased"),
    "roberta": lambda f: write_pairs(f, "roberta"),
    "gpt2": lambda f: write_pairs(f, "gpt2"),
    "deberta": deberta,
    "llama": llama,
}

MASK = {"__type": "AddedToken", "content": "<mask>", "lstrip": True, "rstrip": True, "normalized": False, "single_word": True}

# The name of a case, its folder, model type, class and configuration.
CASES = [
    ("bert", "bert", "bert", "Bert", {}),
    ("bert_cased", "bert_cased", "bert", "Bert", {"do_lower_case": False}),
    ("distilbert", "bert", "distilbert", "DistilBert", {"tokenize_chinese_chars": False, "strip_accents": False}),
    ("roberta", "roberta", "roberta", "Roberta", {"add_prefix_space": True}),
    ("roberta_mask", "roberta", "roberta", "Roberta", {"mask_token": MASK}),
    ("gpt2", "gpt2", "gpt2", "GPT2", {}),
    ("gpt2_bos", "gpt2", "gpt2", "GPT2", {"add_bos_token": True}),
    ("deberta", "deberta", "deberta-v2", "DebertaV2", {"do_lower_case": False}),
    ("deberta_lower", "deberta", "deberta-v2", "DebertaV2", {"do_lower_case": True, "split_by_punct": True}),
    ("llama", "llama", "llama", "Llama", {}),
    ("llama_eos", "llama", "llama", "Llama", {"add_bos_token": False, "add_eos_token": True}),
]


def converted(folder, kind, config):
    """The fast tokenizer that the class makes of a copy of the folder."""
    with tempfile.TemporaryDirectory() as copy:
        shutil.copytree(folder, copy, dirs_exist_ok=True)
        pathlib.Path(copy, "tokenizer_config.json").write_text(json.dumps(config))
        return getattr(transformers, kind + "TokenizerFast").from_pretrained(copy).backend_tokenizer


def main():
    golden = {"reference": f"transformers {transformers.__version__}, tokenizers {tokenizers.__version__}",
              "texts": TEXTS, "cases": []}
    for name, write in FOLDERS.items():
        (OUT / name).mkdir(parents=True, exist_ok=True)
        write(OUT / name)
    for name, folder, model_type, kind, config in CASES:
        config = {"tokenizer_class": kind + "Tokenizer", **config}
        tokenizer = converted(OUT / folder, kind, config)
        # Saved and read again: a score's last bit may differ from the model file's.
        again = tokenizers.Tokenizer.from_str(tokenizer.to_str())
        encodings = [tokenizer.encode(text) for text in TEXTS]
        assert [e.ids for e in encodings] == [again.encode(text).ids for text in TEXTS]
        golden["cases"].append({
            "name": name, "folder": folder, "model_type": model_type, "config": config,
            "encodings": [{"ids": e.ids, "offsets": e.offsets} for e in encodings]})
    (OUT / "golden.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
