#!/usr/bin/env python3
"""Measures a sense table beside a lexical classifier on public sets and on Pristan's own questions.

  evaluate.py words.bin [--sets banking77@10,...] [--alphas 0.7,1] [--own]

Logistic regressions: `lexical` on word and character TF-IDF, `sense` on the table's vectors, `side A` on TF-IDF rows of
length one beside the sense vector times A, `mean W` adds the log probabilities of the first two, W for sense.
Needs scikit-learn; reads this repository and the folder shared beside it, writes nothing.
"""
import argparse
import csv
import json
import tomllib
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

import read_words

MAIN = Path(__file__).resolve().parent.parent
SHARED = MAIN.parent / "shared"
SETS = ["banking77@10", "clinc150@10", "hint3-curekart@10", "hint3-powerplay11@10", "hint3-sofmattress@10", "xsid-en@10", "xsid-tr@10"]


def rows(path):
    found = [json.loads(line) for line in path.open(encoding="utf-8")]
    return [r["text"] for r in found if r["entry"] is not None], [r["entry"] for r in found if r["entry"] is not None]


def folded(text):
    return " ".join(read_words.words(text))


def lexical(train, test):
    """TF-IDF over words and over characters, the two parts of equal weight, rows of length one."""
    parts = [TfidfVectorizer(preprocessor=folded, ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\S+"),
             TfidfVectorizer(preprocessor=folded, ngram_range=(2, 5), analyzer="char_wb", sublinear_tf=True)]
    fitted = [(p.fit_transform(train), p.transform(test)) for p in parts]
    return [sparse.hstack([f[i] for f in fitted]).tocsr() * 0.5 ** 0.5 for i in (0, 1)]


def compressed(train, test):
    """The same inner products in as many columns as there are training rows: the classifier stays the same, but fast."""
    gram = np.asarray((train @ train.T).todense() if sparse.issparse(train) else train @ train.T, dtype=np.float64)
    values, vectors = np.linalg.eigh(gram)
    keep = values > 1e-7 * values[-1]
    basis = vectors[:, keep] / np.sqrt(values[keep])
    cross = np.asarray((test @ train.T).todense() if sparse.issparse(test) else test @ train.T)
    return gram @ basis, cross @ basis


def log_probabilities(train, labels, test, strength):
    classifier = LogisticRegression(C=strength, max_iter=300, tol=1e-3).fit(train, labels)
    return classifier.predict_log_proba(test), classifier.classes_


def accuracy(scores, classes, accepted):
    best = classes[scores.argmax(1)]
    return 100 * np.mean([b in a for b, a in zip(best, accepted)])


def compare(train, labels, test, accepted, vectors, alphas, weights=(0.1, 0.3, 0.5, 0.7), strength=30.0):
    """Top-1 of the lexical, the sense and the fused classifiers."""
    a, b = lexical(train, test)
    s, t = vectors(train).astype(np.float64), vectors(test).astype(np.float64)
    if len(train) <= 2000:
        (a, b), beside = compressed(a, b), lambda x, y: np.hstack([x, y])
    else:
        beside = lambda x, y: sparse.hstack([x, sparse.csr_matrix(y)]).tocsr()
    plain, classes = log_probabilities(a, labels, b, strength)
    alone, _ = log_probabilities(s, labels, t, strength)
    out = {"lexical": accuracy(plain, classes, accepted), "sense": accuracy(alone, classes, accepted)}
    for alpha in alphas:
        fused, _ = log_probabilities(beside(a, alpha * s), labels, beside(b, alpha * t), strength)
        out[f"side {alpha}"] = accuracy(fused, classes, accepted)
    for weight in weights:
        out[f"mean {weight}"] = accuracy((1 - weight) * plain + weight * alone, classes, accepted)
    return out


def phrasings():
    """(entry, language, phrasing) of Pristan's own entries."""
    for path in sorted((MAIN / "faq").glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("entry", []):
            for lang, asked in entry.get("ask", {}).items():
                yield from ((entry["id"], lang, p) for p in asked)


def crossing(vectors):
    """Share of English and Turkish phrasings that find their entry among the Russian ones: by centroid."""
    found = list(phrasings())
    ids = sorted({e for e, _, _ in found})
    row = {e: i for i, e in enumerate(ids)}
    v = vectors([p for _, _, p in found])
    centroid = np.zeros((len(ids), v.shape[1]))
    for (e, lang, _), x in zip(found, v):
        if lang == "ru":
            centroid[row[e]] += x
    centroid /= np.maximum(np.linalg.norm(centroid, axis=1, keepdims=True), 1e-9)
    out = {}
    for lang in ("en", "tr"):
        at = [i for i, (_, l, _) in enumerate(found) if l == lang]
        out[lang] = 100 * np.mean([row[found[i][0]] == (centroid @ v[i]).argmax() for i in at])
    return out


def own(vectors, alphas):
    """Pristan's phrasings against its dev questions that an entry answers."""
    found = list(phrasings())
    ids = {e for e, _, _ in found}
    with (SHARED / "questions/dev.tsv").open(encoding="utf-8", newline="") as file:
        asked = [(r["query"], set(r["accept"].split("|"))) for r in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
                 if set(r["accept"].split("|")) & ids and r["kind"] not in ("layout", "translit", "multi", "oos")]
    return len(asked), compare([p for _, _, p in found], np.array([e for e, _, _ in found]), [q for q, _ in asked],
                               [a for _, a in asked], vectors, alphas)


def show(name, figures):
    print(f"{name:22}" + "  ".join(f"{k} {v:.1f}" for k, v in figures.items()), flush=True)


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("table")
    options.add_argument("--sets", default=",".join(SETS))
    options.add_argument("--alphas", default="0.3,0.7,1,1.5")
    options.add_argument("--own", action="store_true")
    chosen = options.parse_args()
    table = read_words.Table(chosen.table)
    run(lambda texts: np.array([table.vector(t) for t in texts]), chosen.sets.split(","), [float(a) for a in chosen.alphas.split(",")], chosen.own)


def run(vectors, sets, alphas, with_own):
    hint = []
    for name in filter(None, sets):
        train, labels = rows(SHARED / "data" / name / "entries.jsonl")
        test, wanted = rows(SHARED / "data" / name / "test.jsonl")
        figures = compare(train, np.array(labels), test, [{w} for w in wanted], vectors, alphas)
        show(name, figures)
        if name.startswith("hint3"):
            hint.append(figures)
    if hint:
        show("hint3 mean", {k: np.mean([h[k] for h in hint]) for k in hint[0]})
    show("ru phrasings only ->", crossing(vectors))
    if with_own:
        count, figures = own(vectors, alphas)
        show(f"own dev ({count})", figures)


if __name__ == "__main__":
    main()
