//! Runs progenitor on the document as the passes left it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle};
use quote::quote;
use serde_json::{Value, json};

use super::error::Fault;

/// The code that progenitor makes of the document.
pub fn generate(document: &Value) -> Result<syn::File, Fault> {
    let spec: openapiv3::OpenAPI = serde_json::from_value(document.clone())
        .map_err(|error| Fault::new("", format!("is not valid OpenAPI 3.0: {error}")))?;
    let mut generator = Generator::new(&settings()?);
    // Progenitor panics on what it does not know. The passes leave it nothing of the
    // kind that we have met; if something comes up, the user gets one line all the same.
    let silent = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let generated = catch_unwind(AssertUnwindSafe(|| generator.generate_tokens(&spec)));
    std::panic::set_hook(silent);
    let tokens = match generated {
        Ok(tokens) => tokens.map_err(|error| error.to_string()),
        Err(panic) => Err(panic_message(panic.as_ref())),
    };
    tokens
        .and_then(|tokens| syn::parse2(tokens).map_err(|error| error.to_string()))
        .map_err(|cause| Fault::new("", format!("progenitor cannot generate from it: {cause}")))
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
