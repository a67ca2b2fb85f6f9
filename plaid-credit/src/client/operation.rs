//! What the client knows of an operation.

/// An operation, as the document names it.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(not(feature = "tracing"), allow(dead_code))]
pub(crate) struct Operation {
    pub(crate) id: &'static str,
    pub(crate) path: &'static str,
}

impl Operation {
    /// Whether the operation changes nothing, so that it can be repeated at will.
    ///
    /// All of Plaid's operations are `POST`; those that only read end in `/get` or `/list`.
    pub(crate) fn is_read(&self) -> bool {
        self.path.ends_with("/get") || self.path.ends_with("/list")
    }
}

/// Which credentials a request holds in its body; the headers then leave them out.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct OwnCredentials {
    pub(crate) client_id: bool,
    pub(crate) secret: bool,
}

#[cfg(test)]
mod tests {
    use super::Operation;

    /// Ends of paths that are known to change something. An operation with another end fails
    /// the test below, so that somebody looks at what it does.
    const WRITES: [&str; 5] = ["/create", "/precheck", "/refresh", "/remove", "/update"];

    #[test]
    fn every_operation_of_the_fragment_is_a_read_or_a_known_write() {
        let fragment: serde_json::Value =
            serde_json::from_str(include_str!("../../openapi/plaid-credit.json"))
                .expect("the fragment is JSON");
        let paths = fragment["paths"].as_object().expect("it has paths");
        assert!(!paths.is_empty());
        for path in paths.keys() {
            let operation = Operation {
                id: "",
                path: path.clone().leak(),
            };
            let is_write = WRITES.iter().any(|end| path.ends_with(end));
            assert!(operation.is_read() != is_write, "{path}");
        }
    }
}
