//! Areas: what the operations of one cargo feature use, and nothing else does.

use std::collections::{BTreeMap, BTreeSet};

use super::text::{comment, indented};
use crate::api::{Api, Struct};
use crate::naming::{self, USER_IDENTIFIER};

/// The cargo features for which something is there; none stands for every build.
pub(crate) type Features<'a> = BTreeSet<&'a str>;

/// By Rust name, the features that use a type.
pub(crate) fn of(api: &Api) -> BTreeMap<&str, Features<'_>> {
    let mut users = BTreeMap::<_, BTreeSet<_>>::new();
    for user in api.users() {
        let takes_user = |name: &&str| api.object(name).is_some_and(Struct::names_user);
        let own = user.types.iter().any(takes_user).then_some(USER_IDENTIFIER);
        for name in user.types.iter().copied().chain(own) {
            users.entry(name).or_default().insert(user.feature);
        }
    }
    let features = users.into_iter().map(|(name, features)| {
        let features: Option<Features<'_>> = features.into_iter().collect();
        (name, features.unwrap_or_default())
    });
    features.collect()
}

/// The attribute by which something is compiled for its features alone.
pub(crate) fn condition(features: &Features<'_>) -> String {
    let features = features.iter().map(|name| format!("feature = {name:?}"));
    match features.collect::<Vec<_>>().as_slice() {
        [] => String::new(),
        [sole] => format!("#[cfg({sole})]\n"),
        several => format!("#[cfg(any({}))]\n", several.join(", ")),
    }
}

/// The types of these features, in a module of their own. Only that of an area is public: the
/// others keep together what is compiled together. No type is in the way of their names: types
/// start with a capital.
pub(crate) fn module(index: usize, features: &Features<'_>, types: &str) -> String {
    let condition = condition(features);
    let (about, visibility, name, export) = match (features.first(), features.len()) {
        (None, _) => return types.to_owned(),
        (Some(feature), 1) => {
            let about = comment(&[
                &format!("Models that only operations of the feature `{feature}` use."),
                "Import them from [`types`](crate::types), which re-exports them: that path stays \
                 the same when another feature starts to use a model, which then leaves this module.",
            ]);
            (about, "pub ", naming::snake(feature), "#[doc(hidden)]\n")
        }
        _ => (String::new(), "", format!("shared_{index}"), ""),
    };
    let types = indented(types);
    format!(
        r#"{about}{condition}{visibility}mod {name} {{
    #[allow(unused_imports)]
    use super::*;
{types}}}
{condition}{export}pub use {name}::*;
"#
    )
}
