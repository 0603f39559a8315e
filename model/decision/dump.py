#!/usr/bin/env python3
"""Columns of candidates on bases of many shapes, from which `fit.py` learns the weights of the decision.

  dump.py SHARED PRISTAN OUT

SHARED holds data/, foreign/, questions/ as in this repository's neighbour; PRISTAN is the program; OUT gets one file a
base and shape, `SOURCE@SHAPE.jsonl`: names of columns, then a line a question (`pristan eval --columns`). Files that are
there already stay: delete OUT to begin anew. Only `dev` parts of public sets are asked, never `test`.
"""
import csv, json, os, pathlib, random, re, subprocess, sys, tempfile, tomllib

SHAPES = {"1": 1, "3": 3, "10": 10}
MOST = 400  # questions of a set and shape
LANGS = ("ru", "en", "tr")

def jsonl(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]

def table(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))

def run(program, out, args, env):
    if out.exists():
        return
    done = subprocess.run([program, "eval", "--columns", *map(str, args)], capture_output=True, text=True, env=env, cwd="/")
    if done.returncode:
        sys.exit(f"{out.name}: {done.stderr[-800:]}")
    out.write_text(done.stdout, encoding="utf-8")
    print(out.name, done.stdout.count("\n"), flush=True)

def labelled(path, rows):
    lines = ["id\tlang\tkind\tquery\taccept"]
    lines += ["\t".join([i, lang, kind, re.sub(r"\s+", " ", query), accept]) for i, lang, kind, query, accept in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path

def public(shared, program, out, env, tmp):
    """Public sets with few phrasings an entry; questions are those of `dev`, or phrasings that were not taken."""
    names = sorted({p.name.split("@")[0] for p in (shared / "data").iterdir() if p.is_dir()})
    for name in names:
        whole = next(p for p in (shared / "data" / f"{name}@all", shared / "data" / f"{name}@10") if p.exists())
        entries = jsonl(whole / "entries.jsonl")
        dev = jsonl(whole / "dev.jsonl") if (whole / "dev.jsonl").exists() else None
        for shape, most in [*SHAPES.items(), ("all", 10**9)]:
            rng = random.Random(f"{name}@{shape}")
            rng.shuffle(entries)
            taken, rest, count = [], [], {}
            for line in entries:
                count[line["entry"]] = count.get(line["entry"], 0) + 1
                # Of the whole set a part is kept back where nothing else can be asked.
                late = shape == "all" and dev is None and rng.random() < 0.1
                (rest if count[line["entry"]] > most or late else taken).append(line)
            asked = dev or rest
            if not asked:
                continue
            folder = tmp / f"{name}@{shape}"
            folder.mkdir()
            (folder / "lang").write_text((whole / "lang").read_text())
            dump = lambda lines: "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
            (folder / "entries.jsonl").write_text(dump(taken), encoding="utf-8")
            rng.shuffle(asked)
            (folder / "dev.jsonl").write_text(dump(asked[:MOST]), encoding="utf-8")
            run(program, out / f"public-{name}@{shape}.jsonl", ["--set", folder], env)

def foreign(shared, program, out, env, tmp):
    """Tables of strangers, imported, with their questions; a row is named by its first phrasing."""
    folder = shared / "foreign"
    questions, swaps = table(folder / "questions.tsv"), table(folder / "swap.tsv")
    squeezed = lambda text: re.sub(r"\W+", "", text.casefold())
    for tsv in sorted(folder.glob("*.tsv")):
        name = tsv.stem
        if name in ("questions", "swap", "plain"):
            continue
        to = tmp / name
        subprocess.run([program, "import", tsv, "--to", to], check=True, capture_output=True, env=env)
        lines, ids = {}, {}
        for at, row in enumerate(table(tsv), 2):
            lines.setdefault(squeezed(row["question"]), at)
        for file in sorted((to / "faq").glob("*.toml")):
            for entry in tomllib.loads(file.read_text(encoding="utf-8")).get("entry", []):
                texts = [t for ask in entry.get("ask", {}).values() for t in ask] + list(entry.get("title", {}).values())
                for line in [lines[squeezed(t)] for t in texts if squeezed(t) in lines][:1]:
                    ids[line] = entry["id"]
        rows = []
        for at, row in enumerate(r for r in questions if r["base"] == name):
            accept = [ids[int(x)] for x in row["accept"].split(",") if x and int(x) in ids]
            rows.append((f"{row['kind']}{at}", row["lang"], row["kind"], row["question"], "|".join(accept) or "-"))
        rows += [(f"swap{at}", "en", "swap", r["question"], "-") for at, r in enumerate(swaps) if r["base"] == name]
        file = labelled(tmp / f"{name}.questions.tsv", rows)
        run(program, out / f"foreign-{name}@1.jsonl", [file, "--base", to], env)

def text(value):
    return json.dumps(value, ensure_ascii=False)

def own_base(root, to, most, keep, rng):
    """The shipped base with at most so many phrasings an entry and language; returns those that were left out."""
    left = []
    (to / "faq").mkdir(parents=True)
    os.symlink(root / "seeds", to / "seeds")
    for extra in ["base.toml"] + (["gaps.toml"] if keep else []):
        if (root / "faq" / extra).exists():
            os.symlink(root / "faq" / extra, to / "faq" / extra)
    for file in sorted((root / "faq").glob("*.toml")):
        if file.name in ("gaps.toml", "base.toml"):
            continue
        theme = tomllib.loads(file.read_text(encoding="utf-8"))
        lines = [f"title.{lang} = {text(title)}" for lang, title in theme["title"].items()]
        for entry in theme["entry"]:
            lines += ["[[entry]]", f"id = {text(entry['id'])}"]
            for key in ("title", "answer"):
                lines += [f"{key}.{lang} = {text(value)}" for lang, value in entry[key].items()]
            for lang, asks in entry["ask"].items():
                asks = asks[:]
                rng.shuffle(asks)
                cut = most or max(1, round(len(asks) * 0.9))
                lines.append(f"ask.{lang} = {text(asks[:cut])}")
                left += [(entry["id"], lang, ask) for ask in asks[cut:]]
            lines += [f"facts = {text(entry['facts'])}"] if entry.get("facts") else []
        (to / "faq" / file.name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return left

def own(shared, root, program, out, env, tmp):
    """The shipped base, whole and with few phrasings, asked what people asked and its own phrasings that were left out."""
    for shape, most in [*SHAPES.items(), ("all", None)]:
        rng = random.Random(f"own@{shape}")
        to = tmp / f"own{shape}"
        left = own_base(root, to, most, shape == "all", rng)
        rng.shuffle(left)
        rows = [(f"own{at}", lang, "own", ask, entry) for at, (entry, lang, ask) in enumerate(left[:MOST])]
        file = labelled(tmp / f"own{shape}.tsv", rows)
        run(program, out / f"own-phrasings@{shape}.jsonl", [file, "--base", to], env)
        for name in ("dev", "strangers"):
            base = [] if shape == "all" else ["--base", to]
            run(program, out / f"own-{name}@{shape}.jsonl", [shared / "questions" / f"{name}.tsv", *base], env)

def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    shared, program, out = (pathlib.Path(arg).resolve() for arg in sys.argv[1:])
    out.mkdir(parents=True, exist_ok=True)
    root = pathlib.Path(__file__).resolve().parents[2]
    with tempfile.TemporaryDirectory() as folder:
        tmp = pathlib.Path(folder)
        env = dict(os.environ, PRISTAN_DATA=str(out / "data"), PRISTAN_KEY_FILE=str(out / "key"))
        own(shared, root, program, out, env, tmp)
        foreign(shared, program, out, env, tmp)
        public(shared, program, out, env, tmp)

main()
