//! A Bot API server for tests, with Telegram's own rules: offsets that acknowledge, one poller at a time, limits of
//! texts, buttons and pace, strict HTML, messages that are not modified; and with faults as a test wishes them. It keeps
//! what it was asked and what people see.

mod group;
mod http;
mod methods;
mod rules;
mod trouble;
mod webhook;

use serde_json::{Value, json};
use std::collections::{HashMap, HashSet, VecDeque};
use std::net::TcpListener;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};
pub use trouble::{Fault, Trouble};
pub use webhook::post;

/// The token that the server knows.
pub const TOKEN: &str = "123456789:AAcanaryTokenThatNobodyMayEverSee0123";

/// The field of an update that is kept as bytes, for it is no JSON.
const RAW: &str = "$raw";

/// How long a test waits for something.
const PATIENCE: Duration = Duration::from_secs(60);

/// A call that was made, in lower case, with what it carried.
#[derive(Clone, Debug)]
pub struct Call {
    pub method: String,
    pub body: Value,
}

/// A message as a person sees it.
#[derive(Clone, Debug)]
pub struct Shown {
    pub chat: i64,
    pub message: i64,
    pub text: String,
    /// Label and data of each button that is no link.
    pub buttons: Vec<(String, String)>,
    pub edited: bool,
    pub at: Instant,
}

#[derive(Default)]
struct State {
    updates: VecDeque<Value>,
    /// Updates that are being brought to the webhook.
    flying: usize,
    /// The webhook's address and its secret.
    webhook: Option<(String, String)>,
    next_update: i64,
    next_message: i64,
    /// Counts polls: a new one ends the one before.
    poll: u64,
    calls: Vec<Call>,
    /// Whether calls are kept; long runs only count them.
    forgetful: bool,
    shown: Vec<Shown>,
    /// Who pressed, by query; and the words that were shown for a moment.
    pressers: HashMap<String, i64>,
    toasts: Vec<(i64, String)>,
    /// What each message holds now: text and keyboard.
    texts: HashMap<(i64, i64), (String, Value)>,
    profile: HashMap<String, String>,
    forums: HashSet<i64>,
    answered: u64,
    pace: rules::PaceRule,
    faults: HashMap<String, VecDeque<Fault>>,
    trouble: Option<Trouble>,
    broken: Vec<String>,
}

type Shared = Arc<(Mutex<State>, Condvar)>;

/// The server. It ends with the test.
pub struct Fake {
    pub address: String,
    state: Shared,
}

impl Fake {
    pub fn start() -> Fake {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let first = State { next_update: 1000, next_message: 1, ..State::default() };
        let state: Shared = Arc::new((Mutex::new(first), Condvar::new()));
        let shared = state.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = shared.clone();
                let _ = stream.set_nodelay(true);
                std::thread::spawn(move || http::serve(&stream, &shared));
            }
        });
        Fake { address, state }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.0.lock().unwrap()
    }

    /// Puts an update into the queue; gives its id.
    pub fn update(&self, kind: &str, mut value: Value) -> u32 {
        let mut state = self.state();
        let id = state.next_update;
        state.next_update += 1;
        if kind == "message" {
            value["message_id"] = json!(state.next_message);
            value["date"] = json!(1_664_600_000);
            state.next_message += 1;
        }
        state.updates.push_back(json!({"update_id": id, kind: value}));
        self.state.1.notify_all();
        u32::try_from(id).unwrap()
    }

    /// Puts an update into the queue as it is, but for its number.
    pub fn push(&self, mut update: Value) {
        let mut state = self.state();
        update["update_id"] = json!(state.next_update);
        state.next_update += 1;
        state.updates.push_back(update);
        self.state.1.notify_all();
    }

    /// Puts bytes into the queue in the place of an update; `ID` in them is the number that it should have.
    pub fn push_raw(&self, bytes: &[u8]) {
        let mut state = self.state();
        let id = state.next_update;
        state.next_update += 1;
        let at = bytes.windows(2).position(|window| window == b"ID");
        let bytes =
            at.map_or(bytes.to_vec(), |at| [&bytes[..at], id.to_string().as_bytes(), &bytes[at + 2..]].concat());
        state.updates.push_back(json!({"update_id": id, RAW: bytes}));
        self.state.1.notify_all();
    }

    /// A person writes in a private chat.
    pub fn says(&self, person: i64, text: &str) -> u32 {
        self.update("message", json!({"from": user(person), "chat": private(person), "text": text}))
    }

    /// Many people write, each what `text` says.
    pub fn all_say<'a>(&self, people: impl IntoIterator<Item = i64>, text: impl Fn(i64) -> &'a str) {
        for person in people {
            self.says(person, text(person));
        }
    }

    /// The same without a language of the app.
    pub fn says_without_language(&self, person: i64, text: &str) -> u32 {
        let mut from = user(person);
        from["language_code"].take();
        self.update("message", json!({"from": from, "chat": private(person), "text": text}))
    }

    /// A person changes what was written.
    pub fn edits(&self, person: i64, text: &str) -> u32 {
        self.update("edited_message", json!({"message_id": 1, "date": 1_664_600_000, "edit_date": 1_664_600_009, "from": user(person), "chat": private(person), "text": text}))
    }

    /// A person sends something beside words.
    pub fn sends(&self, person: i64, mut what: Value) -> u32 {
        (what["from"], what["chat"]) = (user(person), private(person));
        self.update("message", what)
    }

    /// A person presses a button below a message.
    pub fn presses(&self, person: i64, message: i64, data: &str) -> u32 {
        let below = json!({"message_id": message, "date": 1_664_600_000, "chat": private(person), "text": "x"});
        let query = format!("q{}", self.state().next_update);
        self.state().pressers.insert(query.clone(), person);
        self.update(
            "callback_query",
            json!({"id": query, "from": user(person), "chat_instance": "1", "message": below, "data": data}),
        )
    }

    /// A person presses the newest button with this label; false when there is none.
    pub fn press(&self, person: i64, label: &str) -> bool {
        let shown = self.shown(person);
        let newest = shown.iter().rev().find_map(|shown| {
            let button = shown.buttons.iter().find(|(text, _)| text == label)?;
            Some((shown.message, button.1.clone()))
        });
        newest.map(|(message, data)| self.presses(person, message, &data)).is_some()
    }

    /// The update of this id comes once more.
    pub fn repeat(&self, id: u32, text: &str, person: i64) {
        let mut state = self.state();
        let message = json!({"message_id": 1, "date": 1_664_600_000, "from": user(person), "chat": private(person), "text": text});
        state.updates.push_back(json!({"update_id": id, "message": message}));
        self.state.1.notify_all();
    }

    /// The ids of updates go on from here, as they do after a quiet week.
    pub fn jump(&self, to: i64) {
        self.state().next_update = to;
    }

    /// Mixes the order of the next fifty updates that nobody has taken yet.
    pub fn shuffle(&self, seed: u64) {
        let mut state = self.state();
        let mut chance = Trouble::new(0, seed);
        let len = state.updates.len().min(50);
        for at in (1..len).rev() {
            let other = chance.below(at as u64 + 1) as usize;
            state.updates.swap(at, other);
        }
    }

    /// The next calls of a method go wrong.
    pub fn faults(&self, method: &str, faults: impl IntoIterator<Item = Fault>) {
        self.state().faults.entry(method.to_lowercase()).or_default().extend(faults);
    }

    /// From now on this share of all calls goes wrong, by chance from a seed; none for 0.
    pub fn trouble(&self, percent: u64, seed: u64) {
        self.state().trouble = (percent > 0).then(|| Trouble::new(percent, seed));
    }

    /// Holds every call against Telegram's limits of pace.
    pub fn mind_the_pace(&self) {
        self.state().pace.on = true;
    }

    /// Keeps no calls from now on: for long runs.
    pub fn be_forgetful(&self) {
        self.state().forgetful = true;
    }

    /// What was sent to a chat so far: texts with their keyboards.
    pub fn sent(&self, chat: i64) -> Vec<Call> {
        let of_chat = |call: &&Call| call.method == "sendmessage" && call.body["chat_id"] == json!(chat);
        self.state().calls.iter().filter(of_chat).cloned().collect()
    }

    /// What a chat was shown so far, messages changed in place among them.
    pub fn shown(&self, chat: i64) -> Vec<Shown> {
        self.state().shown.iter().filter(|shown| shown.chat == chat).cloned().collect()
    }

    /// The words that a person was shown for a moment, after presses.
    pub fn toasts(&self, person: i64) -> Vec<String> {
        let state = self.state();
        state.toasts.iter().filter(|(to, _)| *to == person).map(|(_, words)| words.clone()).collect()
    }

    /// How many messages each chat was shown, and when the last.
    pub fn tally(&self) -> HashMap<i64, (usize, Instant)> {
        let mut tally = HashMap::new();
        for shown in &self.state().shown {
            let (count, at) = tally.entry(shown.chat).or_insert((0, shown.at));
            (*count, *at) = (*count + 1, shown.at);
        }
        tally
    }

    /// The different texts that each chat was shown.
    pub fn replies(&self) -> HashMap<i64, HashSet<String>> {
        let mut replies: HashMap<i64, HashSet<String>> = HashMap::new();
        for shown in &self.state().shown {
            replies.entry(shown.chat).or_default().insert(shown.text.clone());
        }
        replies
    }

    /// Callback queries that were answered so far.
    pub fn answered(&self) -> u64 {
        self.state().answered
    }

    /// All calls of a method.
    pub fn calls(&self, method: &str) -> Vec<Call> {
        self.state().calls.iter().filter(|call| call.method == method.to_lowercase()).cloned().collect()
    }

    /// Rules of Telegram that were broken.
    pub fn broken(&self) -> Vec<String> {
        self.state().broken.clone()
    }

    /// Updates that nobody has acknowledged.
    pub fn waiting(&self) -> usize {
        let state = self.state();
        state.updates.len() + state.flying
    }

    /// Waits until something holds; false when it does not within some time.
    pub fn until(&self, holds: impl Fn(&Fake) -> bool) -> bool {
        self.within(PATIENCE, holds)
    }

    /// The same with another patience.
    pub fn within(&self, patience: Duration, holds: impl Fn(&Fake) -> bool) -> bool {
        let end = Instant::now() + patience;
        while Instant::now() < end {
            if holds(self) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(3));
        }
        false
    }
}

/// A person with a name that must not turn up anywhere.
pub fn user(person: i64) -> Value {
    json!({"id": person, "is_bot": false, "first_name": "Canarina", "last_name": "Zyablikova", "username": "canary_zyablik", "language_code": "ru"})
}

pub fn private(person: i64) -> Value {
    json!({"id": person, "type": "private", "first_name": "Canarina", "username": "canary_zyablik"})
}
