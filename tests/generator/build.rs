//! Generates the client of each fixture document, one file each.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use plaid_credit_codegen::{Generated, Options, generate};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=fixtures");
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    let mut files = fs::read_dir("fixtures")?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    files.sort();
    let mut modules = String::new();
    for file in &files {
        let name = file.file_stem().and_then(|stem| stem.to_str());
        let name = name.ok_or("a fixture's name is no text")?;
        let document = serde_json::from_str(&fs::read_to_string(file)?)?;
        match generate(document, &Options::default()) {
            Ok(Generated { source, .. }) => {
                fs::write(out.join(format!("{name}.rs")), in_module(&source, name))?;
                writeln!(modules, "fixture!({name}, \"{name}.rs\");")?;
            }
            Err(fault) => println!("cargo::error={}{fault}", file.display()),
        }
    }
    fs::write(Path::new(&out).join("fixtures.rs"), modules)?;
    Ok(())
}

/// Each fixture has a client of its own, and all its code is compiled.
fn in_module(source: &str, name: &str) -> String {
    source
        .replace("crate::Client", &format!("crate::{name}::Client"))
        .replace("#[cfg(test)]\n", "")
        .replace("#[macro_export]\n", "#[allow(unused_macros)]\n")
}
