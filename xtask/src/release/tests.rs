use super::{Next, next};
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
    let next = next.map(|it| it.next.to_string());
    next.map_err(|error| error.to_string())
}

#[test]
fn entries_decide_which_version_comes_next() {
    assert_eq!(version(&released(CHANGELOG)).unwrap(), "0.3.2");
    let breaking = CHANGELOG.replace("- `Client", "- **Breaking:** `Client");
    assert_eq!(version(&released(&breaking)).unwrap(), "0.4.0");
    let higher = released(CHANGELOG);
    higher.write("Cargo.toml", "[workspace.package]\nversion = \"1.0.0\"\n");
    assert_eq!(version(&higher).unwrap(), "1.0.0");
    let first = CHANGELOG.replace("## [0.3.1] - 2030-01-01\n", "");
    assert_eq!(version(&workspace(&first)).unwrap(), "0.3.1");
}

#[test]
fn the_changelog_is_dated() {
    let Next {
        present, changelog, ..
    } = next(&released(CHANGELOG).layout(), "2030-02-03").unwrap();
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
        "tag v0.3.1, which the changelog names, is missing; run `git fetch --tags`"
    );
    let squashed = released(CHANGELOG);
    squashed.git(&["commit", "--quiet", "--amend", "--message", "Squashed"]);
    assert_eq!(
        version(&squashed).unwrap_err(),
        "tag v0.3.1, which the changelog names, is not part of this branch; run `git merge v0.3.1`"
    );
    squashed.git(&["merge", "--quiet", "v0.3.1"]);
    assert_eq!(version(&squashed).unwrap(), "0.3.2");
    let other = released(CHANGELOG);
    other.write("Cargo.toml", "[workspace.package]\nversion = \"0.3.0\"\n");
    assert_eq!(
        version(&other).unwrap_err(),
        "Cargo.toml: the version is 0.3.0, but the changes require 0.3.2"
    );
}

/// Runs the script for a release that may break code, with another script in the place of the one
/// that packages.
#[cfg(unix)]
fn script(workspace: &Workspace, package: &str) -> (bool, String) {
    script_for(workspace, "0.4.0", package, "#!/bin/sh\n")
}

/// Runs the script for this release, with others in the places of the one that packages and of
/// cargo.
#[cfg(unix)]
fn script_for(workspace: &Workspace, next: &str, package: &str, cargo: &str) -> (bool, String) {
    use std::os::unix::fs::PermissionsExt;

    use crate::changes::tests::command::isolated;

    let release = include_str!("../../../.ci/release");
    for (name, text) in [
        (".ci/release", release),
        (".ci/package", package),
        ("bin/cargo", cargo),
    ] {
        workspace.write(name, text);
        let path = workspace.path().join(name);
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    workspace.commit();
    let changelog = workspace.path().join("plaid-credit/CHANGELOG.md");
    let path = std::env::var("PATH").unwrap();
    let ran = isolated(workspace.path().join(".ci/release"))
        .args(["0.3.1", next, "0.3.1"])
        .arg(changelog)
        .env("PATH", format!("{}/bin:{path}", workspace.path().display()))
        .output()
        .unwrap();
    let said = String::from_utf8(ran.stderr).unwrap();
    (ran.status.success(), said)
}

#[cfg(unix)]
fn of_script() -> Workspace {
    let workspace = released(CHANGELOG);
    workspace.write("README.md", "plaid-credit = \"0.3\"\n");
    workspace.git(&["config", "user.name", "Test"]);
    workspace.git(&["config", "user.email", "test@example.com"]);
    workspace
}

#[cfg(unix)]
#[test]
fn the_release_is_committed_and_tagged() {
    let workspace = of_script();
    let (made, said) = script(&workspace, "#!/bin/sh\n");
    assert!(made, "{said}");
    workspace.git(&["diff", "--exit-code", "v0.4.0", "HEAD"]);
    workspace.git(&["diff", "--exit-code", "HEAD"]);
    let read = |name| std::fs::read_to_string(workspace.path().join(name)).unwrap();
    assert!(read("Cargo.toml").contains("version = \"0.4.0\""));
    assert_eq!(read("README.md"), "plaid-credit = \"0.4\"\n");
}

#[cfg(unix)]
#[test]
fn the_examples_of_the_last_release_are_checked() {
    let workspace = of_script();
    let manifest = |feature: &str, example: &str| {
        let example = format!("[[example]]\nname = \"{example}\"\n");
        let text = format!("[features]\n{feature} = []\n\n{example}\n[lints]\nworkspace = true\n");
        workspace.write("plaid-credit/Cargo.toml", &text);
    };
    manifest("first", "old");
    workspace.write("plaid-credit/examples/old.rs", "// old\n");
    workspace.write("plaid-credit/tests/old.rs", "");
    workspace.commit();
    workspace.git(&["tag", "--force", "v0.3.1"]);
    manifest("second", "new");
    workspace.write("plaid-credit/examples/old.rs", "// changed\n");
    workspace.write("plaid-credit/examples/new.rs", "// new\n");
    // What it compiles.
    let cargo = "#!/bin/sh\n[ \"$1\" = check ] || exit 0\n\
                 cat plaid-credit/Cargo.toml plaid-credit/examples/*.rs >&2\n";
    let (made, said) = script_for(&workspace, "0.3.2", "#!/bin/sh\n", cargo);
    assert!(made, "{said}");
    let compiled = "[features]\nsecond = []\n\n[lints]\nworkspace = true\n\
                    [[example]]\nname = \"old\"\n\n// old\n";
    assert!(said.contains(compiled), "{said}");
    assert!(!said.contains("new"), "{said}");
    workspace.git(&["diff", "--exit-code", "HEAD"]);
    workspace.git(&["diff", "--exit-code", "v0.3.2", "HEAD"]);
}

#[cfg(unix)]
#[test]
fn a_release_that_fails_changes_nothing() {
    let is_undone = |workspace: &Workspace| {
        workspace.git(&["diff", "--exit-code", "HEAD"]);
        let text = std::fs::read_to_string(workspace.path().join("Cargo.toml")).unwrap();
        assert!(text.contains("0.3.1"), "{text}");
    };
    let tagged = of_script();
    tagged.git(&["tag", "v0.4.0"]);
    let (made, said) = script(&tagged, "#!/bin/sh\n");
    assert!(!made);
    let remedy = "run `git tag --delete v0.4.0`";
    assert!(said.contains(remedy), "{said}");
    is_undone(&tagged);

    let on_a_branch = of_script();
    on_a_branch.git(&["switch", "--quiet", "--create", "other"]);
    let (made, said) = script(&on_a_branch, "#!/bin/sh\n");
    assert!(!made);
    assert!(said.contains("run `git switch main`"), "{said}");
    is_undone(&on_a_branch);

    let without_key = of_script();
    without_key.git(&["config", "tag.gpgSign", "true"]);
    without_key.git(&["config", "gpg.program", "false"]);
    assert!(!script(&without_key, "#!/bin/sh\n").0);
    is_undone(&without_key);

    // Somebody commits meanwhile.
    let moved = of_script();
    let top = moved.path().display();
    let commit = format!("#!/bin/sh\ngit -C {top} commit --quiet --allow-empty --message=Other\n");
    assert!(!script(&moved, &commit).0);
    is_undone(&moved);
    moved.git(&["tag", "v0.4.0"]);
}
