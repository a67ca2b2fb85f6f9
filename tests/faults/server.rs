//! A server that does what HTTP libraries do not let one do: falls silent, drips, resets.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// What the server does with one request.
#[derive(Clone)]
pub(crate) enum Step {
    /// Writes this, and keeps the connection.
    Answer(Vec<u8>),
    /// Writes this, and closes the connection.
    Close(Vec<u8>),
    /// Writes this, and resets the connection.
    Reset(Vec<u8>),
    /// Writes this, and is silent from then on.
    Hang(Vec<u8>),
    /// Writes the first, then the other byte by byte, 20 milliseconds apart.
    Drip(Vec<u8>, Vec<u8>),
}

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// Request line and headers, in small letters.
    pub(crate) head: String,
    pub(crate) body: String,
}

pub(crate) struct Server {
    pub(crate) base_url: String,
    requests: Arc<Mutex<Vec<Request>>>,
    /// Told whenever the client ends a connection that hangs.
    pub(crate) hung_up: Arc<Notify>,
    task: tokio::task::JoinHandle<()>,
}

impl Server {
    /// Takes the steps one by one, request by request, and stays with the last one.
    pub(crate) async fn start(steps: Vec<Step>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        let hung_up = Arc::new(Notify::new());
        let notify = Arc::clone(&hung_up);
        let task = tokio::spawn(async move {
            let steps = Arc::new(steps);
            while let Ok((stream, _)) = listener.accept().await {
                let (steps, seen) = (Arc::clone(&steps), Arc::clone(&seen));
                let notify = Arc::clone(&notify);
                tokio::spawn(async move {
                    serve(stream, steps, seen, &notify).await;
                });
            }
        });
        Self {
            base_url,
            requests,
            hung_up,
            task,
        }
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(
    mut stream: TcpStream,
    steps: Arc<Vec<Step>>,
    seen: Arc<Mutex<Vec<Request>>>,
    hung_up: &Notify,
) {
    while let Some(request) = read(&mut stream).await {
        let step = {
            let mut seen = seen.lock().unwrap();
            seen.push(request);
            steps[(seen.len() - 1).min(steps.len() - 1)].clone()
        };
        match step {
            Step::Answer(bytes) => {
                if stream.write_all(&bytes).await.is_err() {
                    return;
                }
            }
            Step::Close(bytes) => {
                let _ = stream.write_all(&bytes).await;
                return;
            }
            Step::Reset(bytes) => {
                let _ = stream.write_all(&bytes).await;
                // What was written has to arrive before the reset does.
                tokio::time::sleep(Duration::from_millis(20)).await;
                stream.set_zero_linger().unwrap();
                return;
            }
            Step::Hang(bytes) => {
                let _ = stream.write_all(&bytes).await;
                let _ = stream.read_to_end(&mut Vec::new()).await;
                hung_up.notify_one();
                return;
            }
            Step::Drip(head, body) => {
                let _ = stream.write_all(&head).await;
                for byte in body {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    if stream.write_all(&[byte]).await.is_err() {
                        return;
                    }
                }
            }
        }
    }
}

async fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .map_or(0, |length| length.parse().unwrap());
        if bytes.len() >= end + 4 + length {
            let body = String::from_utf8_lossy(&bytes[end + 4..]).into_owned();
            return Some(Request { head, body });
        }
    }
}

/// An answer with this status, these header lines and this body.
pub(crate) fn answer(status: u16, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let length = body.len();
    let mut answer =
        format!("HTTP/1.1 {status} Some Reason\r\n{headers}content-length: {length}\r\n\r\n")
            .into_bytes();
    answer.extend_from_slice(body);
    answer
}

/// A body for an answer with the header `content-encoding: gzip`.
pub(crate) fn compressed(body: impl AsRef<[u8]>) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(body.as_ref()).unwrap();
    encoder.finish().unwrap()
}

/// An answer in JSON.
pub(crate) fn json(status: u16, body: &str) -> Step {
    Step::Answer(answer(status, "content-type: application/json\r\n", body))
}

/// The start of an answer in JSON, which promises more than is sent.
pub(crate) fn half_json() -> Vec<u8> {
    let whole = answer(200, "content-type: application/json\r\n", OK);
    whole[..whole.len() - 10].to_vec()
}

/// A response of `/credit/sessions/get`.
pub(crate) const OK: &str =
    r#"{"sessions": [{"link_session_id": "356dbb28"}], "request_id": "Aim3b"}"#;

/// An error of Plaid's.
pub(crate) const ERROR: &str = r#"{
    "error_type": "INVALID_REQUEST",
    "error_code": "INVALID_FIELD",
    "error_message": "user Ada Lovelace is not known",
    "display_message": "Dear Ada Lovelace",
    "suggested_action": "ask Ada Lovelace",
    "documentation_url": "https://plaid.com/docs/errors",
    "causes": [{"name": "Ada Lovelace"}],
    "request_id": "HNTDNrA8F1shFEW"
}"#;

/// What Plaid answers until the data is there.
pub(crate) const NOT_READY: &str =
    r#"{"error_type": "ITEM_ERROR", "error_code": "PRODUCT_NOT_READY"}"#;
