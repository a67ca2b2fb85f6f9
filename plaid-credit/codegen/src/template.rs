//! The templates of paths: `/a/{id}`.

/// Whether it begins with a slash, and has a name between any two braces.
pub(crate) fn is_template(path: &str) -> bool {
    let is_plain = |text: &str| !text.contains(['{', '}']);
    let mut pieces = pieces(path);
    path.starts_with('/') && pieces.all(|(text, name)| is_plain(text) && name.is_none_or(is_plain))
}

/// The names in a template, in their order.
pub(crate) fn names(path: &str) -> impl Iterator<Item = &str> {
    pieces(path).filter_map(|(_, name)| name)
}

/// The template with other names.
pub(crate) fn renamed(path: &str, rename: impl Fn(&str) -> String) -> String {
    let pieces = pieces(path).map(|(text, name)| match name {
        Some(name) => format!("{text}{{{}}}", rename(name)),
        None => text.to_owned(),
    });
    pieces.collect()
}

/// The texts of a template, each with the name after it; the last may have none.
fn pieces(path: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    path.split_inclusive('}').map(|piece| {
        let named = piece.strip_suffix('}');
        match named.and_then(|piece| piece.split_once('{')) {
            Some((text, name)) => (text, Some(name)),
            None => (piece, None),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_template_has_a_slash_and_braces_in_pairs() {
        for path in [
            "/",
            "/a",
            "/a/{b}",
            "/{a}.{b}/c",
            "/{a}{b}",
            "/{}",
            "/{a/b}",
        ] {
            assert!(is_template(path), "{path}");
        }
        for path in [
            "", "a", "{a}", "/{a", "/a}", "/{a}}", "/{{a}}", "/{a{b}", "/}{",
        ] {
            assert!(!is_template(path), "{path}");
        }
    }

    #[test]
    fn names_are_replaced_at_once() {
        let path = "/a/{x}/{parameter_0}.{y}/b";
        assert_eq!(names(path).collect::<Vec<_>>(), ["x", "parameter_0", "y"]);
        let renamed = renamed(path, |name| match name {
            "x" => "parameter_0".to_owned(),
            name => format!("other_{name}"),
        });
        assert_eq!(renamed, "/a/{parameter_0}/{other_parameter_0}.{other_y}/b");
    }
}
