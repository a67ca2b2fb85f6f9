use std::fs;

use super::Workspace;

/// Plaid's next document: a schema goes, one comes, another changes.
fn edit(workspace: &Workspace) {
    workspace.replace("upstream.yml", "1.2.3", "1.2.4");
    workspace.replace("upstream.yml", "schemas/B'}", "schemas/C'}");
    workspace.replace("upstream.yml", "B: {type: string}", "C: {type: string}");
    workspace.write("openapi/shown.toml", "C = ['.']\n");
}

/// What is printed between the first line and the list of files.
fn report(text: &str) -> &str {
    let (_, report) = text.split_once('\n').unwrap();
    let files = [" Updated ", " Added ", " Removed ", " Fresh "];
    let end = files.iter().filter_map(|label| report.find(label)).min();
    report[..end.unwrap()].trim_end()
}

/// Whatever part of the files a run had replaced when it was killed, the next one does the
/// rest and reports the same. The fragment, from which the report is made, comes last.
#[test]
fn a_run_that_was_killed_anywhere_is_repaired_with_the_same_report() {
    let done = Workspace::new();
    edit(&done);
    let (_, text) = done.run(&["--upstream"]).unwrap();
    let contents = |workspace: &Workspace| -> Vec<(String, String)> {
        let files = workspace.files().into_iter();
        let files = files.map(|(path, text, _)| {
            let path = path.strip_prefix(workspace.folder.path()).unwrap();
            (path.display().to_string(), text)
        });
        files.collect()
    };
    let labels = ["Updated ", "Added ", "Removed "];
    let written: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with(' '))
        .filter_map(|line| {
            labels
                .iter()
                .find_map(|label| line.trim_start().strip_prefix(label))
        })
        .collect();
    assert!(written.len() > 5, "{text}");
    assert_eq!(written.last(), Some(&"openapi/plaid-credit.json"));

    for killed_after in 0..written.len() {
        let workspace = Workspace::new();
        edit(&workspace);
        for file in &written[..killed_after] {
            match fs::read(done.path(file)) {
                Ok(content) => fs::write(workspace.path(file), content).unwrap(),
                Err(_) => fs::remove_file(workspace.path(file)).unwrap(),
            }
        }
        fs::create_dir(workspace.layout.staging()).unwrap();
        workspace.write(".xtask/.xtask-AbCdEf.tmp", "half");
        let (code, again) = workspace.run(&["--upstream"]).unwrap();
        assert_eq!(code, 0);
        assert_eq!(
            report(&again),
            report(&text),
            "killed after {killed_after} files"
        );
        assert_eq!(contents(&workspace), contents(&done));
        assert!(!workspace.layout.staging().exists());
    }
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
    fs::create_dir(workspace.layout.staging()).unwrap();
    workspace.write(".xtask/.xtask-AbCdEf.tmp", "half");
    workspace.run(&[]).unwrap();
    assert!(!workspace.layout.staging().exists());
}
