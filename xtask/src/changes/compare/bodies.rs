//! The bodies of requests, responses and errors.

use serde_json::Value;

use super::{At, Comparison, Pair, Part, What};
use crate::changes::body::Body;
use crate::changes::change::Direction;
use crate::changes::naming::InlineName;

impl<'a> Comparison<'_, 'a> {
    /// Compares what an operation takes.
    pub(super) fn request_body(&mut self, at: &At, old: Option<&'a Value>, new: Option<&'a Value>) {
        let at = at_body(
            at,
            Part::RequestBody(String::new()),
            Direction::Request,
            InlineName::request,
        );
        if let (Some(old), Some(new)) = (old, new) {
            let is_required = |body: &Value| {
                body.get("required")
                    .and_then(Value::as_bool)
                    .unwrap_or(false)
            };
            if is_required(old) != is_required(new) {
                self.note(&at, What::RequestBodyRequired(is_required(new)));
            }
            self.prose(&at, old, new, &["description"]);
        }
        match (Body::sent(old), Body::sent(new)) {
            (Some(old), Some(new)) => self.body(&at, &old, &new),
            (Some(old), None) => {
                let rust = old.rust(&at.names.before, self.old);
                self.note(&at, What::RequestBodyRemoved(rust));
            }
            (None, Some(new)) => {
                let rust = new.rust(&at.names.after, self.new);
                self.note(&at, What::RequestBodyAdded(rust));
            }
            (None, None) => {}
        }
    }

    /// Compares what an operation returns.
    pub(super) fn response_body(
        &mut self,
        at: &At,
        old: Option<&'a Value>,
        new: Option<&'a Value>,
    ) {
        self.response(at, Part::ResponseBody(String::new()), old, new);
    }

    /// Compares what an operation answers when it fails.
    pub(super) fn error_body(&mut self, at: &At, old: Option<&'a Value>, new: Option<&'a Value>) {
        self.response(at, Part::ErrorBody(String::new()), old, new);
    }

    fn response(&mut self, at: &At, part: Part, old: Option<&'a Value>, new: Option<&'a Value>) {
        let at = at_body(at, part, Direction::Response, InlineName::response);
        if let (Some(old), Some(new)) = (old, new) {
            self.prose(&at, old, new, &["description"]);
        }
        match (Body::received(old), Body::received(new)) {
            (Some(old), Some(new)) => self.body(&at, &old, &new),
            (None, None) => {}
            (old, new) => {
                let types = Pair::new(media_types(old.as_ref()), media_types(new.as_ref()));
                let rust = |body: Option<&Body<'_>>, name: &InlineName, document| {
                    body.map_or_else(|| "()".to_owned(), |body| body.rust(name, document))
                };
                let rust = Pair::new(
                    rust(old.as_ref(), &at.names.before, self.old),
                    rust(new.as_ref(), &at.names.after, self.new),
                );
                self.note(&at, What::MediaType { types, rust });
            }
        }
    }

    fn body(&mut self, at: &At, old: &Body<'a>, new: &Body<'a>) {
        if old.types != new.types {
            let types = Pair::new(media_types(Some(old)), media_types(Some(new)));
            let before = old.rust(&at.names.before, self.old);
            let after = new.rust(&at.names.after, self.new);
            self.note(
                at,
                What::MediaType {
                    types,
                    rust: Pair::new(before, after),
                },
            );
        }
        if let (Some(old), Some(new)) = (old.schema, new.schema) {
            self.schema(at, old, new);
        }
    }
}

fn media_types(body: Option<&Body<'_>>) -> String {
    body.map_or_else(|| "no body".to_owned(), |body| body.types.join(", "))
}

fn at_body(at: &At, part: Part, direction: Direction, body: fn(&InlineName) -> InlineName) -> At {
    At {
        part,
        direction,
        required: true,
        names: Pair::new(body(&at.names.before), body(&at.names.after)),
        ..at.clone()
    }
}
