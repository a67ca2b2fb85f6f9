//! Which version comes next.

use crate::changes::{Grade, Version};

#[test]
fn bumps() {
    for (version, grade, expected) in [
        ("0.1.0", Some(Grade::Breaking), "0.2.0"),
        ("0.1.4", Some(Grade::Additive), "0.1.5"),
        ("0.1.4", Some(Grade::Documentation), "0.1.5"),
        ("0.1.4", None, "0.1.4"),
        ("1.2.3", Some(Grade::Breaking), "2.0.0"),
        ("1.2.3", Some(Grade::Additive), "1.3.0"),
        ("1.2.3", Some(Grade::Documentation), "1.2.4"),
    ] {
        let version = Version::parse(version).unwrap();
        assert_eq!(version.after(grade).to_string(), expected);
    }
}

#[test]
fn other_text_is_not_a_version() {
    for text in ["", "1", "1.2", "1.2.x", "1.2.3.4", "1.2.3-rc.1", "1.2.3+1"] {
        assert_eq!(Version::parse(text), None, "{text}");
    }
}
