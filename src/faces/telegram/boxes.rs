//! What is under way, on disk: the inbox and the outbox.

use super::incoming::Incoming;
use super::outgoing::Outgoing;
use crate::store::Queue;

/// What was taken and not handled yet.
pub const INBOX: Queue<Incoming> = Queue::inbox();
/// What is to be sent.
pub const OUTBOX: Queue<Outgoing> = Queue::outbox();

#[cfg(test)]
mod tests {
    use super::super::groups::Origin;
    use super::super::incoming::What;
    use super::super::outgoing::Call;
    use super::super::seen::Bucket;
    use super::*;
    use crate::store::{Table, unlisted};

    #[test]
    fn every_field_that_is_stored_stands_in_the_inventory() {
        let what = What::Said("words".to_owned());
        let incoming = Incoming {
            chat: 1,
            thread: Some(2),
            private: true,
            user: 3,
            lang: Some(Default::default()),
            what,
            tries: 1,
        };
        assert_eq!(unlisted(Table::Inbox, &serde_json::to_value(incoming).unwrap()), Vec::<String>::new());
        let outgoing = Outgoing { chat: 1, thread: Some(2), call: Call::Leave };
        assert_eq!(unlisted(Table::Outbox, &serde_json::to_value(outgoing).unwrap()), Vec::<String>::new());
        let origin = serde_json::to_value(Origin { from: -1 }).unwrap();
        assert_eq!(unlisted(Table::Groups, &origin), Vec::<String>::new());
        let bucket = Bucket { minute: 1, ids: vec![2] };
        assert_eq!(unlisted(Table::Seen, &serde_json::to_value(bucket).unwrap()), Vec::<String>::new());
    }
}
