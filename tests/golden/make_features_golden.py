#!/usr/bin/env python3
"""Writes tests/golden/lexical_diversity.json: indices of lexical diversity by another program.

    python3 -m venv venv && venv/bin/pip install lexicalrichness==0.5.1 scipy==1.17.1
    venv/bin/python tests/golden/make_features_golden.py > tests/golden/lexical_diversity.json

The texts are rows of made-up words drawn by Zipf's law from a seeded generator, so they are nobody's.
"""
import json
import random
import sys
from importlib.metadata import version

from lexicalrichness import LexicalRichness


def made_up(number):
    """A pronounceable word for a number: 0 is 'ba', 1 is 'ca' …; distinct for distinct numbers."""
    consonants, vowels = "bcdfghjklmnprtvz", "aeiou"
    word = ""
    number += 1
    while number:
        number, digit = divmod(number, len(consonants) * len(vowels))
        word += consonants[digit % 16] + vowels[digit // 16]
    return word


def text_of(length, vocabulary, seed):
    numbers = random.Random(seed)
    weights = [1 / (rank + 2) for rank in range(vocabulary)]
    return " ".join(made_up(n) for n in numbers.choices(range(vocabulary), weights, k=length))


def main():
    cases = []
    for seed, (length, vocabulary) in enumerate(
            [(50, 20), (60, 400), (120, 60), (400, 300), (400, 3), (1500, 900), (5000, 2000)]):
        text = text_of(length, vocabulary, seed)
        lex = LexicalRichness(text, preprocessor=None, tokenizer=str.split)
        cases.append({"text": text, "indices": {
            "type_token_ratio": lex.ttr, "root_ttr": lex.rttr, "log_ttr": lex.Herdan,
            "maas": lex.Maas, "yule_k": lex.yulek, "mtld": lex.mtld(threshold=0.72),
            "hdd": lex.hdd(draws=42), "mattr": lex.mattr(window_size=50)}})
    json.dump({"made_by": f"lexicalrichness {version('lexicalrichness')}, "
                          f"scipy {version('scipy')}, Python {sys.version.split()[0]}",
               "cases": cases}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
