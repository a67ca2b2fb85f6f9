//! The command line of `cargo xtask`.
#![allow(clippy::unwrap_used)]

use std::process::{Command, Output, Stdio};

fn xtask(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(arguments).env_remove("CARGO_MANIFEST_DIR");
    command
}

fn run(arguments: &[&str]) -> Output {
    xtask(arguments).output().unwrap()
}

fn stdout(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_version_is_printed() {
    let expected = format!("cargo xtask {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(stdout(&["--version"]), expected);
}

#[test]
fn help_has_examples_and_exit_codes() {
    for arguments in [
        &["--help"][..],
        &["changes", "--help"],
        &["codegen", "--help"],
        &["fragment", "--help"],
        &["release", "--help"],
    ] {
        let help = stdout(arguments);
        for part in ["Examples:\n  cargo xtask ", "Exit codes: 0 "] {
            assert!(help.contains(part), "{help}");
        }
    }
}

#[test]
fn a_mistyped_command_is_corrected() {
    let output = run(&["codgen"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("a similar subcommand exists: 'codegen'"),
        "{said}"
    );
}

#[test]
fn a_fragment_is_written_nowhere_but_to_its_output() {
    let output = run(&["fragment", "--upstream", "2020-09-14.yml"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("--output <FILE>"), "{said}");
}

/// As with `| head`.
#[test]
fn a_reader_that_stops_reading_ends_the_command_quietly() {
    let fragment = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/plaid-credit.json");
    let mut child = xtask(&["changes", fragment, fragment])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[test]
fn there_is_no_colour_but_on_a_terminal() {
    let fragment = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/plaid-credit.json");
    assert!(!stdout(&["changes", fragment, fragment]).contains('\x1b'));
    assert!(!stdout(&["--help"]).contains('\x1b'));
}
