//! What is new since the last release.

use anyhow::Result;
use plaid_credit_codegen::Generated;
use serde_json::{Value, json};

use super::command::{Workspace, whole};
use super::{add, base, changed, remove, schema};
use crate::changes::release::{Pages, Release, since_last};
use crate::changes::{Git, Grade, Side};
use crate::pages;

fn since(workspace: &Workspace, document: &Value, changelog: Option<&str>) -> Release {
    since_with(
        workspace,
        document,
        changelog,
        "Loan\n\namount  Option<Decimal>\n",
    )
}

/// `page` is what today's generator writes of the released fragment.
fn since_with(
    workspace: &Workspace,
    document: &Value,
    changelog: Option<&str>,
    page: &str,
) -> Release {
    let pages = Pages::from([("Loan".to_owned(), page.to_owned())]);
    since_pages(workspace, document, changelog, &pages)
}

fn since_pages(
    workspace: &Workspace,
    document: &Value,
    changelog: Option<&str>,
    pages: &Pages,
) -> Release {
    let api = plaid_credit_codegen::api(document.clone()).unwrap();
    let present = Side {
        name: "2020-09-14_1.2.3",
        document,
        api: &api,
    };
    let generate = |released: &Value| -> Result<_> {
        let api = plaid_credit_codegen::api(released.clone())?;
        Ok((api, pages.clone()))
    };
    since_last(&workspace.layout(), present, changelog, generate).unwrap()
}

fn released() -> Workspace {
    let workspace = Workspace::new();
    workspace.write(
        "tests/snapshots/Loan.snap",
        "---\nsource: tests/snapshots.rs\n---\nLoan\n\namount  Option<Decimal>\n",
    );
    workspace.commit();
    workspace.git(&["tag", "v0.3.1"]);
    workspace
}

fn version(release: &Release) -> String {
    release.report.as_ref().unwrap().next_version().to_string()
}

#[test]
fn before_the_first_release_all_is_new_and_the_version_stands() {
    let workspace = Workspace::new();
    let release = since(&workspace, &base(), None);
    assert_eq!(version(&release), "0.3.1");
    let text = release.changelog(None).unwrap();
    assert!(
        text.contains("- `Client::loan_get`: new operation: `POST /loan/get` (feature `loans`).\n"),
        "{text}"
    );
    assert!(!text.contains("New types"), "{text}");
}

#[test]
fn types_that_come_with_an_operation_are_named() {
    let workspace = released();
    let mut document = whole();
    document["paths"]["/loan/list"]["post"]["x-cargo-feature"] = json!("loans");
    let release = since(&workspace, &document, None);
    assert_eq!(version(&release), "0.3.2");
    let text = release.changelog(None).unwrap();
    assert!(text.contains("- New types: `LoanListRequest`.\n"), "{text}");
}

#[test]
fn a_breaking_change_is_not_forgotten_by_the_next_one() {
    let workspace = released();
    let breaking = json!([remove(&schema("Loan/properties/amount"))]);
    let release = since(&workspace, &changed(breaking.clone()), None);
    assert_eq!(version(&release), "0.4.0");
    let first = release.changelog(None).unwrap();

    workspace.write_fragment(&changed(breaking.clone()));
    workspace.commit();
    let mut both = breaking;
    both.as_array_mut()
        .unwrap()
        .push(add(&schema("LoanStatus/enum/-"), json!("SOLD")));
    let release = since(&workspace, &changed(both), Some(&first));
    assert_eq!(version(&release), "0.4.0");
    let text = release.changelog(Some(&first)).unwrap();
    let removed = "- **Breaking:** `Loan`: field `amount` removed, was `Option<Decimal>`.\n";
    assert_eq!(text.matches(removed).count(), 1, "{text}");
    assert!(
        text.contains("- `LoanStatus`: new values: `SOLD`.\n"),
        "{text}"
    );

    // What is taken back is not told.
    let release = since(&workspace, &base(), Some(&text));
    assert_eq!(version(&release), "0.3.1");
    assert!(!release.changelog(Some(&text)).unwrap().contains("Breaking"));
}

#[test]
fn what_the_generator_changes_counts() {
    let workspace = released();
    let of = |page| since_with(&workspace, &base(), None, page);
    let breaking = of("Loan\n\namount  Option<f64>\n");
    assert_eq!(version(&breaking), "0.4.0");
    let text = breaking.changelog(None).unwrap();
    assert!(
        text.contains("- **Breaking:** The generator: writes other code for `Loan`.\n"),
        "{text}"
    );
    let additive = of("Loan\n\namount  Option<Decimal>\nterm  Option<i64>\n");
    assert_eq!(version(&additive), "0.3.2");
    assert_eq!(version(&of("Loan\n\namount  Option<Decimal>\n")), "0.3.1");

    // Git may be configured to print more beside each line.
    for option in ["lineNumber", "column", "fullName"] {
        workspace.git(&["config", &format!("grep.{option}"), "true"]);
    }
    workspace.git(&["config", "color.ui", "always"]);
    assert_eq!(version(&of("Loan\n\namount  Option<Decimal>\n")), "0.3.1");
}

#[test]
fn source_that_gives_the_same_models_breaks_nothing() {
    let workspace = Workspace::new();
    let mut generated = plaid_credit_codegen::generate(base()).unwrap();
    generated.source = "/// Reads.\nfn read() {}".to_owned();
    for page in pages::all(&generated) {
        let path = format!("tests/snapshots/{}.snap", page.name);
        workspace.write(&path, &page.file());
    }
    workspace.commit();
    workspace.git(&["tag", "v0.3.1"]);
    let of = |source: &str, change: fn(&mut Pages)| {
        let source = source.to_owned();
        let generated = Generated {
            source,
            ..generated.clone()
        };
        let mut present = pages::all(&generated)
            .into_iter()
            .map(|page| (page.name, page.text))
            .collect();
        change(&mut present);
        let release = since_pages(&workspace, &base(), None, &present);
        let groups = &release.report.as_ref().unwrap().groups;
        let changes = groups.iter().flat_map(|group| &group.changes);
        let said = changes.map(|change| (change.grade, change.sentence.clone()));
        said.collect::<Vec<_>>()
    };
    assert_eq!(of("/// Reads.\nfn read() {}", |_| ()), []);
    let reworded = "/// Reads it.\nfn read() {}";
    let same_models = "writes other code for the same models".to_owned();
    assert_eq!(of(reworded, |_| ()), [(Grade::Documentation, same_models)]);
    let additional = "writes additional code for `index`".to_owned();
    let with_a_type =
        |pages: &mut Pages| *pages.get_mut("index").unwrap() += "More = Event::More\n";
    assert_eq!(of(reworded, with_a_type), [(Grade::Additive, additional)]);
    let other = "writes other code for `Loan`".to_owned();
    let without_a_type = |pages: &mut Pages| drop(pages.remove("Loan"));
    assert_eq!(of(reworded, without_a_type), [(Grade::Breaking, other)]);
}

#[test]
fn pages_that_git_cannot_read_are_not_taken_for_none() {
    let workspace = released();
    let snapshots = |commit, folder| Git(workspace.path()).snapshots(commit, folder);
    assert_eq!(snapshots("v0.3.1", "tests/snapshots").unwrap().len(), 1);
    assert_eq!(snapshots("v0.3.1", "tests/none").unwrap().len(), 0);
    assert!(snapshots("v0.9.9", "tests/snapshots").is_err());
    std::fs::remove_dir_all(workspace.path().join(".git/objects")).unwrap();
    assert!(snapshots("v0.3.1", "tests/snapshots").is_err());
}

#[test]
fn a_clone_without_tags_leaves_the_changelog_as_it_is() {
    let workspace = Workspace::new();
    let present = "# Changelog\n\n## [0.3.0] - 2030-01-01\n";
    let release = since(&workspace, &base(), Some(present));
    assert_eq!(
        release.summary(present),
        "the changelog was left as it is: tag v0.3.0, which the changelog names, is missing; run \
         `git fetch --tags`"
    );
    assert!(release.report.is_err());
    assert_eq!(release.changelog(Some(present)).as_deref(), Some(present));

    std::fs::remove_dir_all(workspace.path().join(".git")).unwrap();
    let release = since(&workspace, &base(), None);
    assert!(release.report.is_err());
    assert_eq!(release.changelog(None), None);
}

#[test]
fn a_released_fragment_that_is_refused_today_leaves_the_changelog_as_it_is() {
    let workspace = Workspace::new();
    let mut refused = base();
    refused["components"]["schemas"]["Loan"]["type"] = json!("loan");
    workspace.write_fragment(&refused);
    workspace.commit();
    workspace.git(&["tag", "v0.3.1"]);
    let release = since(&workspace, &base(), None);
    let summary = release.summary("");
    let why = "the changelog was left as it is: today's generator refuses the fragment of v0.3.1, so \
               write the changelog by hand until the next release: #/components/schemas/Loan";
    assert!(summary.starts_with(why), "{summary}");
    let present = "# Changelog\n";
    assert_eq!(release.changelog(Some(present)).as_deref(), Some(present));
}

#[test]
fn a_clone_that_leaves_out_tags_is_not_taken_for_one_before_the_first_release() {
    let workspace = released();
    workspace.write("README.md", "After the release.\n");
    workspace.commit();
    let summary = |options| since(&workspace.cloned(options), &base(), None).summary("");
    assert_eq!(summary(&[]), "nothing is new since v0.3.1");
    assert_eq!(
        summary(&["--no-tags"]),
        "the changelog was left as it is: this clone was made without tags; run `git config \
         --unset-all remote.origin.tagOpt` and `git fetch --tags`"
    );
    assert_eq!(
        summary(&["--depth=1"]),
        "the changelog was left as it is: this clone is shallow; run `git fetch --unshallow --tags`"
    );

    let clone = workspace.cloned(&["--no-tags"]);
    clone.git(&["config", "--unset-all", "remote.origin.tagOpt"]);
    clone.git(&["fetch", "--quiet", "--tags"]);
    let release = since(&clone, &base(), None);
    assert_eq!(release.summary(""), "nothing is new since v0.3.1");
}

#[test]
fn the_summary_names_the_version_that_a_release_would_have() {
    let summary = |entry: &str| {
        let text = format!("# Changelog\n\n## [Unreleased]\n\n{entry}\n");
        since(&released(), &base(), Some(&text)).summary(&text)
    };
    for (entry, expected) in [
        (
            "- **Breaking:** `Wait`: takes a clock.",
            "0.4.0 comes next, after v0.3.1",
        ),
        (
            "- `Wait`: takes a clock as well.",
            "0.3.2 comes next, after v0.3.1",
        ),
        (
            "- Follows Plaid's OpenAPI document `2020-09-14_1.2.3`.",
            "nothing is new since v0.3.1",
        ),
    ] {
        assert_eq!(summary(entry), expected);
    }
}

#[test]
fn a_pre_release_is_not_a_release() {
    let workspace = released();
    workspace.write("README.md", "After the release.\n");
    workspace.commit();
    workspace.git(&["tag", "v0.4.0-rc.1"]);
    let release = since(&workspace, &base(), None);
    assert_eq!(release.summary(""), "nothing is new since v0.3.1");
}
