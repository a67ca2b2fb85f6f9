#![allow(clippy::unwrap_used)]

use std::error::Error as _;
use std::time::Duration;

use super::*;
use crate::decode::MAX_MEMORY;
use crate::redact::Text;

/// What may show nowhere.
const SECRETS: [&str; 3] = ["Lovelace", "123-45-6789", "access-sandbox-1"];
const PLANTED: &str = "Ada Lovelace 123-45-6789 access-sandbox-1";

fn reqwest_error() -> reqwest::Error {
    reqwest::Client::new()
        .get(format!("http://{PLANTED}/"))
        .build()
        .unwrap_err()
}

fn api_error(text: &str) -> ApiError {
    let text = Some(text.to_owned());
    ApiError {
        status: 400,
        error_type: text.clone(),
        error_code: text.clone(),
        error_code_reason: text.clone(),
        error_message: text.clone(),
        display_message: text.clone(),
        suggested_action: text.clone(),
        documentation_url: text.clone(),
        request_id: text.clone(),
        causes: vec![PLANTED.into()],
        retry_after: None,
        attempts: 1,
        body: Body::new(PLANTED.into()),
    }
}

fn http_error(status: u16) -> HttpError {
    HttpError {
        status,
        content_type: Some(PLANTED.to_owned()),
        request_id: Some(PLANTED.to_owned()),
        retry_after: None,
        attempts: 1,
        body: Body::new(PLANTED.into()),
    }
}

fn decode_errors() -> [DecodeError; 3] {
    let not_json = crate::decode::<bool>(PLANTED.as_bytes()).unwrap_err();
    let json = format!(r#""{PLANTED}""#);
    let mismatch = crate::decode::<bool>(json.as_bytes()).unwrap_err();
    let decoded: crate::Decoded<Holder> =
        crate::decode(format!(r#"{{"name": {{"{PLANTED}": 1}}}}"#).as_bytes()).unwrap();
    let of_anomaly = decoded.strict().unwrap_err();
    [not_json, mismatch, of_anomaly].map(|error| match error {
        Error::Decode(mut error) => {
            error.request_id = Some(PLANTED.to_owned());
            *error
        }
        other => panic!("not an error of decoding: {other}"),
    })
}

#[derive(Clone, Default, PartialEq)]
struct Holder {
    name: Option<String>,
    extra: serde_json::Map<String, serde_json::Value>,
}
crate::wire::object!(Holder, extra { "name" => Optional name hidden, });

/// One error of every variant, with something planted in every part.
fn errors() -> Vec<Error> {
    let mut errors = vec![
        Error::Api(Box::new(api_error(PLANTED))),
        Error::Http(Box::new(http_error(502))),
        Error::Timeout {
            limit: Duration::from_secs(1),
            status: Some(200),
            request_id: None,
            attempts: 1,
        },
        Error::Connect {
            source: reqwest_error().without_url().into(),
            attempts: 1,
        },
        Error::Interrupted {
            source: reqwest_error().without_url().into(),
            status: None,
            request_id: None,
            attempts: 1,
        },
        Error::transport(reqwest_error(), Duration::ZERO, None),
        Error::TooLarge {
            limit: 1,
            status: 200,
            request_id: None,
            attempts: 1,
        },
        Error::File {
            source: std::io::ErrorKind::NotFound.into(),
            status: 200,
            request_id: None,
            attempts: 1,
        },
        Error::config_from(
            "not valid",
            PLANTED.parse::<crate::Environment>().unwrap_err(),
        ),
    ];
    errors.extend(decode_errors().map(Error::from));
    errors
}

#[test]
fn no_error_and_no_source_of_one_shows_what_is_planted() {
    for error in errors() {
        let mut shown = format!("{error} {error:?} {error:#?}");
        let mut source = error.source();
        while let Some(error) = source {
            shown += &format!("{error} {error:?}");
            source = error.source();
        }
        for secret in SECRETS {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}

#[test]
fn the_bytes_are_there_for_who_asks() {
    let error = api_error("CODE");
    assert_eq!(error.body.bytes(), PLANTED.as_bytes());
    assert_eq!(error.error_message.as_deref(), Some("CODE"));
}

#[test]
fn codes_and_request_ids_show_and_nothing_else_does() {
    for text in ["ITEM_ERROR", "INVALID_API_KEYS", "m8MDnv9okwxFNBV"] {
        assert_eq!(Text(text).to_string(), text);
    }
    for text in [
        "",
        "LOVELACE",
        "Ada_Lovelace",
        "SSN_123_45_6789",
        "4111111111111111",
        "123456789012345",
        "AdaLovelaceByro",
        "m8MDnv9okwxFNB",
        "access-sandbox-1",
        "two words",
        "ITEM_ERROR\nWARN forged",
        &"A_".repeat(33),
    ] {
        assert_eq!(Text(text).to_string(), "[hidden]", "{text}");
    }
}

#[test]
fn errors_say_whether_repeating_helps() {
    let limited = Error::Http(Box::new(http_error(429)));
    assert!(limited.is_retryable() && limited.is_rate_limited());
    let mut of_type = api_error("RATE_LIMIT_EXCEEDED");
    of_type.status = 400;
    assert!(Error::Api(Box::new(of_type)).is_rate_limited());
    for (status, expected) in [
        (400, false),
        (404, false),
        (408, true),
        (500, true),
        (503, true),
    ] {
        let error = Error::Http(Box::new(http_error(status)));
        assert_eq!(error.is_retryable(), expected, "{status}");
        assert!(error.was_sent());
    }
    let not_ready = Error::Api(Box::new(api_error("PRODUCT_NOT_READY")));
    assert!(not_ready.is_product_not_ready());
    assert!(!not_ready.is_retryable());
}

#[test]
fn an_error_object_is_one_that_says_something_of_an_error() {
    let read = |body: &'static str| ApiError::read(400, body.into(), None, MAX_MEMORY).is_some();
    assert!(read(r#"{"error_type": "X"}"#));
    assert!(read(r#"{"error_code": "X", "error_type": null}"#));
    assert!(read(r#"{"error_message": ""}"#));
    for body in [
        "",
        "{}",
        "[]",
        "null",
        r#"{"message": "no"}"#,
        r#"{"error_code": 7}"#,
        "<html>",
    ] {
        assert!(!read(body), "{body}");
    }
}
