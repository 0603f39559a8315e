#!/usr/bin/env python3
"""Learns which sentence of an entry tells what is asked on, from columns that `pristan eval --follow-ups … --columns` prints.

  pristan eval --follow-ups questions.tsv --columns > columns.jsonl
  fit.py columns.jsonl [--write weights.toml meaning.toml]

A softmax over the sentences and facts of an entry and "none of them" (a conditional logit); where several tell it, any of
them will do. What a question means, by the encoder, speaks for "none" with a weight a dimension. Weights are held near zero,
each in units of its column's spread. Figures are of five parts: each part's entries are judged by weights that were learnt on
the other entries. Needs numpy and scipy (../decision/requirements.txt).
"""
import json, pathlib, sys
import numpy as np
from scipy.optimize import minimize

RIDGE = 0.003
PARTS = 5
# Columns that only an encoder gives.
ENCODED = {"cosine", "lead"}
# A dimension of a vector of length 1 counts in these units; of 1, 1/2, 1/3, 1/5 and 1/8 this was the best on kept-out parts.
UNIT = 1 / 3
# As in src/matcher/decide/costs.rs and src/talk/holding.rs.
MAY_TELL, TELLS, MOST = 0.45, 0.65, 3

def learn(rows, names):
    of_sentence, of_question = names
    x = np.concatenate([row["x"] for row in rows])
    at = np.concatenate([np.full(len(row["x"]), k) for k, row in enumerate(rows)])
    right = np.concatenate([row["right"] for row in rows])
    z = np.array([row["z"] for row in rows])
    none = np.array([not row["right"].any() for row in rows])
    spread = np.concatenate([x.std(0) + 1e-6, np.ones(len(of_question)), np.full(len(rows[0]["z"]) - len(of_question), UNIT)])
    x, z = x / spread[: len(of_sentence)], z / spread[len(of_sentence) :]

    def cost(w):
        u, v = x @ w[: len(of_sentence)], z @ w[len(of_sentence) :]
        top = v.copy()
        np.maximum.at(top, at, u)
        eu, ev = np.exp(u - top[at]), np.exp(v - top)
        total, good = ev.copy(), np.where(none, ev, 0.0)
        np.add.at(total, at, eu)
        np.add.at(good, at, eu * right)
        pull = np.where(none[at], 0.0, eu * right / good[at])
        slope = np.concatenate([x.T @ (eu / total[at] - pull), z.T @ (ev / total - none)]) / len(rows)
        return RIDGE * (w @ w) / 2 - np.log(good / total).mean(), slope + RIDGE * w

    start = np.zeros(len(spread))
    return minimize(cost, start, jac=True, method="L-BFGS-B").x / spread

def chances(row, w):
    u, v = row["x"] @ w[: row["x"].shape[1]], row["z"] @ w[row["x"].shape[1] :]
    e = np.exp(u - max(u.max(), v))
    return e / (e.sum() + np.exp(v - max(u.max(), v)))

def judge(rows, names):
    entries = sorted({row["entry"] for row in rows})
    part = {entry: k % PARTS for k, entry in enumerate(entries)}
    told = {True: [], False: []}
    for k in range(PARTS):
        w = learn([row for row in rows if part[row["entry"]] != k], names)
        for row in (row for row in rows if part[row["entry"]] == k):
            p = chances(row, w)
            shown = [i for i in np.argsort(-p)[:MOST] if p[i] * 2 >= p.max()]
            told[bool(row["right"].any())].append((p[shown].sum(), bool(row["right"][shown].any()), bool(row["right"][p.argmax()])))
    held, beside = np.array(told[True], float), np.array(told[False], float)
    print(f"  of {len(held)} that an entry tells the likeliest sentence is right: {held[:, 2].mean():.3f}")
    for least in (MAY_TELL, TELLS):
        over = held[:, 0] >= least
        print(f"  from {least}: right {(over & (held[:, 1] > 0)).mean():.3f}, wrong {(over & (held[:, 1] == 0)).mean():.3f};"
              f" of {len(beside)} that it does not tell {(beside[:, 0] >= least).mean():.3f}")

def main():
    lines = [json.loads(line) for line in pathlib.Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
    (all_of_sentence, of_question, _), lines = lines[0], lines[1:]
    text = ""
    for kind in ("cheap", "encoded"):
        of_sentence = [name for name in all_of_sentence if kind == "encoded" or name not in ENCODED]
        keep = [all_of_sentence.index(name) for name in of_sentence]
        of = lambda line: line["question"] + (line["meaning"] if kind == "encoded" else [])
        rows = [{"entry": line["entry"], "x": np.array(line["sentences"])[:, keep], "z": np.array(of(line)),
                 "right": np.array(line["right"])} for line in lines]
        names = (of_sentence, of_question)
        print(kind)
        judge(rows, names)
        learnt = learn(rows, names)
        weights = zip([*of_sentence, *of_question], learnt)
        text += f"[{kind}]\n" + "".join(f"{name} = {weight:.3f}\n" for name, weight in weights) + "\n"
    if "--write" in sys.argv:
        weights, meaning = sys.argv[sys.argv.index("--write") + 1 :][:2]
        pathlib.Path(weights).write_text(text, encoding="utf-8")
        of_meaning = ", ".join(f"{weight:.2f}" for weight in learnt[len(of_sentence) + len(of_question) :])
        pathlib.Path(meaning).write_text(f"none = [{of_meaning}]\n", encoding="utf-8")

main()
