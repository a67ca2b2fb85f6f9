//! Building a program of one call from nothing: with the crate, and with raw reqwest.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use plaid_credit_codegen::generate;

use crate::cargo::Build;
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

pub(crate) struct Program {
    name: String,
    source: &'static str,
    dependencies: String,
}

/// The source that the package of the crate ships, for builds without `generate`. It is removed
/// in the end: left behind, it would be compiled when it is out of date.
pub(crate) struct Shipped(PathBuf);

struct Cost {
    debug: Build,
    release: Build,
    /// The program that a release build makes, in bytes.
    size: f64,
}

pub(crate) fn run() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let raw = Program {
        name: "raw reqwest".to_owned(),
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
        &raw.name,
        [
            format!("{:.0} s", rival.debug.total),
            format!("{:.0} s", rival.release.total),
            format!("{:.1} MB", rival.size / 1e6),
        ],
    );
    let mut chart = Chart::new("CPU to build from nothing, raw reqwest = 1");
    chart.bar(Bar::rival("raw reqwest", 1.0));
    for (feature, generates) in BUILT {
        let cost = {
            let _shipped = match generates {
                false => Some(Shipped::write()?),
                true => None,
            };
            Program::with_crate(feature, generates).cost(folder.path())?
        };
        let ratios = [
            cost.debug.ratio(&rival.debug),
            cost.release.ratio(&rival.release),
            cost.size / rival.size,
        ];
        let (shown, name) = match generates {
            true => (
                format!("`{feature}`, `generate`"),
                format!("{feature}, generated"),
            ),
            false => (format!("`{feature}`"), feature.to_owned()),
        };
        table.row(&shown, ratios.map(times));
        chart.bar(Bar::ours(&format!("{name}, debug"), ratios[0]));
        chart.bar(Bar::ours(&format!("{name}, release"), ratios[1]));
    }
    table.print();
    chart.write("build.svg")
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
            name: format!("{feature} {generates}"),
            source: include_str!("../programs/plaid_credit.rs"),
            dependencies: format!(
                "plaid-credit = {{ path = {:?}, default-features = false, features = [{feature:?}, \"rustls\"{}] }}\n",
                crate_folder(),
                if generates { ", \"generate\"" } else { "" }
            ),
        }
    }

    fn cost(&self, folder: &Path) -> Result<Cost> {
        let folder = folder.join(&self.name);
        self.write(&folder)?;
        let cost = Cost {
            debug: Build::new(&folder, &[])?,
            release: Build::new(&folder, &["--release"])?,
            size: fs::metadata(folder.join("target/release/program"))?.len() as f64,
        };
        fs::remove_dir_all(folder)?;
        Ok(cost)
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
