use super::Workspace;

#[test]
fn names_are_recorded_and_restored_without_plaids_document() {
    let workspace = Workspace::new();
    assert!(
        workspace
            .read("openapi/names.toml")
            .contains("\nB = \"B\"\n")
    );
    workspace.replace("openapi/names.toml", "\nB = \"B\"\n", "\nB = \"Bee\"\n");
    let (code, text) = workspace.run(&["--check"]).unwrap();
    assert_eq!(code, 4, "{text}");
    workspace.run(&[]).unwrap();
    let fragment = workspace.read("openapi/plaid-credit.json");
    assert!(fragment.contains("\"x-rust-name\": \"Bee\""), "{fragment}");
    assert_eq!(workspace.run(&["--check"]).unwrap().0, 0);
    assert_eq!(workspace.run(&["--upstream", "--check"]).unwrap().0, 0);
}

#[test]
fn a_name_that_is_missing_from_the_record_is_stale() {
    let workspace = Workspace::new();
    let before = workspace.read("openapi/names.toml");
    workspace.replace("openapi/names.toml", "\nB = \"B\"\n", "\n");
    assert_eq!(workspace.run(&["--check"]).unwrap().0, 4);
    workspace.run(&[]).unwrap();
    assert_eq!(workspace.read("openapi/names.toml"), before);
}

#[test]
fn a_name_that_cannot_be_kept_is_to_be_changed_in_the_record() {
    let workspace = Workspace::new();
    workspace.replace("openapi/names.toml", "\nB = \"B\"\n", "\nB = \"A\"\n");
    assert_eq!(
        workspace.error(&[]),
        "openapi/names.toml: A cannot have the recorded \"A\"; change or remove the line; nothing \
         was changed"
    );
}

#[test]
fn a_name_that_cannot_move_is_not_recorded() {
    let workspace = Workspace::new();
    let names = workspace.read("openapi/names.toml");
    workspace.write(
        "openapi/names.toml",
        &format!("{names}\n[fields.A]\nkind = \"sort\"\n"),
    );
    assert_eq!(
        workspace.error(&[]),
        "openapi/names.toml: A.kind has the usual spelling, so its name cannot be chosen; remove \
         the line"
    );
}
