"""Which forms of names are ordinary words as well. The dictionaries judge, the sets below are the hand check of their result."""
import subprocess
import sys
import tarfile
from pathlib import Path

from spylls.hunspell import Dictionary
from wordfreq import iter_wordlist, zipf_frequency

from forms import LATIN, fold, harmonic, NAME, words

BUILD = Path(__file__).resolve().parent / "build"

# Cities that are meant though a dictionary has one of their forms: nobody asks about the pastry, the hat or the cheese.
PLAIN_CITIES = {"city:" + name for name in """
Berlin|Hamburg|Kyiv|Baku|Lviv|Sochi|Rostov-on-Don|Boston|Bremen|Bristol|Damascus|Delhi|Zagreb|Kabul|Kaluga|Koln|Marseille|Murom|Riga|Sydney|Skopje
Philadelphia|Donetsk|Dnipro|Vinnytsya|Liege|Tokyo|Shanghai|Malaga|Bursa|Mersin|Samsun|Denizli|Bodrum|Tangier|Bologna|Trier|Torun|Oxford|Wellington
Anchorage|Manila|Bordeaux|Orleans|Omsk|Tomsk|Minsk|Irkutsk|Kursk|Bryansk|Lipetsk|Smolensk|Khabarovsk|Krasnoyarsk|Novosibirsk|Chelyabinsk|Izhevsk
Vitebsk|Petrozavodsk|Ulyanovsk|Norilsk|Novokuznetsk|Magnitogorsk|Arkhangelsk|Thessaloniki|Doha|Hollywood|Luhansk|Uralsk|Yakutsk|Tobolsk
""".replace("\n", "|").split("|") if name}
# Cities that are meant after "in" and "from", or with the ending of a place, also in small letters.
WEAK_CITIES = {"city:" + name for name in "Vienna|Cologne|Buffalo|Van|Batman|Bolu|Cork|Derby|Kazan|Perm|Isparta|Tokat|Sana'a|Sanaa".split("|")}
# Peoples though a dictionary has the word in small letters: english, french.
PLAIN = set("afghan afghans mongol mongols danish dane danes dutch french welsh yemeni yemenis amerikan gurcu misirli irakli arjantinli balkan yunan".split())
# Only a name with a capital, whatever stands before it.
STRONG = set("""
us eu ab la rio ec sam kabul torun gama hama polish pole poles swede swedes hint fin rum leh kiwi kiwis tay lao fars kazak cek chad mali того чад малі чаду чаді чада куби
nice nis reading mobile ordu porto порту вене
""".split()) - {"вене"}
# Given and family names that are cities as well: a place only after "in", and the like.
PERSONS = set("""
mary elizabeth george jackson charlotte alexandra brandon norman stanley tyler darwin eugene gilbert nancy nigel regina rodriguez santos hassan everett
franklin lincoln leon ann anna vladimir victoria lester sidney julia santiago valencia madison austin houston denver dallas orlando diego carson clinton
""".split()) - set("santiago valencia houston denver dallas orlando austin".split())
PERSON_CITIES = {"city:Vladimir", "city:Artem", "city:Victoria"}
# No name at all: the word is meant always, or nearly so. Above this frequency every ordinary word is such a one.
TOO_OFTEN = 5.0
DROPPED = set("""
тойота тойоту тойоты рено сакура сакуру сакуры toyota sakura rodriguez benim boku varsa yasi deli dilli burs bostan edene kolon os alaya dakka dese solun
nico bella kirin girin sinin budapeste anda beni bunda bo basti arar dali dili gulu masaya yola yili duyun ota tama teni soka sikar athena sophia stalin
sana ibb
""".split()) | set("""old town|white hall|white house|model town|international city|federal capital|federal city|business bay|sector 1|sector 2|sector 3|sector 4
sector 5|sector 6|high point|central coast|north shore|upper west side|spring valley|сон ла|фу ли|м ей""".replace("\n", "|").split("|"))
# Words, mostly Turkish with endings of their own, that end as a name might.
HIDDEN = set("""
arada benimle sanayi yazdi yazdin yilinin zamanin karsin binanin devasa sami cadi aradi esnada torunu almanin kazanin kazani masanin mekanin jose kabile
romanin diliyle lahana durgun abdi yasinin sadri solunda soluna delili deliye morali cini beline belini indiana anna sarikaya nicole kabulu bursu burslu
""".split())


def fetched(name, version):
    """A dictionary from npm, as the path that spylls wants."""
    folder = BUILD / f"{name}-{version}"
    if not folder.exists():
        BUILD.mkdir(exist_ok=True)
        subprocess.run(["npm", "pack", "--silent", f"{name}@{version}"], cwd=BUILD, check=True, stdout=subprocess.DEVNULL)
        tarfile.open(BUILD / f"{name}-{version}.tgz").extractall(folder, filter="data")
    return folder / "package" / "index"


class Dictionaries:
    def __init__(self, morph):
        self.morph = morph
        self.english = Dictionary.from_files(str(fetched("dictionary-en", "4.0.0")))
        lines = Path(str(fetched("dictionary-tr", "2.0.0")) + ".dic").read_text("utf-8").splitlines()[1:]
        stems = (line.split("/")[0].strip() for line in lines)
        self.turkish = {}
        for stem in stems:
            if stem[:1].islower():
                self.turkish[fold(stem)] = max(self.turkish.get(fold(stem), 0), zipf_frequency(stem, "tr"))
        self.often = {}
        for word in iter_wordlist("tr", "best"):
            self.often.setdefault(fold(word), zipf_frequency(word, "tr"))

    def ordinary(self, form):
        """How often the form is written as an ordinary word, at most (Zipf); 0 when it is none."""
        if not set(form) <= LATIN:
            readings = [reading for reading in self.morph.parse(form) if reading.is_known]
            named = {"Geox", "Name", "Surn", "Patr", "Orgn", "Trad", "Abbr"}
            common = [reading for reading in readings if not named & set(reading.tag.grammemes)]
            return zipf_frequency(form, "ru") if common or readings and readings[0].tag.POS == "ADJF" else 0
        often = self.turkish.get(form, 0)
        if self.english.lookup(form):
            often = max(often, zipf_frequency(form, "en"))
        return often

    def person(self, form):
        """Whether the form is somebody's name, and no place that the morphology knows."""
        readings = [] if set(form) <= LATIN else [reading for reading in self.morph.parse(form) if reading.is_known]
        named = [kind for kind in ("Name", "Geox") if any(kind in reading.tag for reading in readings)]
        return form in PERSONS or named == ["Name"]

    def common(self, form):
        """Whether a name of several words is made of words that everybody says: "Старый город"."""
        # In any case: "старом городе" is as ordinary as "старый город".
        often = [max(zipf_frequency(word, "ru") for word in (part, self.morph.parse(part)[0].normal_form)) for part in form.split()]
        said = [often[at] >= 4.2 and not any("Geox" in reading.tag for reading in self.morph.parse(part)) for at, part in enumerate(form.split())]
        return not set(form) & LATIN and all(said) and not form.startswith("бел")

    def hidden(self, stems, entries):
        """Ordinary words that look like a name with a Turkish ending: "liman", "maliye"."""
        known = set(stems)
        likely = {form: often for form, often in self.turkish.items() if often >= 2.3}
        for word in iter_wordlist("en", "best"):
            often = zipf_frequency(word, "en")
            form = fold(word)
            if often >= 3 and set(form) <= LATIN and self.english.lookup(word):
                likely[form] = max(often, likely.get(form, 0))
        likely |= {form: 5.0 for form in HIDDEN}
        for form, often in sorted(likely.items()):
            if form in entries:
                continue
            for at in range(3, len(form)):
                stem, suffix = form[:at], form[at:]
                # "Adanalı" stands in dictionaries as well.
                if suffix in NAME - {"li", "lu"} and stem in known and harmonic(stem, suffix):
                    yield form, often
                    break
            else:
                if form in HIDDEN:
                    yield form, often
