//! Prints the figures of the README's section on performance, each against a named rival in the
//! same run, and draws two of them:
//!
//! ```text
//! cargo run --profile figures --manifest-path tests/performance/Cargo.toml
//! ```

mod bodies;
mod building;
mod callgrind;
mod calls;
mod cargo;
mod changes;
mod chart;
mod decode;
mod encode;
mod features;
mod generation;
mod instructions;
mod measure;
mod memory;
mod plain;
mod server;
mod table;

use anyhow::Result;
use callgrind::Work;
use clap::{Parser, ValueEnum};

/// Prints the figures of the README's section on performance, in Markdown, and draws those of
/// decoding and building.
#[derive(Parser)]
struct Arguments {
    /// What to measure: everything but `instructions`, if nothing is named. Building takes longest.
    subjects: Vec<Subject>,
    /// Does one task, so that its instructions can be counted.
    #[arg(long, hide = true, conflicts_with = "subjects")]
    work: Option<Work>,
    #[arg(long, hide = true, default_value_t = 0)]
    contender: usize,
    #[arg(long, hide = true, default_value_t = 1)]
    times: u32,
    /// Prints what encoding costs in this process, for `encode`.
    #[arg(long, hide = true, conflicts_with = "subjects")]
    encode_figures: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Subject {
    Decode,
    Encode,
    Calls,
    Memory,
    Build,
    Features,
    Generation,
    Changes,
    /// Needs valgrind, and fails if a count has grown since it was recorded
    Instructions,
}

fn main() -> Result<()> {
    if let Some(log) = std::env::var_os(cargo::LOG) {
        return cargo::compile(log.as_ref());
    }
    let arguments = Arguments::parse();
    if let Some(work) = arguments.work {
        return work.run(arguments.contender, arguments.times);
    }
    if arguments.encode_figures {
        return encode::print_figures();
    }
    let subjects = match &arguments.subjects[..] {
        [] => &Subject::FIGURES,
        named => named,
    };
    for subject in subjects {
        println!("### {}\n\n{}\n", subject.title(), subject.introduction());
        subject.run()?;
    }
    Ok(())
}

impl Subject {
    /// What the README shows, in its order.
    const FIGURES: [Self; 8] = [
        Self::Decode,
        Self::Encode,
        Self::Calls,
        Self::Memory,
        Self::Build,
        Self::Features,
        Self::Generation,
        Self::Changes,
    ];

    fn title(self) -> &'static str {
        match self {
            Self::Decode => "Decoding",
            Self::Encode => "Encoding",
            Self::Calls => "Calls",
            Self::Memory => "Memory",
            Self::Build => "Building",
            Self::Features => "What a feature turns on",
            Self::Generation => "Generation",
            Self::Changes => "Report on changes",
            Self::Instructions => "Instructions",
        }
    }

    /// What is compared.
    fn introduction(self) -> &'static str {
        match self {
            Self::Decode => {
                "The speed of decoding a response, by CPU time, and the instructions that it takes: the \
                 crate's models, which keep unknown fields and exact amounts, against plain derived \
                 structs, which do not. sonic-rs and simd-json show what SIMD parsers reach in a build for \
                 any x86-64: simd-json finds out what the CPU has, and sonic-rs does not. The \
                 instructions include those for first copying the body, and for dropping the result."
            }
            Self::Encode => {
                "The speed of encoding a request, by CPU time, and the instructions that it takes: the \
                 crate's models against plain derived structs, whose dates are already text."
            }
            Self::Calls => {
                "CPU and allocations of a call on the client's thread: the client against reqwest by \
                 hand, which reads the response into plain derived structs or into the crate's models."
            }
            Self::Memory => {
                "What decoding 5 MB of bank income allocates, in addition to the body: the crate's \
                 models against plain derived structs."
            }
            Self::Build => {
                "User CPU time of a clean build, and the size of the release binary, of a program that \
                 makes one call: with the crate, by feature, against the same call with reqwest by hand. \
                 What both need is compiled once, and counts in both. Without `generate`, the crate \
                 compiles the source that its package ships."
            }
            Self::Features => {
                "The operations that each feature turns on, the models and lines of generated source that \
                 they need, and the CPU to compile the crate with it alone, without its dependencies, in \
                 a debug build of the source that the package ships. Lines are compared, since the \
                 seconds vary with the machine."
            }
            Self::Generation => {
                "CPU to generate the source, by the number of operations, without the bodies of webhooks: \
                 the generator against parsing and printing the same source with `syn` and `prettyplease`."
            }
            Self::Changes => {
                "CPU to report the changes between two versions, by the number of operations: the \
                 report against generating both sources and comparing them line by line with `similar`."
            }
            Self::Instructions => "Instructions for each task, against `instructions.toml`.",
        }
    }

    fn run(self) -> Result<()> {
        match self {
            Self::Decode => decode::run(),
            Self::Encode => encode::run(),
            Self::Calls => calls::run(),
            Self::Memory => memory::run(),
            Self::Build => building::run(),
            Self::Features => features::run(),
            Self::Generation => generation::run(),
            Self::Changes => changes::run(),
            Self::Instructions => instructions::run(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Subject;

    /// The figures are of one machine, but what they are has to be what the command prints.
    #[test]
    fn the_readme_introduces_every_table() {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let readme = words(include_str!("../../../README.md"));
        for subject in Subject::FIGURES {
            let start = format!("### {} {} |", subject.title(), subject.introduction());
            assert!(readme.contains(&start), "{start}");
        }
    }
}
