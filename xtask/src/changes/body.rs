//! What an operation sends or receives.

use serde_json::{Map, Value};

use crate::changes::naming::InlineName;

use super::document::Document;
use super::shape::Shape;

/// The media type of requests that are no JSON but have a type of their own.
const FORM: &str = "application/x-www-form-urlencoded";

/// A body, as the crate takes it.
pub(super) struct Body<'a> {
    /// The media types, the one that the crate uses first.
    pub(super) types: Vec<&'a str>,
    /// The schema of what the crate has a type for; not of mere bytes.
    pub(super) schema: Option<&'a Value>,
    /// What the crate has for mere bytes.
    bytes: &'static str,
}

impl<'a> Body<'a> {
    /// The body of a request.
    pub(super) fn sent(node: Option<&'a Value>) -> Option<Self> {
        let is_typed = |media_type: &str| is_json(media_type) || media_type == FORM;
        Self::of(node, is_typed, "Bytes")
    }

    /// The body of a response.
    pub(super) fn received(node: Option<&'a Value>) -> Option<Self> {
        Self::of(node, is_json, "Download")
    }

    fn of(
        node: Option<&'a Value>,
        is_typed: fn(&str) -> bool,
        bytes: &'static str,
    ) -> Option<Self> {
        let content: &Map<_, _> = node?.get("content")?.as_object()?;
        let mut types: Vec<&str> = content.keys().map(String::as_str).collect();
        // JSON is chosen where there are several.
        types.sort_by_key(|name| !is_json(name));
        let first = *types.first()?;
        let schema = is_typed(first)
            .then(|| content.get(first)?.get("schema").or(Some(&Value::Null)))
            .flatten();
        Some(Self {
            types,
            schema,
            bytes,
        })
    }

    /// What the crate has for it in Rust.
    pub(super) fn rust(&self, name: &InlineName, document: &Document<'_>) -> String {
        match self.schema.map(|schema| Shape::of(schema, document)) {
            None => self.bytes.to_owned(),
            Some(Shape::Reference(name)) => document.type_name(name),
            // Whatever its shape, a body has a type of its own.
            Some(_) => name.type_name(),
        }
    }
}

fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    essence == "application/json" || essence.ends_with("+json")
}
