//! The house: the order of the rooms, what is absent from them, and the sizes that keep it readable.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const LONGEST_FILE: usize = 600;
const LONGEST_MAIN: usize = 60;
const LONGEST_FUNCTION: usize = 70;

/// What a pure room does not know.
const IMPURE: [&str; 16] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::io",
    "std::process",
    "std::time",
    "Instant",
    "SystemTime",
    "Timestamp::now",
    "getrandom",
    "rand::",
    "tokio",
    "sled",
    "teloxide",
    "println!",
    "print!",
];

struct Source {
    path: PathBuf,
    room: String,
    /// Without tests and comments.
    code: String,
    lines: usize,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let inside = path.strip_prefix(root().join("src")).unwrap();
            let first = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
            let code = text.split("#[cfg(test)]").next().unwrap();
            let code: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            found.push(Source {
                room: first.trim_end_matches(".rs").to_owned(),
                lines: text.lines().count(),
                code: code.join("\n"),
                path,
            });
        }
    }
    found
}

/// The rooms in order, and how many of them are pure, as `lib.rs` lists them.
fn street() -> (Vec<String>, usize) {
    let text = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let map = text.split("```text").nth(1).unwrap().split("```").next().unwrap();
    let mut rooms = Vec::new();
    let mut pure = 0;
    for line in map.lines().map(|line| line.trim_start_matches("//!").trim()).filter(|line| !line.is_empty()) {
        match line.starts_with("----") {
            true => pure = rooms.len(),
            false => rooms.push(line.split_whitespace().next().unwrap().to_owned()),
        }
    }
    (rooms, pure)
}

#[test]
fn a_room_looks_only_back_along_the_street() {
    let (rooms, _) = street();
    let place = |room: &str| rooms.iter().position(|known| known == room);
    for source in sources().iter().filter(|source| !["lib", "main"].contains(&source.room.as_str())) {
        let own = place(&source.room).unwrap_or_else(|| {
            panic!("help: `{}` is no room of the street; add it to the map in src/lib.rs", source.room)
        });
        for (at, _) in source.code.match_indices("crate::") {
            let other: String =
                source.code[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let ahead = place(&other).is_some_and(|other| other > own);
            assert!(
                !ahead,
                "help: {} looks ahead to `{other}`; move what it needs back, or itself on",
                source.path.display()
            );
        }
    }
}

/// Rooms whose files still import each other in a circle. Each owes the walls that would open it; none may be added.
const OWED_CIRCLES: [&str; 0] = [];

/// The path of a module inside the crate, by its file: `matcher::score::bm25`.
fn module_of(path: &Path) -> String {
    let inside = path.strip_prefix(root().join("src")).unwrap().with_extension("");
    let parts: Vec<String> = inside.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    parts.join("::").trim_end_matches("::mod").to_owned()
}

/// Modules that a file imports, as paths inside the crate. What a `mod.rs` gathers of its own folder is no import.
fn imports(source: &Source, module: &str) -> Vec<String> {
    let own: Vec<&str> = module.split("::").collect();
    let gathers = source.path.ends_with("mod.rs");
    let parent = &own[..own.len() - usize::from(!gathers)];
    let mut found = Vec::new();
    for name in source.code.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')) {
        let steps: Vec<&str> = name.split("::").collect();
        let above = steps.iter().take_while(|step| **step == "super").count();
        let path = match steps[0] {
            "crate" => steps[1..].join("::"),
            "super" if above <= parent.len() + 1 && !gathers => {
                [&parent[..parent.len() + 1 - above], &steps[above..]].concat().join("::")
            }
            _ => continue,
        };
        found.push(path);
    }
    found
}

/// A walk along imports that comes back to where it began.
fn circle(from: &str, edges: &BTreeMap<String, BTreeSet<String>>) -> Option<Vec<String>> {
    let mut ways = vec![vec![from.to_owned()]];
    let mut seen = BTreeSet::new();
    while let Some(way) = ways.pop() {
        for next in edges.get(&way[way.len() - 1]).into_iter().flatten() {
            let longer = [&way[..], std::slice::from_ref(next)].concat();
            if next == from {
                return Some(longer);
            }
            if seen.insert(next.clone()) {
                ways.push(longer);
            }
        }
    }
    None
}

#[test]
fn files_of_a_room_do_not_import_each_other_in_a_circle() {
    let sources = sources();
    let modules: BTreeSet<String> = sources.iter().map(|source| module_of(&source.path)).collect();
    let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in &sources {
        let own = module_of(&source.path);
        for path in imports(source, &own) {
            // The longest beginning that is a file: what follows is an item in it. A room's door leads to many files.
            let mut steps: Vec<&str> = path.split("::").collect();
            while !steps.is_empty() && !modules.contains(&steps.join("::")) {
                steps.pop();
            }
            let named = steps.join("::");
            if named != own && named.split("::").next() == Some(&source.room) && named.contains("::") {
                edges.entry(own.clone()).or_default().insert(named);
            }
        }
    }
    let mut owed = BTreeSet::new();
    for module in edges.keys() {
        let Some(way) = circle(module, &edges) else { continue };
        let room = module.split("::").next().unwrap();
        assert!(
            OWED_CIRCLES.contains(&room),
            "help: files import each other in a circle: {}; move what both need to a file of its own",
            way.join(" -> ")
        );
        owed.insert(room.to_owned());
    }
    for room in OWED_CIRCLES {
        assert!(owed.contains(room), "help: `{room}` has no circle any more; take it off OWED_CIRCLES");
    }
}

#[test]
fn the_talk_has_no_probability_of_its_own() {
    for source in sources().iter().filter(|source| source.room == "talk") {
        assert!(
            !source.code.contains(": f32 ="),
            "help: {} has a constant that weighs; costs stand in src/matcher/decide/costs.rs",
            source.path.display()
        );
    }
}

#[test]
fn every_room_of_the_map_is_there_and_every_module_is_on_the_map() {
    let (rooms, pure) = street();
    assert_eq!(&rooms[..pure], ["text", "meaning", "knowledge", "matcher", "talk"]);
    let text = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let mut modules: Vec<&str> =
        text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let mut mapped: Vec<&str> = rooms.iter().map(String::as_str).collect();
    modules.sort_unstable();
    mapped.sort_unstable();
    assert_eq!(modules, mapped, "help: the map in src/lib.rs and its `pub mod` lines must name the same rooms");
}

#[test]
fn pure_rooms_know_nothing_of_the_world() {
    let (rooms, pure) = street();
    for source in sources().iter().filter(|source| rooms[..pure].contains(&source.room)) {
        for name in IMPURE {
            let found = source.code.contains(name);
            assert!(
                !found,
                "help: {} is in a pure room and names `{name}`; take it as an argument or an effect",
                source.path.display()
            );
        }
    }
}

#[test]
fn there_is_one_clock_and_one_place_for_stored_bytes() {
    for source in sources() {
        let path = source.path.to_string_lossy().into_owned();
        let clock = source.code.contains("Timestamp::now") || source.code.contains("SystemTime::now");
        assert!(!clock || path.ends_with("turn/clock.rs"), "help: {path} reads a clock; ask turn::Clock");
        let bytes = source.code.contains("postcard") || source.code.contains("sled::");
        assert!(!bytes || source.room == "store", "help: {path} makes stored bytes; that is the store's work");
    }
}

#[test]
fn nothing_is_unwrapped_or_left_to_do() {
    for source in sources() {
        for name in [".unwrap()", ".expect(", "todo!", "unimplemented!", "dbg!", "panic!(", "FIXME", "TODO"] {
            assert!(!source.code.contains(name), "help: {} has `{name}` outside tests", source.path.display());
        }
    }
}

#[test]
fn files_and_functions_stay_readable() {
    for source in sources() {
        let path = source.path.display();
        assert!(
            source.lines <= LONGEST_FILE,
            "help: {path} has {} lines; cut it where its thoughts part",
            source.lines
        );
        if source.room == "main" {
            assert!(source.lines <= LONGEST_MAIN, "help: main.rs has {} lines", source.lines);
        }
        let lines: Vec<&str> = source.code.lines().collect();
        for (from, line) in lines.iter().enumerate() {
            let trimmed = line.trim_start();
            let indent = line.len() - trimmed.len();
            let heads = ["fn ", "pub fn ", "pub(super) fn ", "pub(crate) fn "];
            if !heads.iter().any(|head| trimmed.starts_with(head)) {
                continue;
            }
            let end = lines[from..].iter().position(|line| {
                line.len() > indent && line[indent..].starts_with('}') && line[..indent].trim().is_empty()
            });
            let length = end.map_or(1, |end| end + 1);
            assert!(length <= LONGEST_FUNCTION, "help: {path}: `{trimmed}` has {length} lines");
        }
    }
}

#[test]
fn the_top_level_holds_what_the_readme_explains() {
    let expected = [
        "Cargo.toml",
        "Cargo.lock",
        "src",
        "seeds",
        "faq",
        "tests",
        "README.md",
        "build.rs",
        "LICENSE",
        "CHANGELOG.md",
        "deny.toml",
        "benches",
        "docs",
        "CONTRIBUTING.md",
        "target",
    ];
    let readme =
        ["README.md", "docs/developers.md"].map(|page| fs::read_to_string(root().join(page)).unwrap()).concat();
    for entry in fs::read_dir(root()).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        let known = name.starts_with('.') || expected.contains(&name.as_str()) || name == "rustfmt.toml";
        assert!(
            known || readme.contains(&format!("`{name}`")),
            "help: `{name}` lies at the top; give its reason in docs/developers.md"
        );
    }
}

#[test]
fn the_changelog_has_this_version() {
    let changelog = fs::read_to_string(root().join("CHANGELOG.md")).unwrap();
    assert!(
        changelog.contains(&format!("## {}", env!("CARGO_PKG_VERSION"))),
        "help: write the version into CHANGELOG.md"
    );
}
