//! A small HTTP server for the webhook and the metrics: few connections, short patience, small bodies.

use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Body, Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

/// Connections that are open at the same time; others wait to be accepted. Telegram opens at most a hundred.
const CONNECTIONS: usize = 256;
/// The time for the head of a request, also on a connection that is kept open.
const HEAD: Duration = Duration::from_secs(30);
/// The time for its body.
const BODY: Duration = Duration::from_secs(10);
/// What is read of a body after it was refused, in bytes, and how long.
const DRAINED: usize = 8 << 20;
const DRAIN: Duration = Duration::from_secs(5);
/// The wait after a connection could not be accepted.
const PAUSE: Duration = Duration::from_millis(100);

/// What is answered.
pub type Answer = Response<Full<Bytes>>;

/// Begins to listen, before anybody is answered.
///
/// # Errors
/// When the address cannot be had.
pub fn listen(address: SocketAddr) -> io::Result<std::net::TcpListener> {
    let listener = std::net::TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Answers requests for ever.
pub async fn serve<F, A>(listener: std::net::TcpListener, answer: F)
where
    F: Fn(Request<Incoming>) -> A + Clone + Send + Sync + 'static,
    A: Future<Output = Answer> + Send + 'static,
{
    let Ok(listener) = TcpListener::from_std(listener) else { return };
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    while let Ok(place) = places.clone().acquire_owned().await {
        let Ok((stream, _)) = listener.accept().await else {
            sleep(PAUSE).await;
            continue;
        };
        let answer = answer.clone();
        tokio::spawn(async move {
            let one = service_fn(move |request| {
                let answer = answer(request);
                async move { Ok::<_, Infallible>(answer.await) }
            });
            let mut connection = http1::Builder::new();
            connection.timer(TokioTimer::new()).header_read_timeout(HEAD);
            // Who breaks off a connection is told nothing.
            let _ = connection.serve_connection(TokioIo::new(stream), one).await;
            drop(place);
        });
    }
}

/// The body of a request of at most so many bytes.
///
/// # Errors
/// The status to answer with when it is longer, does not come in time, or breaks off.
pub async fn body(request: Request<Incoming>, most: usize) -> Result<Bytes, StatusCode> {
    let mut body = request.into_body();
    if body.size_hint().lower() > most as u64 {
        drain(&mut body).await;
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    match timeout(BODY, Limited::new(&mut body, most).collect()).await {
        Ok(Ok(whole)) => Ok(whole.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            drain(&mut body).await;
            Err(StatusCode::PAYLOAD_TOO_LARGE)
        }
        Ok(Err(_)) => Err(StatusCode::BAD_REQUEST),
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}

/// Reads what is left of a body and forgets it, up to [`DRAINED`] bytes and [`DRAIN`]: a connection that is closed
/// with bytes unread is reset, and who sent them never sees why they were refused.
async fn drain(body: &mut Incoming) {
    let all = async {
        let mut read = 0;
        while let Some(Ok(frame)) = body.frame().await {
            read += frame.data_ref().map_or(0, Bytes::len);
            if read > DRAINED {
                break;
            }
        }
    };
    let _ = timeout(DRAIN, all).await;
}

/// An answer with these words.
pub fn words(status: StatusCode, words: String) -> Answer {
    let mut answer = Response::new(Full::new(Bytes::from(words)));
    *answer.status_mut() = status;
    answer
}
