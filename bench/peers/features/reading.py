"""Surface features of an essay, as such pipelines in Python have them: regular expressions, counts
and numpy. About a third of what Redquill measures, so the peer has the lighter task."""
import math
import re
from collections import Counter

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
SENTENCE_END = re.compile(r"[.!?]+[\"'”’)]*\s+|\n+")
VOWELS = re.compile(r"[aeiouy]+")
MARKS = ".,;:!?'\"-()"
CLASSES = {
    "contrast": "but however although though whereas nevertheless despite instead yet still",
    "cause": "because since therefore thus so hence consequently due reason result",
    "addition": "also moreover furthermore besides additionally another too and plus",
    "example": "example instance such like namely specifically illustrate including",
    "order": "first second third finally next then last lastly conclusion after before",
    "hedge": "maybe perhaps might could may possibly probably seems likely almost",
    "boost": "very really always never clearly obviously definitely must certainly indeed",
    "first_person": "i me my mine we us our ours myself ourselves",
    "second_person": "you your yours yourself",
    "third_person": "he she they him her them his their it its",
    "article": "a an the",
    "preposition": "of in to for with on at from by about as into like through over between",
    "auxiliary": "be am is are was were been being have has had do does did will would can",
    "negation": "not no none nobody nothing neither nor cannot never",
    "question": "what when where who which why how",
    "reading": "author passage article text states says claims paragraph source evidence",
}
CLASSES = {name: frozenset(words.split()) for name, words in CLASSES.items()}


def mtld_one_way(words, threshold=0.72):
    factors, start, seen = 0.0, 0, set()
    for i, word in enumerate(words):
        seen.add(word)
        if len(seen) / (i - start + 1) <= threshold:
            factors, start, seen = factors + 1, i + 1, set()
    left = len(words) - start
    if left:
        factors += (1 - len(seen) / left) / (1 - threshold)
    return len(words) / factors if factors else float(len(words))


def hdd(counts, n, draw=42):
    if n < draw:
        return 0.0
    log_all = math.lgamma(n + 1) - math.lgamma(n - draw + 1)
    total = 0.0
    for count in counts.values():
        none = 0.0
        if n - count >= draw:
            none = math.exp(math.lgamma(n - count + 1) - math.lgamma(n - count - draw + 1) - log_all)
        total += (1 - none) / draw
    return total


def spread(numbers):
    mean = sum(numbers) / len(numbers)
    return mean, math.sqrt(sum((x - mean) ** 2 for x in numbers) / len(numbers))


def overlap(parts):
    """Mean and spread of the share of words that neighbours have in common."""
    shares = [len(a & b) / (len(a | b) or 1) for a, b in zip(parts, parts[1:])]
    return spread(shares) if shares else (0.0, 0.0)


def measure(essay, common):
    """The features in a fixed order. `common`: the words that training essays share."""
    words = [w.lower() for w in WORD.findall(essay)]
    n = max(1, len(words))
    sentences = [s for s in SENTENCE_END.split(essay) if s.strip()] or [essay]
    paragraphs = [p for p in essay.split("\n") if p.strip()] or [essay]
    counts = Counter(words)
    lengths = [len(w) for w in words] or [0]
    syllables = [max(1, len(VOWELS.findall(w))) for w in words] or [0]
    by_sentence = [[w.lower() for w in WORD.findall(s)] for s in sentences]
    by_paragraph = [{w.lower() for w in WORD.findall(p) if len(w) > 3} for p in paragraphs]
    sentence_words = [len(s) for s in by_sentence]
    long_words = sum(x > 6 for x in lengths) / n
    hard = sum(s >= 3 for s in syllables) / n
    per_sentence = n / len(sentences)
    letters, per_word = sum(lengths) / n, sum(syllables) / n
    values = [len(essay), n, len(sentences), len(paragraphs), n**0.25, len(counts)]
    values += [len(counts) / n, len(counts) / math.sqrt(n), mtld_one_way(words), mtld_one_way(words[::-1])]
    values += [hdd(counts, len(words)), sum(c == 1 for c in counts.values()) / n]
    values += [*spread(lengths), max(lengths), *spread(syllables), long_words, hard]
    values += [*spread(sentence_words), max(sentence_words), min(sentence_words)]
    values += [*spread([len(p) for p in by_paragraph])]
    values += [206.835 - 1.015 * per_sentence - 84.6 * per_word, 0.39 * per_sentence + 11.8 * per_word - 15.59]
    values += [4.71 * letters + 0.5 * per_sentence - 21.43, 0.4 * (per_sentence + 100 * hard)]
    values += [*overlap([set(s) for s in by_sentence]), *overlap(by_paragraph)]
    values += [essay.count(mark) / n for mark in MARKS]
    values += [sum(c.isupper() for c in essay) / n, sum(c.isdigit() for c in essay) / n]
    values += [sum(not s.strip()[0].isupper() for s in sentences) / len(sentences)]
    values += [sum(w not in common for w in words) / n]
    values += [sum(counts[w] for w in names) / n for names in CLASSES.values()]
    pairs = Counter(zip(words, words[1:]))
    values += [len(pairs) / n, sum(c > 1 for c in pairs.values()) / n]
    return values
