#!/usr/bin/env python3
"""Lays labelled questions behind entries that do not answer them, as messages that change the subject.

  behind.py ../../../shared/questions/strangers.tsv ../../../shared/questions/dev.tsv > behind.tsv

Each question stands behind one entry, by a fixed chance; of each file at most 450.
"""
import csv, pathlib, random, sys

MOST = 450
here = pathlib.Path(__file__).parent
with open(here / "questions.tsv", encoding="utf-8", newline="") as table:
    ids = sorted({row["entry"] for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)})
chance = random.Random(11)
print("entry\tlang\tquery\ttold")
for path in sys.argv[1:]:
    with open(path, encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    chance.shuffle(rows)
    for row in rows[:MOST]:
        accepted = [id for id in row["accept"].replace("|", ",").split(",") if id in ids]
        if row["lang"] not in ("ru", "en", "tr") or row["kind"] == "smalltalk" or row["accept"] not in ("", "-") and not accepted:
            continue
        entry = chance.choice([id for id in ids if id not in accepted])
        print(f"{entry}\t{row['lang']}\t{row['query']}\t@{accepted[0] if accepted else '-'}")
