"""Essays of mixed lengths, as request bodies that are another text each time."""
import csv
import json
import pathlib
import random

SAMPLE = pathlib.Path(__file__).parent.parent.parent / "tests/data/essay-400-words.txt"


def of_table(path, count):
    csv.field_size_limit(1 << 27)
    with open(path, encoding="utf-8", newline="") as file:
        texts = [row["full_text"] for row in csv.DictReader(file)]
    random.Random(1).shuffle(texts)
    return texts[:count]


def of_sample(count):
    """From 60 to 700 words, cut from our own sample, each begun elsewhere in it."""
    words = SAMPLE.read_text(encoding="utf-8").split()
    rng = random.Random(1)
    texts = []
    for _ in range(count):
        place = rng.randrange(len(words))
        texts.append(" ".join(((words[place:] + words[:place]) * 2)[:rng.randint(60, 700)]))
    return texts


def mixed(data, count=400):
    return of_table(data, count) if data else of_sample(count)


def bodies(texts, model):
    """One body a line; the number stands first, so that a model that stops reading early still sees it."""
    return "".join(json.dumps({"essay": f"@NUMBER@ {text}", "model": model}) + "\n"
                   for text in texts).encode()
