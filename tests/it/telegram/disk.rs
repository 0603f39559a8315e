//! Disks that are full, read-only or damaged, under a bot at work; and processes that are killed again and again.

use super::process::{Bot, figure, place};
use crate::fake::Fake;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// What is asked here has an answer.
const ASKED: [&str; 3] = ["где поменять рубли", "where can i sleep tonight", "ikamet nasıl alınır"];

/// A small disk of its own; unmounted when it goes.
struct Disk {
    folder: PathBuf,
    _place: tempfile::TempDir,
}

impl Disk {
    /// One of so many MB with a data folder in which the base is learnt already; none where nothing may be mounted.
    fn new(megabytes: u64) -> Option<Disk> {
        let (outer, data) = place();
        let folder = outer.path().join("disk");
        fs::create_dir(&folder).unwrap();
        let size = format!("size={megabytes}m");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&folder).output();
        if !mounted.is_ok_and(|done| done.status.success()) {
            println!("skipped: no disk can be mounted here");
            return None;
        }
        let copied = Command::new("cp").arg("-r").arg(&data).arg(folder.join("data")).status();
        assert!(copied.unwrap().success());
        Some(Disk { folder, _place: outer })
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn free(&self) -> u64 {
        pristan::store::free_bytes(&self.folder).unwrap()
    }

    /// Fills it, but for so many bytes.
    fn fill(&self, left: u64) {
        let filler = fs::File::create(self.folder.join("filler")).unwrap();
        let _ = rustix::fs::fallocate(
            &filler,
            rustix::fs::FallocateFlags::empty(),
            0,
            self.free().saturating_sub(left).max(1),
        );
    }

    fn empty(&self) {
        fs::remove_file(self.folder.join("filler")).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.folder).status();
    }
}

/// The log lies outside the disk, or it would be full as well.
fn start(fake: &Fake, disk: &Disk) -> (Bot, PathBuf) {
    let outer = disk._place.path();
    let (key, log) = (outer.join("people.key"), outer.join("data.log"));
    // The bot logs beside its data folder; here that is a link to one outside.
    let link = disk.data().with_extension("log");
    if !link.exists() {
        fs::write(&log, "").unwrap();
        std::os::unix::fs::symlink(&log, &link).unwrap();
    }
    let key = key.to_string_lossy().into_owned();
    (Bot::start_in(fake, &disk.data(), &[("PRISTAN_UNPACED", "1"), ("PRISTAN_KEY_FILE", &key)]), log)
}

fn answered(fake: &Fake, people: impl Iterator<Item = i64>) -> bool {
    people.into_iter().all(|person| !fake.shown(person).is_empty())
}

fn honest(fake: &Fake, people: impl Iterator<Item = i64>) {
    for person in people {
        for shown in fake.shown(person) {
            assert!(
                !["не знаю", "do not know", "bilmiyorum"].iter().any(|none| shown.text.contains(none)),
                "{}",
                shown.text
            );
        }
    }
}

#[test]
fn a_disk_that_is_full_for_a_while_costs_time_and_nothing_else() {
    let Some(disk) = Disk::new(640) else { return };
    let fake = Fake::start();
    let (mut bot, log) = start(&fake, &disk);
    fake.says(1, ASKED[0]);
    assert!(fake.until(|fake| answered(fake, 1..=1)));
    disk.fill(0);
    for person in 2..=60 {
        fake.says(person, ASKED[person as usize % 3]);
        if person == 30 {
            fake.says(1, "/forget");
        }
    }
    std::thread::sleep(Duration::from_secs(figure("PRISTAN_FULL", 4, 30)));
    let told = fs::read_to_string(&log).unwrap();
    assert!(told.contains("event=alarm") && told.contains("make room on the disk"), "{told}");
    disk.empty();
    assert!(fake.until(|fake| answered(fake, 1..=60)), "{} are answered", fake.tally().len());
    honest(&fake, 2..=60);
    assert!(fake.until(|fake| fake.waiting() == 0));
    let told = fs::read_to_string(&log).unwrap();
    assert!(told.trim_end().lines().any(|line| line.contains("event=store_open")), "{told}");
    fake.says(61, ASKED[1]);
    assert!(fake.until(|fake| answered(fake, 61..=61)), "it goes on in the same process");
    assert!(bot.asked_to_end());
    assert_eq!(fake.broken(), Vec::<String>::new());
}

#[test]
fn a_start_on_a_disk_without_room_serves_and_takes_up_its_memory_later() {
    for left in [512 << 10, 3 << 20, 12 << 20] {
        let Some(disk) = Disk::new(640) else { return };
        let fake = Fake::start();
        let (mut bot, log) = start(&fake, &disk);
        fake.says(1, "/lang en");
        // Acknowledged as well: a process without memory could not know that it was answered.
        assert!(fake.until(|fake| answered(fake, 1..=1) && fake.waiting() == 0));
        bot.kill();
        disk.fill(left);
        fs::write(&log, "").unwrap();
        let (mut bot, _) = start(&fake, &disk);
        fake.says(2, ASKED[0]);
        // The base is learnt anew, for the cache has no room either.
        assert!(fake.within(Duration::from_secs(180), |fake| answered(fake, 2..=2)), "{left} bytes free");
        assert!(fs::read_to_string(&log).unwrap().contains("WITHOUT MEMORY"), "{left} bytes free");
        let asked = Command::new(env!("CARGO_BIN_EXE_pristan"))
            .args(["ask", "where can i sleep tonight"])
            .env("PRISTAN_DATA", disk.data())
            .output()
            .unwrap();
        assert!(asked.status.success() && !asked.stdout.is_empty());
        disk.empty();
        assert!(fake.until(|_| fs::read_to_string(&log).unwrap().contains("event=taken_up")), "{left} bytes free");
        fake.says(1, "/help");
        // A reply that was delivered when the process was killed may come once more before it.
        let known = |fake: &Fake| fake.shown(1).iter().any(|shown| shown.text.contains("what I know about"));
        assert!(fake.until(known), "{left}: {:?} {}", fake.shown(1), fs::read_to_string(&log).unwrap());
        assert!(bot.asked_to_end());
    }
}

#[test]
fn a_disk_that_may_only_be_read_is_told_and_left_by_itself() {
    let Some(disk) = Disk::new(640) else { return };
    let fake = Fake::start();
    let (mut bot, log) = start(&fake, &disk);
    fake.says(1, ASKED[0]);
    assert!(fake.until(|fake| answered(fake, 1..=1)));
    assert!(bot.asked_to_end());
    let remount = |how: &str| {
        let done = Command::new("mount").args(["-o", &format!("remount,{how}")]).arg(&disk.folder).status();
        done.is_ok_and(|done| done.success())
    };
    if !remount("ro") {
        println!("skipped: the disk cannot be mounted read-only here");
        return;
    }
    fs::write(&log, "").unwrap();
    let (mut bot, _) = start(&fake, &disk);
    fake.says(2, ASKED[1]);
    assert!(fake.until(|fake| answered(fake, 2..=2)));
    let told = fs::read_to_string(&log).unwrap();
    assert!(told.contains("WITHOUT MEMORY") && told.contains("ead-only"), "{told}");
    assert!(remount("rw"));
    assert!(fake.until(|_| fs::read_to_string(&log).unwrap().contains("event=store_open")));
    fake.says(3, ASKED[2]);
    assert!(fake.until(|fake| answered(fake, 3..=3)));
    assert!(bot.asked_to_end());
}

#[test]
fn few_file_handles_cost_time_and_nothing_else() {
    let fake = Fake::start();
    let (_folder, data) = place();
    let mut bot = Bot::start_with_handles(&fake, &data, 64);
    let people = 300;
    fake.all_say(1..=people, |person| ASKED[person as usize % 3]);
    assert!(fake.until(|fake| answered(fake, 1..=people)), "{} are answered", fake.tally().len());
    honest(&fake, 1..=people);
    assert!(bot.asked_to_end());
}

#[test]
fn a_damaged_folder_is_served_without_memory_and_left_alone() {
    let fake = Fake::start();
    let (_folder, data) = place();
    let mut bot = Bot::start(&fake, &data);
    fake.says(1, ASKED[0]);
    assert!(fake.until(|fake| answered(fake, 1..=1)));
    assert!(bot.asked_to_end());
    let file = data.join("people/db");
    let mut bytes = fs::read(&file).unwrap();
    bytes.truncate(bytes.iter().rposition(|byte| *byte != 0).unwrap() / 2);
    fs::write(&file, &bytes).unwrap();
    let mut bot = Bot::start(&fake, &data);
    fake.says(2, ASKED[1]);
    assert!(fake.until(|fake| answered(fake, 2..=2)));
    let log = fs::read_to_string(data.with_extension("log")).unwrap();
    let alarm = log.lines().find(|line| line.contains("WITHOUT MEMORY")).unwrap_or_else(|| panic!("{log}"));
    assert!(alarm.contains("is damaged") && alarm.contains("mv "), "{alarm}");
    assert!(fs::read(&file).unwrap() == bytes, "the folder is left alone");
    // The way back, while it serves.
    fs::rename(data.join("people"), data.join("people.damaged")).unwrap();
    let log = || fs::read_to_string(data.with_extension("log")).unwrap();
    assert!(fake.until(|_| log().contains("event=taken_up")), "{}", log());
    assert!(bot.asked_to_end());
}

/// Killed soon after each start while many wait.
#[test]
fn in_a_storm_of_restarts_nobody_gets_a_wrong_answer() {
    let (rounds, people) = (figure("PRISTAN_STORM", 12, 200), figure("PRISTAN_STORMED", 200, 1_500) as i64);
    let fake = Fake::start();
    let (_folder, data) = place();
    for person in 1..=people {
        fake.says(person, ASKED[person as usize % 3]);
    }
    for round in 0..rounds {
        let mut bot = Bot::start(&fake, &data);
        std::thread::sleep(Duration::from_millis(80 + round * 7919 % 200));
        bot.kill();
    }
    let _bot = Bot::start(&fake, &data);
    let all = |fake: &Fake| answered(fake, 1..=people);
    // One by one, after so many deaths.
    assert!(fake.within(Duration::from_secs(300), all), "{} of {people}", fake.tally().len());
    honest(&fake, 1..=people);
    let log = fs::read_to_string(data.with_extension("log")).unwrap();
    assert!(!log.contains("event=set_aside"), "nobody's message was given up");
}

/// Killed while records are rewritten because somebody wants to be forgotten.
#[test]
fn killed_inside_an_erasure_nothing_is_lost_and_it_is_finished() {
    let (rounds, people) = (figure("PRISTAN_REWRITES", 8, 60), 8);
    let fake = Fake::start();
    let (_folder, data) = place();
    let mut bot = Bot::start(&fake, &data);
    fake.all_say(1..=people, |_| "/lang en");
    assert!(fake.until(|fake| answered(fake, 1..=people)));
    for round in 0..rounds {
        let person = 1_000 + round as i64;
        fake.says(person, "/lang tr");
        fake.says(person, "/forget");
        assert!(fake.until(|fake| fake.shown(person).len() >= 2), "round {round}");
        // An erasure begins half a second after it is owed, and at once in a process that finds it owed.
        std::thread::sleep(Duration::from_millis(480 + round * 17 % 120));
        bot.kill();
        bot = Bot::start(&fake, &data);
    }
    fake.all_say(1..=people, |_| "/help");
    assert!(fake.until(|fake| (1..=people).all(|person| fake.shown(person).len() >= 2)));
    for person in 1..=people {
        assert!(fake.shown(person)[1].text.contains("what I know about"), "{person}: {}", fake.shown(person)[1].text);
    }
    assert!(bot.asked_to_end());
    left_nothing(&data);
}

/// The next process finishes what is owed.
fn left_nothing(data: &Path) {
    let people = pristan::store::People::open(&data.join("people"), &data.with_extension("key"), 19_266).unwrap();
    let begun = Instant::now();
    while people.owes_erasure() {
        assert!(begun.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_millis(20));
    }
}
