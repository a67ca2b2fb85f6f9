//! The user that a request is about, named in one of two ways.

/// Defines the argument by which requests take a user. Each row is the name of a field in
/// requests, the variant that sets it, and the field's type.
macro_rules! user_identifier {
    ($model:ident { $id_wire:literal => Id $id:ident, $token_wire:literal => Token $token:ident, }) => {
        /// Identifies the user that a request is about, in one of the two ways that Plaid accepts.
        ///
        /// In JSON it is an object with one field, as in requests: `{"user_id": "..."}` or
        /// `{"user_token": "..."}`.
        #[derive(Clone, Debug, PartialEq, Eq, ::serde::Serialize)]
        #[non_exhaustive]
        pub enum $model {
            /// A `user_id`, which newer integrations use.
            #[serde(rename = $id_wire)]
            Id($id),
            /// A `user_token`, which older integrations use.
            #[serde(rename = $token_wire)]
            Token($token),
        }

        // Derived code would repeat what it did not expect, which may be an ID or a token.
        impl<'de> ::serde::Deserialize<'de> for $model {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                let object = <::serde_json::Value as $crate::wire::Field>::read(deserializer)?;
                let fields = object.as_object().into_iter().flatten();
                let fields: ::std::vec::Vec<_> = fields
                    .map(|(name, value)| (name.as_str(), value.as_str()))
                    .collect();
                match fields[..] {
                    [($id_wire, ::std::option::Option::Some(id))] => {
                        ::std::result::Result::Ok(Self::Id(id.into()))
                    }
                    [($token_wire, ::std::option::Option::Some(token))] => {
                        ::std::result::Result::Ok(Self::Token(token.into()))
                    }
                    _ => ::std::result::Result::Err(::serde::de::Error::custom(::std::concat!(
                        "expected an object with one field, `",
                        $id_wire,
                        "` or `",
                        $token_wire,
                        "`"
                    ))),
                }
            }
        }

        impl $model {
            pub(crate) fn split(
                self,
            ) -> (::std::option::Option<$id>, ::std::option::Option<$token>) {
                match self {
                    Self::Id(id) => (::std::option::Option::Some(id), ::std::option::Option::None),
                    Self::Token(token) => (
                        ::std::option::Option::None,
                        ::std::option::Option::Some(token),
                    ),
                }
            }
        }

        impl ::std::convert::From<$id> for $model {
            fn from(id: $id) -> Self {
                Self::Id(id)
            }
        }

        impl ::std::convert::From<$token> for $model {
            fn from(token: $token) -> Self {
                Self::Token(token)
            }
        }
    };
}
pub(crate) use user_identifier;
