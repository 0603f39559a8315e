#!/usr/bin/env python3
"""Columns of candidates on bases of many shapes, from which `fit.py` learns the weights of the decision.

  dump.py SHARED PRISTAN OUT

SHARED holds data/, foreign/, questions/ as in this repository's neighbour; PRISTAN is the program; OUT gets one file a
base and shape, `SOURCE@SHAPE.jsonl`: names of columns, then a line a question (`pristan eval --columns`). Files that are
there already stay: delete OUT to begin anew. Only `dev` parts of public sets are asked, never `test`.

`names.tsv` holds questions of a writer who knew the topics alone: such that name another place, people or money than the
shipped base is about, and such that name one in passing. `beside.tsv` holds questions that share their subject with an
entry of the shipped base and are not answered by it: another side of it, another country, product, office. They are those
that stand not in the background (`model/background`). The shipped base is asked both, as near misses that nobody made by
a pattern.
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

# Places and peoples that no base here speaks of, to make questions that look right and are not.
ELSEWHERE = {
    "en": ["in Ireland", "in Singapore", "in Nairobi", "in Wroclaw", "in Peru", "for Jamaica", "in Vietnam", "in Dublin"],
    "ru": ["в Ирландии", "в Сингапуре", "в Найроби", "в Перу", "во Вроцлаве", "в Камбодже", "на Ямайке", "в Дублине"],
    "tr": ["İrlanda'da", "Singapur'da", "Nairobi'de", "Peru'da", "Jamaika'da", "Kamboçya'da", "Dublin'de", "Kenya'da"],
}
PEOPLES = {
    "en": ["I am a citizen of Nigeria.", "My friend is Peruvian.", "I have an Irish passport.", "As a Kenyan,"],
    "ru": ["Я гражданин Нигерии.", "Мой друг перуанец.", "У меня ирландский паспорт.", "Для кенийцев:"],
    "tr": ["Nijerya vatandaşıyım.", "Arkadaşım Perulu.", "İrlanda pasaportum var.", "Kenyalılar için:"],
}
# Named, and not asked about.
PASSING = {
    "en": ["I just came from Dublin.", "After Singapore we are here.", "We flew via Nairobi."],
    "ru": ["Я только что из Дублина.", "После Сингапура мы здесь.", "Летели через Найроби."],
    "tr": ["Dublin'den yeni geldim.", "Singapur'dan sonra buradayız.", "Nairobi üzerinden geldik."],
}
# Moneys that no base here speaks of, in the place of the one that a question names.
MONEY = {
    "en": (r"\b(?:russian )?rou?bles?\b", ["yen", "baht", "Indian rupees", "Polish zlotys"]),
    "ru": (r"\b(?:росс\w+ )?рубл\w+", ["иены", "баты", "индийские рупии", "злотые", "юани"]),
    "tr": (r"\b(?:rus )?ruble\w*", ["yen", "baht", "Hint rupisi", "zloti", "yuan"]),
}
# A question that names where the shipped base is at home asks for that, whatever else it names.
HOME = "stam?bul|стамбул|istanbul|турци|турец|turk|türk|fatih|фатих|kadık|кадык"
# Another aspect of the same subject. Where the entry speaks of it after all, `fit.py` leaves the question out.
ASPECTS = {
    "en": ["at night", "on sundays", "after a refusal", "with a dog", "if it is lost", "for pensioners", "and the commission", "renewal"],
    "ru": ["ночью", "в воскресенье", "после отказа", "с собакой", "если потеряли", "для пенсионеров", "и какая комиссия", "продление"],
    "tr": ["gece", "pazar günü", "reddedilirse", "köpekle", "kaybolursa", "emekliler için", "komisyonu ne kadar", "uzatma"],
}
# Subjects to which it matters whose citizen somebody is.
OF_PAPERS = ("2-papers", "6-onward", "7-draft")

def made(rows, rng, papers):
    """Near misses made from questions that an entry answers, and the same questions with a place in passing."""
    out = []
    for i, lang, kind, query, accept in rows:
        lang = {"ru-lat": "ru", "ru-kbd": "ru"}.get(lang, lang)
        if accept in ("-", "@smalltalk") or "&" in accept or lang not in LANGS or kind in ("layout", "translit"):
            continue
        query = query.strip()
        body = query.rstrip("?!. ")
        place = rng.choice(ELSEWHERE[lang])
        if not re.search(HOME, query.casefold()):
            out.append((f"place{i}", lang, "made", f"{place} {body}?" if lang == "tr" or rng.random() < 0.3 else f"{body} {place}?", "-"))
        out.append((f"passing{i}", lang, "made", f"{rng.choice(PASSING[lang])} {query}", accept))
        if len(query.split()) <= 7:
            out.append((f"aspect{i}", lang, "made", f"{body} {rng.choice(ASPECTS[lang])}?", "-"))
        if set(accept.split("|")) & papers:
            out.append((f"people{i}", lang, "made", f"{rng.choice(PEOPLES[lang])} {query}", "-"))
        pattern, moneys = MONEY[lang]
        if "exchange" in accept and len(re.findall(pattern, query, re.I)) == 1:
            out.append((f"money{i}", lang, "made", re.sub(pattern, rng.choice(moneys), query, flags=re.I), "-"))
    return out

def exchanged(rows, rng, vocabulary):
    """Questions with their longest word put for another that the base does not have."""
    out = []
    for i, lang, kind, query, accept in rows:
        words = query.split()
        inner = [at for at, word in enumerate(words) if len(re.sub(r"\W", "", word)) > 4]
        if accept in ("-", "@smalltalk") or not inner or len(words) < 3 or lang not in vocabulary:
            continue
        at = max(inner, key=lambda at: len(words[at]))
        words[at] = re.sub(r"\w+", rng.choice(vocabulary[lang]), words[at], count=1)
        out.append((f"word{i}", lang, "made", " ".join(words), "-"))
    return out

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

def own_words(root):
    """Longer words of the shipped base's phrasings, by language."""
    words = {lang: set() for lang in LANGS}
    for file in sorted((root / "faq").glob("[0-9]*.toml")):
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["entry"]:
            for lang in LANGS:
                asks = entry["ask"].get(lang, [])
                words[lang] |= {w for ask in asks for w in re.findall(r"[^\W\d]{6,}", ask.casefold())}
    return {lang: sorted(found) for lang, found in words.items()}

def foreign(shared, root, program, out, env, tmp):
    """Tables of strangers, imported, with their questions; a row is named by its first phrasing."""
    vocabulary = own_words(root)
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
        rng = random.Random(name)
        lang = name.rsplit("-", 1)[1]
        own = [(f"row{at}", lang, "row", r["question"], ids[at]) for at, r in enumerate(table(tsv), 2) if at in ids]
        held = set(re.findall(r"\w+", tsv.read_text(encoding="utf-8").casefold()))
        words = {lang: [word for word in vocabulary[lang] if word not in held]}
        extra = made(rng.sample(own, min(40, len(own))), rng, set()) + exchanged(own[:60], rng, words)
        file = labelled(tmp / f"{name}.made.tsv", extra)
        run(program, out / f"made-{name}@1.jsonl", [file, "--base", to], env)
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

def beside(root, rng):
    """A sample of the questions beside the shipped base."""
    lines = (root / "model/decision/beside.tsv").read_text(encoding="utf-8").splitlines()
    cut = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(f"beside{at}", lang, "beside", text, "-") for at, (lang, _, text) in enumerate(rng.sample(cut, MOST))]

def own(shared, root, program, out, env, tmp):
    """The shipped base, whole and with few phrasings, asked what people asked and its own phrasings that were left out."""
    papers = set()
    for file in OF_PAPERS:
        theme = tomllib.loads((root / "faq" / f"{file}.toml").read_text(encoding="utf-8"))
        papers |= {entry["id"] for entry in theme["entry"]}
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
        base = [] if shape == "all" else ["--base", to]
        file = labelled(tmp / f"beside{shape}.tsv", beside(root, rng))
        run(program, out / f"own-beside@{shape}.jsonl", [file, *base], env)
        run(program, out / f"own-names@{shape}.jsonl", [root / "model/decision/names.tsv", *base], env)
        asked = [(r["id"], r["lang"], r["kind"], r["query"], r["accept"]) for r in table(shared / "questions" / "dev.tsv")]
        base = [] if shape == "all" else ["--base", to]
        for name, of in (("dev", asked), ("phrasings", rng.sample(rows, min(150, len(rows))))):
            file = labelled(tmp / f"made{name}{shape}.tsv", made(of, rng, papers))
            run(program, out / f"made-{name}@{shape}.jsonl", [file, *base], env)

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
        foreign(shared, root, program, out, env, tmp)
        public(shared, program, out, env, tmp)

main()
