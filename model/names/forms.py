"""Forms of names: folding as Pristan folds, Russian and Ukrainian cases, peoples, Turkish endings."""
import unicodedata
from functools import cache

import pymorphy3

LATIN = set("abcdefghijklmnopqrstuvwxyz")
VOWELS = set("aeiou")
VOICELESS = set("fstkchp")
JOINED_ENDINGS = {"t", "s", "m", "d", "re", "ve", "ll"}
CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
MORPH = pymorphy3.MorphAnalyzer()


def fold(text):
    """As `text::fold` folds."""
    out = []
    for c in unicodedata.normalize("NFKC", text):
        if c in "Iİı":
            out.append("i")
        elif c in "ёЁ":
            out.append("е")
        elif c in "йЙ":
            out.append("й")
        elif c in "їЇ":
            out.append("ї")
        elif c in "ґҐ":
            out.append("г")
        elif c in "ß":
            out.append("ss")
        elif c in "’‘`ʼ´":
            out.append("'")
        elif unicodedata.combining(c):
            continue
        else:
            first = unicodedata.normalize("NFD", c)[0]
            out.append((first if first.isascii() and first.isalpha() else c).lower())
    return "".join(out)


def words(text):
    """As `text::words` cuts."""
    found, word, after = [], "", False
    for c in fold(text) + " ":
        if c.isalnum():
            word += c
            continue
        if word:
            cyrillic = found and all("\u0400" <= c <= "\u052f" for c in found[-1][-1] + word[0])
            if after and found and (word in JOINED_ENDINGS or cyrillic):
                found[-1] += word
            else:
                found.append(word)
            after = c == "'"
            word = ""
        else:
            after = False
    return found


# ---------------------------------------------------------------- Russian

def parse(word, wanted):
    """The likeliest reading of a word that satisfies."""
    return next((reading for reading in MORPH.parse(word) if wanted(reading.tag)), None)


def cases(reading, number=None):
    """All cases of a reading, in its own number unless told."""
    number = number or reading.tag.number
    found = []
    for form in reading.lexeme:
        tag = form.tag
        if tag.case in CASES and tag.number == number and tag.POS == reading.tag.POS and (tag.POS != "ADJF" or tag.gender == reading.tag.gender or tag.number == "plur"):
            found.append((tag.case, form.word))
    return found


def noun(word):
    """The cases of a name of one word."""
    low = word.lower()
    named = parse(low, lambda tag: "Geox" in tag and tag.case == "nomn") or parse(low, lambda tag: tag.POS == "NOUN" and tag.case == "nomn" and MORPH.word_is_known(low))
    if named is None and low[-1:] in "оеиуыэюё":
        return [(case, low) for case in CASES]
    named = named or parse(low, lambda tag: tag.POS == "NOUN" and tag.case == "nomn" and tag.number == "sing")
    named = named or parse(low, lambda tag: tag.POS == "ADJF" and tag.case == "nomn" and tag.number == "sing")
    if named is None or fold(named.word) != fold(low):
        return [(case, low) for case in CASES]
    return cases(named) or [(case, low) for case in CASES]


@cache
def russian(text):
    """A Russian name in all its cases."""
    parts = text.replace("-", " ").split()
    if len(parts) == 1:
        return sorted({form for _, form in noun(text)} | {text.lower()})
    low = [part.lower() for part in parts]
    readings = [parse(part, lambda tag: tag.POS in ("ADJF", "PRTF") and tag.case == "nomn") for part in low]
    adjectives = [reading is not None and reading.word == part and MORPH.word_is_known(part) for reading, part in zip(readings, low)]
    bends = [False] * len(low)
    if "и" in low:
        bends = [part != "и" for part in low]
    elif any(part in ("на", "де", "ла", "да", "эль", "аль") for part in low[1:-1]):
        bends[0] = low[1] == "на"
    elif any(adjectives):
        first = next((at for at, adjective in enumerate(adjectives) if not adjective and at > adjectives.index(True)), len(low) - 1)
        bends = [at <= first and (adjectives[at] or at == first) for at in range(len(low))]
    elif MORPH.word_is_known(low[0]) and low[0] in ("республика", "острова", "остров", "федерация", "королевство", "сектор", "страны"):
        bends[0] = True
    else:
        bends[-1] = True
    columns = []
    for part, bend, adjective, reading in zip(low, bends, adjectives, readings):
        if not bend:
            columns.append(None)
        else:
            columns.append(cases(reading) if adjective else noun(part))
    found = {text.lower()}
    for case in CASES:
        rows = [[part] if column is None else [form for own, form in column if own == case] or [part] for part, column in zip(low, columns)]
        found.add(" ".join(row[0] for row in rows))
        found.add(" ".join(row[-1] for row in rows))
    return sorted(found)


def lexeme(word, part):
    """All forms of a people's name or of an adjective."""
    reading = parse(word, lambda tag: tag.POS == part and tag.case == "nomn")
    if part == "NOUN":
        reading = parse(word, lambda tag: tag.POS == "NOUN" and tag.case == "nomn" and tag.animacy == "anim") or reading
    if reading is None or reading.word != word:
        return {word}
    return {form.word for form in reading.lexeme if form.tag.POS == part and form.tag.case in CASES} | {word}


def peoples_forms(english, russian_, turkish):
    """All forms of a row of peoples.tsv."""
    found = set()
    for text in english.split(", "):
        if text and text != "-":
            found.add(text)
            if not text.endswith(("ese", "sh", "ch", "ss", "s", "men")):
                found.add(text + "s")
            if not text.endswith("s"):
                found.add(text + "'s")
    for row in russian_.split("; "):
        he, she, they, adjective = row.split()
        for word in (he, she):
            if word != "-":
                found |= lexeme(word, "ADJF" if word.endswith(("ий", "ая")) else "NOUN")
        if they != "-":
            plural = parse(they, lambda tag: tag.POS == "NOUN" and tag.case == "nomn" and tag.number == "plur")
            found |= {form for _, form in cases(plural, "plur")} if plural and plural.word == they else {they}
            # The morphology knows a people by its plural at least; of one that it guessed wrong these endings remain.
            stem = they[:-1]
            if they.endswith("цы"):
                found |= {stem + ending for ending in ("ам", "ами", "ах", "ев")} | {he[:-2] + "ц" + ending for ending in "аеу"} | {stem + "ем"}
        if adjective != "-":
            found |= lexeme(adjective, "ADJF")
    found |= set(text.strip() for text in turkish.split(",") if text.strip())
    return sorted(found)


# ---------------------------------------------------------------- Ukrainian

# No morphology of Ukrainian may be used (pymorphy3-dicts-uk is GPL): endings by the last letters. Genitive, dative, accusative,
# instrumental, locative; where people waver, both.
SIBILANTS = "жчшщ"
SOFTENED = {"г": "з", "к": "ц", "х": "с"}


def ukrainian_noun(word):
    """A name of one word in its cases, `nomn` among them."""
    stem, last = word[:-1], word[-1:]
    if word.endswith("ія"):
        endings = [("ія",), ("ії",), ("ії",), ("ію",), ("ією",), ("ії",)]
        stem = word[:-2]
    elif last == "я":
        endings = [("я",), ("і",), ("і",), ("ю",), ("ею",), ("і",)]
    elif last == "а" and stem[-1:] in SIBILANTS:
        endings = [("а",), ("і",), ("і",), ("у",), ("ею",), ("і",)]
    elif last == "а":
        soft = stem[:-1] + SOFTENED.get(stem[-1:], stem[-1:])
        return [{word}, {stem + "и"}, {soft + "і"}, {stem + "у"}, {stem + "ою"}, {soft + "і"}]
    elif last == "и":
        endings = [("и",), ("ів", ""), ("ам",), ("и", "ів"), ("ами",), ("ах",)]
    elif last == "й":
        endings = [("й",), ("ю", "я"), ("ю", "єві"), ("й",), ("єм",), ("ї", "ю")]
    elif last == "ь":
        endings = [("ь",), ("ю", "я"), ("ю", "еві"), ("ь",), ("ем",), ("і", "ю")]
    elif word.endswith("їв") or word.endswith("ів"):
        stem, vowel = word[:-2], "є" if word.endswith("їв") else "о"
        return [{word}, {stem + vowel + "ва"}, {stem + vowel + "ву"}, {word}, {stem + vowel + "вом"}, {stem + vowel + "ві"}]
    elif last in "оеіїуюєы":
        return [{word}] * 6
    else:
        stem = word
        endings = [("",), ("у", "а"), ("у", "ові"), ("",), ("ом",), ("і", "у")]
    return [{stem + ending for ending in case} for case in endings]


def ukrainian_adjective(word, feminine):
    """An adjective before a name in its cases."""
    stem = word[:-1] if feminine else word[:-2]
    if feminine:
        return [stem + ending for ending in ("а", "ої", "ій", "у", "ою", "ій")]
    return [word] + [stem + ending for ending in ("ого", "ому", word[-2:], "им", "ому")]


@cache
def ukrainian(text):
    """A Ukrainian name in all its cases."""
    low = text.lower().replace("’", "'").split()
    if not low or text.isupper():
        return [text.lower()]
    nouns = ukrainian_noun(low[-1])
    found = {text.lower()}
    for at, noun in enumerate(nouns):
        before = []
        for part in low[:-1]:
            feminine = part.endswith("а") and low[-1][-1:] in "ая"
            masculine = part.endswith(("ий", "ій"))
            before.append(ukrainian_adjective(part, feminine)[at] if feminine or masculine else part)
        found |= {" ".join([*before, one]) for one in noun}
    return sorted(found)


def ukrainian_peoples(row):
    """All forms of a people (he, she, they) and of the adjective."""
    he, she, they, adjective = row.split()
    found = set()
    if he != "-":
        if he.endswith("ець"):
            stem = he[:-3] + "ц"
            found |= {he} | {stem + ending for ending in ("я", "ю", "ем", "еві", "і", "ів", "ям", "ями", "ях")}
        elif he.endswith("ин"):
            found |= {he + ending for ending in ("", "а", "у", "ові", "ом", "і")} | {they} | {they[:-1] + ending for ending in ("", "ам", "ами", "ах")}
        else:
            found |= {he + ending for ending in ("", "а", "у", "ові", "ом", "и", "ів", "ам", "ами", "ах")}
    if she != "-":
        found |= {form for case in ukrainian_noun(she) for form in case} | {she[:-1] + "ам", she[:-1] + "ами", she[:-1] + "ах"}
    found |= {they}
    stem = adjective[:-2]
    found |= {stem + ending for ending in ("ий", "ого", "ому", "им", "а", "ої", "ій", "у", "ою", "е", "і", "их", "ими")}
    return sorted(found - {"-"})


# ---------------------------------------------------------------- Turkish

NAME = {"i", "yi", "u", "yu", "a", "e", "ya", "ye", "da", "de", "ta", "te", "dan", "den", "tan", "ten", "in", "un", "nin", "nun",
        "la", "le", "yla", "yle", "daki", "deki", "taki", "teki", "li", "lu"}


def harmonic(stem, suffix):
    """Whether a Turkish ending may follow, by the vowels and the last letter; folded ones tell less than true ones."""
    last = next((letter for letter in reversed(stem) if letter in VOWELS), "")
    first = next((letter for letter in suffix if letter in VOWELS), "")
    if first in "ae" and last in "ae" and first != last and not stem.endswith("l"):
        return False
    if first == "i" and last in "ou" or first == "u" and last not in "ou":
        return False
    ends = stem[-1] in VOWELS
    if suffix[0] == "t" and stem[-1] not in VOICELESS:
        return False
    if suffix[0] in "yn" and not ends or suffix[0] in VOWELS and ends:
        return False
    return True
