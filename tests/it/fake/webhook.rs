//! Telegram's side of a webhook: updates are brought to an address, again and again until they are taken.

use super::http::raw;
use super::{Fake, Shared};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Updates that are brought at the same time.
const CALLS: usize = 10;
/// The wait before an update that was not taken is brought again.
const AGAIN: Duration = Duration::from_millis(50);

/// The way to a webhook; it ends when this is dropped.
pub struct Way(Arc<AtomicBool>);

impl Drop for Way {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Fake {
    /// From now on updates are brought to this address, once a webhook is set: what stands between passes them on.
    pub fn brings_to(&self, address: SocketAddr) -> Way {
        let ended = Arc::new(AtomicBool::new(false));
        for _ in 0..CALLS {
            let (shared, ended) = (self.state.clone(), ended.clone());
            std::thread::spawn(move || bring(&shared, address, &ended));
        }
        Way(ended)
    }

    /// The secret that Telegram was told, and the address.
    pub fn webhook(&self) -> Option<(String, String)> {
        self.state().webhook.clone()
    }

    /// Another address, as if somebody else had set it.
    pub fn set_webhook(&self, url: &str) {
        self.state().webhook = Some((url.to_owned(), "x".to_owned()));
    }
}

fn bring(shared: &Shared, address: SocketAddr, ended: &AtomicBool) {
    let mut connection = None;
    while !ended.load(Ordering::Relaxed) {
        let mut state = shared.0.lock().unwrap();
        let Some((_, secret)) = state.webhook.clone().filter(|_| !state.updates.is_empty()) else {
            drop(shared.1.wait_timeout(state, Duration::from_millis(20)).unwrap());
            continue;
        };
        let update = state.updates.pop_front().unwrap();
        state.flying += 1;
        drop(state);
        let head = format!("POST /pristan HTTP/1.1\r\nX-Telegram-Bot-Api-Secret-Token: {secret}\r\n");
        let taken = post(&mut connection, address, head.as_bytes(), &raw(&update)).is_ok_and(|code| code == 200);
        if !taken {
            connection = None;
            std::thread::sleep(AGAIN);
        }
        let mut state = shared.0.lock().unwrap();
        state.flying -= 1;
        if !taken {
            state.updates.push_back(update);
        }
    }
}

/// Makes a call with this head (without its end) and body; gives the status. The connection is kept for the next.
pub fn post(
    connection: &mut Option<BufReader<TcpStream>>,
    address: SocketAddr,
    head: &[u8],
    body: &[u8],
) -> io::Result<u16> {
    let mut open = match connection.take() {
        Some(open) => open,
        None => {
            let stream = TcpStream::connect_timeout(&address, Duration::from_secs(5))?;
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(Duration::from_secs(60)))?;
            BufReader::new(stream)
        }
    };
    let length = format!("Host: x\r\nContent-Length: {}\r\n\r\n", body.len());
    open.get_mut().write_all(&[head, length.as_bytes(), body].concat())?;
    let mut line = String::new();
    open.read_line(&mut line)?;
    let code = line.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
    let mut length = 0;
    while line.trim() != "" {
        line.clear();
        open.read_line(&mut line)?;
        let header = line.to_lowercase();
        length = header.strip_prefix("content-length:").and_then(|n| n.trim().parse().ok()).unwrap_or(length);
    }
    open.read_exact(&mut vec![0; length])?;
    *connection = Some(open);
    Ok(code)
}
