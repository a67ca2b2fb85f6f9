//! The HTTP server: a thread of its own, so that it serves tests of any runtime and stops
//! with all its connections.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State as Extract};
use axum::response::Response;
use futures_util::future::{pending, select};
use futures_util::{StreamExt, stream};
use reqwest::StatusCode;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use tokio::net::{TcpListener, TcpSocket};
use tokio::runtime::{Handle, Runtime};
use tokio::sync::oneshot;

use super::fault::{self, Fault};
use super::state::{self, Incoming, Outgoing, State};

/// How often webhooks whose time has come are looked for.
#[cfg(feature = "webhooks")]
const PAUSE: Duration = Duration::from_millis(100);
/// Connections that wait to be accepted.
const LONGEST_QUEUE: u32 = 4096;
const LARGEST_REQUEST: usize = 16 << 20;
/// How much of a file goes out at a time.
const CHUNK: usize = 8 << 10;
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const HTML: HeaderValue = HeaderValue::from_static("text/html");
const REQUEST_ID: HeaderName = HeaderName::from_static("plaid-request-id");
const PAGE: &str =
    "<html><head><title>Error</title></head><body><h1>Bad gateway</h1></body></html>\n";

/// A server that stops when it is dropped.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    /// The runtime of the thread, which also sends webhooks.
    #[cfg_attr(not(feature = "webhooks"), allow(dead_code))]
    pub(super) runtime: Handle,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    pub(super) fn start(state: Arc<State>, port: u16) -> io::Result<Self> {
        let (stop, stopped) = oneshot::channel();
        let (report, reported) = mpsc::channel();
        let thread = std::thread::Builder::new()
            .name("plaid-credit-sandbox".to_owned())
            .spawn(move || {
                // Here, since a runtime that cannot listen must not be dropped inside another.
                let (runtime, listener, address) = match listen(port) {
                    Ok(listening) => listening,
                    Err(error) => {
                        let _ = report.send(Err(error));
                        return;
                    }
                };
                let _ = report.send(Ok((address, runtime.handle().clone())));
                #[cfg(feature = "webhooks")]
                runtime.spawn(send_webhooks(Arc::clone(&state)));
                let service = Router::new().fallback(answer).with_state(state);
                let serve = axum::serve(listener, service);
                runtime.block_on(async { select(Box::pin(serve.into_future()), stopped).await });
                // With the runtime go its connections.
            })?;
        let (address, runtime) = reported.recv().map_err(io::Error::other)??;
        Ok(Self {
            address,
            runtime,
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

fn listen(port: u16) -> io::Result<(Runtime, TcpListener, SocketAddr)> {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_all().build()?;
    let listener = {
        let _inside = runtime.enter();
        let socket = TcpSocket::new_v4()?;
        // Without it, connections that have just ended keep the port. Windows lets it go, and
        // takes the option to mean that others may listen there too.
        #[cfg(unix)]
        socket.set_reuseaddr(true)?;
        socket.bind((Ipv4Addr::LOCALHOST, port).into())?;
        socket.listen(LONGEST_QUEUE)?
    };
    let address = listener.local_addr()?;
    Ok((runtime, listener, address))
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // It cannot have panicked in a way that matters now.
            let _ = thread.join();
        }
    }
}

/// Sends webhooks as they come due, to services that only wait for them.
#[cfg(feature = "webhooks")]
async fn send_webhooks(state: Arc<State>) {
    loop {
        tokio::time::sleep(PAUSE).await;
        state.send_due_webhooks().await;
    }
}

async fn answer(Extract(state): Extract<Arc<State>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_REQUEST).await else {
        return with_status(StatusCode::PAYLOAD_TOO_LARGE, Body::empty());
    };
    let outgoing = state.answer(Incoming {
        method: head.method,
        path: head.uri.path().to_owned(),
        headers: head.headers,
        body: serde_json::from_slice(&body).ok(),
    });
    #[cfg(feature = "webhooks")]
    tokio::spawn(async move { state.send_due_webhooks().await });
    send(outgoing).await
}

async fn send(outgoing: Outgoing) -> Response {
    let (media_type, bytes) = match outgoing.body {
        state::Body::Json(value) => (Some(JSON), value.to_string().into_bytes()),
        state::Body::File { media_type, bytes } => (HeaderValue::from_str(&media_type).ok(), bytes),
        state::Body::Empty => (None, Vec::new()),
    };
    let (status, media_type, length, body) = match &outgoing.fault {
        Some(Fault::Hang) => pending().await,
        Some(Fault::Html(code)) => (
            fault::status(*code),
            Some(HTML),
            PAGE.len(),
            Body::from(PAGE),
        ),
        Some(Fault::Disconnect) => (outgoing.status, None, 1, cut(Vec::new(), End::Closed)),
        Some(Fault::TruncatedBody) => (
            outgoing.status,
            media_type,
            bytes.len(),
            cut(bytes, End::Closed),
        ),
        Some(Fault::HangInBody) => (
            outgoing.status,
            media_type,
            bytes.len(),
            cut(bytes, End::Open),
        ),
        _ => (outgoing.status, media_type, bytes.len(), whole(bytes)),
    };
    let mut response = with_status(status, body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_LENGTH, length.into());
    headers.extend(media_type.map(|media_type| (CONTENT_TYPE, media_type)));
    headers.extend(
        HeaderValue::from_str(&outgoing.request_id)
            .ok()
            .map(|id| (REQUEST_ID, id)),
    );
    if let Some(Fault::TooManyRequests {
        retry_after: Some(wait),
    }) = outgoing.fault
    {
        headers.insert(RETRY_AFTER, wait.as_secs().into());
    }
    response
}

fn with_status(status: StatusCode, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response
}

fn whole(bytes: Vec<u8>) -> Body {
    let chunks: Vec<io::Result<Vec<u8>>> = bytes
        .chunks(CHUNK)
        .map(|chunk| Ok(chunk.to_vec()))
        .collect();
    Body::from_stream(stream::iter(chunks))
}

/// What becomes of the connection after half a body.
#[derive(Debug, Clone, Copy)]
enum End {
    Closed,
    Open,
}

/// Half of the body. An error of the stream makes the server close the connection; one that
/// comes before anything was sent makes it close without an answer.
fn cut(mut bytes: Vec<u8>, end: End) -> Body {
    bytes.truncate(bytes.len() / 2);
    let has_head = !bytes.is_empty();
    let half = stream::iter((has_head).then_some(Ok(bytes)));
    let rest = stream::once(async move {
        match end {
            End::Open => pending().await,
            End::Closed => {
                if has_head {
                    // The half is still to be sent.
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                Err(io::Error::from(io::ErrorKind::ConnectionReset))
            }
        }
    });
    Body::from_stream(half.chain(rest))
}
