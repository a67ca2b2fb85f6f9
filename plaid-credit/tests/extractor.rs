//! What the extractor of axum's handlers responds with.

use std::convert::Infallible;
use std::error::Error;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use axum::response::IntoResponse;
use futures_util::stream::repeat_with;
use plaid_credit::RetryPolicy;
use plaid_credit::sandbox::{Fault, Sandbox, WebhookFlaw};
use plaid_credit::webhook::{HEADER, Received, Verifier};

type Outcome = Result<(), Box<dyn Error>>;

const BODY: &[u8] = br#"{"webhook_type": "ITEM", "webhook_code": "ERROR", "item_id": "item-1"}"#;

async fn extract(
    sandbox: &Sandbox,
    header: Option<String>,
    body: impl Into<Body>,
) -> Result<Result<Received, u16>, Box<dyn Error>> {
    let client = sandbox.client_builder().retry(RetryPolicy::never());
    let verifier = Arc::new(Verifier::new(client.build()?));
    let mut request = Request::builder().method("POST").uri("/");
    if let Some(header) = &header {
        request = request.header(HEADER, header);
    }
    let mut request = request.body(body.into())?;
    // As in a router that takes larger files elsewhere.
    DefaultBodyLimit::disable().apply(&mut request);
    let rejection = match Received::from_request(request, &verifier).await {
        Ok(received) => return Ok(Ok(received)),
        Err(rejection) => rejection,
    };
    for shown in [format!("{rejection}"), format!("{rejection:?}")] {
        let token = header.as_deref().unwrap_or("eyJ");
        assert!(
            !shown.contains(token) && !shown.contains("item-1"),
            "{shown}"
        );
    }
    let response = rejection.into_response();
    let status = response.status().as_u16();
    assert_eq!(to_bytes(response.into_body(), 1024).await?, "");
    Ok(Err(status))
}

#[tokio::test]
async fn a_webhook_of_plaids_is_extracted_with_its_body() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let header = sandbox.sign_webhook(BODY)?;
    let received = extract(&sandbox, Some(header), BODY).await?;
    let received = received.map_err(|status| status.to_string())?;
    assert_eq!(received.event.value.item_id(), Some("item-1"));
    assert_eq!(received.body, BODY);
    let shown = format!("{received:?}");
    assert!(shown.contains("ItemError"), "{shown}");
    assert!(!shown.contains("item-1"), "{shown}");
    Ok(())
}

/// A body that never ends.
fn endless() -> Body {
    Body::from_stream(repeat_with(|| Ok::<_, Infallible>(vec![b' '; 1 << 16])))
}

#[tokio::test]
async fn a_body_is_not_read_behind_a_header_that_cannot_be_plaids() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let unread = Body::from_stream(repeat_with(|| -> Result<Vec<u8>, Infallible> {
        panic!("the body was read")
    }));
    let rejected = extract(&sandbox, Some("a.b.c".to_owned()), unread).await?;
    assert_eq!(rejected.err(), Some(401));
    Ok(())
}

#[tokio::test]
async fn the_status_says_what_plaid_should_do() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let forged = sandbox.sign_webhook_with(BODY, WebhookFlaw::ChangedBody)?;
    let genuine = sandbox.sign_webhook(BODY)?;
    let list = sandbox.sign_webhook(b"[]")?;
    let large = Body::from(vec![b' '; (1 << 20) + 1]);
    let cases = [
        (None, BODY.into(), 401),
        (Some(forged), BODY.into(), 401),
        (Some(genuine.clone()), large, 413),
        (Some(genuine.clone()), endless(), 413),
        (Some(list), "[]".into(), 400),
    ];
    for (header, body, status) in cases {
        let rejected = extract(&sandbox, header, body).await?;
        assert_eq!(rejected.err(), Some(status));
    }
    sandbox.fail_next(Fault::Html(502));
    let rejected = extract(&sandbox, Some(genuine), BODY).await?;
    assert_eq!(rejected.err(), Some(503));
    Ok(())
}
