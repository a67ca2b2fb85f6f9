//! Runs the embedded sandbox as a program, to test services in any language against it.
//!
//! ```text
//! cargo run -p plaid-credit --example sandbox -- 8080
//! ```
//!
//! Without a port, it picks a free one. It prints its URL, and runs until Ctrl-C. It reads two
//! kinds of lines from standard input, and answers each with a line of JSON:
//!
//! - `approved LINK_TOKEN` takes the user's place in Link; so do `abandoned`, `error` and `started`.
//! - `advance SECONDS` lets time pass, so that reports become ready.

use std::error::Error;
use std::io::{BufRead, Write};
use std::time::Duration;

use plaid_credit::sandbox::{Sandbox, Scenario};
use plaid_credit::serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The lines of standard input. One that is not UTF-8 is answered with an error, like any other
/// line that makes no sense.
fn lines() -> UnboundedReceiver<String> {
    let (sender, lines) = unbounded_channel();
    std::thread::spawn(move || {
        let mut lines = std::io::stdin().lock().split(b'\n');
        lines.try_for_each(|line| {
            let line = String::from_utf8_lossy(&line.ok()?).into_owned();
            sender.send(line).ok()
        })
    });
    lines
}

async fn obey(sandbox: &Sandbox, line: &str) -> Result<Value> {
    let (word, rest) = line
        .trim()
        .split_once(' ')
        .ok_or("expected two words, such as `approved LINK_TOKEN`")?;
    let scenario = match word {
        "approved" => Scenario::Approved,
        "abandoned" => Scenario::Abandoned,
        "error" => Scenario::Error,
        "started" => Scenario::Started,
        "advance" => {
            let seconds = rest.parse();
            let seconds = seconds.map_err(|_| format!("`{rest}` is not a number of seconds"))?;
            sandbox.advance(Duration::from_secs(seconds)).await;
            return Ok(json!({ "advanced": rest }));
        }
        other => {
            return Err(format!(
                "unknown command `{other}`: use approved, abandoned, error, started or advance"
            )
            .into());
        }
    };
    let session = sandbox.finish_link(rest, scenario).await?;
    Ok(json!({
        "link_session_id": session.link_session_id,
        "public_token": session.public_token,
    }))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let port = match std::env::args().nth(1) {
        Some(port) => port
            .parse()
            .map_err(|_| format!("`{port}` is not a port number"))?,
        None => 0,
    };
    let sandbox = Sandbox::builder().port(port).start().await?;
    println!("{}", sandbox.base_url());
    std::io::stdout().flush()?;
    let mut lines = lines();
    while let Some(line) = lines.recv().await {
        let answer = obey(&sandbox, &line).await;
        println!(
            "{}",
            answer.unwrap_or_else(|error| json!({ "error": error.to_string() }))
        );
        std::io::stdout().flush()?;
    }
    // The end of the input is not the end of the sandbox.
    std::future::pending().await
}
