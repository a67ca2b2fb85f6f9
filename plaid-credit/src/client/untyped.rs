//! Calls of whatever Plaid has, without a method of their own.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::call::{Call, json};
use super::operation::{Answer, Operation};
use super::{Client, Response, transport};
use crate::error::Error;
use crate::generated::OPERATIONS;

impl Client {
    /// Posts `body` to a path of Plaid's that has no method here, with all that goes into any
    /// other call: credentials, limits, retries, errors and spans.
    ///
    /// `body` and `T` may be models, types of your own or [`serde_json::Value`]. Only the fields
    /// of models are read one by one: in another type, a value of a wrong type is an error.
    /// A path that no selected operation has counts as a write, which is repeated only where
    /// Plaid cannot have seen it.
    ///
    /// The call fails with [`Error::Config`], and nothing is sent, if the path is not absolute,
    /// or has a host, a query, `..` or any other character than letters, digits, `_`, `-`, `.`.
    ///
    /// ```no_run
    /// # async fn institution(client: plaid_credit::Client) -> Result<(), plaid_credit::Error> {
    /// use serde_json::{Value, json};
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
        let body = check(path).and_then(|()| json(body));
        let path = path.to_owned();
        Call::new(self, &operation, body, move |transport, bytes| {
            let path = path.clone();
            async move { transport::post(&transport, &path, bytes).await }
        })
    }
}

const POST: &str = "POST";

/// What stands for the ID of an operation that is not selected.
const UNTYPED: &str = "call";

/// Makes sure that a path leads nowhere but to an operation of Plaid's.
fn check(path: &str) -> Result<(), Error> {
    let wrong = |why: &str| Err(Error::Config(format!("the path of a call {why}")));
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
