//! Sending webhooks to a service on this machine.

use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use reqwest::{StatusCode, Url};

use super::SandboxError;
use crate::client::{is_loopback, keep_here};
use crate::webhook::HEADER;

/// As long as Plaid waits for an answer.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Where a webhook is sent: to this machine alone.
pub(super) fn target(url: &str) -> Result<Url, SandboxError> {
    let parsed = Url::parse(url).ok().filter(|url| url.scheme() == "http");
    parsed.filter(is_loopback).ok_or(SandboxError::NotLoopback)
}

/// Sends a signed webhook, and gives the status of the answer.
pub(super) async fn post(
    url: Url,
    header: String,
    body: Vec<u8>,
) -> Result<StatusCode, reqwest::Error> {
    let client = keep_here(reqwest::Client::builder())
        .redirect(Policy::none())
        .timeout(TIMEOUT)
        .build()?;
    let request = client.post(url).header(CONTENT_TYPE, "application/json");
    let response = request.header(HEADER, header).body(body).send().await?;
    Ok(response.status())
}
