use super::{Entry, Kind, merge};

fn entry(kind: Kind, text: &str) -> Entry {
    Entry {
        kind,
        text: text.to_owned(),
    }
}

fn update() -> Vec<Entry> {
    vec![
        entry(Kind::Removed, "**Breaking:** `A`: field `b`."),
        entry(Kind::Added, "`A`: field `c`."),
        entry(Kind::Added, "`A`: field `d`."),
        Entry::follows("1.2.3"),
    ]
}

#[test]
fn a_missing_file_is_begun() {
    insta::assert_snapshot!(merge(None, &update()), @"
    # Changelog

    What changed for users of the crate, in the form of
    [Keep a Changelog](https://keepachangelog.com/en/1.1.0/).

    ## [Unreleased]

    ### Added

    - `A`: field `c`.
    - `A`: field `d`.

    ### Changed

    - Follows Plaid's OpenAPI document `1.2.3`.

    ### Removed

    - **Breaking:** `A`: field `b`.
    ");
}

#[test]
fn the_section_is_made_above_the_newest_version() {
    let present = "\
# Changes

## How to read this

### Added

- An example.

## [0.2.0] - 2026-01-01

### Added

- `A`: field `c`.

[0.2.0]: https://example.com
";
    insta::assert_snapshot!(merge(Some(present), &update()[1..2]), @"
    # Changes

    ## How to read this

    ### Added

    - An example.

    ## [Unreleased]

    ### Added

    - `A`: field `c`.

    ## [0.2.0] - 2026-01-01

    ### Added

    - `A`: field `c`.

    [0.2.0]: https://example.com
    ");
}

#[test]
fn what_people_wrote_stays_and_nothing_is_said_twice() {
    let present = "\
# Changelog

## [Unreleased] - soon

What this is about.

### Added

- `A`: field
  `c`.
* By hand,
  on two lines.

### Fixed
- A fault:
  ```
  ## [0.0.1]
  ### Added
  ```

[Unreleased]: https://example.com
";
    let merged = merge(Some(present), &update());
    insta::assert_snapshot!(merged, @"
    # Changelog

    ## [Unreleased] - soon

    What this is about.

    ### Added

    - `A`: field
      `c`.
    * By hand,
      on two lines.
    - `A`: field `d`.

    ### Changed

    - Follows Plaid's OpenAPI document `1.2.3`.

    ### Removed

    - **Breaking:** `A`: field `b`.

    ### Fixed
    - A fault:
      ```
      ## [0.0.1]
      ### Added
      ```

    [Unreleased]: https://example.com
    ");
    assert_eq!(merge(Some(&merged), &update()), merged);
}

#[test]
fn a_later_document_takes_the_place_of_the_one_before() {
    let first = merge(None, &update());
    let second = [
        entry(Kind::Added, "`A`: field `e`."),
        Entry::follows("1.2.4"),
    ];
    let merged = merge(Some(&first), &second);
    let expected = first
        .replace("field `d`.\n", "field `d`.\n- `A`: field `e`.\n")
        .replace("1.2.3", "1.2.4");
    assert_eq!(merged, expected);
}

#[test]
fn a_released_version_is_left_alone() {
    let released = merge(None, &update()).replace("[Unreleased]", "[0.2.0] - 2026-01-01");
    let merged = merge(Some(&released), &[Entry::follows("1.2.4")]);
    let (head, tail) = released.split_once("## [0.2.0]").unwrap();
    let added = "## [Unreleased]\n\n### Changed\n\n- Follows Plaid's OpenAPI document `1.2.4`.\n\n";
    assert_eq!(merged, format!("{head}{added}## [0.2.0]{tail}"));
}

#[test]
fn nothing_to_say_changes_nothing() {
    for present in ["", "# Changes\r\n\r\ntext without an end"] {
        assert_eq!(merge(Some(present), &[]), present);
    }
    assert_eq!(merge(None, &[]), "");
}

#[test]
fn line_endings_stay_as_they_are() {
    let present = "# Changes\r\n\r\n## 1.0.0\r\n";
    assert_eq!(
        merge(Some(present), &[entry(Kind::Added, "A.")]),
        "# Changes\r\n\r\n## [Unreleased]\r\n\r\n### Added\r\n\r\n- A.\r\n\r\n## 1.0.0\r\n"
    );
}

#[test]
fn what_is_taken_back_is_not_said() {
    let added = entry(Kind::Added, "`A`: field `c`.");
    let removed = entry(Kind::Removed, "**Breaking:** `A`: field `c`.");
    let other = entry(Kind::Added, "`A`: field `d`.");
    let nothing = merge(Some("# Changes\n\n## [Unreleased]\n"), &[]);
    let once = merge(Some(&nothing), std::slice::from_ref(&added));
    assert_eq!(merge(Some(&once), std::slice::from_ref(&removed)), nothing);
    let gone = merge(Some(&nothing), std::slice::from_ref(&removed));
    assert_eq!(merge(Some(&gone), std::slice::from_ref(&added)), nothing);
    let again = [added.clone(), removed.clone(), added.clone()];
    assert_eq!(merge(Some(&nothing), &again), once);

    let both = merge(Some(&nothing), &[added, other, Entry::follows("1.2.3")]);
    insta::assert_snapshot!(merge(Some(&both), &[removed]), @"
    # Changes

    ## [Unreleased]

    ### Added

    - `A`: field `d`.

    ### Changed

    - Follows Plaid's OpenAPI document `1.2.3`.
    ");
}

#[test]
fn a_section_that_is_left_empty_goes() {
    let present = "\
# Changes

## [Unreleased]

### Added

- `A`: field
  `c`.

### Changed

- Something.

### Removed

- `A`: field `e`.

## [0.2.0] - 2026-01-01

[0.2.0]: https://example.com
";
    let entries = [
        entry(Kind::Removed, "**Breaking:** `A`: field `c`."),
        entry(Kind::Added, "`A`: field `e`."),
    ];
    insta::assert_snapshot!(merge(Some(present), &entries), @"
    # Changes

    ## [Unreleased]

    ### Changed

    - Something.

    ## [0.2.0] - 2026-01-01

    [0.2.0]: https://example.com
    ");
}
