"""Copies of essays as pupils hand them in again: the same text in other bytes, and lightly edited drafts."""
import random
import re

TOKEN = re.compile(r"\w+|[^\w\s]")


def reuploaded(text, rng):
    """The same words and paragraphs as another editor or form would send them, and which of those it was."""
    kind = rng.choice(["same", "line ends", "blanks", "quotes"])
    if kind == "line ends":
        return "\ufeff" + text.replace("\n", "\r\n"), kind
    if kind == "blanks":
        return re.sub(r"(?<=[.!?]) (?=\S)", "  ", text).replace("\n", " \n"), kind
    if kind == "quotes":
        return re.sub(r"'", "\u2019", re.sub(r'"([^"\n]*)"', "\u201c\\1\u201d", text)), kind
    return text, kind


def _changed(token, rng):
    """One token as a pupil would change it: a slip put in or mended, a mark dropped, a word doubled or left out."""
    if not token[0].isalnum():
        return rng.choice(["", ",", "."])
    action = rng.randrange(6)
    if action == 0 and len(token) > 3:
        at = rng.randrange(1, len(token) - 2)
        return token[:at] + token[at + 1] + token[at] + token[at + 2:]
    if action == 1 and len(token) > 3:
        at = rng.randrange(1, len(token))
        return token[:at] + token[at + 1:]
    if action == 2:
        return token.capitalize() if token.islower() else token.lower()
    if action == 3:
        return token + " " + token
    if action == 4:
        return ""
    return {"very": "really", "good": "great", "because": "since", "but": "however", "also": "too",
            "people": "persons", "big": "large"}.get(token.lower(), token + "s")


def edited(text, share, rng):
    """A draft in which about that share of the tokens was changed; paragraphs stay."""
    spans = [match.span() for match in TOKEN.finditer(text)]
    chosen = sorted(rng.sample(range(len(spans)), max(1, round(share * len(spans)))), reverse=True)
    for index in chosen:
        begin, end = spans[index]
        text = text[:begin] + _changed(text[begin:end], rng) + text[end:]
    return text


def generator(essay_id, what):
    """Random choices that are the same in every run."""
    return random.Random(f"{essay_id}/{what}")
