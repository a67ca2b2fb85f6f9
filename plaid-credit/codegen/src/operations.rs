//! The operations as the passes left them, before the types of their arguments are known.

use std::collections::BTreeMap;

use serde_json::Value;

use super::api::{Answer, Header, Operation, Parameter, SentIn, Shape, Type, TypeRef};
use super::error::Fault;
use super::extensions::{FEATURE, READS_ONLY, RUST_NAME};
use super::naming::{self, Pinned};
use super::passes::bodies::JSON;
use super::template;
use super::walk::{Keywords, each_operation, each_operation_mut, flag, reference, text};

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
    pub(crate) description: Option<String>,
}

impl Draft {
    /// The operation, with the types of its arguments in their order.
    pub(crate) fn with_types(
        self,
        arguments: Vec<TypeRef>,
        types: &BTreeMap<String, Type>,
    ) -> Operation {
        let is_enum = |ty: &Type| matches!(ty.shape, Shape::Enum(_));
        let arguments = self.arguments.into_iter().zip(arguments);
        let arguments = arguments.map(|(argument, made)| {
            let ty = argument.schema.map_or(TypeRef::Bytes, |_| made);
            // An enum is as cheap to take as a number; a body is lent whatever its type becomes.
            let by_reference = match (&argument.sent_in, ty.without_option()) {
                (_, TypeRef::Bytes) => false,
                (SentIn::Body(_), _) => true,
                (_, TypeRef::Named(name)) => !types.get(name).is_some_and(is_enum),
                (_, TypeRef::Bool | TypeRef::I32 | TypeRef::I64 | TypeRef::F64) => false,
                _ => true,
            };
            Parameter {
                name: argument.name,
                sent_in: argument.sent_in,
                ty,
                by_reference,
                description: argument.description,
            }
        });
        Operation {
            arguments: arguments.collect(),
            ..self.operation
        }
    }
}

/// The ID of an operation: its own, or one that is made of its method and path.
pub fn id_or_place(own: Option<&str>, method: &str, path: &str) -> String {
    let own = own.filter(|id| !id.trim().is_empty());
    own.map_or_else(|| format!("{method} {path}"), str::to_owned)
}

/// Gives each operation an ID, which takes the place of one that several have.
pub(crate) fn identify(document: &mut Value) {
    let own = |operation: &Keywords| text(operation, "operationId");
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (_, _, operation) in each_operation_mut(document) {
        if let Some(id) = own(operation) {
            *counts.entry(id).or_default() += 1;
        }
    }
    for (path, method, operation) in each_operation_mut(document) {
        let id = own(operation).filter(|id| counts.get(id) == Some(&1));
        let id = id_or_place(id.as_deref(), method, path);
        operation.insert("operationId".into(), id.into());
    }
}

/// Reads the operations, each with the name of its method.
pub(crate) fn read(document: &Value) -> Result<Vec<Draft>, Fault> {
    let operations = each_operation(document)?;
    let id = |operation: &Keywords| text(operation, "operationId").unwrap_or_default();
    let ids = operations.iter().map(|(_, _, operation)| id(operation));
    let pinned = operations
        .iter()
        .filter_map(|(_, _, operation)| Some((id(operation), text(operation, RUST_NAME)?)));
    let methods = naming::METHODS.names(ids, &pinned.collect());
    let draft = |(path, verb, operation): (&str, &str, &Keywords)| {
        let id = id(operation);
        let name = methods.get(&id).cloned();
        Ok(Draft {
            arguments: arguments(path, operation),
            operation: Operation {
                name: name.ok_or_else(|| Fault::new("/paths", format!("`{id}` has no method")))?,
                id,
                verb: verb.to_uppercase(),
                path: path.to_owned(),
                reads: flag(operation, READS_ONLY),
                feature: text(operation, FEATURE),
                arguments: Vec::new(),
                headers: headers(operation),
                answer: answer(operation),
                summary: text(operation, "summary"),
                description: text(operation, "description"),
                deprecated: flag(operation, "deprecated"),
            },
        })
    };
    operations.into_iter().map(draft).collect()
}

/// Where each parameter is sent, its name, and what else is said of it.
fn parameters(operation: &Keywords) -> impl Iterator<Item = (&str, &str, &Value)> {
    let parameters = operation.get("parameters").and_then(Value::as_array);
    let parameters = parameters.into_iter().flatten();
    parameters.filter_map(|given| Some((given["in"].as_str()?, given["name"].as_str()?, given)))
}

/// Such a header is set on the call: as an argument, a new one would break every caller.
fn is_optional_header((place, _, parameter): &(&str, &str, &Value)) -> bool {
    *place == "header" && parameter["required"] != true
}

fn headers(operation: &Keywords) -> Vec<Header> {
    let headers = parameters(operation).filter(is_optional_header);
    let headers = headers.map(|(_, name, header)| Header {
        name: name.to_owned(),
        description: header["description"].as_str().map(str::to_owned),
    });
    headers.collect()
}

/// Those of the path in its order, then those of query and headers, then the body.
fn arguments(path: &str, operation: &Keywords) -> Vec<Argument> {
    let given = parameters(operation).filter(|given| !is_optional_header(given));
    let mut given: Vec<(&str, &str, &Value)> = given.collect();
    given.sort_by_key(|(place, name, _)| match *place {
        "path" => (0, template::names(path).position(|it| it == *name)),
        "query" => (1, None),
        _ => (2, None),
    });
    // Two parameters of one name are told apart by where they are sent.
    let namesakes = |name: &str| given.iter().filter(|it| it.1 == name).count();
    let key = |(place, name, _): &(&str, &str, &Value)| match namesakes(name) {
        1 => (*name).to_owned(),
        _ => format!("{name} {place}"),
    };
    let keys: Vec<String> = given.iter().map(key).collect();
    let names = naming::ARGUMENTS.names(&keys, &Pinned::new());
    let arguments = given.iter().zip(keys);
    let arguments = arguments.map(|((place, name, parameter), key)| Argument {
        name: names.get(&key).cloned().unwrap_or(key),
        sent_in: match *place {
            "path" => SentIn::Path((*name).to_owned()),
            "query" => SentIn::Query((*name).to_owned()),
            _ => SentIn::Header((*name).to_owned()),
        },
        required: parameter["required"] == true,
        schema: Some(parameter["schema"].clone()),
        description: parameter["description"].as_str().map(str::to_owned),
    });
    arguments.chain(body(operation)).collect()
}

fn body(operation: &Keywords) -> Option<Argument> {
    let content = operation.get("requestBody")?.get("content")?.as_object()?;
    let (media_type, media) = content.iter().next()?;
    Some(Argument {
        name: "request".to_owned(),
        sent_in: SentIn::Body(media_type.clone()),
        required: true,
        schema: media.get("schema").cloned(),
        description: None,
    })
}

fn answer(operation: &Keywords) -> Answer {
    let responses = operation.get("responses");
    let content = responses.and_then(|responses| responses["2XX"]["content"].as_object());
    match content.and_then(|content| content.iter().next()) {
        None => Answer::Empty,
        Some((media_type, media)) if media_type == JSON => {
            let name = media["schema"].as_object().and_then(reference);
            name.map_or(Answer::Empty, Answer::Json)
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
        let mut document = json!({"paths": {
            "/a/{id}": {"get": {}, "post": {"operationId": "twice"}},
            "/b": {"post": {"operationId": "twice"}, "put": {"operationId": "putIt"}},
        }});
        identify(&mut document);
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
            {"name": "b", "in": "path", "required": true},
            {"name": "c", "in": "header", "required": true},
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
