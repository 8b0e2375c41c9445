"""The peer's model: features, two blocks of hashed n-grams with ridge scores, boosted trees, a line."""
import numpy as np
import reading
from scipy.sparse import hstack
from sklearn.feature_extraction.text import HashingVectorizer

COLUMNS = 2**14
CHARACTERS = HashingVectorizer(analyzer="char_wb", ngram_range=(3, 5), n_features=COLUMNS, norm=None)
WORDS = HashingVectorizer(analyzer="word", ngram_range=(1, 2), n_features=COLUMNS, norm=None)


def ngrams(texts):
    blocks = hstack([CHARACTERS.transform(texts), WORDS.transform(texts)]).tocsr()
    blocks.data = np.sign(blocks.data) * np.log1p(np.abs(blocks.data))
    return blocks


def features(texts, common):
    return np.array([reading.measure(text, common) for text in texts], dtype=np.float32)


class Scorer:
    """Fitted once, kept for every request."""

    def __init__(self, common, ridge, trees, line, low, high):
        self.common, self.coefficients, self.intercept = common, ridge.coef_, float(ridge.intercept_)
        self.trees, self.line, self.low, self.high = trees, line, low, high
        self.trees.set_param({"nthread": 1})

    def raw(self, texts):
        heads = ngrams(texts) @ self.coefficients + self.intercept
        rows = np.column_stack([features(texts, self.common), heads.astype(np.float32)])
        return self.trees.inplace_predict(rows)

    def score(self, texts):
        slope, intercept = self.line
        calibrated = slope * self.raw(texts) + intercept
        return np.clip(np.rint(calibrated), self.low, self.high), calibrated
