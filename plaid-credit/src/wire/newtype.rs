//! Named values other than strings: a number, list or map with a type of its own.

/// Implements reading and writing for a newtype; `hidden` ones never show their value.
#[allow(unused_macros, reason = "a fragment may have no such schema")]
macro_rules! newtype {
    ($name:ident $($hidden:ident)?) => {
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                $crate::wire::Field::read(deserializer).map(Self)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::wire::Field::write(&self.0, serializer)
            }
        }

        $crate::wire::serde_fields!($name);

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                let mut shown = formatter.debug_struct(stringify!($name));
                $crate::redact::show!(shown, self.0, "value" $(, $hidden)?);
                shown.finish()
            }
        }
    };
}
pub(crate) use newtype;
