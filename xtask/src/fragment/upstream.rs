//! Reads Plaid's document, without its prose.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use serde_json::{Map, Value};

use super::webhooks;
use crate::openapi::{Node, visit_mut};
use plaid_credit_codegen::extensions::WEBHOOK;
use plaid_credit_codegen::references;

/// Reads the OpenAPI 3.0 document at `path`, in YAML or JSON, leaving out prose,
/// examples and extensions. What prose says of webhooks becomes their mark.
pub fn read(path: &Path) -> Result<Value> {
    let shown = path.display();
    let bytes = std::fs::read(path).with_context(|| {
        format!(
            "{shown}: the upstream document cannot be read; give the path of Plaid's OpenAPI file"
        )
    })?;
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        let valid = &bytes[..error.valid_up_to()];
        let line = valid.split(|byte| *byte == b'\n').count();
        anyhow!("{shown}:{line}: not UTF-8 text; fetch the document again")
    })?;
    parse(text).with_context(|| shown.to_string())
}

/// Reads a document that is in memory, as [`read`] does.
pub fn parse(text: &str) -> Result<Value> {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        bail!("the file is empty; fetch the document again");
    }
    let mut document = if text.trim_start().starts_with('{') {
        serde_json::from_str(text)
            .context("is not complete and valid JSON; fetch the document again")?
    } else {
        parse_yaml(text)?
    };
    visit_mut(&mut document, &mut |value, node| {
        if let Value::Object(map) = value {
            map.retain(|key, _| !node.is_upstreams_own(key));
            // Its properties still have their descriptions.
            let webhook = webhooks::said(map).filter(|_| node == Node::Schema);
            map.extend(webhook.map(|mark| (WEBHOOK.to_owned(), mark)));
        }
    });
    check(&document)?;
    Ok(document)
}

fn parse_yaml(text: &str) -> Result<Value> {
    if !text.ends_with('\n') {
        bail!(
            "the file ends in the middle of a line, so it may be cut short; fetch it again, or end \
             it with a newline if nothing is missing"
        );
    }
    // The limits guard against hostile input. This one is chosen by the maintainer
    // and grows: 125,568 nodes in 2020-09-14_1.697.4, half of the default.
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_nodes: 20_000_000,
            max_events: 50_000_000,
            max_total_scalar_bytes: 1 << 30,
        },
        strict_booleans: true,
        emit_comments: false,
        reject_non_finite_typeless_float: false,
        // Snippets would quote pages of Plaid's prose: the line number is enough.
        with_snippet: false,
    };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        // The reader's own words for programmers would name its options.
        let error = error.render_with_formatter(&serde_saphyr::UserMessageFormatter);
        anyhow!("is not complete and valid YAML: {error}; fetch the document again")
    })
}

fn check(document: &Value) -> Result<()> {
    if !document.is_object() {
        bail!("the top level is not a mapping, so not an OpenAPI document; check the path given");
    }
    match document["openapi"].as_str() {
        Some(version) if version.starts_with("3.0.") => {}
        Some(version) => bail!(
            "#/openapi: version {version}, but xtask supports only OpenAPI 3.0; convert the \
             document, or extend xtask/src/openapi.rs"
        ),
        None => bail!("#/openapi: missing, so not an OpenAPI document; check the path given"),
    }
    for section in ["paths", "components"] {
        if document[section].as_object().is_none_or(Map::is_empty) {
            bail!("#/{section}: missing or empty; the file may be cut short; fetch it again");
        }
    }
    check_whole(document)?;
    if version(document).is_none() {
        bail!("#/info/version: missing or not text, so not Plaid's document; check the path given");
    }
    Ok(())
}

/// A document cut short between two lines is still YAML: what it refers to gives it away.
fn check_whole(document: &Value) -> Result<()> {
    let components = &document["components"];
    let mut missing = BTreeSet::new();
    references::for_each(document, &mut |reference| {
        if let Some((section, name)) = references::component(reference)
            && components[section].get(name).is_none()
        {
            missing.insert(reference.to_owned());
        }
    });
    match missing.first() {
        None => Ok(()),
        Some(first) => bail!(
            "{} of the components that the document refers to are missing; the first is {first}; \
             the document may be cut short; fetch it again",
            missing.len(),
        ),
    }
}

/// The version that the document says it has, such as `2020-09-14_1.697.4`.
pub fn version(document: &Value) -> Option<&str> {
    document.pointer("/info/version").and_then(Value::as_str)
}

/// The version of the API in it: what follows `_` is the build of one document.
pub(crate) fn api_version(document: &Value) -> &str {
    let version = version(document).unwrap_or_default();
    version.split_once('_').map_or(version, |(api, _)| api)
}

#[cfg(test)]
#[path = "upstream_tests.rs"]
mod tests;
