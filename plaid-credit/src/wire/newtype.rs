//! Named values: a string, such as an identifier or token, a number, list or map with a type of
//! its own.

/// Implements reading and writing for a newtype; `hidden` ones never show their value.
macro_rules! newtype {
    ($name:ident $($hidden:ident)?) => {
        $crate::wire::newtype!(@serde $name);

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                let mut shown = formatter.debug_struct(stringify!($name));
                $crate::redact::show!(shown, self.0, "value" $(, $hidden)?);
                shown.finish()
            }
        }
    };
    (@serde $name:ident) => {
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
    };
}
pub(crate) use newtype;

/// Implements what a string newtype needs; `hidden` ones never show their text.
macro_rules! string_newtype {
    ($name:ident) => {
        $crate::wire::string_newtype!(@common $name);

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.debug_tuple(stringify!($name)).field(&$crate::redact::Named(stringify!($name), &self.0)).finish()
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&$crate::redact::Named(stringify!($name), &self.0), formatter)
            }
        }
    };
    ($name:ident hidden) => {
        $crate::wire::string_newtype!(@common $name);

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.write_str(concat!(stringify!($name), "([hidden])"))
            }
        }
    };
    (@common $name:ident) => {
        $crate::wire::newtype!(@serde $name);

        impl $name {
            /// The text as Plaid sends it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                Self(text)
            }
        }

        impl ::std::convert::From<$name> for ::std::string::String {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl ::std::cmp::PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl ::std::cmp::PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }
    };
}
pub(crate) use string_newtype;
