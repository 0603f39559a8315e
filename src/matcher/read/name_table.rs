//! Names of the world as they lie in `model/names/names.bin`: which words stand for which name. `model/names/` holds the
//! recipe, the sources and their licences, `FORMAT.md` the layout.

use std::ops::Range;
use std::sync::OnceLock;

/// The table as it is shipped.
static SHIPPED: &[u8] = include_bytes!("../../../model/names/names.bin");

/// What a name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameKind {
    /// A country or a territory with a code of its own.
    Country,
    /// A city.
    City,
    /// A part of the world or of a country: Europe, Schengen, Crimea.
    Region,
    /// A people, or what is of a country: "Armenians", "армянский". Also of a region: "European".
    Nationality,
    /// A money: "dollars", "тенге". Its country is the one that issues it.
    Money,
}

impl NameKind {
    /// Whether one can be there.
    pub fn is_place(self) -> bool {
        matches!(self, NameKind::Country | NameKind::City | NameKind::Region)
    }
}

/// A name of the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WorldName {
    /// What it names.
    pub kind: NameKind,
    /// What it is known by: `IE`, `city:Dublin`, `EU`, `people:IE`.
    pub id: &'static str,
    /// Its country, as ISO 3166 codes it; a country is its own. None of a region that spans several.
    pub country: Option<&'static str>,
}

/// How careful a reader must be with a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caution {
    /// It is no ordinary word.
    Plain,
    /// An ordinary word: a name by its capital, or after "in" and "from".
    Weak,
    /// An ordinary word: a name by its capital alone.
    Strong,
    /// Somebody's name as well: a place only after "in" and "from", or by its ending.
    Person,
}

/// What an ordinary word does to a name beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Before a name: it is a place.
    Place = 1,
    /// Before the name of a people: its language is meant.
    TongueBefore = 2,
    /// After one, the same.
    TongueAfter = 4,
    /// After one: the people is meant.
    PeopleAfter = 8,
    /// Between "translate" and one: its language is meant.
    TongueBetween = 16,
    /// English "in" before one.
    TongueIn = 32,
    /// Russian "на" before one.
    TongueOn = 64,
}

/// What is known of a form.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// How careful one must be.
    pub caution: Caution,
    /// Whether longer forms begin with it.
    pub goes_on: bool,
    roles: u8,
    senses: (u32, u8),
}

impl Form {
    /// Whether it plays a role beside a name.
    pub fn plays(&self, role: Role) -> bool {
        self.roles & role as u8 != 0
    }
}

/// The table, ready to be looked up.
#[derive(Default)]
pub struct NameTable {
    names: Vec<WorldName>,
    /// The countries of a region, by the number of its name.
    members: Vec<Vec<&'static str>>,
    texts: String,
    /// Where the text of each form begins; one more than there are forms.
    starts: Vec<u32>,
    forms: Vec<Form>,
    senses: Vec<u16>,
    /// An open-addressing table from forms to their numbers, each one more; 0 is a free place.
    places: Vec<u32>,
}

/// The table inside the binary; read on first use, in a few milliseconds.
pub fn name_table() -> &'static NameTable {
    static READ: OnceLock<NameTable> = OnceLock::new();
    READ.get_or_init(|| NameTable::read(SHIPPED).unwrap_or_default())
}

/// Bytes that are taken off one after the other.
struct Bytes(&'static [u8]);

impl Bytes {
    fn take(&mut self, count: usize) -> Option<&'static [u8]> {
        let (first, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(first)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|byte| byte[0])
    }

    fn text(&mut self, count: usize) -> Option<&'static str> {
        std::str::from_utf8(self.take(count)?).ok()
    }

    fn number(&mut self) -> Option<usize> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?) as usize)
    }
}

impl NameTable {
    /// Reads a table; none when it is not one of ours.
    fn read(bytes: &'static [u8]) -> Option<NameTable> {
        let mut bytes = Bytes(bytes);
        if bytes.take(8)? != b"PRNAMES1" {
            return None;
        }
        let (names, forms) = (bytes.number()?, bytes.number()?);
        let mut table = NameTable { starts: vec![0], ..NameTable::default() };
        let (names_size, forms_size) = (bytes.number()?, bytes.number()?);
        let mut block = Bytes(bytes.take(names_size)?);
        for _ in 0..names {
            table.read_name(&mut block)?;
        }
        let mut block = Bytes(bytes.take(forms_size)?);
        let mut text = Vec::new();
        for _ in 0..forms {
            table.read_form(&mut block, &mut text)?;
        }
        table.places = vec![0; (2 * forms).next_power_of_two()];
        for id in 0..forms {
            let place = table.place(hash(table.text(id)), table.text(id));
            table.places[place] = id as u32 + 1;
        }
        Some(table)
    }

    fn read_name(&mut self, bytes: &mut Bytes) -> Option<()> {
        let kind = match bytes.byte()? {
            0 => NameKind::Country,
            1 => NameKind::City,
            2 => NameKind::Region,
            3 => NameKind::Nationality,
            _ => NameKind::Money,
        };
        let country = bytes.text(2)?;
        let (length, members) = (bytes.byte()?, bytes.byte()?);
        let id = bytes.text(usize::from(length))?;
        let members = (0..members).map(|_| bytes.text(2)).collect::<Option<Vec<_>>>()?;
        self.names.push(WorldName { kind, id, country: Some(country).filter(|code| !code.starts_with('\0')) });
        self.members.push(members);
        Some(())
    }

    fn read_form(&mut self, bytes: &mut Bytes, text: &mut Vec<u8>) -> Option<()> {
        let (shared, more, flags) = (bytes.byte()?, bytes.byte()?, bytes.byte()?);
        text.truncate(usize::from(shared));
        text.extend_from_slice(bytes.take(usize::from(more))?);
        self.texts.push_str(std::str::from_utf8(text).ok()?);
        self.starts.push(self.texts.len() as u32);
        let caution = match flags & 3 {
            0 => Caution::Plain,
            1 => Caution::Weak,
            2 => Caution::Strong,
            _ => Caution::Person,
        };
        let (first, count) = (self.senses.len() as u32, flags >> 2 & 3);
        for _ in 0..count {
            let sense = u16::from_le_bytes(bytes.take(2)?.try_into().ok()?);
            self.senses.push(sense);
            self.names.get(usize::from(sense))?;
        }
        let roles = if flags & 32 == 0 { 0 } else { bytes.byte()? };
        self.forms.push(Form { caution, goes_on: flags & 16 != 0, roles, senses: (first, count) });
        Some(())
    }

    fn text(&self, id: usize) -> &str {
        &self.texts[self.starts[id] as usize..self.starts[id + 1] as usize]
    }

    /// Where a form stands, or would stand.
    fn place(&self, hash: u64, text: &str) -> usize {
        let mask = self.places.len() - 1;
        let mut at = (hash ^ (hash >> 29)) as usize & mask;
        while self.places[at] != 0 && self.text(self.places[at] as usize - 1) != text {
            at = (at + 1) & mask;
        }
        at
    }

    /// What is known of a form: folded words with one space between them.
    pub fn form(&self, text: &str) -> Option<&Form> {
        if self.places.is_empty() {
            return None;
        }
        let id = self.places[self.place(hash(text), text)].checked_sub(1)?;
        self.forms.get(id as usize)
    }

    /// What a form may mean, the likeliest first. Of some that is nothing: they only look like names, or stand beside them.
    pub fn senses(&self, form: &Form) -> impl ExactSizeIterator<Item = WorldName> {
        let (first, count) = (form.senses.0 as usize, usize::from(form.senses.1));
        let range: Range<usize> = first..first + count;
        self.senses[range].iter().map(|sense| self.names[usize::from(*sense)])
    }

    fn number(&self, id: &str) -> Option<usize> {
        self.names.binary_search_by(|name| name.id.cmp(id)).ok()
    }

    /// A name by its id.
    pub fn by_id(&self, id: &str) -> Option<WorldName> {
        self.number(id).map(|at| self.names[at])
    }

    /// The countries of a region that spans several; none of anything else.
    pub fn members(&self, id: &str) -> &[&'static str] {
        self.number(id).map_or(&[], |at| &self.members[at])
    }
}

/// The hash of a text (FNV-1a).
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_what_the_recipe_wrote() {
        let golden = include_str!("../../../model/names/golden.tsv");
        let table = name_table();
        for line in golden.lines() {
            let fields: Vec<&str> = line.split('\t').collect();
            let form = table.form(fields[0]).unwrap_or_else(|| panic!("{line}"));
            let care = ["0", "1", "2", "3"].iter().position(|care| *care == fields[1]).unwrap();
            assert_eq!(form.caution as usize, care, "{line}");
            let senses: Vec<&str> = table.senses(form).map(|name| name.id).collect();
            assert_eq!(senses.join("|"), fields[2], "{line}");
        }
        assert!(golden.lines().count() >= 60);
    }

    #[test]
    fn what_is_cut_off_is_no_table() {
        for end in [0, 7, 8, 20, 24, 100, SHIPPED.len() / 2, SHIPPED.len() - 1] {
            assert!(NameTable::read(&SHIPPED[..end]).is_none(), "{end}");
        }
        assert!(NameTable::default().form("dublin").is_none());
    }
}
