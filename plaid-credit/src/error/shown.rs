//! Headers of an answer, shown only where they cannot be personal.

use std::fmt;

/// A media type, shown if it is one of the usual.
#[derive(Clone, Copy)]
pub(super) struct MediaType<'a>(pub(super) &'a str);

impl fmt::Display for MediaType<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        const USUAL: [&str; 7] = [
            "application/json",
            "application/octet-stream",
            "application/pdf",
            "application/xml",
            "text/html",
            "text/plain",
            "text/xml",
        ];
        let essence = self.0.split(';').next().unwrap_or_default().trim();
        let usual = USUAL
            .into_iter()
            .find(|usual| usual.eq_ignore_ascii_case(essence));
        formatter.write_str(usual.unwrap_or("[hidden]"))
    }
}

crate::redact::debug_as_display!(MediaType<'_>);
