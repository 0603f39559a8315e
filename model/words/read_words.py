#!/usr/bin/env python3
"""Reads `words.bin` (FORMAT.md) with nothing but numpy: the reference for the Rust reader.

  read_words.py words.bin TEXT...     prints the first components of each text's vector
"""
import re
import struct
import sys
import unicodedata

import numpy as np

WORD = re.compile("[a-z0-9а-я]+")


def fold(text):
    """Small letters without marks; й and и stay two letters, ё is е, and İ, I, ı are i."""
    out = []
    for c in unicodedata.normalize("NFKC", text):
        if c in "Iİı":
            out.append("i")
        elif c in "ёЁ":
            out.append("е")
        elif c in "йЙ":
            out.append("й")
        else:
            base = unicodedata.normalize("NFD", c)
            c = base[0] if base[0].isascii() else c
            out.extend(l for l in c.lower() if not unicodedata.combining(l))
    return "".join(out).replace("ß", "ss")


def words(text):
    return WORD.findall(fold(text))


def pieces(word, index, longest):
    """Greedy longest match: the word's beginning as it is, what follows with `##` before it. Every single letter is a
    token, so this cannot fail."""
    out, at = [], 0
    while at < len(word):
        mark = "##" if at else ""
        end = min(len(word), at + longest)
        while (found := index.get(mark + word[at:end])) is None:
            end -= 1
        out.append(found)
        at = end
    return out


class Table:
    """The tokens with their vectors."""

    def __init__(self, path):
        data = open(path, "rb").read()
        assert data[:8] == b"PRSENSE1", "not a sense table"
        self.dim, count, text_bytes = struct.unpack_from("<III", data, 8)
        at = 20 + text_bytes
        self.index = {}
        place, token = 20, b""
        for i in range(count):
            shared, more = data[place], data[place + 1]
            token = token[:shared] + data[place + 2:place + 2 + more]
            place += 2 + more
            self.index[token.decode("utf-8")] = i
        assert place == at, "the token block has another length than its header says"
        self.scale = np.frombuffer(data, "<f4", count, at)
        self.rows = np.frombuffer(data, np.int8, count * self.dim, at + 4 * count).reshape(count, self.dim)
        self.longest = max(map(len, self.index))

    def vector(self, text):
        """The sum of the tokens' rows times their scales, of length one; all zero for a text without words."""
        total = np.zeros(self.dim, np.float32)
        for word in words(text):
            for i in pieces(word, self.index, self.longest):
                total += self.rows[i].astype(np.float32) * self.scale[i]
        length = np.sqrt((total * total).sum())
        return total / length if length > 0 else total


if __name__ == "__main__":
    table = Table(sys.argv[1])
    for text in sys.argv[2:]:
        print(text, *(f"{x:.4f}" for x in table.vector(text)[:8]), sep="\t")
