//! Lists the answers of the operations, for the target `decode` and its seeds.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

use plaid_credit_codegen::api::Answer;

const FRAGMENT: &str = "../../openapi/plaid-credit.json";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={FRAGMENT}");
    let document = serde_json::from_str(&fs::read_to_string(FRAGMENT)?)?;
    let api = plaid_credit_codegen::api(document)?;
    let answers: BTreeMap<&str, &str> = api
        .operations
        .iter()
        .filter_map(|operation| match &operation.answer {
            Answer::Json(name) => Some((api.types[name].schema(), name.as_str())),
            Answer::File(_) | Answer::Empty => None,
        })
        .collect();
    let mut rows = String::new();
    for (schema, name) in answers {
        write!(rows, "{schema:?} {name}, ")?;
    }
    let folder = env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: cargo sets it")?;
    let source = format!(
        "/// Calls `$callback!` with a row `\"SchemaName\" RustType,` for each answer.\n\
         #[macro_export]\nmacro_rules! for_each_answer {{ ($callback:ident) => {{ $callback! {{ \
         {rows} }} }}; }}\n"
    );
    fs::write(Path::new(&folder).join("answers.rs"), source)?;
    Ok(())
}
