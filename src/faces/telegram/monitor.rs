//! `GET /health` and `GET /metrics`, for who watches over the process: events and times, nothing of anybody.

use super::context::Context;
use super::http::{Answer, words};
use crate::store::StoreState;
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Method, Request, StatusCode};
use std::fmt::Write as _;
use std::sync::Arc;

/// The format of the metrics.
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");

/// Answers a request.
pub async fn answer(context: Arc<Context>, request: Request<Incoming>) -> Answer {
    let known = request.method() == Method::GET || request.method() == Method::HEAD;
    let mut answer = match request.uri().path() {
        _ if !known => words(StatusCode::METHOD_NOT_ALLOWED, String::new()),
        "/health" => health(&context.people().state()),
        "/metrics" => words(StatusCode::OK, metrics(&context)),
        _ => words(StatusCode::NOT_FOUND, "look at /health or /metrics\n".to_owned()),
    };
    answer.headers_mut().insert(CONTENT_TYPE, TEXT);
    answer
}

/// Well is a process whose records can be written.
fn health(state: &StoreState) -> Answer {
    match state {
        StoreState::Open => words(StatusCode::OK, "ok\n".to_owned()),
        state => words(StatusCode::SERVICE_UNAVAILABLE, format!("records: {}\n", state.name())),
    }
}

/// Everything, in Prometheus' text format.
fn metrics(context: &Context) -> String {
    let mut page = String::new();
    context.metrics.write(&mut page);
    let index = context.desk.library().index();
    let open = matches!(context.people().state(), StoreState::Open);
    for (name, help, value) in [
        ("pristan_chats_waiting", "Chats that are being served.", context.lines.len() as u64),
        ("pristan_records_open", "Whether people's records can be read and written.", u64::from(open)),
        ("pristan_base_entries", "Entries of the base in service.", index.base.entries.len() as u64),
        ("pristan_start_time_seconds", "When the process began, in seconds since 1970.", context.began),
    ] {
        let _ = writeln!(page, "# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}");
    }
    let _ = writeln!(
        page,
        "# HELP pristan_build_info The version that runs.\n# TYPE pristan_build_info gauge\n\
         pristan_build_info{{version=\"{}\"}} 1",
        env!("CARGO_PKG_VERSION")
    );
    page
}
