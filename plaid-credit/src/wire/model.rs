//! What the models of requests and of responses have in common.

/// Implements writing and a `Debug` without personal data for a model.
///
/// Each row is `"wire name" => (whether it is always written) field`; `hidden` fields show in
/// `Debug` only whether they are there. `check` refuses what cannot be written, and `more` is
/// of what a field can do.
macro_rules! model {
    (
        $model:ident, $extra:ident { $($name:literal => ($always:expr) $field:ident $($hidden:ident)?,)* }
        $(check { $check:expr })?
        $(more { $($more:tt)* })?
    ) => {
        impl ::serde::Serialize for $model {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                $(($check)(&self.$extra)?;)?
                let mut map = serializer.serialize_map(::std::option::Option::None)?;
                $(if $always || !$crate::wire::Field::is_absent(&self.$field) {
                    ::serde::ser::SerializeMap::serialize_entry(&mut map, $name, &$crate::wire::AsSerde(&self.$field))?;
                })*
                for (name, value) in &self.$extra {
                    ::serde::ser::SerializeMap::serialize_entry(&mut map, name, value)?;
                }
                ::serde::ser::SerializeMap::end(map)
            }
        }

        $crate::wire::serde_fields!($model $({ $($more)* })?);

        impl ::std::fmt::Debug for $model {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                let mut shown = formatter.debug_struct(stringify!($model));
                $($crate::redact::show!(shown, self.$field, stringify!($field) $(, $hidden)?);)*
                if !self.$extra.is_empty() {
                    shown.field(stringify!($extra), &$crate::redact::Hidden(&self.$extra));
                }
                shown.finish()
            }
        }
    };
}
pub(crate) use model;
