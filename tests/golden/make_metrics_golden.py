#!/usr/bin/env python3
"""Writes tests/golden/metrics.json: agreement statistics as scikit-learn, SciPy and RSMTool have them.

In a virtual environment:
    pip install scikit-learn==1.9.1 scipy==1.17.1 pandas && pip install --no-deps rsmtool==12.0.0
    python tests/golden/make_metrics_golden.py > tests/golden/metrics.json

Of RSMTool only the two files with the formulas are loaded, so its other needs are not installed.
"""
import importlib.metadata
import importlib.util
import json
import pathlib
import sys
import types

import numpy as np
from scipy.stats import pearsonr, spearmanr
from sklearn.metrics import cohen_kappa_score


def rsmtool_file(name):
    """The file rsmtool/utils/NAME.py as a module, without running the package's __init__."""
    for missing in ("skll", "skll.data", "skll.learner"):
        sys.modules.setdefault(missing, types.ModuleType(missing))
    sys.modules["skll.data"].FeatureSet = sys.modules["skll.learner"].Learner = object
    root = pathlib.Path(importlib.util.find_spec("rsmtool").submodule_search_locations[0])
    spec = importlib.util.spec_from_file_location(f"rsm_{name}", root / "utils" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


RSM = rsmtool_file("metrics")
PRMSE = rsmtool_file("prmse")


def scores(rng, low, high, step, n, noise, shift=0.0):
    """Human scores and a system's, both on the scale low, low + step ... high."""
    middle, spread = (low + high) / 2, (high - low) / 5
    ability = rng.normal(middle, spread, n)

    def on_scale(x):
        return np.clip(low + np.floor((x - low) / step + 0.5) * step, low, high)

    return (on_scale(ability + rng.normal(0, noise, n)),
            on_scale(ability + shift + rng.normal(0, noise, n)))


def agreement(name, human, system, low, high, step):
    """Kappas over all scores of the scale, also those that don't occur."""
    points = int(round((high - low) / step)) + 1
    as_index = [np.rint((x - low) / step).astype(int) for x in (human, system)]
    labels = list(range(points))

    def kappa(weights):
        return float(cohen_kappa_score(*as_index, labels=labels, weights=weights))

    return {
        "name": name, "step": step, "human": human.tolist(), "system": system.tolist(),
        "qwk": kappa("quadratic"), "linear_kappa": kappa("linear"), "kappa": kappa(None),
        "qwk_rsmtool": float(RSM.quadratic_weighted_kappa(human, system)),
        "pearson": float(pearsonr(human, system)[0]),
        "spearman": float(spearmanr(human, system)[0]),
        "rmse": float(np.sqrt(np.mean((human - system) ** 2))),
        "mae": float(np.mean(np.abs(human - system))),
        "smd_unpooled": float(RSM.standardized_mean_difference(human, system)),
        "smd_pooled": float(RSM.standardized_mean_difference(human, system, method="pooled")),
        "sd_ratio": float(np.std(system, ddof=1) / np.std(human, ddof=1)),
        "exact": RSM.agreement(human, system) / 100,
        "adjacent": RSM.agreement(human, system, tolerance=step) / 100,
    }


def continuous(name, human, system):
    return {
        "name": name, "human": human.tolist(), "system": system.tolist(),
        "qwk": float(RSM.quadratic_weighted_kappa(human, system)),
        "pearson": float(pearsonr(human, system)[0]),
        "spearman": float(spearmanr(human, system)[0]),
        "rmse": float(np.sqrt(np.mean((human - system) ** 2))),
        "smd_unpooled": float(RSM.standardized_mean_difference(human, system)),
    }


def true_scores(name, human, system, variance=None):
    return {
        "name": name, "system": system.tolist(), "given_variance_of_errors": variance,
        "human": [[float(x) for x in row if not np.isnan(x)] for row in human],
        "variance_of_errors": (float(PRMSE.variance_of_errors(human)) if variance is None
                               else variance),
        "true_score_variance": float(PRMSE.true_score_variance(human, variance)),
        "mse": float(PRMSE.mse_true(system, human, variance)),
        "prmse": float(PRMSE.prmse_true(system, human, variance)),
    }


def main():
    rng = np.random.default_rng(20120901)
    cases = [
        agreement("one to six", *scores(rng, 1, 6, 1, 150, 0.5), 1, 6, 1),
        agreement("half points, drawn down", *scores(rng, 1, 5, 0.5, 120, 0.4, -0.3), 1, 5, 0.5),
        agreement("wide scale, most scores never occur", *scores(rng, 0, 60, 1, 80, 4), 0, 60, 1),
        agreement("three scores", *scores(rng, 0, 3, 1, 100, 0.6), 0, 3, 1),
        agreement("worse than chance", np.array([1.0, 2, 3, 4, 5, 6] * 5),
                  np.array([6.0, 5, 4, 3, 2, 1] * 5), 1, 6, 1),
        # The score 3 occurs on neither side: a kappa on the positions 0, 1, 2 differs.
        agreement("a score that doesn't occur", np.array([1.0, 2, 4, 4, 2, 1, 4, 2, 1, 4]),
                  np.array([1.0, 4, 4, 2, 2, 1, 4, 2, 2, 4]), 1, 4, 1),
    ]
    human, _ = scores(rng, 1, 6, 1, 90, 0.5)
    unrounded = [continuous("unrounded", human, human + rng.normal(0.1, 0.7, 90))]

    ability = rng.normal(3.5, 1, 100)
    ratings = np.rint(ability[:, None] + rng.normal(0, 0.6, (100, 3)))
    system = ability + rng.normal(0.1, 0.5, 100)
    two = ratings[:, :2]
    some = ratings.copy()
    some[30:, 2] = np.nan
    some[60:, 1] = np.nan
    true = [
        true_scores("two raters", two, system),
        true_scores("one to three raters", some, system),
        true_scores("one rater, error known", ratings[:, :1], system, 0.36),
    ]
    versions = {name: importlib.metadata.version(name)
                for name in ("scikit-learn", "scipy", "numpy", "rsmtool")}
    json.dump({"made_by": "tests/golden/make_metrics_golden.py", "versions": versions,
               "agreement": cases, "unrounded": unrounded, "true_scores": true},
              sys.stdout, indent=None, separators=(",", ":"))
    print()


if __name__ == "__main__":
    main()
