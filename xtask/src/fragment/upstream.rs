//! Reads Plaid's document, without its prose.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::openapi::Node;
use plaid_credit_codegen::references;

/// Reads the OpenAPI 3.0 document at `path`, in YAML or JSON, leaving out prose,
/// examples and extensions.
pub fn read(path: &Path) -> Result<Value> {
    let shown = path.display();
    let bytes = std::fs::read(path).with_context(|| {
        format!(
            "{shown}: the upstream document cannot be read; give the path of Plaid's OpenAPI file"
        )
    })?;
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count()
            + 1;
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
    let document = if text.trim_start().starts_with('{') {
        parse_json(text).context("is not complete and valid JSON; fetch the document again")?
    } else {
        parse_yaml(text)?
    };
    check(&document)?;
    Ok(document)
}

fn parse_json(text: &str) -> Result<Value> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let document = Structure(Node::Document).deserialize(&mut reader)?;
    reader.end()?;
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
            max_depth: 256,
        },
        strict_booleans: true,
        emit_comments: false,
        reject_non_finite_typeless_float: false,
        // Snippets would quote pages of Plaid's prose: the line number is enough.
        with_snippet: false,
    };
    serde_saphyr::with_deserializer_from_str_with_options(text, options, |reader| {
        Structure(Node::Document).deserialize(reader)
    })
    .map_err(|error| {
        // The reader's own words for programmers would name its options.
        let error = error.render_with_formatter(&serde_saphyr::UserMessageFormatter);
        anyhow!("is not complete and valid YAML: {error}; fetch the document again")
    })
}

fn check(document: &Value) -> Result<()> {
    let Some(root) = document.as_object() else {
        bail!("not a mapping at its top, so not an OpenAPI document; check the path given");
    };
    match root.get("openapi").and_then(Value::as_str) {
        Some(version) if version.starts_with("3.0.") => {}
        Some(version) => bail!(
            "#/openapi: version {version} where 3.0.x is expected; the pipeline reads OpenAPI 3.0 \
             alone; convert the document, or extend xtask/src/openapi.rs"
        ),
        None => bail!("#/openapi: missing, so not an OpenAPI document; check the path given"),
    }
    for section in ["paths", "components"] {
        if root
            .get(section)
            .and_then(Value::as_object)
            .is_none_or(Map::is_empty)
        {
            bail!("#/{section}: missing or empty; the file may be cut short, fetch it again");
        }
    }
    check_whole(root)?;
    if version(document).is_none() {
        bail!(
            "#/info/version: missing; every document of Plaid's carries one, check the path given"
        );
    }
    Ok(())
}

/// A document cut short between two lines is still YAML: what it refers to gives it away.
fn check_whole(root: &Map<String, Value>) -> Result<()> {
    let mut missing = BTreeSet::new();
    for value in root.values() {
        references::for_each(value, &mut |reference| {
            if references::component(reference)
                .is_some_and(|(section, name)| !has(root, section, name))
            {
                missing.insert(reference.to_owned());
            }
        });
    }
    match missing.first() {
        None => Ok(()),
        Some(first) => bail!(
            "{} of the components that the document refers to are missing, the first is {first}; \
             it may be cut short, fetch it again",
            missing.len(),
        ),
    }
}

fn has(root: &Map<String, Value>, section: impl AsRef<str>, name: impl AsRef<str>) -> bool {
    root.get("components")
        .and_then(|all| all.get(section.as_ref())?.get(name.as_ref()))
        .is_some()
}

/// The version that the document says it has, such as `2020-09-14_1.697.4`.
pub fn version(document: &Value) -> Option<&str> {
    document.pointer("/info/version").and_then(Value::as_str)
}

/// Reads one node, leaving out what is upstream's own.
#[derive(Clone, Copy)]
struct Structure(Node);

impl<'de> DeserializeSeed<'de> for Structure {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

/// Reads a scalar as it is written: `1.10` is a version, not a number.
struct Text;

impl<'de> DeserializeSeed<'de> for Text {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_string(Structure(Node::Data))
    }
}

impl<'de> Visitor<'de> for Structure {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a node of an OpenAPI document")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Structure(self.0.child("")))? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            if self.0.is_upstreams_own(&key) {
                entries.next_value::<IgnoredAny>()?;
                continue;
            }
            let value = match (self.0, key.as_str()) {
                (Node::Document, "openapi") | (Node::Info, "version") => {
                    entries.next_value_seed(Text)?
                }
                (node, key) => entries.next_value_seed(Structure(node.child(key)))?,
            };
            if map.contains_key(&key) {
                return Err(A::Error::custom(format!("duplicate key `{key}`")));
            }
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
#[path = "upstream_tests.rs"]
mod tests;
