//! Lists the models of plaid-credit, for the macro `model!`.

use std::error::Error;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let package = env::current_dir()?;
    let folders = package.ancestors();
    let mut fragments = folders.map(|folder| folder.join("openapi/plaid-credit.json"));
    let fragment = fragments.find(|file| file.exists());
    let fragment = fragment.ok_or("there is no openapi/plaid-credit.json above the package")?;
    println!("cargo::rerun-if-changed={}", fragment.display());
    let document = serde_json::from_str(&fs::read_to_string(fragment)?)?;
    let mut list = String::from("[\n");
    for ty in plaid_credit_codegen::api(document)?.types.values() {
        let (direction, schema, name) = (ty.direction, ty.schema(), &ty.name);
        writeln!(list, "model!({direction:?}, {schema:?}, {name}),")?;
    }
    list.push_str("]\n");
    let folder = env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: cargo sets it")?;
    fs::write(Path::new(&folder).join("models.rs"), list)?;
    Ok(())
}
