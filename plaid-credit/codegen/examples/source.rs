//! Writes the source that the package `plaid-credit` ships:
//! `cargo run -p plaid-credit-codegen --example source -- FRAGMENT FOLDER`

use std::error::Error;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [fragment, folder] = arguments.as_slice() else {
        return Err("usage: source FRAGMENT FOLDER".into());
    };
    let document = serde_json::from_str(&fs::read_to_string(fragment)?)?;
    fs::create_dir_all(folder)?;
    plaid_credit_codegen::generate(document)?.write(folder.as_ref())?;
    Ok(())
}
