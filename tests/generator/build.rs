//! Generates one client of all fixture documents.

mod merge;

use std::path::{Path, PathBuf};
use std::{env, fs};

use plaid_credit_codegen::generate;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=fixtures");
    println!("cargo::rerun-if-changed=merge.rs");
    let mut files = fs::read_dir("fixtures")?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<PathBuf>, _>>()?;
    files.sort();
    let mut documents = Vec::new();
    for file in files.into_iter().filter(|file| file.is_file()) {
        let name = file.file_stem().and_then(|stem| stem.to_str());
        let name = name.ok_or("a fixture's name is not text")?.to_owned();
        documents.push((name, serde_json::from_str(&fs::read_to_string(&file)?)?));
    }
    match generate(merge::merge(documents)) {
        Ok(generated) => {
            let folder = env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?;
            generated.write(Path::new(&folder))?;
        }
        Err(fault) => println!("cargo::error=the merged fixtures{fault}"),
    }
    Ok(())
}
