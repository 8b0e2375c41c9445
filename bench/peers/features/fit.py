"""Fits the peer on a table of essays and says how well it scores the fifth that it did not see.

Usage: fit.py TABLE.csv OUT.pickle      columns full_text and score
"""
import csv
import pickle
import sys
from collections import Counter

import numpy as np
import pipeline
import reading
import xgboost
from sklearn.linear_model import Ridge
from sklearn.metrics import cohen_kappa_score
from sklearn.model_selection import cross_val_predict

TREES = dict(max_depth=4, eta=0.04, subsample=0.8, colsample_bytree=0.5, min_child_weight=5, nthread=2, seed=1)


def read(path):
    csv.field_size_limit(1 << 27)
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["full_text"] for row in rows], np.array([float(row["score"]) for row in rows])


def fit(texts, scores):
    seen = Counter(word for text in texts for word in {w.lower() for w in reading.WORD.findall(text)})
    common = frozenset(word for word, essays in seen.items() if essays >= 5)
    grams = pipeline.ngrams(texts)
    ridge = Ridge(alpha=300.0, solver="sparse_cg")
    heads = cross_val_predict(ridge, grams, scores, cv=5)
    rows = np.column_stack([pipeline.features(texts, common), heads.astype(np.float32)])
    trees = xgboost.train(TREES, xgboost.DMatrix(rows, scores), num_boost_round=350)
    folds = np.arange(len(scores)) % 5
    held_out = np.empty(len(scores))
    for fold in range(5):
        part = xgboost.train(TREES, xgboost.DMatrix(rows[folds != fold], scores[folds != fold]), num_boost_round=350)
        held_out[folds == fold] = part.predict(xgboost.DMatrix(rows[folds == fold]))
    slope = scores.std() / held_out.std()
    line = (slope, scores.mean() - slope * held_out.mean())
    return pipeline.Scorer(common, ridge.fit(grams, scores), trees, line, scores.min(), scores.max())


def main(table, out):
    texts, scores = read(table)
    test = np.random.default_rng(1).permutation(len(texts)) < len(texts) // 5
    scorer = fit([t for t, held in zip(texts, test) if not held], scores[~test])
    told, _ = scorer.score([t for t, held in zip(texts, test) if held])
    agreement = cohen_kappa_score(scores[test].astype(int), told.astype(int), weights="quadratic")
    print(f"the peer's QWK on {test.sum()} essays it did not see: {agreement:.3f}")
    with open(out, "wb") as file:
        pickle.dump(scorer, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
