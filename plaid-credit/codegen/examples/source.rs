//! Writes the source that the package `plaid-credit` ships:
//! `cargo run -p plaid-credit-codegen --example source -- FRAGMENT FOLDER`

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let written = match arguments.as_slice() {
        [fragment, folder] => write(fragment, folder),
        _ => Err("usage: source FRAGMENT FOLDER".to_owned()),
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn write(fragment: &str, folder: &str) -> Result<(), String> {
    let text = fs::read_to_string(fragment).map_err(|error| format!("{fragment}: {error}"))?;
    let document = serde_json::from_str(&text).map_err(|error| format!("{fragment}: {error}"))?;
    let generated =
        plaid_credit_codegen::generate(document).map_err(|fault| format!("{fragment}{fault}"))?;
    fs::create_dir_all(folder)
        .and_then(|()| generated.write(Path::new(folder)))
        .map_err(|error| format!("{folder}: {error}"))
}
