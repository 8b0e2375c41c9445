"""Trains the tokenizers that `bench/run tokenizers` measures, of the sizes and parts of published ones.

Usage: train.py TEXTS_JSONL FOLDER        (one JSON string a line)
"""
import json
import pathlib
import sys

from tokenizers import (AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors,
                        trainers)

LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
          r"|\s*[\r\n]+|\s+(?!\S)|\s+")
ALPHABET = {"initial_alphabet": pre_tokenizers.ByteLevel.alphabet(), "show_progress": False}


def bert():
    """bert-base-uncased: 30,522 word pieces."""
    t = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    t.normalizer = normalizers.BertNormalizer(lowercase=True)
    t.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    t.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    return t, trainers.WordPieceTrainer(vocab_size=30522, show_progress=False, special_tokens=[
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])


def gpt2():
    """gpt2: 50,257 tokens."""
    t = Tokenizer(models.BPE())
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    t.post_processor = processors.ByteLevel(trim_offsets=False)
    return t, trainers.BpeTrainer(vocab_size=50257, special_tokens=["<|endoftext|>"], **ALPHABET)


def roberta():
    """roberta-base: 50,265 tokens, offsets without their spaces."""
    t = Tokenizer(models.BPE())
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    t.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=False)
    return t, trainers.BpeTrainer(vocab_size=50265, special_tokens=[
        "<s>", "<pad>", "</s>", "<unk>", AddedToken("<mask>", lstrip=True, normalized=False)], **ALPHABET)


def llama3():
    """Llama 3: up to 128,000 tokens, its pattern, whole words looked up first."""
    t = Tokenizer(models.BPE(ignore_merges=True))
    t.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(LLAMA3), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    t.post_processor = processors.TemplateProcessing(
        single="<|begin_of_text|> $A", special_tokens=[("<|begin_of_text|>", 0)])
    return t, trainers.BpeTrainer(vocab_size=128000, special_tokens=["<|begin_of_text|>"], **ALPHABET)


def deberta():
    """The parts of deberta-v3-base but its 128,100 tokens: 32,000, as T5 has."""
    t = Tokenizer(models.Unigram())
    t.normalizer = normalizers.Sequence([
        normalizers.Strip(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    t.pre_tokenizer = pre_tokenizers.Metaspace()
    t.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)])
    return t, trainers.UnigramTrainer(vocab_size=32000, show_progress=False, unk_token="[UNK]",
                                      special_tokens=["[PAD]", "[CLS]", "[SEP]", "[UNK]"])


def wordlevel():
    """What the word-level models trained here read, 30,000 words."""
    t = Tokenizer(models.WordLevel(unk_token="[UNK]"))
    t.normalizer = normalizers.Lowercase()
    t.pre_tokenizer = pre_tokenizers.Whitespace()
    return t, trainers.WordLevelTrainer(vocab_size=30000, special_tokens=["[UNK]"], show_progress=False)


def main():
    texts, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    with open(texts, encoding="utf-8") as lines:
        essays = [json.loads(line) for line in lines]
    for make in (bert, gpt2, roberta, llama3, deberta, wordlevel):
        tokenizer, trainer = make()
        tokenizer.train_from_iterator(essays, trainer)
        tokenizer.save(str(folder / f"{make.__name__}.json"), pretty=False)
        print(f"bench: trained {make.__name__}, {tokenizer.get_vocab_size()} tokens", file=sys.stderr)


if __name__ == "__main__":
    main()
