//! Any change of a body or its header is refused.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use plaid_credit::sandbox::Sandbox;
use plaid_credit::webhook::Verifier;
use plaid_credit_fuzz::choose;
use tokio::runtime::Runtime;

/// A stand-in for Plaid that signs and gives out the key, and who asks it.
static PLAID: LazyLock<(Runtime, Sandbox, Verifier)> = LazyLock::new(|| {
    let runtime = Runtime::new().expect("threads can be started");
    let sandbox = runtime.block_on(Sandbox::start());
    let sandbox = sandbox.expect("a port is free");
    let verifier = Verifier::new(sandbox.client());
    // Keys that do not exist cannot use up the lookups that this one needs.
    let header = sandbox.sign_webhook(b"");
    let header = header.expect("there are random numbers");
    let verified = runtime.block_on(verifier.verify(b"", &header));
    verified.expect("the sandbox knows its key");
    (runtime, sandbox, verifier)
});

// The place of a change in the header, what stands there instead, a zero, and the body.
fuzz_target!(|data: &[u8]| {
    let (runtime, sandbox, verifier) = &*PLAID;
    let verify = |body: &[u8], header: &str| runtime.block_on(verifier.verify(body, header));

    let text = String::from_utf8_lossy(data);
    assert!(
        verify(data, &text).is_err(),
        "accepted as a token of its own: {text}"
    );

    let Some((place, rest)) = choose(data, 400) else {
        return;
    };
    let end = rest
        .iter()
        .position(|byte| *byte == 0)
        .unwrap_or(rest.len());
    let (other, body) = (String::from_utf8_lossy(&rest[..end]), &rest[end..]);
    let signed = sandbox
        .sign_webhook(body)
        .expect("there are random numbers");
    let mut header = signed.clone();
    let place = place.min(header.len());
    header.replace_range(place..header.len().min(place + other.len()), &other);
    let verified = verify(body, &header);
    assert_eq!(
        verified.is_ok(),
        header == signed,
        "{verified:?}: {header} for {signed}"
    );
    let longer = [body, b" "].concat();
    assert!(
        verify(&longer, &signed).is_err(),
        "accepted for another body"
    );
});
