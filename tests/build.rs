//! Lists the models of plaid-credit.

use std::error::Error;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

const FRAGMENT: &str = "../openapi/plaid-credit.json";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={FRAGMENT}");
    let document = serde_json::from_str(&fs::read_to_string(FRAGMENT)?)?;
    let mut rows = String::new();
    for ty in plaid_credit_codegen::api(document)?.types.values() {
        let (direction, schema, name) = (ty.direction, ty.schema(), &ty.name);
        let arguments = format!("Direction::{direction:?}, {schema:?}, {name:?}");
        writeln!(rows, "model::<plaid_credit::types::{name}>({arguments}),")?;
    }
    let folder = env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: cargo sets it")?;
    // A static, not a constant: each test that uses a constant compiles the functions in it.
    let source = format!("/// Each model.\npub static MODELS: &[Model] = &[\n{rows}];\n");
    fs::write(Path::new(&folder).join("models.rs"), source)?;
    Ok(())
}
