//! Runs the embedded sandbox as a program, to test services in any language against it.
//!
//! ```text
//! cargo run -p plaid-credit --example sandbox -- 8080
//! ```
//!
//! Without a port it takes one that is free. It prints its URL, and runs until Ctrl-C. There is
//! no person in Link: create Items with `/sandbox/public_token/create`.

use std::error::Error;
use std::io::Write;
use std::time::Duration;

use plaid_credit::sandbox::Sandbox;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let port = match std::env::args().nth(1) {
        Some(port) => port.parse().map_err(|_| format!("{port} is not a port"))?,
        None => 0,
    };
    let sandbox = Sandbox::builder().port(port).start().await?;
    println!("{}", sandbox.base_url());
    std::io::stdout().flush()?;
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        // No time passes but that of the clock; webhooks that are due are sent.
        sandbox.advance(Duration::ZERO).await;
    }
}
