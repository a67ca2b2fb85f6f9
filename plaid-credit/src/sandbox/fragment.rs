//! The OpenAPI fragment that this crate was generated from, as the sandbox reads it.

use std::sync::LazyLock;

use jsonschema::{Registry, Validator};
use reqwest::Method;
use serde_json::{Value, json};

use super::SandboxError;
use super::nullable;

const SOURCE: &str = include_str!(env!("PLAID_CREDIT_FRAGMENT_PATH"));
/// What the validators call the fragment.
const NAME: &str = "urn:plaid-credit:fragment";
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

static FRAGMENT: LazyLock<Result<Fragment, String>> = LazyLock::new(|| Fragment::read(SOURCE));

/// What the sandbox needs of the fragment.
pub(super) struct Fragment {
    document: Value,
    /// The version that `Plaid-Version` must name.
    pub(super) version: String,
    pub(super) operations: Vec<Operation>,
    /// The schema of each webhook, by type and code.
    #[cfg(feature = "webhooks")]
    pub(super) webhooks: Vec<([String; 2], Value)>,
}

/// One operation.
pub(super) struct Operation {
    pub(super) id: String,
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) answer: Answer,
    /// Of the request's body, where the operation takes one.
    pub(super) body: Option<Validator>,
}

/// What an operation answers with when all goes well.
#[derive(Debug, Clone)]
pub(super) enum Answer {
    /// JSON of this schema.
    Json(Value),
    /// A file of this media type.
    File(String),
    /// A status without a body.
    Empty,
}

/// The fragment that was compiled in, read once for all sandboxes of the process.
pub(super) fn compiled_in() -> Result<&'static Fragment, SandboxError> {
    FRAGMENT
        .as_ref()
        .map_err(|cause| SandboxError::Fragment(cause.clone()))
}

impl Fragment {
    fn read(source: &str) -> Result<Self, String> {
        let document: Value = serde_json::from_str(source).map_err(|error| error.to_string())?;
        let version = document["info"]["version"].as_str().unwrap_or_default();
        let mut schemas = document.clone();
        nullable::rewrite(&mut schemas);
        let registry = Registry::new()
            .add(NAME, schemas)
            .and_then(|registry| registry.prepare())
            .map_err(|error| error.to_string())?;
        let mut fragment = Self {
            version: version.to_owned(),
            operations: Vec::new(),
            #[cfg(feature = "webhooks")]
            webhooks: webhooks(&document["components"]["schemas"]),
            document: Value::Null,
        };
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            for verb in METHODS {
                if let Some(operation) = item.get(verb) {
                    let operation = read_operation(path, verb, operation, &registry)?;
                    fragment.operations.push(operation);
                }
            }
        }
        fragment.document = document;
        Ok(fragment)
    }

    /// The operation that answers `method` at `path`.
    pub(super) fn route(&self, method: &Method, path: &str) -> Option<&Operation> {
        self.operations
            .iter()
            .find(|operation| operation.path == path && operation.method == method)
    }

    /// The operation of this name: the document's `operationId`, this crate's method or the path.
    pub(super) fn named(&self, name: &str) -> Result<&Operation, SandboxError> {
        let plain = |name: &str| -> String {
            let letters = name.chars().filter(char::is_ascii_alphanumeric);
            letters.collect::<String>().to_ascii_lowercase()
        };
        let wanted = plain(name);
        self.operations
            .iter()
            .find(|operation| plain(&operation.id) == wanted || operation.path == name)
            .ok_or_else(|| SandboxError::UnknownOperation(name.to_owned()))
    }

    /// Whether a webhook has this type and code.
    #[cfg(feature = "webhooks")]
    pub(super) fn has_webhook(&self, kind: &str, code: &str) -> bool {
        self.webhooks
            .iter()
            .any(|(known, _)| *known == [kind, code])
    }

    /// Follows references: the schema, and its name where it has one.
    pub(super) fn resolve<'a>(&'a self, mut schema: &'a Value) -> (&'a Value, Option<&'a str>) {
        let mut name = None;
        // A chain of references that runs in a circle has no end.
        for _ in 0..16 {
            let Some(pointer) = schema["$ref"].as_str() else {
                break;
            };
            name = pointer.rsplit('/').next();
            let target = pointer
                .strip_prefix('#')
                .and_then(|pointer| self.document.pointer(pointer));
            schema = target.unwrap_or(&Value::Null);
        }
        (schema, name)
    }
}

/// Those schemas that are marked as the bodies of webhooks.
#[cfg(feature = "webhooks")]
fn webhooks(schemas: &Value) -> Vec<([String; 2], Value)> {
    let schemas = schemas.as_object().into_iter().flatten();
    let webhooks = schemas.filter_map(|(name, schema)| {
        let mark = schema.get("x-webhook")?;
        let said = |key: &str| mark[key].as_str().map(str::to_owned);
        let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
        Some(([said("type")?, said("code")?], schema))
    });
    webhooks.collect()
}

fn read_operation(
    path: &str,
    verb: &str,
    operation: &Value,
    registry: &Registry<'_>,
) -> Result<Operation, String> {
    let id = operation["operationId"].as_str().unwrap_or(path);
    let answer = success(&operation["responses"]);
    let takes_json = operation["requestBody"]["content"]["application/json"].is_object();
    let body = takes_json
        .then(|| {
            let path = path.replace('~', "~0").replace('/', "~1");
            let schema = json!({
                "$ref": format!("{NAME}#/paths/{path}/{verb}/requestBody/content/application~1json/schema")
            });
            jsonschema::options()
                // OpenAPI 3.0 took its schemas from this draft: what stands beside a `$ref`
                // is not read, and exclusive limits are booleans.
                .with_draft(jsonschema::Draft::Draft4)
                .with_registry(registry)
                .build(&schema)
        })
        .transpose()
        .map_err(|error| format!("{id}: {error}"))?;
    Ok(Operation {
        id: id.to_owned(),
        method: Method::from_bytes(verb.to_ascii_uppercase().as_bytes())
            .map_err(|error| error.to_string())?,
        path: path.to_owned(),
        answer,
        body,
    })
}

/// The first answer with a 2xx status.
fn success(responses: &Value) -> Answer {
    let content = responses
        .as_object()
        .into_iter()
        .flatten()
        .find(|(status, _)| status.starts_with('2'))
        .and_then(|(_, response)| response["content"].as_object());
    let Some(content) = content else {
        return Answer::Empty;
    };
    match content.get("application/json") {
        Some(json) => Answer::Json(json["schema"].clone()),
        None => content
            .keys()
            .next()
            .map_or(Answer::Empty, |media_type| Answer::File(media_type.clone())),
    }
}
