#!/usr/bin/env python3
"""Learns the weights of the decision from columns that `dump.py` wrote.

  fit.py COLUMNS [--write weights.toml] [--hold] [--in-scope SHARE]

A softmax over the candidates of a question and "none of them". The weight of a column runs straight, in the logarithm of
how many phrasings an entry has, from knot to knot; it is held near its neighbours and near zero. With --hold every source
is judged by weights that were learnt on the others. SHARE is that of questions which an entry answers, as the
probabilities assume it. Needs numpy and scipy (requirements.txt).
"""
import json, pathlib, sys
import numpy as np
from scipy.optimize import minimize

KNOTS = np.array([1.0, 3.0, 10.0, 40.0])
RIDGE, SMOOTH = 0.1, 1.0
# Share of questions that an entry answers, as the probability assumes it, where a source has both kinds.
IN_SCOPE = float(sys.argv[sys.argv.index("--in-scope") + 1]) if "--in-scope" in sys.argv else 0.75
# What a source counts beside the others: people's own questions to a whole base are what the weights are for.
WORTH = {"own-dev@all": 4.0, "own-strangers@all": 4.0, "foreign": 4.0, "made": 2.0}
SEATS = 6
# Prices of the actions, as in src/matcher/decide/costs.rs.
WRONG, ASKED_BACK, IN_VAIN, MISSED, CHOICE = 1.0, 0.6, 0.1, 0.95, 0.04

def shares(phrasings):
    p = np.log(np.clip(phrasings, KNOTS[0], KNOTS[-1]))
    k = np.log(KNOTS)
    out = np.zeros(p.shape + (len(k),))
    at = np.clip(np.searchsorted(k, p, side="right") - 1, 0, len(k) - 2)
    share = (p - k[at]) / (k[at + 1] - k[at])
    np.put_along_axis(out, at[..., None], (1 - share)[..., None], -1)
    np.put_along_axis(out, at[..., None] + 1, share[..., None], -1)
    return out

class Source:
    def __init__(self, path, kind):
        lines = path.read_text(encoding="utf-8").splitlines()
        self.name, self.columns = path.stem, json.loads(lines[0])
        # A set with several files prints the names once for each.
        rows = [json.loads(line) for line in lines[1:] if line.startswith("{")]
        rows = [r for r in rows if r["accept"] != "@smalltalk" and "&" not in r["accept"]]
        aspect = self.columns.index("lacking_aspect")
        rows = [r for r in rows if not r["id"].startswith("aspect") or any(c["columns"][aspect] for c in r[kind][:1])]
        n, c = len(rows), len(self.columns)
        self.x, self.ph = np.zeros((n, SEATS, c)), np.ones((n, SEATS))
        self.seat, self.right = np.zeros((n, SEATS), bool), np.zeros((n, SEATS), bool)
        self.scope = np.array([r["accept"] != "-" for r in rows], bool)
        self.id = [r["id"] for r in rows]
        for i, r in enumerate(rows):
            accept = set(r["accept"].split("|"))
            for j, cand in enumerate(r[kind][:SEATS]):
                self.x[i, j], self.ph[i, j] = cand["columns"], cand["phrasings"]
                self.seat[i, j], self.right[i, j] = True, cand["entry"] in accept
        if "nearly_same" not in self.columns:
            at = self.columns.index
            extra = np.where(self.x[..., at("rarest_missing")] > 0.5, np.maximum(0, self.x[..., at("same")] - 0.6) * 2.5, 0)
            self.columns = self.columns + ["nearly_same"]
            self.x = np.concatenate([self.x, extra[..., None]], -1)
        if self.name.startswith("public"):
            # Their entries have no text that could hold a name, and their classes take any name ("weather in Chicago").
            self.x[..., [at for at, name in enumerate(self.columns) if "lacking" in name]] = 0
        self.none = ~self.right.any(1)
        inside, outside = self.scope.sum(), (~self.scope).sum()
        both = inside > 0 and outside > 0
        w = np.where(self.scope, (IN_SCOPE if both else 1) / max(1, inside), ((1 - IN_SCOPE) if both else 1) / max(1, outside))
        worth = next((v for k, v in WORTH.items() if self.name.startswith(k)), 1.0)
        self.w = w * worth * (min(n, 300) / 300)

def design(s):
    return (s.x[..., :, None] * shares(s.ph)[..., None, :]).reshape(*s.x.shape[:2], -1)

def learn(sources, c):
    x = np.concatenate([design(s) for s in sources])
    seat = np.concatenate([s.seat for s in sources]); right = np.concatenate([s.right for s in sources])
    none = np.concatenate([s.none for s in sources]); w = np.concatenate([s.w for s in sources])
    w = w / w.sum() * len(w)
    k = len(KNOTS)
    def cost(flat):
        u = np.where(seat, x @ flat, -1e9)
        m = np.maximum(u.max(1), 0)
        e = np.exp(u - m[:, None]); z = e.sum(1) + np.exp(-m)
        good = np.where(none, np.exp(-m), (e * right).sum(1))
        loss = -(w * np.log(np.maximum(good / z, 1e-12))).sum()
        p = e / z[:, None]
        q = np.where(none[:, None], 0, e * right / np.maximum(good, 1e-300)[:, None])
        grad = np.einsum("ij,ijk->k", w[:, None] * (p - q), x)
        t = flat.reshape(c, k); d = np.diff(t, axis=1)
        loss += RIDGE * (t[1:] ** 2).sum() / 2 + SMOOTH * (d ** 2).sum() / 2
        g = RIDGE * t.copy(); g[0] = 0
        g[:, 1:] += SMOOTH * d; g[:, :-1] -= SMOOTH * d
        return loss, grad + g.reshape(-1)
    return minimize(cost, np.zeros(c * k), jac=True, method="L-BFGS-B", options=dict(maxiter=400)).x

def posterior(s, flat):
    u = np.where(s.seat, design(s) @ flat, -1e9)
    m = np.maximum(u.max(1), 0)
    e = np.exp(u - m[:, None])
    return e / (e.sum(1) + np.exp(-m))[:, None]

def judge(s, p):
    order = np.argsort(-p, axis=1, kind="stable")
    p = np.take_along_axis(p, order, 1)[:, :3]; right = np.take_along_axis(s.right, order, 1)[:, :3]
    first = p[:, 0]; scope = s.scope
    good = right[:, 0]
    offered = p >= CHOICE
    po = (p * offered).sum(1)
    answer, choices, unknown = WRONG * (1 - first), ASKED_BACK * po + IN_VAIN * (1 - po), MISSED * p.sum(1)
    act = np.where((unknown <= choices) & (unknown <= answer), 2, np.where(choices <= answer, 1, 0))
    pc = lambda x: 100 * x.mean() if len(x) else float("nan")
    ece = 0.0
    for b in range(10):
        of = scope & (np.minimum((first * 10).astype(int), 9) == b)
        ece += abs(first[of].sum() - good[of].sum()) / max(1, scope.sum())
    outs = np.sort(first[~scope])[::-1]
    bar = outs[int(0.05 * len(outs))] if len(outs) else -1
    ins = first[scope & good]
    auroc = np.mean([(ins > o).mean() + 0.5 * (ins == o).mean() for o in outs]) if len(outs) and len(ins) else float("nan")
    shown = (right & offered).any(1)
    return dict(top1=pc(good[scope]), right=pc((act == 0)[scope] & good[scope]), offer=pc((act == 1)[scope] & shown[scope]),
                wrong=pc((act == 0)[scope] & ~good[scope]), false=pc((act == 0)[~scope]), hint=pc((act == 1)[~scope]),
                f5=pc((good & (first > bar))[scope]) if len(outs) else float("nan"), auroc=auroc, ece=ece)

def show(rows):
    keys = list(rows[0][1])
    print(f"{'source':34}" + "".join(f"{k:>8}" for k in keys))
    for name, r in rows:
        print(f"{name:34}" + "".join(f"{r[k]:8.3f}" if k in ("auroc", "ece") else f"{r[k]:8.1f}" for k in keys))

def family(name):
    return name.split("@")[0]

def main():
    folder = pathlib.Path(sys.argv[1])
    files = sorted(folder.glob("*.jsonl"))
    tables = {}
    for kind in ("cheap", "encoded"):
        sources = [Source(f, kind) for f in files]
        sources = [s for s in sources if len(s.id)]
        columns = sources[0].columns
        flat = learn(sources, len(columns))
        tables[kind] = (columns, flat.reshape(len(columns), len(KNOTS)))
        print(f"\n{kind}, {sum(len(s.id) for s in sources)} questions; learnt on all")
        show([(s.name, judge(s, posterior(s, flat))) for s in sources])
        if "--hold" in sys.argv:
            print(f"\n{kind}: each source by weights learnt on the others")
            rows = []
            for name in sorted({family(s.name) for s in sources}):
                # Questions to the shipped base are one family: its phrasings are known wherever it is asked.
                own = lambda s: family(s.name) == name
                flat = learn([s for s in sources if not own(s)], len(columns))
                rows += [(s.name, judge(s, posterior(s, flat))) for s in sources if own(s)]
            show(rows)
    if "--write" in sys.argv:
        to = pathlib.Path(sys.argv[sys.argv.index("--write") + 1])
        lines = ["# Learnt by model/decision/fit.py: what a column weighs at 1, 3, 10 and 40 phrasings an entry."]
        for kind, (columns, table) in tables.items():
            lines.append(f"[{kind}]")
            lines += [f"{c} = [{', '.join(f'{v:.3f}' for v in row)}]" for c, row in zip(columns, table)]
        to.write_text("\n".join(lines) + "\n", encoding="utf-8")

main()
