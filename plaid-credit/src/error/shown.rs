//! Text from outside, shown only where it cannot be personal.

use std::fmt;

/// A code or an identifier from a response. Whatever does not look like one is hidden.
#[derive(Clone, Copy)]
pub(crate) struct Code<'a>(pub(crate) &'a str);

impl Code<'_> {
    fn looks_like_one(self) -> bool {
        (1..=64).contains(&self.0.len())
            && self
                .0
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
    }
}

impl fmt::Display for Code<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.looks_like_one() {
            self.0
        } else {
            "[hidden]"
        })
    }
}

impl fmt::Debug for Code<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

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

impl fmt::Debug for MediaType<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}
