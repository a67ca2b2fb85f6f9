//! Areas: the operations of one cargo feature, and the types that nothing else uses.

use std::collections::BTreeMap;

use heck::ToTitleCase;

use super::text::{comment, indented};
use crate::api::Api;
use crate::naming;

/// By Rust name, the feature that alone uses a type.
pub(crate) type Areas = BTreeMap<String, String>;

/// The areas of the types of a whole document. What features share is in none.
pub(crate) fn of(api: &Api) -> Areas {
    let users: Vec<_> = api.users().collect();
    let area = |name: &str| {
        let users = users.iter().filter(|user| user.types.contains(name));
        let mut features = users.map(|user| user.feature);
        let feature = features.next()??;
        let is_sole = features.all(|other| other == Some(feature));
        is_sole.then(|| feature.to_owned())
    };
    let names = api.types.keys();
    let areas = names.filter_map(|name| Some((name.clone(), area(name)?)));
    areas.collect()
}

/// The module of the types of an area. No type is in its way: they start with a capital.
pub(crate) fn module(feature: &str, types: &str) -> String {
    let about = format!(
        "The models that only operations of the feature `{feature}` use.\n\n\
         Import them from [`types`](crate::types), which re-exports them: that path stays the \
         same when another feature starts to use a model, which then leaves this module."
    );
    let (heading, name) = (heading(feature, &about), naming::snake(feature));
    let types = indented(types);
    format!(
        r#"{heading}pub mod {name} {{
    #[allow(unused_imports)]
    use super::*;
{types}}}
#[doc(no_inline)]
pub use {name}::*;
"#
    )
}

/// The documentation of an area, and on docs.rs the feature that brings it.
pub(crate) fn heading(feature: &str, about: &str) -> String {
    let comment = comment(&[&format!("# {}", feature.to_title_case()), about]);
    format!("{comment}#[cfg_attr(docsrs, doc(cfg(feature = {feature:?})))]\n")
}
