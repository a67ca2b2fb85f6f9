//! Which webhooks a verifier takes, and what it asks Plaid for.

mod webhooks {
    mod clock;
    mod keys;
    mod lookups;
}

use std::error::Error;
use std::time::{Duration, UNIX_EPOCH};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use futures_util::future::join_all;
use plaid_credit::sandbox::{Sandbox, WebhookFlaw};
use plaid_credit::webhook::{Verifier, VerifyError};
use plaid_credit::{Client, Credentials, Environment};
use serde_json::{Value, json};

type Outcome = Result<(), Box<dyn Error>>;

const BODY: &[u8] = br#"{"webhook_type":"INCOME","webhook_code":"INCOME_VERIFICATION"}"#;

/// How often the sandbox was asked for a key.
fn lookups(sandbox: &Sandbox) -> usize {
    let requests = sandbox.requests();
    let keys = requests
        .iter()
        .filter(|request| request.path == "/webhook_verification_key/get");
    keys.count()
}

/// What a verifier says to a webhook with this flaw.
async fn verdict(flaw: WebhookFlaw) -> Result<Result<(), VerifyError>, Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    let header = sandbox.sign_webhook_with(BODY, flaw)?;
    Ok(Verifier::new(sandbox.client()).verify(BODY, &header).await)
}

/// A token of Plaid's with another header.
fn with_header(token: &str, header: &Value) -> String {
    let (_, rest) = token.split_once('.').unwrap_or_default();
    let header = BASE64_URL_SAFE_NO_PAD.encode(header.to_string());
    format!("{header}.{rest}")
}

#[tokio::test]
async fn a_webhook_of_plaids_is_taken_and_its_key_is_fetched_once() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let verifier = Verifier::new(sandbox.client());
    let header = sandbox.sign_webhook(BODY)?;
    let verified = join_all((0..20).map(|_| verifier.verify(BODY, &header))).await;
    assert!(verified.iter().all(Result::is_ok), "{verified:?}");
    assert_eq!(lookups(&sandbox), 1);
    Ok(())
}

#[tokio::test]
async fn forged_webhooks_are_refused_for_what_is_wrong_with_them() -> Outcome {
    let cases = [
        (
            WebhookFlaw::Unsigned,
            "the webhook's token is not signed with ES256",
        ),
        (
            WebhookFlaw::SharedSecret,
            "the webhook's token is not signed with ES256",
        ),
        (
            WebhookFlaw::OtherCurve,
            "the webhook's token is not signed with ES256",
        ),
        (
            WebhookFlaw::OtherKey,
            "the signature of the webhook's token is not valid",
        ),
        (
            WebhookFlaw::UnknownKey,
            "Plaid has no key with the ID in the webhook's token: check that the client and the webhook belong to the same environment",
        ),
        (
            WebhookFlaw::ExpiredKey,
            "the key of the webhook's token has expired",
        ),
        (
            WebhookFlaw::ChangedBody,
            "the webhook's body is not the one that was signed: verify the exact bytes received",
        ),
        (
            WebhookFlaw::Replayed,
            "the webhook's token is more than 5 minutes old",
        ),
        (
            WebhookFlaw::FromTheFuture,
            "the webhook's token is dated in the future: check this machine's clock",
        ),
    ];
    for (flaw, message) in cases {
        let error = verdict(flaw).await?.expect_err("it is forged");
        assert_eq!(error.to_string(), message, "{flaw:?}");
        assert!(!error.is_retryable(), "{flaw:?}");
    }
    Ok(())
}

#[tokio::test]
async fn what_is_refused_whoever_signed_it_costs_no_request() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let verifier = Verifier::new(sandbox.client());
    for flaw in [
        WebhookFlaw::ChangedBody,
        WebhookFlaw::Replayed,
        WebhookFlaw::FromTheFuture,
    ] {
        let header = sandbox.sign_webhook_with(BODY, flaw)?;
        let verified = verifier.verify(BODY, &header).await;
        assert!(verified.is_err(), "{flaw:?}");
    }
    assert_eq!(lookups(&sandbox), 0);
    Ok(())
}

#[tokio::test]
async fn a_body_of_another_byte_is_refused() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let verifier = Verifier::new(sandbox.client());
    let header = sandbox.sign_webhook(BODY)?;
    let spaced = [BODY, b" "].concat();
    let error = verifier
        .verify(&spaced, &header)
        .await
        .expect_err("changed");
    assert!(matches!(error, VerifyError::BodyMismatch), "{error:?}");
    Ok(())
}

#[tokio::test]
async fn a_token_is_taken_for_five_minutes() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let verifier = Verifier::new(sandbox.client());
    let header = sandbox.sign_webhook(BODY)?;
    let claims = header.split('.').nth(1).ok_or("no claims")?;
    let claims: Value = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(claims)?)?;
    let issued = claims["iat"].as_u64().ok_or("no time")?;
    let verify_at = |seconds| {
        let now = UNIX_EPOCH + Duration::from_secs(seconds);
        verifier.verify_at(BODY, &header, now)
    };
    verify_at(issued + 300).await?;
    let error = verify_at(issued + 301).await;
    assert!(matches!(error, Err(VerifyError::TooOld)), "{error:?}");
    // One that was queued is read, too.
    let receive_at = |seconds| {
        let now = UNIX_EPOCH + Duration::from_secs(seconds);
        verifier.receive_at(BODY, &header, now)
    };
    let event = receive_at(issued + 300).await?.value;
    assert_eq!(event.webhook_code(), "INCOME_VERIFICATION");
    let error = receive_at(issued + 301).await;
    assert!(matches!(error, Err(VerifyError::TooOld)), "{error:?}");
    // As much as Plaid's clock may be ahead.
    verify_at(issued - 30).await?;
    let error = verify_at(issued - 31).await;
    assert!(
        matches!(error, Err(VerifyError::FromTheFuture)),
        "{error:?}"
    );
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_a_token_of_plaids_is_refused_without_a_request() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let verifier = Verifier::new(sandbox.client());
    for header in ["", "a", "a.b", "a.b.c", "..", "{}.{}.{}", "ä.ö.ü"] {
        let error = verifier.verify(BODY, header).await.expect_err("no token");
        assert!(matches!(error, VerifyError::MalformedToken), "{header}");
    }
    let genuine = sandbox.sign_webhook(BODY)?;
    for header in [
        json!({"alg": "ES256", "kid": ""}),
        json!({"alg": "ES256", "kid": "a b"}),
        json!({"alg": "ES256", "kid": "a".repeat(129)}),
        json!({"alg": "ES256", "kid": "a", "crit": ["b64"]}),
        json!({"alg": "ES256"}),
    ] {
        let header = with_header(&genuine, &header);
        let error = verifier.verify(BODY, &header).await.expect_err("no key");
        assert!(matches!(error, VerifyError::MalformedToken), "{header}");
    }
    let parts: Vec<_> = genuine.split('.').collect();
    let [header, claims, signature] = parts[..] else {
        return Err("not three parts".into());
    };
    let short = &signature[..signature.len() - 2];
    let no_claims = BASE64_URL_SAFE_NO_PAD.encode("{}");
    for header in [
        format!("{header}.{claims}.{short}"),
        format!("{header}.{no_claims}.{signature}"),
        format!("{header}.e30!.{signature}"),
    ] {
        let error = verifier.verify(BODY, &header).await.expect_err("no token");
        assert!(matches!(error, VerifyError::MalformedToken), "{header}");
    }
    let limit = "a".repeat(4096);
    let error = verifier.verify(BODY, &limit).await.expect_err("no token");
    assert!(matches!(error, VerifyError::MalformedToken), "{error:?}");
    let long = "a".repeat(4097);
    let error = verifier.verify(BODY, &long).await.expect_err("too long");
    assert_eq!(
        error.to_string(),
        "the webhook's token is longer than 4096 bytes"
    );
    let limit = vec![b' '; 1 << 20];
    let error = verifier
        .verify(&limit, "a.b.c")
        .await
        .expect_err("no token");
    assert!(matches!(error, VerifyError::MalformedToken), "{error:?}");
    let large = vec![b' '; (1 << 20) + 1];
    let error = verifier
        .verify(&large, "a.b.c")
        .await
        .expect_err("too large");
    assert_eq!(
        error.to_string(),
        "the webhook's body is larger than 1048576 bytes"
    );
    assert_eq!(lookups(&sandbox), 0);
    // The longest ID of a key is asked for.
    let header = json!({"alg": "ES256", "kid": "a".repeat(128)});
    let error = verifier.verify(BODY, &with_header(&genuine, &header)).await;
    assert!(matches!(error, Err(VerifyError::UnknownKey)), "{error:?}");
    assert_eq!(lookups(&sandbox), 1);
    Ok(())
}

#[test]
fn debug_of_a_verifier_shows_whom_it_asks_and_no_secret() -> Outcome {
    let credentials = Credentials::new("client-id-5f3a", "secret-91bc");
    let client = Client::builder()
        .credentials(credentials)
        .environment(Environment::Sandbox)
        .build()?;
    let shown = format!("{:?}", Verifier::new(client));
    assert!(shown.contains("sandbox.plaid.com"), "{shown}");
    assert!(!shown.contains("secret-91bc"), "{shown}");
    Ok(())
}
