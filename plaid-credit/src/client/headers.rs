//! What the headers of an answer say.

use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderMap, HeaderValue, RETRY_AFTER};

use crate::redact::is_request_id;

/// Plaid's identifier of the call, which files and some errors have nowhere else.
pub(super) fn request_id(headers: &HeaderMap) -> Option<&str> {
    let text = headers.get("plaid-request-id")?.to_str().ok()?;
    // Whatever else stands there is not Plaid's, and may not be shown.
    is_request_id(text).then_some(text)
}

/// How long the answer asks to wait: in seconds, or until a time of the server's clock.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let then = httpdate::parse_http_date(text).ok()?;
    let now = headers.get(DATE).and_then(date);
    let now = now.unwrap_or_else(SystemTime::now);
    Some(then.duration_since(now).unwrap_or_default())
}

fn date(value: &HeaderValue) -> Option<SystemTime> {
    httpdate::parse_http_date(value.to_str().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_date_by_the_servers_clock() {
        let date = "Wed, 21 Oct 2026 07:28:00 GMT";
        let cases = [
            ("7", None, Some(7)),
            (" 7 ", None, Some(7)),
            ("Wed, 21 Oct 2026 07:28:30 GMT", Some(date), Some(30)),
            ("Wed, 21 Oct 2026 07:27:30 GMT", Some(date), Some(0)),
            ("Thu, 01 Jan 1970 00:00:01 GMT", None, Some(0)),
            ("soon", None, None),
            ("-1", None, None),
        ];
        for (value, date, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, HeaderValue::from_static(value));
            if let Some(date) = date {
                headers.insert(DATE, HeaderValue::from_static(date));
            }
            assert_eq!(
                retry_after(&headers),
                expected.map(Duration::from_secs),
                "{value}"
            );
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }
}
