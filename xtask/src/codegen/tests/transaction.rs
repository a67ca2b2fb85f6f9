use std::fs;

use super::Workspace;
use crate::layout;

/// Plaid's next document: a schema goes, one comes, another changes.
fn edit(workspace: &Workspace) {
    workspace.replace("upstream.yml", "1.2.3", "1.2.4");
    workspace.replace("upstream.yml", "schemas/B'}", "schemas/C'}");
    workspace.replace("upstream.yml", "B: {type: string}", "C: {type: string}");
    workspace.write("openapi/shown.toml", "C = ['.']\n");
}

#[test]
fn a_file_that_cannot_be_replaced_changes_nothing() {
    for target in ["openapi/upstream.toml", "tests/snapshots/C.snap"] {
        let workspace = Workspace::new();
        edit(&workspace);
        let path = workspace.path(target);
        let _ = fs::remove_file(&path);
        fs::create_dir(&path).unwrap();
        let before = workspace.files();
        let error = workspace.error(&["--upstream"]);
        assert!(error.contains(target), "{error}");
        assert_eq!(workspace.files(), before);
        fs::remove_dir(&path).unwrap();
        assert_eq!(workspace.run(&["--upstream"]).unwrap().0, 0);
        assert_eq!(workspace.run(&["--check"]).unwrap().0, 0);
    }
}

#[test]
fn leftovers_of_a_killed_run_are_removed_even_if_nothing_is_stale() {
    let workspace = Workspace::new();
    fs::create_dir(workspace.layout.path(layout::STAGING)).unwrap();
    workspace.write(".xtask/.xtask-AbCdEf.tmp", "half");
    workspace.run(&[]).unwrap();
    assert!(!workspace.layout.path(layout::STAGING).exists());
}

#[test]
fn pages_that_go_are_removed_before_others_are_written() {
    let workspace = Workspace::new();
    edit(&workspace);
    let (_, text) = workspace.run(&["--upstream"]).unwrap();
    let place = |line: &str| text.find(line).unwrap();
    let removed = place("     Removed tests/snapshots/B.snap\n");
    assert!(
        removed < place("       Added tests/snapshots/C.snap\n"),
        "{text}"
    );
    assert!(
        removed < place("     Updated tests/snapshots/A.snap\n"),
        "{text}"
    );
}
