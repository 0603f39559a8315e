//! Who and where a base is: `faq/base.toml`.

use super::localized::Localized;
use super::problem::Place;
use super::table::Table;
use crate::text::Lang;
use serde::{Deserialize, Serialize};

/// What a base says of itself. Everything that the bot says of itself is made of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct About {
    /// What the bot is called.
    pub name: Localized<String>,
    /// What it rests on and for whom, in one sentence or a few.
    pub about: Localized<String>,
    /// What the base is written in, in the order in which a missing text is borrowed; lint asks for these only.
    pub languages: Vec<Lang>,
    /// What "here" means: codes of countries (ISO 3166) and names of cities; none for a base of no place.
    pub home: Vec<String>,
    /// Countries whose citizens are meant by an answer that names none; none for anybody.
    pub askers: Vec<String>,
    /// Whom else to ask, as it stands behind a colon.
    pub contact: Localized<String>,
    /// Questions that show what may be asked.
    pub examples: Localized<Vec<String>>,
    /// The number that advice names.
    pub emergency: Option<String>,
    /// Where all this stands; none when it is guessed.
    pub place: Option<Place>,
}

impl About {
    /// Reads the file over what a lower layer says.
    pub(super) fn read(table: Table<'_>, beneath: &About) -> About {
        let mut about = beneath.clone();
        about.place = Some(table.place());
        over(&mut about.name, table.localized("name"));
        over(&mut about.about, table.localized("about"));
        over(&mut about.contact, table.localized("contact"));
        over(
            &mut about.examples,
            table.localized_strings("examples").map(|all| all.iter().map(|(text, _)| text.clone()).collect()),
        );
        if let Some(number) = table.string("emergency") {
            about.emergency = Some(number).filter(|number| !number.is_empty());
        }
        if let Some(all) = table.strings_if_any("languages") {
            about.languages =
                all.into_iter().filter_map(|(code, place)| table.known(&code, code.parse(), place)).collect();
        }
        if let Some(all) = table.strings_if_any("home") {
            let here = |(name, place): (String, Place)| table.known(&name, home(&name), place);
            about.home = all.into_iter().filter_map(here).collect();
        }
        if let Some(all) = table.strings_if_any("askers") {
            let whose = |(code, place): (String, Place)| table.known(&code, country(&code), place);
            about.askers = all.into_iter().filter_map(whose).collect();
        }
        table.done();
        about
    }
}

/// Replaces the languages that are told.
fn over<T: Clone>(beneath: &mut Localized<T>, told: Localized<T>) {
    for (lang, value) in told.iter() {
        beneath.set(lang, value.clone());
    }
}

/// A country by its code, or a city by its name.
fn home(name: &str) -> Result<String, String> {
    let like_a_code = name.len() <= 3 && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    match like_a_code {
        true => country(name),
        false => Some(name.to_owned())
            .filter(|name| name.chars().any(char::is_alphabetic))
            .ok_or_else(|| format!("`{name}` is neither a country's code nor a city's name")),
    }
}

fn country(code: &str) -> Result<String, String> {
    let known = COUNTRIES.split_whitespace().any(|known| known == code);
    let known = known.then(|| code.to_owned());
    known.ok_or_else(|| format!("`{code}` is no country's code of two capitals (ISO 3166), such as `TR` or `RU`"))
}

/// Countries by ISO 3166-1.
const COUNTRIES: &str = "\
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA \
    CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA \
    GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP \
    KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS \
    MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS \
    RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW \
    TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";
