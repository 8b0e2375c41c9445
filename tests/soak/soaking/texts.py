"""Made-up texts of many lengths, and what `redquill score` says of each."""
import json
import random
import subprocess

WORDS = """garden school teacher because water river people learn should always however example
reason library summer winter friend letter paper question answer morning evening small large quiet
careful although together between during without every another number picture market village""".split()


def text_of(words, rng):
    out, line = [], []
    for i in range(words):
        line.append(rng.choice(WORDS))
        if len(line) == rng.randint(6, 14) or i == words - 1:
            out.append(" ".join(line).capitalize() + rng.choice([".", ".", "?", "!"]))
            line = []
            if rng.random() < 0.1:
                out.append("\n\n")
    return " ".join(out) or "Words."


def texts(count, seed=1):
    """Lengths spread evenly over the orders of magnitude from 2 to 1,400 words."""
    rng = random.Random(seed)
    return [text_of(max(2, round(2 * 700 ** rng.random())), rng) for _ in range(count)]


def scored(program, models, model, essays, folder):
    """By text: the raw value and score that the command line gives."""
    path = folder / "texts.jsonl"
    path.write_text("".join(json.dumps({"id": str(i), "essay": e}) + "\n"
                            for i, e in enumerate(essays)))
    done = subprocess.run([program, "score", str(path), "--json", "--quiet", "--models", str(models),
                           "--model", model], stdout=subprocess.PIPE, text=True, check=True)
    answers = {}
    for line in done.stdout.splitlines():
        answer = json.loads(line)
        answers[essays[int(answer["id"])]] = (answer["raw"], answer["score"])
    return answers
