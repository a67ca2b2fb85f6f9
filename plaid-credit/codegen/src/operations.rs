//! The operations as the passes left them, before the types of their arguments are known.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::api::{Answer, Operation, Parameter, SentIn, Shape, Type, TypeRef};
use super::error::Fault;
use super::extensions::{FEATURE, READS_ONLY, RUST_NAME};
use super::naming;
use super::references;
use super::walk::{Keywords, each_operation, flag, reference, text};

/// An operation whose arguments have no types yet.
pub(crate) struct Draft {
    /// Without its arguments.
    pub(crate) operation: Operation,
    /// The arguments, in the order in which the method takes them.
    pub(crate) arguments: Vec<Argument>,
}

/// An argument, and the schema of which its type is made.
pub(crate) struct Argument {
    pub(crate) name: String,
    pub(crate) sent_in: SentIn,
    pub(crate) required: bool,
    /// `None` for a body that is sent as bytes.
    pub(crate) schema: Option<Value>,
}

impl Draft {
    /// The operation, with the types of its arguments in their order.
    pub(crate) fn with_types(
        self,
        arguments: Vec<TypeRef>,
        types: &BTreeMap<String, Type>,
    ) -> Operation {
        let is_enum = |name: &str| {
            let ty = types.get(name);
            ty.is_some_and(|ty| matches!(ty.shape, Shape::Enum(_)))
        };
        let arguments = self.arguments.into_iter().zip(arguments);
        let arguments = arguments.map(|(argument, ty)| {
            // An enum is as cheap to take as a number; a body is lent whatever its type becomes.
            let by_reference = match (&argument.sent_in, ty.without_option()) {
                (_, TypeRef::Bytes) => false,
                (SentIn::Body(_), _) => true,
                (_, TypeRef::Named(name)) => !is_enum(name),
                (_, TypeRef::Bool | TypeRef::I32 | TypeRef::I64 | TypeRef::F64) => false,
                _ => true,
            };
            Parameter {
                name: argument.name,
                sent_in: argument.sent_in,
                ty,
                by_reference,
            }
        });
        Operation {
            arguments: arguments.collect(),
            ..self.operation
        }
    }
}

/// The ID of each operation, by its pointer. One without an ID is called after its method
/// and path, and so is one whose ID another operation has as well.
pub(crate) fn ids(operations: &[(String, &Keywords)]) -> BTreeMap<String, String> {
    let own =
        |operation: &Keywords| text(operation, "operationId").filter(|id| !id.trim().is_empty());
    let mut seen = BTreeSet::new();
    let twice: BTreeSet<String> = operations
        .iter()
        .filter_map(|(_, operation)| own(operation))
        .filter(|id| !seen.insert(id.clone()))
        .collect();
    operations
        .iter()
        .map(|(pointer, operation)| {
            let id = own(operation).filter(|id| !twice.contains(id));
            let made = || {
                let (verb, path) = verb_and_path(pointer);
                format!("{verb} {path}")
            };
            (pointer.clone(), id.unwrap_or_else(made))
        })
        .collect()
}

/// `/paths/~1a~1{id}/post` is `post` and `/a/{id}`.
fn verb_and_path(pointer: &str) -> (String, String) {
    let mut steps = pointer.rsplit('/');
    let verb = steps.next().unwrap_or_default().to_owned();
    let path = steps.next().unwrap_or_default();
    (verb, path.replace("~1", "/").replace("~0", "~"))
}

/// Reads the operations, each with the name of its method.
pub(crate) fn read(document: &Value) -> Result<Vec<Draft>, Fault> {
    let operations = each_operation(document)?;
    let ids = ids(&operations);
    let pinned = operations
        .iter()
        .filter_map(|(pointer, operation)| Some((ids.get(pointer)?, text(operation, RUST_NAME))));
    let methods = naming::methods(pinned.map(|(id, pinned)| (id.clone(), pinned)));
    operations
        .iter()
        .map(|(pointer, operation)| {
            let id = ids.get(pointer);
            let method = id.and_then(|id| methods.get(id));
            let (Some(id), Some(method)) = (id, method) else {
                return Err(Fault::new(pointer, "the operation has no method"));
            };
            Ok(draft(pointer, id, method, operation))
        })
        .collect()
}

fn draft(pointer: &str, id: &str, method: &str, operation: &Keywords) -> Draft {
    let (verb, path) = verb_and_path(pointer);
    Draft {
        arguments: arguments(&path, operation),
        operation: Operation {
            id: id.to_owned(),
            name: method.to_owned(),
            verb: verb.to_uppercase(),
            path,
            reads: flag(operation, READS_ONLY),
            feature: text(operation, FEATURE),
            arguments: Vec::new(),
            answer: answer(operation),
            summary: text(operation, "summary"),
            description: text(operation, "description"),
            deprecated: flag(operation, "deprecated"),
        },
    }
}

/// Those of the path in its order, then those of query and headers, then the body.
fn arguments(path: &str, operation: &Keywords) -> Vec<Argument> {
    let parameters = operation.get("parameters").and_then(Value::as_array);
    let mut given: Vec<(SentIn, &Value)> = parameters
        .into_iter()
        .flatten()
        .filter_map(|parameter| {
            let name = parameter.get("name")?.as_str()?.to_owned();
            let sent_in = match parameter.get("in")?.as_str()? {
                "path" => SentIn::Path(name),
                "query" => SentIn::Query(name),
                _ => SentIn::Header(name),
            };
            Some((sent_in, parameter))
        })
        .collect();
    given.sort_by_key(|(sent_in, _)| match sent_in {
        SentIn::Path(name) => (0, path.find(&format!("{{{name}}}"))),
        SentIn::Query(_) => (1, None),
        SentIn::Header(_) | SentIn::Body(_) => (2, None),
    });
    let keys: Vec<String> = given
        .iter()
        .map(|(sent_in, _)| key(sent_in, &given))
        .collect();
    let names = naming::arguments(keys.iter().map(String::as_str));
    let mut arguments: Vec<Argument> = given
        .iter()
        .zip(keys)
        .map(|((sent_in, parameter), key)| Argument {
            name: names.get(&key).cloned().unwrap_or(key),
            sent_in: sent_in.clone(),
            required: parameter.get("required") == Some(&json!(true)),
            schema: Some(parameter.get("schema").cloned().unwrap_or_default()),
        })
        .collect();
    arguments.extend(body(operation));
    arguments
}

/// Two parameters of one name are told apart by where they are sent.
fn key(sent_in: &SentIn, given: &[(SentIn, &Value)]) -> String {
    let (name, place) = name_and_place(sent_in);
    let namesakes = given
        .iter()
        .filter(|(other, _)| name_and_place(other).0 == name);
    match namesakes.count() {
        1 => name.to_owned(),
        _ => format!("{name} {place}"),
    }
}

fn name_and_place(sent_in: &SentIn) -> (&str, &'static str) {
    match sent_in {
        SentIn::Path(name) => (name, "path"),
        SentIn::Query(name) => (name, "query"),
        SentIn::Header(name) => (name, "header"),
        SentIn::Body(media_type) => (media_type, "body"),
    }
}

fn body(operation: &Keywords) -> Option<Argument> {
    let content = operation.get("requestBody")?.get("content")?.as_object()?;
    let (media_type, media) = content.iter().next()?;
    Some(Argument {
        name: "request".to_owned(),
        sent_in: SentIn::Body(media_type.clone()),
        required: true,
        schema: media.get("schema").map(in_place),
    })
}

/// A body is there or it is not: beside its reference nothing counts.
fn in_place(schema: &Value) -> Value {
    match schema.as_object().and_then(reference) {
        Some(name) => references::to_schema(&name),
        None => schema.clone(),
    }
}

fn answer(operation: &Keywords) -> Answer {
    let content = operation
        .get("responses")
        .and_then(|responses| responses.get("2XX")?.get("content")?.as_object());
    match content.and_then(|content| content.iter().next()) {
        None => Answer::Empty,
        Some((media_type, media)) if media_type == "application/json" => {
            let schema = media.get("schema").and_then(Value::as_object);
            match schema.and_then(reference) {
                Some(name) => Answer::Json(name),
                None => Answer::Empty,
            }
        }
        Some((media_type, _)) => Answer::File(media_type.clone()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_operation_without_an_id_is_called_after_its_place() {
        let document = json!({"paths": {
            "/a/{id}": {"get": {}, "post": {"operationId": "twice"}},
            "/b": {"post": {"operationId": "twice"}, "put": {"operationId": "putIt"}},
        }});
        let drafts = read(&document).unwrap();
        let names: Vec<_> = drafts
            .iter()
            .map(|draft| (draft.operation.id.as_str(), draft.operation.name.as_str()))
            .collect();
        assert_eq!(
            names,
            [
                ("get /a/{id}", "get_a_id"),
                ("post /a/{id}", "post_a_id"),
                ("putIt", "put_it"),
                ("post /b", "post_b"),
            ]
        );
    }

    #[test]
    fn arguments_have_an_order_and_names_of_their_own() {
        let document = json!({"paths": {"/a/{b}/{a-b}": {"get": {"parameters": [
            {"name": "c", "in": "query"}, {"name": "a-b", "in": "path", "required": true},
            {"name": "b", "in": "path", "required": true}, {"name": "c", "in": "header"},
        ]}}}});
        let drafts = read(&document).unwrap();
        let names: Vec<&str> = drafts[0]
            .arguments
            .iter()
            .map(|argument| argument.name.as_str())
            .collect();
        assert_eq!(names, ["b", "a_b", "c_query", "c_header"]);
    }
}
