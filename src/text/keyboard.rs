//! Text typed with the keyboard in the wrong layout: `ghbdtn` for `привет`, `рудз` for `help`.

/// The keys of the two layouts, in the same order: US QWERTY and Russian ЙЦУКЕН.
const LATIN: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,./`QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?~&@#$^";
const CYRILLIC: &str = "йцукенгшщзхъфывапролджэячсмитьбю.ёЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,Ё?\"№;:";

/// What the same keys give in the Russian layout.
///
/// ```
/// assert_eq!(pristan::text::russian_from_latin_keys("rfr gjkexbnm dy;"), "как получить внж");
/// ```
pub fn russian_from_latin_keys(text: &str) -> String {
    swap(text, LATIN, CYRILLIC)
}

/// What the same keys give in the US layout.
///
/// ```
/// assert_eq!(pristan::text::latin_from_cyrillic_keys("црук сфт ш ыдууз"), "wher can i sleep");
/// ```
pub fn latin_from_cyrillic_keys(text: &str) -> String {
    swap(text, CYRILLIC, LATIN)
}

fn swap(text: &str, from: &str, to: &str) -> String {
    text.chars().map(|c| from.chars().position(|k| k == c).and_then(|at| to.chars().nth(at)).unwrap_or(c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_layouts_have_the_same_keys() {
        assert_eq!(LATIN.chars().count(), CYRILLIC.chars().count());
    }
}
