//! Lists the models of plaid-credit, so that tests can hold each of them to a rule.

use std::error::Error;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

use plaid_credit_codegen::api::Direction;

const FRAGMENT: &str = "../openapi/plaid-credit.json";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={FRAGMENT}");
    let document = serde_json::from_str(&fs::read_to_string(FRAGMENT)?)?;
    let mut rows = String::new();
    for ty in plaid_credit_codegen::api(document)?.types.values() {
        let direction = match ty.direction {
            Direction::Request => "request",
            Direction::Response => "response",
            Direction::Both => "both",
        };
        writeln!(rows, "{direction} {:?} {},", ty.schema(), ty.name)?;
    }
    let folder = env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: cargo sets it")?;
    let source = format!(
        "/// Calls `$callback!` with a row `request|response|both \"SchemaName\" RustType,` for each \
         model.\n#[macro_export]\nmacro_rules! for_each_model {{ ($callback:ident) => {{ $callback! \
         {{ {rows} }} }}; }}\n"
    );
    fs::write(Path::new(&folder).join("models.rs"), source)?;
    Ok(())
}
