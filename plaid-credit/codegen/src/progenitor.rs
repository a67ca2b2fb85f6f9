//! Runs progenitor on the document as the passes left it, and reads the types that typify
//! made for it. Everything that goes in has a name that means nothing, so that nothing that
//! comes out has to be matched by a name that progenitor may have changed.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle};
use quote::quote;
use serde_json::{Map, Value, json};
use typify::{TypeDetails, TypeId, TypeSpace};

use super::api::{Direction, SentIn, TypeRef};
use super::caught::caught;
use super::directions;
use super::emit::rust_type;
use super::error::Fault;
use super::operations::{Argument, Draft};
use super::template;
use super::walk::{Keywords, texts};

/// The media type by which progenitor sends and receives bytes.
pub(crate) const BYTES: &str = "application/octet-stream";

/// What progenitor made of a document.
pub(crate) struct Output {
    /// Its client.
    pub(crate) code: TokenStream,
    /// By name, the type of each component schema.
    pub(crate) types: BTreeMap<String, Made>,
    /// By operation, the types of the arguments.
    pub(crate) arguments: Vec<Vec<TypeRef>>,
}

/// The type that typify made of a component schema.
pub(crate) enum Made {
    /// A struct, with the types of its properties in the document's order.
    Struct(Vec<TypeRef>),
    /// An enum of strings.
    Enum,
    /// A struct around one value.
    Newtype(TypeRef),
}

/// The name that progenitor's client has for the method of an operation.
pub(crate) fn method(index: usize) -> String {
    format!("operation_{index}")
}

/// The name that progenitor's client has for a parameter.
pub(crate) fn parameter(index: usize) -> String {
    format!("parameter_{index}")
}

/// Runs progenitor on the schemas that `directions` has, and the operations.
pub(crate) fn run(
    version: &str,
    schemas: &Map<String, Value>,
    directions: &BTreeMap<String, Direction>,
    drafts: &[Draft],
) -> Result<Output, Fault> {
    let mut input = Map::new();
    for (name, direction) in directions {
        let schema = schemas.get(name).and_then(Value::as_object);
        let schema = schema.ok_or_else(|| Fault::in_schema(name, "has no schema"))?;
        input.insert(name.clone(), plain(schema, *direction).into());
    }
    let mut groups = Vec::new();
    for (index, draft) in drafts.iter().enumerate() {
        // A name that no schema has.
        let mut name = format!("ArgumentsOf{index}");
        while input.contains_key(&name) {
            name.push('X');
        }
        input.insert(name.clone(), of_arguments(&draft.arguments));
        groups.push(name);
    }
    let document = json!({
        "openapi": "3.0.0",
        "info": {"title": "", "version": version},
        "paths": paths(drafts),
        "components": {"schemas": input},
    });
    let spec: openapiv3::OpenAPI = serde_json::from_value(document)
        .map_err(|error| Fault::new("", format!("is not valid OpenAPI 3.0: {error}")))?;
    let mut generator = Generator::new(&settings()?);
    // Progenitor panics on what it does not know. The passes leave it nothing of the
    // kind that is known; if something comes up, the user gets one line all the same.
    let code = caught(|| generator.generate_tokens(&spec))
        .and_then(|code| code.map_err(|error| error.to_string()))
        .map_err(|cause| Fault::new("", format!("progenitor cannot generate from it: {cause}")))?;
    let reader = Reader::new(generator.get_type_space());
    let mut types: BTreeMap<String, Made> = input
        .keys()
        .map(|name| Ok((name.clone(), reader.made(name)?)))
        .collect::<Result<_, Fault>>()?;
    let groups = groups.iter().zip(drafts);
    let arguments = groups.map(|(name, draft)| match types.remove(name) {
        Some(Made::Struct(types)) => Ok(types),
        // Without properties, it is a map.
        _ if draft.arguments.is_empty() => Ok(Vec::new()),
        _ => Err(unexpected(name, "not a struct")),
    });
    Ok(Output {
        arguments: arguments.collect::<Result<_, _>>()?,
        code,
        types,
    })
}

/// A schema as progenitor gets it: properties by number, and one value for all of an enum,
/// since their Rust names are not progenitor's to choose.
fn plain(schema: &Keywords, direction: Direction) -> Keywords {
    let mut schema = schema.clone();
    directions::apply(&mut schema, direction);
    if let Some(values) = schema.get_mut("enum") {
        *values = json!(["value"]);
    }
    if let Some(Value::Object(properties)) = schema.remove("properties") {
        let required = texts(&schema, "required");
        let properties = properties.into_iter();
        let properties = properties.map(|(name, value)| (required.contains(&name), value));
        schema.extend(numbered(properties));
    }
    schema
}

/// `properties` and `required` of an object, by number.
fn numbered(properties: impl Iterator<Item = (bool, Value)>) -> Keywords {
    let (mut by_number, mut required) = (Map::new(), Vec::new());
    for (index, (is_required, property)) in properties.enumerate() {
        // Wide enough that the order of the names is the order of the numbers.
        let name = format!("property_{index:06}");
        if is_required {
            required.push(Value::from(name.clone()));
        }
        by_number.insert(name, property);
    }
    Keywords::from_iter([
        ("properties".to_owned(), by_number.into()),
        ("required".to_owned(), required.into()),
    ])
}

/// A struct of the arguments, so that typify says what their types are.
fn of_arguments(arguments: &[Argument]) -> Value {
    let mut group = numbered(arguments.iter().map(|argument| {
        // Bytes have no schema and no use for one.
        let mut schema = argument.schema.clone().unwrap_or_else(|| json!({}));
        if !argument.required && schema["type"] == "array" {
            schema["nullable"] = true.into();
        }
        (argument.required, schema)
    }));
    group.insert("type".into(), "object".into());
    group.into()
}

fn paths(drafts: &[Draft]) -> Value {
    let bytes = json!({BYTES: {"schema": {"type": "string", "format": "binary"}}});
    let mut paths = Map::new();
    for (index, draft) in drafts.iter().enumerate() {
        let path = numbered_path(draft);
        let mut parameters = Vec::new();
        let mut operation = json!({
            "operationId": method(index),
            // The client reads every response itself, so that it can tell an unexpected
            // value, a proxy's page and a broken transfer apart.
            "responses": {"2XX": {"description": "", "content": bytes}},
        });
        for (number, argument) in draft.arguments.iter().enumerate() {
            let name = parameter(number);
            let kind = match &argument.sent_in {
                SentIn::Path(_) => "path",
                SentIn::Query(_) => "query",
                SentIn::Header(_) => "header",
                SentIn::Body(_) => {
                    // The client serializes it once for all attempts.
                    operation["requestBody"] = json!({"required": true, "content": bytes});
                    continue;
                }
            };
            parameters.push(json!({
                "name": name, "in": kind, "required": argument.required, "schema": argument.schema,
            }));
        }
        operation["parameters"] = parameters.into();
        let item = paths.entry(path).or_insert_with(|| json!({}));
        item[draft.operation.verb.to_lowercase()] = operation;
    }
    Value::Object(paths)
}

/// The path with the names that its parameters have here.
fn numbered_path(draft: &Draft) -> String {
    template::renamed(&draft.operation.path, |name| {
        let sent_in = SentIn::Path(name.to_owned());
        let number = draft.arguments.iter().position(|it| it.sent_in == sent_in);
        number.map_or_else(|| name.to_owned(), parameter)
    })
}

fn settings() -> Result<GenerationSettings, Fault> {
    let mut settings = GenerationSettings::new();
    let decimal = serde_json::from_value(json!({"type": "number", "format": "decimal"}))
        .map_err(|error| Fault::new("", error.to_string()))?;
    settings
        .with_interface(InterfaceStyle::Positional)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote!(crate::client::Context))
        .with_conversion::<_, std::iter::Empty<_>>(
            decimal,
            rust_type(&TypeRef::Decimal),
            std::iter::empty(),
        );
    Ok(settings)
}

/// The types that progenitor names as the crate does.
const BUILTINS: [TypeRef; 8] = [
    TypeRef::Bool,
    TypeRef::I32,
    TypeRef::I64,
    TypeRef::F64,
    TypeRef::Decimal,
    TypeRef::Date,
    TypeRef::DateTime,
    TypeRef::Json,
];

/// Reads typify's types.
struct Reader<'a> {
    space: &'a TypeSpace,
    by_name: BTreeMap<String, typify::Type<'a>>,
}

impl<'a> Reader<'a> {
    fn new(space: &'a TypeSpace) -> Self {
        Self {
            space,
            by_name: space.iter_types().map(|ty| (ty.name(), ty)).collect(),
        }
    }

    fn made(&self, name: &str) -> Result<Made, Fault> {
        let ty = self.by_name.get(name);
        let ty = ty.ok_or_else(|| Fault::in_schema(name, "progenitor made no type of it"))?;
        match ty.details() {
            TypeDetails::Struct(object) => {
                let properties = object.properties();
                let types = properties.map(|(_, id)| self.type_ref(&id, name));
                Ok(Made::Struct(types.collect::<Result<_, _>>()?))
            }
            TypeDetails::Enum(_) => Ok(Made::Enum),
            TypeDetails::Newtype(newtype) => {
                Ok(Made::Newtype(self.type_ref(&newtype.inner(), name)?))
            }
            _ => Err(unexpected(name, &ty.name())),
        }
    }

    fn type_ref(&self, id: &TypeId, owner: &str) -> Result<TypeRef, Fault> {
        let ty = self
            .space
            .get_type(id)
            .map_err(|error| Fault::in_schema(owner, error.to_string()))?;
        let inside = |id: &TypeId| self.type_ref(id, owner).map(Box::new);
        Ok(match ty.details() {
            TypeDetails::Struct(_) | TypeDetails::Enum(_) | TypeDetails::Newtype(_) => {
                TypeRef::Named(ty.name())
            }
            TypeDetails::Option(inner) => TypeRef::Option(inside(&inner)?),
            TypeDetails::Vec(inner) => TypeRef::Vec(inside(&inner)?),
            // Typify boxes where its search happens to come upon a cycle.
            TypeDetails::Box(inner) => self.type_ref(&inner, owner)?,
            TypeDetails::Map(_, value) => match self.type_ref(&value, owner)? {
                TypeRef::Json => TypeRef::JsonObject,
                value => TypeRef::Map(Box::new(value)),
            },
            TypeDetails::String => TypeRef::String,
            TypeDetails::Builtin(name) => {
                let known = BUILTINS.into_iter().find(|ty| rust_type(ty) == name);
                known.ok_or_else(|| unexpected(owner, name))?
            }
            _ => return Err(unexpected(owner, &ty.name())),
        })
    }
}

fn unexpected(schema: &str, made: &str) -> Fault {
    let cause = format!("progenitor generated an unexpected type for it: {made}");
    Fault::in_schema(schema, cause)
}
