//! Runs progenitor on the document as the passes left it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle};
use quote::quote;
use serde_json::{Map, Value, json};

use super::error::Fault;

const OF_OPERATIONS: [&str; 4] = ["operationId", "parameters", "requestBody", "responses"];

/// The code that progenitor makes of the document.
pub(crate) fn generate(document: &Value) -> Result<syn::File, Fault> {
    let spec: openapiv3::OpenAPI = serde_json::from_value(needed(document)?)
        .map_err(|error| Fault::new("", format!("is not valid OpenAPI 3.0: {error}")))?;
    let mut generator = Generator::new(&settings()?);
    // Progenitor panics on what it does not know. The passes leave it nothing of the
    // kind that we have met; if something comes up, the user gets one line all the same.
    let generated = catch_unwind(AssertUnwindSafe(|| generator.generate_tokens(&spec)));
    let tokens = match generated {
        Ok(tokens) => tokens.map_err(|error| error.to_string()),
        Err(panic) => Err(panic_message(panic.as_ref())),
    };
    tokens
        .and_then(|tokens| syn::parse2(tokens).map_err(|error| error.to_string()))
        .map_err(|cause| Fault::new("", format!("progenitor cannot generate from it: {cause}")))
}

/// What progenitor makes code of. It would stop at mistakes in the rest as well.
fn needed(document: &Value) -> Result<Value, Fault> {
    // Requests ask for that version of the API.
    let version = document.pointer("/info/version").and_then(Value::as_str);
    let version = version.ok_or_else(|| Fault::new("/info/version", "missing or no text"))?;
    let schemas = document.pointer("/components/schemas");
    if schemas.is_some_and(|schemas| !schemas.is_object()) {
        return Err(Fault::new("/components/schemas", "must be an object"));
    }
    let mut paths = document.get("paths").cloned().unwrap_or_default();
    let operations = paths
        .as_object_mut()
        .into_iter()
        .flat_map(Map::values_mut)
        .filter_map(Value::as_object_mut)
        .flat_map(Map::values_mut)
        .filter_map(Value::as_object_mut);
    for operation in operations {
        operation.retain(|keyword, _| OF_OPERATIONS.contains(&keyword.as_str()));
    }
    Ok(json!({
        "openapi": "3.0.0",
        "info": {"title": "", "version": version},
        "paths": paths,
        "components": {"schemas": schemas.unwrap_or(&json!({}))},
    }))
}

fn settings() -> Result<GenerationSettings, Fault> {
    let mut settings = GenerationSettings::new();
    let decimal = serde_json::from_value(json!({"type": "number", "format": "decimal"}))
        .map_err(|error| Fault::new("", error.to_string()))?;
    settings
        .with_interface(InterfaceStyle::Positional)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote!(crate::client::Context))
        .with_map_type("::std::collections::BTreeMap")
        .with_conversion::<_, std::iter::Empty<_>>(
            decimal,
            "::rust_decimal::Decimal",
            std::iter::empty(),
        );
    Ok(settings)
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "it panicked".to_owned())
}
