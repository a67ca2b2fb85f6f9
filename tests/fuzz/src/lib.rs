//! What the fuzz targets and the program that writes their seeds share.
//!
//! The targets need the nightly toolchain and cargo-fuzz. From the top of the repository:
//!
//! ```text
//! cargo run --manifest-path tests/fuzz/Cargo.toml --example seeds
//! cargo +nightly fuzz run --fuzz-dir tests/fuzz --sanitizer none decode -- \
//!     -max_total_time=600 -max_len=65536 -rss_limit_mb=4096
//! ```
//!
//! The other targets are `error_body`, `webhook`, `fragment` and `changes`. There is no unsafe
//! code here for a sanitizer to look at.

use fastrand::Rng;
use serde_json::{Value, json};

include!(concat!(env!("OUT_DIR"), "/answers.rs"));

macro_rules! names {
    ($($schema:literal $model:ident,)*) => {
        /// The schemas of the answers of operations.
        pub const ANSWERS: &[&str] = &[$($schema),*];
    };
}
for_each_answer!(names);

/// Splits off the two bytes that choose among `count` things.
pub fn choose(data: &[u8], count: usize) -> Option<(usize, &[u8])> {
    let (choice, rest) = data.split_first_chunk()?;
    Some((usize::from(u16::from_le_bytes(*choice)) % count, rest))
}

/// The bytes that choose this one.
pub fn chosen(index: usize) -> [u8; 2] {
    u16::try_from(index).unwrap_or_default().to_le_bytes()
}

/// Mutates a document in JSON at one of its nodes, or now and then at any byte.
pub fn mutate_json(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let mut random = Rng::with_seed(seed.into());
    let document = serde_json::from_slice::<Value>(&data[..size]).ok();
    if let Some(mut document) = document.filter(|_| random.u8(..8) > 0) {
        let graft = node(&document, &mut random).clone();
        change(&mut document, graft, &mut random);
        let text = document.to_string();
        if text.len() <= max_size {
            data[..text.len()].copy_from_slice(text.as_bytes());
            return text.len();
        }
    }
    libfuzzer_sys::fuzzer_mutate(data, size, max_size)
}

/// A node somewhere below.
fn node<'v>(value: &'v Value, random: &mut Rng) -> &'v Value {
    let children: Vec<&Value> = match value {
        Value::Object(members) => members.values().collect(),
        Value::Array(items) => items.iter().collect(),
        _ => Vec::new(),
    };
    match random.choice(children) {
        Some(child) if random.u8(..6) > 0 => node(child, random),
        _ => value,
    }
}

/// Changes a node somewhere below, perhaps to what stands elsewhere in the document.
fn change(value: &mut Value, graft: Value, random: &mut Rng) {
    let deeper = random.u8(..6) > 0;
    match value {
        Value::Object(members) if !members.is_empty() => {
            let at = random.usize(..members.len());
            let Some(name) = members.keys().nth(at).cloned() else {
                return;
            };
            match members.get_mut(&name) {
                Some(member) if deeper => change(member, graft, random),
                _ => match random.u8(..3) {
                    0 => drop(members.remove(&name)),
                    1 => drop(members.insert(format!("{name}_2"), graft)),
                    _ => drop(members.insert(name, graft)),
                },
            }
        }
        Value::Array(items) if !items.is_empty() => {
            let at = random.usize(..items.len());
            match random.u8(..3) {
                _ if deeper => change(&mut items[at], graft, random),
                0 => drop(items.remove(at)),
                _ => items.push(graft),
            }
        }
        Value::Bool(bool) => *bool = !*bool,
        other => {
            let values = [
                graft,
                json!(null),
                json!(7),
                json!("text"),
                json!([]),
                json!({}),
            ];
            *other = random.choice(values).unwrap_or_default();
        }
    }
}
