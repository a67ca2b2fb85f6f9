//! Building a program of one call from nothing: with the crate, and with raw reqwest.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use plaid_credit_codegen::generate;

use crate::chart::{Bar, Chart};
use crate::fragment::document;
use crate::table::{Table, times};

/// The features, and whether the source is generated in the build or compiled as shipped.
const BUILT: [(&str, bool); 4] = [
    ("sessions", false),
    ("credit", false),
    ("full", false),
    ("sessions", true),
];

struct Program<'a> {
    name: &'a str,
    source: &'static str,
    dependencies: String,
}

struct Cost {
    /// In seconds of user CPU.
    debug: f64,
    release: f64,
    /// The program that a release build makes, in bytes.
    size: f64,
}

pub(crate) fn run() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plaid-credit");
    let raw = Program {
        name: "raw reqwest",
        source: include_str!("../programs/reqwest.rs"),
        dependencies: concat!(
            "reqwest = { version = \"0.13\", default-features = false, features = [\"gzip\", \"json\", \"rustls\"] }\n",
            "serde = { version = \"1\", features = [\"derive\"] }\n",
        )
        .to_owned(),
    };
    let rival = raw.cost(folder.path())?;
    let mut table = Table::new([
        "program",
        "debug build",
        "release build",
        "size of the release",
    ]);
    table.row(
        raw.name,
        [
            format!("{:.0} s", rival.debug),
            format!("{:.0} s", rival.release),
            format!("{:.1} MB", rival.size / 1e6),
        ],
    );
    let mut chart = Chart::new("CPU to build from nothing, raw reqwest = 1");
    chart.bar(Bar::rival("raw reqwest", 1.0));
    let shipped = crate_folder.join("generated");
    for (feature, generates) in BUILT {
        match generates {
            false => {
                fs::create_dir_all(&shipped)?;
                generate(document()?)?.write(&shipped)?;
            }
            // Left behind, it would be compiled when it is out of date.
            true => fs::remove_dir_all(&shipped)?,
        }
        let name = match generates {
            true => format!("{feature}, generated"),
            false => feature.to_owned(),
        };
        let program = Program {
            name: &name,
            source: include_str!("../programs/plaid_credit.rs"),
            dependencies: format!(
                "plaid-credit = {{ path = {crate_folder:?}, default-features = false, features = [{feature:?}, \"rustls\"{}] }}\n",
                if generates { ", \"generate\"" } else { "" }
            ),
        };
        let cost = program.cost(folder.path())?;
        let ratios = [
            cost.debug / rival.debug,
            cost.release / rival.release,
            cost.size / rival.size,
        ];
        let shown = match generates {
            true => format!("`{feature}`, `generate`"),
            false => format!("`{feature}`"),
        };
        table.row(&shown, ratios.map(times));
        chart.bar(Bar::ours(&format!("{name}, debug"), ratios[0]));
        chart.bar(Bar::ours(&format!("{name}, release"), ratios[1]));
    }
    table.print();
    chart.write("build.svg")
}

impl Program<'_> {
    fn cost(&self, folder: &Path) -> Result<Cost> {
        let folder = folder.join(self.name);
        fs::create_dir_all(folder.join("src"))?;
        let manifest = format!(
            "[package]\nname = \"program\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
             [dependencies]\ntokio = {{ version = \"1\", features = [\"rt-multi-thread\"] }}\n{}",
            self.dependencies
        );
        fs::write(folder.join("Cargo.toml"), manifest)?;
        fs::write(folder.join("src/main.rs"), self.source)?;
        // The same versions for all, which are here already.
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock");
        fs::copy(lock, folder.join("Cargo.lock"))?;
        let cost = Cost {
            debug: build(&folder, &[])?,
            release: build(&folder, &["--release"])?,
            size: fs::metadata(folder.join("target/release/program"))?.len() as f64,
        };
        fs::remove_dir_all(folder)?;
        Ok(cost)
    }
}

/// Builds the program, and says how many seconds of user CPU that took.
fn build(folder: &Path, arguments: &[&str]) -> Result<f64> {
    let before = seconds_of_children()?;
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args(["build", "--quiet", "--offline"])
        .arg("--target-dir")
        .arg(folder.join("target"))
        .args(arguments)
        .current_dir(folder)
        // As for a crate from the registry.
        .env("CARGO_INCREMENTAL", "0")
        .env_remove("RUSTC_WRAPPER");
    let status = cargo.status().context("failed to run cargo")?;
    ensure!(status.success(), "failed: {cargo:?}");
    Ok(seconds_of_children()? - before)
}

/// The user CPU of the processes that were waited for, and of theirs.
fn seconds_of_children() -> Result<f64> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    Ok(usage.user_time().num_microseconds() as f64 / 1e6)
}
