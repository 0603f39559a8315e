//! The language of scripts and `pristan test`, `/save` and `pristan import`: what volunteers use.

use crate::cli::Pristan;
use pristan::faces::script::{Input, parse};
use std::fs;
use std::path::{Path, PathBuf};

/// What a script says, or why it cannot be read; other files of its folder by name.
fn read(text: &str, others: &[(&str, &str)]) -> Result<pristan::faces::script::Script, String> {
    let file = |path: &Path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        let known = others.iter().find(|(other, _)| *other == name).map(|(_, text)| (*text).to_owned());
        if name == "a.convo.txt" { Ok(text.to_owned()) } else { known.ok_or("it is not there".to_owned()) }
    };
    parse(Path::new("a.convo.txt"), &file).map_err(|error| error.to_string())
}

#[test]
fn what_is_wrong_with_a_script_is_told_with_its_line_and_remedy() {
    for (text, message) in [
        ("", "a.convo.txt:1: error: the first line must be the script's name"),
        ("name\n", "a.convo.txt:1: error: nobody says anything"),
        ("name\n#bot\nhello\n", "a.convo.txt:2: error: `#bot` comes before any `#me`"),
        ("name\n#me\nhi\n#bto\nhello\n", "a.convo.txt:4: error: `#bto` is no block"),
        ("name\n#me\nhi\n#bot\nBUTONS A|B\n", "a.convo.txt:5: error: `BUTONS` is unknown; did you mean `BUTTONS`?"),
        ("name\n#me\nhi\n#bot\nOUTCOME\n", "a.convo.txt:5: error: `OUTCOME` needs an argument"),
        ("name\n#me\nhi\n#bot\nOUTCOME nothing\n", "a.convo.txt:5: error: `nothing` is no outcome"),
        ("name\n#me\nhi\n#bot\nSTALE bread\n", "a.convo.txt:5: error: `STALE` takes no argument"),
        ("name\n#me\nhi\n#bot\nLANG xx\n", "a.convo.txt:5: error: `xx` is no language"),
        ("name\n#me\nNOW tomorrow\nhi\n", "a.convo.txt:3: error: `tomorrow` is no day; write `NOW 2022-10-01`"),
        ("name\n#me\nRESTRAT\nhi\n", "a.convo.txt:3: error: `RESTRAT` is unknown; did you mean `RESTART`?"),
        ("name\n#me\nRESTART\n", "a.convo.txt:2: error: nothing is said or pressed"),
        ("name\n#me\nBUTTON A\nhi\n", "a.convo.txt:4: error: a message beside `BUTTON`"),
        ("name\n#me\nENTRY a\n", "a.convo.txt:3: error: `ENTRY` belongs below `#bot`"),
        ("name\n#include no.pconvo.txt\n", "a.convo.txt:2: error: `no.pconvo.txt` cannot be read: it is not there"),
        ("name\n#include a.convo.txt\n", "a.convo.txt:2: error: the files include one another in a circle"),
    ] {
        let error = read(text, &[]).unwrap_err();
        assert!(error.starts_with(message), "{text}\n{error}\n{message}");
    }
}

#[test]
fn text_is_what_has_no_meaning() {
    let says = |text: &str| match read(&format!("name\n#me\n{text}\n"), &[]).unwrap().turns[0].does.clone() {
        Input::Says(text) => text,
        Input::Presses(label) => panic!("pressed {label}"),
    };
    assert_eq!(says("NEWS from home"), "NEWS from home");
    assert_eq!(says("\\#me too"), "#me too");
    assert_eq!(says("\\"), "");
    assert_eq!(says("USA or Canada"), "USA or Canada");
    assert_eq!(says("one\n\ntwo\n\n"), "one\n\ntwo");
    assert_eq!(says("now 2022-10-01"), "now 2022-10-01");
    let included =
        read("name\n#include b.pconvo.txt\n#me\nhi\n", &[("b.pconvo.txt", "b\n#me\nhello\n#bot\n")]).unwrap();
    assert_eq!((included.turns.len(), included.turns[0].bot.len()), (2, 1));
}

/// A folder with one script.
fn script(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one.convo.txt");
    fs::write(&path, text).unwrap();
    (folder, path)
}

const GOOD: &str = "Rubles\n\n#me\nwhere can i change rubles\n#bot\nOUTCOME answer\nENTRY exchange-rubles\n!residence\nairport*signs\n\n#me\nBUTTON 👍\n#bot\nnoted\n";

#[test]
fn a_script_changed_in_one_word_fails_and_says_where() {
    let (_folder, path) = script(GOOD);
    assert_eq!(Pristan::new().args(["test".as_ref(), path.as_os_str()]).run().code, 0);
    for (from, to, message) in [
        ("airport*signs", "airport*sings", ":9: the reply does not have it\n    - airport*sings\n    + "),
        ("!residence", "!airport", ":8: the reply has what must not be there\n    - !airport"),
        ("answer", "choices", ":6: the reply does not have it\n    - OUTCOME choices\n    + OUTCOME answer"),
        (
            "exchange-rubles",
            "sim-card",
            ":7: the reply does not have it\n    - ENTRY sim-card\n    + ENTRY exchange-rubles",
        ),
        ("👍", "maybe", ":11: there is no button `maybe`; the latest are: 👎|👍"),
        ("noted\n", "noted\n#bot\n", ":15: the bot says nothing more"),
        ("#bot\nnoted\n", "", ":11: the bot says one message more than written"),
    ] {
        fs::write(&path, GOOD.replacen(from, to, 1)).unwrap();
        let done = Pristan::new().args(["test".as_ref(), path.as_os_str()]).run();
        assert_eq!(done.code, 1);
        assert!(done.out.contains(message), "{from} -> {to}:\n{}", done.out);
        assert!(done.out.contains("1 failed: 1 script, 2 turns"), "{}", done.out);
    }
}

#[test]
fn bless_rewrites_plain_lines_only() {
    let (folder, path) = script(&GOOD.replace("airport*signs", "gone with the wind").replace("noted", "nodded"));
    let done = Pristan::new().args(["test".as_ref(), path.as_os_str(), "--bless".as_ref()]).run();
    assert_eq!(done.code, 0, "{}", done.out);
    let text = fs::read_to_string(&path).unwrap();
    assert!(
        text.contains("!residence\nExchange offices in Istanbul's airport") && text.contains("ENTRY exchange-rubles"),
        "{text}"
    );
    fs::write(&path, GOOD.replace("ENTRY exchange-rubles", "ENTRY sim-card")).unwrap();
    let done = Pristan::new().args(["test".as_ref(), folder.path().as_os_str(), "--bless".as_ref()]).run();
    assert_eq!(done.code, 1, "an assertion is not blessed away");
    let filtered =
        |filter: &str| Pristan::new().args(["test", folder.path().to_str().unwrap(), "--filter", filter]).run().code;
    assert_eq!((filtered("rubl"), filtered("nobody")), (1, 2));
    assert_eq!(Pristan::new().args(["test", "no/such/folder"]).run().code, 2);
}

#[test]
fn a_saved_talk_passes_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let said = "работает ли мир\nа для женщин?\nне то\n1\n/topics\n2\n#me\nWHO ARE YOU\n/save Мой день\n";
    let chat = Pristan::bare(&folder.path().join("data")).within(folder.path());
    let done = chat.args(["chat", "--now", "2022-10-02"]).piped(said.as_bytes());
    assert!(done.out.contains("moy-den.convo.txt"), "{}", done.out);
    let saved = folder.path().join("moy-den.convo.txt");
    let text = fs::read_to_string(&saved).unwrap();
    assert!(text.starts_with("Мой день\n\n#me\nNOW 2022-10-02\nработает ли мир\n#bot\nOUTCOME answer\n"), "{text}");
    let done = Pristan::new().args(["test".as_ref(), saved.as_os_str()]).run();
    assert_eq!(done.code, 0, "{}", done.out);
}

#[test]
fn an_imported_table_passes_check_and_answers_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let (table, base) = (folder.path().join("Часы работы.tsv"), folder.path().join("base"));
    let rows = [
        ("Question\tAnswer\tSource\tMetadata", ""),
        ("When is the library open?\tFrom nine to five.\\nOn Sunday it is **closed**.\tEditorial\t", ""),
        ("opening hours of the library\tFrom nine to five.\\nOn Sunday it is **closed**.\tEditorial\t", ""),
        ("Где тут прачечная?\t<p>На площади, <a href=\"https://wash.example/\">у моста</a></p>\tEditorial\t", ""),
        ("Where do trams go to?\tTo the harbour.\tEditorial\t", ""),
        ("When is the library open?\tNever.\tEditorial\t", ""),
        ("\tAn answer to nothing\tEditorial\t", ""),
    ];
    fs::write(&table, rows.map(|(row, _)| format!("{row}\n")).concat()).unwrap();
    let import = || {
        let data = folder.path().join("data");
        Pristan::bare(&data).args(["import".as_ref(), table.as_os_str(), "--to".as_ref(), base.as_os_str()]).run()
    };
    let done = import();
    assert_eq!(done.code, 0, "{}{}", done.out, done.err);
    for said in [
        "row 6: left out: “When is the library open?” is asked already",
        "row 7: left out",
        "3 entries with 4 questions",
    ] {
        assert!(done.out.contains(said), "{said} is not in: {}", done.out);
    }
    assert!(base.join("faq/chasy-raboty.toml").exists());
    assert_eq!(import().code, 0, "an imported file may be imported anew");
    let ask = |question: &str| {
        let data = folder.path().join("data");
        Pristan::bare(&data).args(["ask", "--base", base.to_str().unwrap(), question]).run().out
    };
    assert!(ask("library opening hours").starts_with("From nine to five."), "{}", ask("library opening hours"));
    assert!(ask("прачечная где").contains("у моста (https://wash.example/)"), "{}", ask("прачечная где"));
    let check = Pristan::new().args(["check", "--base", base.to_str().unwrap()]).run();
    assert_eq!(check.code, 0, "{}", check.out);
    fs::write(base.join("faq/chasy-raboty.toml"), "title.en = \"by hand\" # ours\n").unwrap();
    assert_eq!(import().code, 0, "a theme written by hand is added to");
    let theme = fs::read_to_string(base.join("faq/chasy-raboty.toml")).unwrap();
    assert!(theme.starts_with("title.en = \"by hand\" # ours\n\n[[entry]]\n"), "{theme}");
}
