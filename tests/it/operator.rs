//! What lies in `operator/` is what the program takes.

use crate::cli::Pristan;
use std::fs;
use std::path::Path;

fn lying(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("operator").join(name)).unwrap()
}

/// A sample with every setting in force.
fn in_force(sample: &str) -> String {
    let setting = |line: &str| {
        let name = line.split(" = ").next().unwrap_or_default();
        line.contains(" = ") && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
    };
    sample
        .lines()
        .filter_map(|line| line.strip_prefix("# ").filter(|line| setting(line)))
        .map(|line| format!("{line}\n"))
        .collect()
}

#[test]
fn the_sample_settings_hold_every_setting() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pristan.toml");
    let settings = in_force(&lying("pristan.toml"));
    fs::write(&file, &settings).unwrap();
    let ask = || Pristan::new().args(["ask", "--base", ".", "where can i change rubles", "--settings"]);
    let done = ask().args([&file]).run();
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.out.contains("аэропорт"), "`lang` is in force: {}", done.out);
    fs::write(&file, format!("{settings}no_such_setting = 1\n")).unwrap();
    let refused = ask().args([&file]).run();
    assert_eq!(refused.code, 2);
    let known: Vec<&str> =
        refused.err.split('`').skip(1).step_by(2).filter(|name| settings.contains(&format!("{name} = "))).collect();
    let named = settings.lines().count();
    assert!(
        known.len() >= named,
        "help: operator/pristan.toml and the settings must name the same keys: {}",
        refused.err
    );
}

#[test]
fn the_service_and_the_image_start_the_bot_by_its_names() {
    let (unit, image) = (lying("pristan.service"), lying("Dockerfile"));
    for name in ["PRISTAN_TOKEN_FILE", "PRISTAN_DATA", "PRISTAN_KEY_FILE"] {
        assert!(unit.contains(name) && image.contains(name), "{name}");
    }
    assert!(unit.contains("pristan bot --settings") && image.contains("CMD [\"bot\"]"));
    for copied in image.lines().filter_map(|line| line.strip_prefix("COPY ")).filter(|line| !line.starts_with("--")) {
        for name in copied.split(' ').rev().skip(1) {
            assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(name).exists(), "{name}");
        }
    }
}
