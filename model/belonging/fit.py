#!/usr/bin/env python3
"""Learns whether what is said behind an answer is asked of it, from columns that `pristan eval --follow-ups … --columns`
prints.

  pristan eval --follow-ups questions.tsv --columns > turns.jsonl
  pristan eval --follow-ups ../telling/questions.tsv --columns > told.jsonl
  fit.py turns.jsonl told.jsonl [--write weights.toml]

A logistic regression; weights are held near zero, each in units of its column's spread. Of the questions that have no
sentence in `../telling/` some are of no entry at all: they are left out. Figures are of five parts: each part's entries are
judged by weights that were learnt on the other entries. Needs numpy and scipy (../decision/requirements.txt).
"""
import json, pathlib, sys
import numpy as np
from scipy.optimize import minimize

RIDGE = 0.005
PARTS = 5
# Columns that only an encoder gives.
ENCODED = {"cosine"}
# Rows of `../telling/` are many and easy.
WEIGHT_OF_TOLD = 0.5

def learn(x, y, weight):
    spread = x.std(0) + 1e-6
    spread[0] = 1
    x = x / spread
    def cost(w):
        z = x @ w
        p = 1 / (1 + np.exp(-z))
        loss = (weight * (np.logaddexp(0, z) - y * z)).sum() / weight.sum()
        return loss + RIDGE * (w[1:] @ w[1:]) / 2, x.T @ (weight * (p - y)) / weight.sum() + RIDGE * np.r_[0, w[1:]]
    return minimize(cost, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B").x / spread

def read(path):
    lines = [json.loads(line) for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines()]
    return lines[0], lines[1:]

def main():
    paths = [path for path in sys.argv[1:] if path.endswith(".jsonl")]
    (_, of_question, of_subject), turns = read(paths[0])
    _, told = read(paths[1])
    rows = [(row, float(row["turns"] == {"To": row["entry"]}), 1.0) for row in turns]
    rows += [(row, 1.0, WEIGHT_OF_TOLD) for row in told if any(row["right"])]
    names = of_question + of_subject
    all_x = np.array([row["question"] + row["subject"] for row, _, _ in rows])
    y, weight = np.array([y for _, y, _ in rows]), np.array([w for _, _, w in rows])
    entries = sorted({row["entry"] for row, _, _ in rows})
    part = np.array([entries.index(row["entry"]) % PARTS for row, _, _ in rows])
    text = ""
    for kind in ("cheap", "encoded"):
        keep = [at for at, name in enumerate(names) if kind == "encoded" or name not in ENCODED]
        x = all_x[:, keep]
        p = np.zeros(len(y))
        for k in range(PARTS):
            w = learn(x[part != k], y[part != k], weight[part != k])
            p[part == k] = 1 / (1 + np.exp(-x[part == k] @ w))
        new = np.arange(len(y)) < len(turns)
        kinds = np.array(["own" if row["turns"] == {"To": row["entry"]} else row["turns"] if isinstance(row["turns"], str) else "other" for row in turns])
        print(kind)
        for least in (0.2, 0.35, 0.5, 0.65, 0.8, 0.9):
            line = ", ".join(f"{name} {(p[new][kinds == name] >= least).mean():.3f}" for name in ("own", "other", "Away", "Talk"))
            print(f"  held from {least}: {line}; told {(p[~new] >= least).mean():.3f}")
        weights = list(zip([names[at] for at in keep], learn(x, y, weight)))
        text += f"[{kind}]\n" + "".join(f"{name} = {value:.3f}\n" for name, value in weights) + "\n"
        if "--misses" in sys.argv and kind == "encoded":
            order = np.argsort(p[new])
            for at in order[:]:
                if kinds[at] == "own" and p[at] < .5 or kinds[at] != "own" and p[at] > .5:
                    row = rows[at][0]
                    print(f"    {p[at]:.2f} {kinds[at]} {row['entry']} | {row['query']} | {row['turns']}")
    if "--write" in sys.argv:
        pathlib.Path(sys.argv[sys.argv.index("--write") + 1]).write_text(text, encoding="utf-8")

main()
