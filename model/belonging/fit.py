#!/usr/bin/env python3
"""Learns whether what is said behind an answer is asked of it, from columns that `pristan eval --follow-ups … --columns`
prints.

  pristan eval --follow-ups questions.tsv --columns > turns.jsonl
  pristan eval --follow-ups ../telling/questions.tsv --columns > told.jsonl
  pristan eval --follow-ups behind.tsv --columns > behind.jsonl        (`behind.py` writes that table)
  fit.py turns.jsonl told.jsonl behind.jsonl [--write weights.toml]

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
# Rows of `../telling/`, and those of `behind.py`, are many, and easier.
WEIGHT_OF_MANY = 0.5

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
    told, behind = (read(path)[1] for path in paths[1:])
    kinds = [("own" if row["turns"] == {"To": row["entry"]} else row["turns"] if isinstance(row["turns"], str) else "other", 1.0, row) for row in turns]
    kinds += [("told", WEIGHT_OF_MANY, row) for row in told if any(row["right"])]
    kinds += [("behind " + (row["turns"] if isinstance(row["turns"], str) else "other"), WEIGHT_OF_MANY, row) for row in behind]
    rows = [(row, float(kind in ("own", "told")), weight) for kind, weight, row in kinds]
    kinds = np.array([kind for kind, _, _ in kinds])
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
        answered = all_x[:, names.index("answer")] > 0
        print(kind)
        for least in (0.5, 0.65, 0.8, 0.9):
            share = lambda of: f"{(p[of] >= least).mean():.3f}" if of.any() else "-"
            shares = [f"{name} {share((kinds == name) & ~answered)} / {share((kinds == name) & answered)}" for name in dict.fromkeys(kinds)]
            print(f"  held from {least} (where another entry does not answer / answers): {', '.join(shares)}")
        weights = list(zip([names[at] for at in keep], learn(x, y, weight)))
        text += f"[{kind}]\n" + "".join(f"{name} = {value:.3f}\n" for name, value in weights) + "\n"
    if "--write" in sys.argv:
        pathlib.Path(sys.argv[sys.argv.index("--write") + 1]).write_text(text, encoding="utf-8")

main()
