//! Calls of whatever Plaid has, without a method of their own.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::call::{Call, json};
use super::operation::{Answer, Operation};
use super::{Client, Response, transport};
use crate::error::Error;
use crate::generated::OPERATIONS;

/// # Other endpoints
impl Client {
    /// Posts `body` to a Plaid endpoint that has no method here. Credentials, limits, retries,
    /// errors and spans work as in any other call. The response must be JSON: a file, such as a
    /// PDF, is an [`Error::Http`].
    ///
    /// `body` and `T` may be models, types of your own or [`serde_json::Value`]. In a type of your
    /// own, list elements, map entries and fields that may be null are set aside if they do not
    /// fit; another field that does not fit is an error. A path that this crate does not know
    /// counts as a write, which by default is retried only if Plaid cannot have seen the request.
    ///
    /// The call fails with [`Error::Config`], and nothing is sent, unless the path starts with
    /// `/` and each of its segments consists of letters, digits, `_`, `-` and `.`; the segments
    /// `.` and `..` are not allowed.
    ///
    /// ```no_run
    /// # async fn institution(client: plaid_credit::Client) -> Result<(), plaid_credit::Error> {
    /// use plaid_credit::serde_json::{Value, json};
    ///
    /// let request = json!({"institution_id": "ins_3", "country_codes": ["US"]});
    /// let institution = client
    ///     .call::<Value>("/institutions/get_by_id", &request)
    ///     .await?;
    /// println!("{}", institution["institution"]["name"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn call<T: DeserializeOwned + Send + 'static>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Call<Response<T>> {
        let checked = check(path);
        // What is rejected could forge a line of a log.
        let path = if checked.is_ok() { path } else { INVALID };
        let known = OPERATIONS
            .iter()
            .find(|operation| operation.path == path && operation.method == POST);
        let operation = Operation {
            id: known.map_or(UNTYPED.into(), |operation| operation.id.clone()),
            method: POST,
            path: path.to_owned().into(),
            reads: known.is_some_and(|operation| operation.reads),
            answer: Answer::Json,
        };
        // What an implementation of the user's says may quote what it could not write.
        let unsaid = |_| Error::config("failed to serialize the request");
        let body = checked.and_then(|()| json(body).map_err(unsaid));
        Call::new(self, &operation, body, |transport, operation, bytes| {
            transport::post(transport, &operation.path, bytes)
        })
    }
}

const POST: &str = "POST";

/// What stands for the ID of an operation that is not selected.
const UNTYPED: &str = "call";

/// What stands for a path that is rejected.
const INVALID: &str = "(invalid path)";

/// Makes sure that a path leads nowhere but to an operation of Plaid's.
fn check(path: &str) -> Result<(), Error> {
    let wrong = |why: &str| Err(Error::config(format!("the path of a call {why}")));
    let Some(segments) = path.strip_prefix('/') else {
        return wrong("must start with /");
    };
    for segment in segments.split('/') {
        if segment.is_empty() || segment == "." || segment == ".." {
            return wrong("must not have empty segments, `.` or `..`");
        }
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
        if !segment.bytes().all(is_plain) {
            return wrong("must consist of letters, digits, `_`, `-`, `.` and `/`");
        }
    }
    Ok(())
}
