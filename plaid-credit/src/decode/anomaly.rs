//! What decoding gives: a value, and what did not fit into it.

use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value};

use super::recorder::{Gap, Kind, Record, Records, Segment};
use crate::error::{DecodeError, Error};

/// So many anomalies are listed one by one; a last one counts the others.
pub const MAX_ANOMALIES: usize = 100;

/// A value read from JSON, and what of the JSON did not fit into it.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Decoded<T> {
    /// The value. Where something did not fit, a field is `None` or a list is shorter.
    pub value: T,
    /// What did not fit, in the order of the body: at most [`MAX_ANOMALIES`], and one more
    /// that counts the rest where there were more.
    pub anomalies: Vec<Anomaly>,
    /// What it takes to write the body as it came.
    originals: Vec<Original>,
}

/// A value that is not what the document promises.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Anomaly {
    /// Where it stands in the body: a JSON pointer, such as `/sessions/0/errors`.
    pub path: String,
    /// The value as it came. A number or a nesting past what JSON values hold is its text.
    pub raw: Value,
    /// What was due, and what was done with the value. Never holds the value itself.
    pub reason: String,
}

/// A value as it came.
#[derive(Clone, PartialEq)]
struct Original {
    path: Vec<Segment>,
    raw: Value,
    /// Whether the typed list closed up where this value stood.
    fills_gap: bool,
}

impl fmt::Debug for Anomaly {
    /// Leaves out the value, which may be personal.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, reason, .. } = self;
        formatter
            .debug_struct("Anomaly")
            .field("path", path)
            .field("reason", reason)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Anomaly {
    /// Leaves out the value, which may be personal.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.path, self.reason)
    }
}

impl<T: fmt::Debug> fmt::Debug for Decoded<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            value, anomalies, ..
        } = self;
        formatter
            .debug_struct("Decoded")
            .field("value", value)
            .field("anomalies", anomalies)
            .finish_non_exhaustive()
    }
}

impl<T> Decoded<T> {
    /// A value into which everything fitted.
    pub(crate) fn exact(value: T) -> Self {
        Self {
            value,
            anomalies: Vec::new(),
            originals: Vec::new(),
        }
    }

    /// The value, if everything fitted.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] with the path of the first anomaly.
    pub fn strict(self) -> Result<T, Error> {
        match self.anomalies.into_iter().next() {
            None => Ok(self.value),
            Some(first) => Err(DecodeError::anomaly(first).into()),
        }
    }
}

impl<T: Serialize> Decoded<T> {
    /// The JSON that came in, made again from the value, its unknown fields and the anomalies.
    ///
    /// Null, absent and an empty list or map count as the same, and so do `5` and `5.0`.
    /// It is null where `T` cannot be written as JSON; every type of this crate can.
    pub fn to_json(&self) -> Value {
        let mut json = serde_json::to_value(&self.value).unwrap_or_default();
        for original in &self.originals {
            put_back(&mut json, original);
        }
        json
    }
}

/// Makes a [`Decoded`] of what was read and recorded.
pub(super) fn collect<T>(value: T, records: Records, body: &str) -> Decoded<T> {
    let mut anomalies = Vec::new();
    let mut originals = Vec::with_capacity(records.set_aside.len());
    let mut more = 0;
    for Record { path, raw, kind } in records.set_aside {
        let text = body.get(raw).unwrap_or_default();
        let raw: Value = serde_json::from_str(text).unwrap_or_else(|_| text.into());
        let fills_gap = matches!(kind, Kind::SetAside(_, Gap::Closed));
        let reason = match kind {
            Kind::Spelling => None,
            Kind::Read(explanation) => Some(explanation.to_owned()),
            Kind::SetAside(error, _) => {
                Some(format!("{}: set aside", crate::error::due(&error, text)))
            }
        };
        if let Some(reason) = reason {
            if anomalies.len() < MAX_ANOMALIES {
                let path = path.iter().map(|segment| format!("/{segment}")).collect();
                anomalies.push(Anomaly {
                    path,
                    raw: raw.clone(),
                    reason,
                });
            } else {
                more += 1;
            }
        }
        originals.push(Original {
            path,
            raw,
            fills_gap,
        });
    }
    if more > 0 {
        let reason = format!("{more} more values were set aside and are not listed");
        anomalies.push(Anomaly {
            path: String::new(),
            raw: Value::Null,
            reason,
        });
    }
    Decoded {
        value,
        anomalies,
        originals,
    }
}

/// Puts a value as it came where it came from. Originals come in the order of the body,
/// so that an index counts what has been put back before it.
fn put_back(json: &mut Value, original: &Original) {
    let raw = original.raw.clone();
    let Some((last, parents)) = original.path.split_last() else {
        *json = raw;
        return;
    };
    let mut parent = json;
    for segment in parents {
        parent = child(parent, segment);
    }
    match last {
        Segment::Index(index) => {
            let items = items(parent);
            if original.fills_gap || *index >= items.len() {
                items.insert((*index).min(items.len()), raw);
            } else {
                items[*index] = raw;
            }
        }
        Segment::Name(name) => {
            members(parent).insert(name.clone(), raw);
        }
    }
}

fn child<'a>(parent: &'a mut Value, segment: &Segment) -> &'a mut Value {
    match segment {
        Segment::Name(name) => members(parent).entry(name.clone()).or_insert(Value::Null),
        Segment::Index(index) => {
            let items = items(parent);
            if *index >= items.len() {
                items.resize(index + 1, Value::Null);
            }
            &mut items[*index]
        }
    }
}

/// The members of an object. One that was left out, because it was empty, comes back.
fn members(value: &mut Value) -> &mut Map<String, Value> {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    match value {
        Value::Object(members) => members,
        _ => unreachable!("it has just been made an object"),
    }
}

/// The items of a list. One that was left out, because it was empty, comes back.
fn items(value: &mut Value) -> &mut Vec<Value> {
    if !value.is_array() {
        *value = Value::Array(Vec::new());
    }
    match value {
        Value::Array(items) => items,
        _ => unreachable!("it has just been made a list"),
    }
}
