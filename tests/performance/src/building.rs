//! Building a program of one call from nothing: with the crate, and with raw reqwest.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};
use plaid_credit_codegen::generate;

use crate::cargo::Build;
use crate::chart::{Bar, Chart};
use crate::features::document;
use crate::measure::median;
use crate::table::{Table, hundredths};

/// The features, and whether the source is generated in the build or compiled as shipped.
const BUILT: [(&str, bool); 4] = [
    ("sessions", false),
    ("credit", false),
    ("full", false),
    ("sessions", true),
];

pub(crate) struct Program {
    source: &'static str,
    dependencies: String,
}

/// The source that the package of the crate ships, for builds without `generate`. It is removed
/// in the end: left behind, it would be compiled when it is out of date.
pub(crate) struct Shipped(PathBuf);

/// How often each program is built: the machine may be busy meanwhile.
const ROUNDS: usize = 3;

/// The folder for what cargo builds, and the arguments that ask for it. The release comes last.
const PROFILES: [(&str, &[&str]); 2] = [("debug", &[]), ("release", &["--release"])];

/// What a program costs in each round.
#[derive(Default)]
struct Costs {
    /// By profile: in seconds for the rival, and else divided by what the rival costs.
    builds: [Vec<f64>; PROFILES.len()],
    /// The program that a release build makes, in bytes.
    size: f64,
}

pub(crate) fn run() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let raw = Program {
        source: include_str!("../programs/reqwest.rs"),
        dependencies: concat!(
            "reqwest = { version = \"0.13\", default-features = false, features = [\"gzip\", \"json\", \"rustls\"] }\n",
            "serde = { version = \"1\", features = [\"derive\"] }\n",
        )
        .to_owned(),
    };
    let mut costs: [Costs; 1 + BUILT.len()] = Default::default();
    for _ in 0..ROUNDS {
        build_all(&raw, folder.path(), &mut costs)?;
    }
    let [rival, ours @ ..] = costs;
    let [debug, release] = rival.builds.map(median);
    let mut table = Table::new([
        "program",
        "debug build",
        "release build",
        "size of the release",
    ]);
    table.row(
        "raw reqwest",
        [
            format!("{debug:.0} s"),
            format!("{release:.0} s"),
            format!("{:.1} MB", rival.size / 1e6),
        ],
    );
    let mut chart = Chart::new("CPU to build from nothing, raw reqwest = 1");
    chart.bar(Bar::rival("raw reqwest", 1.0));
    for ((feature, generates), cost) in BUILT.into_iter().zip(ours) {
        let [debug, release] = cost.builds.map(median);
        let ratios = [debug, release, cost.size / rival.size];
        let (shown, name) = match generates {
            true => (
                format!("`{feature}`, `generate`"),
                format!("{feature}, generated"),
            ),
            false => (format!("`{feature}`"), feature.to_owned()),
        };
        table.row(&shown, ratios.map(hundredths));
        chart.bar(Bar::ours(&format!("{name}, debug"), ratios[0]));
        chart.bar(Bar::ours(&format!("{name}, release"), ratios[1]));
    }
    table.print();
    chart.write("build.svg")
}

/// Builds each program once, those with the crate on top of the rival's build.
fn build_all(
    raw: &Program,
    folder: &Path,
    [rival, ours @ ..]: &mut [Costs; 1 + BUILT.len()],
) -> Result<()> {
    let [target, kept] = ["target", "kept"].map(|name| folder.join(name));
    for (profile, (output, arguments)) in PROFILES.into_iter().enumerate() {
        let program = target.join(output).join("program");
        raw.write(folder)?;
        let built = Build::new(folder, arguments)?;
        rival.builds[profile].push(built.total);
        rival.size = fs::metadata(&program)?.len() as f64;
        fs::rename(&target, &kept)?;
        for ((feature, generates), cost) in BUILT.into_iter().zip(ours.iter_mut()) {
            let copied = Command::new("cp")
                .arg("-a")
                .args([&kept, &target])
                .status()?;
            ensure!(copied.success(), "failed to copy {}", kept.display());
            let _shipped = match generates {
                false => Some(Shipped::write()?),
                true => None,
            };
            Program::with_crate(feature, generates).write(folder)?;
            let ratio = Build::new(folder, arguments)?.ratio(&built);
            cost.builds[profile].push(ratio);
            cost.size = fs::metadata(&program)?.len() as f64;
            fs::remove_dir_all(&target)?;
        }
        fs::remove_dir_all(&kept)?;
    }
    Ok(())
}

impl Shipped {
    pub(crate) fn write() -> Result<Self> {
        let folder = crate_folder().join("generated");
        fs::create_dir_all(&folder)?;
        let shipped = Self(folder);
        generate(document()?)?.write(&shipped.0)?;
        Ok(shipped)
    }

    /// The generated source.
    pub(crate) fn source(&self) -> Result<String> {
        Ok(fs::read_to_string(self.0.join("generated.rs"))?)
    }
}

impl Drop for Shipped {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            eprintln!("failed to remove {}: {error}", self.0.display());
        }
    }
}

fn crate_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plaid-credit")
}

impl Program {
    /// A program with the crate.
    pub(crate) fn with_crate(feature: &str, generates: bool) -> Self {
        Self {
            source: include_str!("../programs/plaid_credit.rs"),
            dependencies: format!(
                "plaid-credit = {{ path = {:?}, default-features = false, features = [{feature:?}, \"rustls\"{}] }}\n",
                crate_folder(),
                if generates { ", \"generate\"" } else { "" }
            ),
        }
    }

    /// Writes the package of the program, in place of another.
    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
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
        Ok(())
    }
}
