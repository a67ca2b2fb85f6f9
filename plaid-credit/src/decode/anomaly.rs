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
        put_back(&mut json, &self.originals, 0);
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

/// Puts values as they came where they came from; `originals` are in the order of the body,
/// and the first `depth` steps of their paths lead to `json`.
fn put_back(json: &mut Value, originals: &[Original], depth: usize) {
    let is_whole = |original: &&Original| original.path.len() == depth;
    let (whole, inside) = originals.split_at(originals.iter().take_while(is_whole).count());
    if let Some(original) = whole.last() {
        *json = original.raw.clone();
    }
    match inside.first().map(|original| &original.path[depth]) {
        None => {}
        Some(Segment::Name(_)) => put_back_members(json, inside, depth),
        Some(Segment::Index(_)) => put_back_items(json, inside, depth),
    }
}

/// An object that was left out, because it was empty, comes back.
fn put_back_members(json: &mut Value, originals: &[Original], depth: usize) {
    if !json.is_object() {
        *json = Value::Object(Map::new());
    }
    for group in by_step(originals, depth) {
        if let (Segment::Name(name), Value::Object(members)) = (&group[0].path[depth], &mut *json) {
            let member = members.entry(&**name).or_insert(Value::Null);
            put_back(member, group, depth + 1);
        }
    }
}

/// Makes the list anew in one pass. One that was left out, because it was empty, comes back.
fn put_back_items(json: &mut Value, originals: &[Original], depth: usize) {
    let mut kept = match json.take() {
        Value::Array(items) => items.into_iter(),
        _ => Vec::new().into_iter(),
    };
    let mut items = Vec::with_capacity(kept.len() + originals.len());
    for group in by_step(originals, depth) {
        let first = &group[0];
        if let Segment::Index(index) = first.path[depth] {
            items.extend(kept.by_ref().take(index.saturating_sub(items.len())));
        }
        let was_closed = first.fills_gap && first.path.len() == depth + 1;
        let mut item = if was_closed { None } else { kept.next() }.unwrap_or_default();
        put_back(&mut item, group, depth + 1);
        items.push(item);
    }
    items.extend(kept);
    *json = Value::Array(items);
}

/// The originals in groups that share the step at `depth`.
fn by_step(originals: &[Original], depth: usize) -> impl Iterator<Item = &[Original]> {
    originals.chunk_by(move |one, next| one.path[depth] == next.path[depth])
}
