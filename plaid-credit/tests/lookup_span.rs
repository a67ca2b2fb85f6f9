//! Where the lookup of a webhook's key stands in a trace. In a program of its own: while a subscriber
//! comes or goes, tests of other threads may decide that spans are disabled.
#![cfg(feature = "tracing")]

use std::error::Error;
use std::io;
use std::sync::{Arc, Mutex};

use plaid_credit::sandbox::{Fault, Sandbox};
use plaid_credit::webhook::Verifier;
use tracing::Instrument;

const BODY: &[u8] = br#"{"webhook_type":"INCOME","webhook_code":"INCOME_VERIFICATION"}"#;

/// What a subscriber writes.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut lines = self.0.lock().map_err(|_| io::ErrorKind::Other)?;
        lines.write(line)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_lookup_is_part_of_the_span_of_its_webhook() -> Result<(), Box<dyn Error>> {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(move || writer.clone());
    let _subscriber = tracing::subscriber::set_default(subscriber.finish());
    let sandbox = Sandbox::start().await?;
    let verifier = Verifier::new(sandbox.client());
    let header = sandbox.sign_webhook(BODY)?;
    sandbox.fail_next(Fault::Html(502));
    let verified = verifier.verify(BODY, &header);
    let verified = verified.instrument(tracing::info_span!("incoming")).await;
    assert!(verified.is_err());
    let lines = log.0.lock().map_err(|_| "poisoned")?.clone();
    let lines = String::from_utf8(lines)?;
    assert!(lines.contains("WARN incoming:plaid{"), "{lines}");
    Ok(())
}
