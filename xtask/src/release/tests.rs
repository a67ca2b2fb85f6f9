use super::next;
use crate::changes::tests::command::Workspace;

const CHANGELOG: &str = "\
# Changelog

## [Unreleased]

- `Client::loan_get`: takes a user as well.

## [0.3.1] - 2030-01-01

- The first.
";

fn workspace(changelog: &str) -> Workspace {
    let workspace = Workspace::new();
    workspace.write("plaid-credit/CHANGELOG.md", changelog);
    workspace.commit();
    workspace
}

fn released(changelog: &str) -> Workspace {
    let workspace = workspace(changelog);
    workspace.git(&["tag", "v0.3.1"]);
    workspace
}

fn version(workspace: &Workspace) -> Result<String, String> {
    let next = next(&workspace.layout(), "2030-02-03");
    let next = next.map(|(_, version, _)| version.to_string());
    next.map_err(|error| error.to_string())
}

#[test]
fn entries_decide_which_version_comes_next() {
    assert_eq!(version(&released(CHANGELOG)).unwrap(), "0.3.2");
    let breaking = CHANGELOG.replace("- `Client", "- **Breaking:** `Client");
    assert_eq!(version(&released(&breaking)).unwrap(), "0.4.0");
    let first = CHANGELOG.replace("## [0.3.1] - 2030-01-01\n", "");
    assert_eq!(version(&workspace(&first)).unwrap(), "0.3.1");
}

#[test]
fn the_changelog_is_dated() {
    let (present, _, changelog) = next(&released(CHANGELOG).layout(), "2030-02-03").unwrap();
    assert_eq!(present.to_string(), "0.3.1");
    let dated =
        "## [0.3.2] - 2030-02-03\n\n- `Client::loan_get`: takes a user as well.\n\n## [0.3.1]";
    assert!(changelog.contains(dated), "{changelog}");
    let unreleased = "# Changelog\n\n## [Unreleased]\n\n<!-- Generated";
    assert!(changelog.starts_with(unreleased), "{changelog}");
}

#[test]
fn what_cannot_be_released_says_why() {
    let empty = CHANGELOG.replace("- `Client::loan_get`: takes a user as well.\n", "");
    assert_eq!(
        version(&released(&empty)).unwrap_err(),
        "plaid-credit/CHANGELOG.md: no entry under Unreleased; nothing to release"
    );
    assert_eq!(
        version(&workspace(CHANGELOG)).unwrap_err(),
        "the tag of the last release is missing; run `git fetch --tags`"
    );
    let other = released(CHANGELOG);
    other.write("Cargo.toml", "[workspace.package]\nversion = \"0.5.0\"\n");
    assert_eq!(
        version(&other).unwrap_err(),
        "Cargo.toml: the version is 0.5.0, but the changes require 0.3.2"
    );
}
