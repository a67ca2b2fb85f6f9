//! Checks a request against the fragment.

use jsonschema::error::ValidationErrorKind;
use reqwest::Method;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde_json::Value;

use super::fragment::{Fragment, Operation};
use super::refusal::Refusal;
use super::tokens;

/// Where each credential may stand: a field of the body, or a header.
const CREDENTIALS: [(&str, &str); 2] =
    [("client_id", "plaid-client-id"), ("secret", "plaid-secret")];

/// The operation that a request asks for.
pub(super) fn route<'a>(
    fragment: &'a Fragment,
    method: &Method,
    path: &str,
) -> Result<&'a Operation, Refusal> {
    fragment.route(method, path).ok_or_else(|| {
        Refusal::new(
            StatusCode::NOT_FOUND,
            "INVALID_REQUEST",
            "NOT_FOUND",
            format!("there is no endpoint {method} {path}"),
        )
    })
}

/// Headers, credentials and body.
pub(super) fn request(
    fragment: &Fragment,
    operation: &Operation,
    headers: &HeaderMap,
    body: Option<&Value>,
) -> Result<(), Refusal> {
    version(headers, &fragment.version)?;
    let Some(validator) = &operation.body else {
        return credentials(headers, &Value::Null);
    };
    if !says_json(headers) {
        let code = match headers.contains_key(CONTENT_TYPE) {
            true => "INVALID_BODY",
            false => "INVALID_HEADERS",
        };
        let message = "Content-Type must be application/json";
        return Err(Refusal::invalid(code, message));
    }
    let body =
        body.ok_or_else(|| Refusal::invalid("INVALID_BODY", "body could not be parsed as JSON"))?;
    if !body.is_object() {
        return Err(Refusal::invalid("INVALID_BODY", "body must be an object"));
    }
    credentials(headers, body)?;
    let mut missing = Vec::new();
    let mut wrong = None;
    for error in validator.iter_errors(body) {
        let path = error.instance_path().as_str().to_owned();
        match error.kind() {
            ValidationErrorKind::Required { property } => {
                let name = property.as_str().unwrap_or_default();
                missing.push(field(&format!("{path}/{name}")));
            }
            // The value itself may be a secret.
            _ => wrong = wrong.or_else(|| Some(format!("{}: {}", field(&path), error.masked()))),
        }
    }
    match wrong {
        _ if !missing.is_empty() => Err(Refusal::missing_fields(&missing)),
        Some(wrong) => Err(Refusal::invalid("INVALID_FIELD", wrong)),
        None => tokens::check(body),
    }
}

fn version(headers: &HeaderMap, due: &str) -> Result<(), Refusal> {
    match headers.get("plaid-version") {
        None => Err(Refusal::invalid(
            "INVALID_HEADERS",
            "the header Plaid-Version is missing",
        )),
        Some(version) if version == due => Ok(()),
        Some(_) => Err(Refusal::invalid(
            "INCOMPATIBLE_API_VERSION",
            format!("Plaid-Version must be {due}"),
        )),
    }
}

fn says_json(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|media_type| media_type.trim().eq_ignore_ascii_case("application/json"))
}

fn credentials(headers: &HeaderMap, body: &Value) -> Result<(), Refusal> {
    let missing: Vec<String> = CREDENTIALS
        .iter()
        .filter(|(field, header)| {
            let in_body = body[*field].as_str().is_some_and(|text| !text.is_empty());
            let in_header = headers.get(*header).is_some_and(|value| !value.is_empty());
            !in_body && !in_header
        })
        .map(|(field, _)| (*field).to_owned())
        .collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(Refusal::missing_fields(&missing))
    }
}

/// A JSON pointer as Plaid writes it: with dots.
fn field(pointer: &str) -> String {
    pointer.trim_start_matches('/').replace('/', ".")
}
