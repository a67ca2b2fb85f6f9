//! What the sandbox remembers of each request.

use std::fmt;

use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::Value;

use super::Sandbox;

/// A request that reached the sandbox.
///
/// `Debug` shows the names of headers and fields, but not their values.
#[derive(Clone)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The `operationId` in the OpenAPI document, if the request was for an operation.
    pub operation_id: Option<String>,
    /// The HTTP method.
    pub method: Method,
    /// The path, without the query.
    pub path: String,
    /// The headers, including the credentials.
    pub headers: HeaderMap,
    /// The body; null if there was none or it was not valid JSON.
    pub body: Value,
}

/// # Requests
///
/// Which requests the sandbox has received, and which it supports.
impl Sandbox {
    /// The requests received so far, oldest first.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.state.changing().log.clone()
    }

    /// The `operationId` of every operation that the sandbox supports.
    pub fn operations(&self) -> impl Iterator<Item = &str> {
        let operations = self.state.fragment.operations.iter();
        operations.map(|operation| operation.id.as_str())
    }
}

impl fmt::Debug for RecordedRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<&str> = self.headers.keys().map(|name| name.as_str()).collect();
        let fields: Vec<&String> = self
            .body
            .as_object()
            .into_iter()
            .flat_map(|body| body.keys())
            .collect();
        formatter
            .debug_struct("RecordedRequest")
            .field("operation_id", &self.operation_id)
            .field("method", &self.method)
            .field("path", &self.path)
            .field("headers", &headers)
            .field("body", &fields)
            .finish()
    }
}
