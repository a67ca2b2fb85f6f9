//! The user that a request is about, named in one of two ways.

/// Defines the argument by which requests take a user. Each row is the name of a field in
/// requests, the variant that sets it, and the field's type.
macro_rules! user_identifier {
    ($model:ident { $id_wire:literal => Id $id:ident, $token_wire:literal => Token $token:ident, }) => {
        /// Identifies the user that a request is about, in one of the two ways that Plaid accepts.
        ///
        /// In JSON it is an object with one field, as in requests: `{"user_id": "..."}` or
        /// `{"user_token": "..."}`.
        #[derive(Clone, Debug, PartialEq, Eq, ::serde::Deserialize, ::serde::Serialize)]
        #[non_exhaustive]
        pub enum $model {
            /// By the `user_id` of newer integrations.
            #[serde(rename = $id_wire)]
            Id($id),
            /// By the `user_token` of older integrations.
            #[serde(rename = $token_wire)]
            Token($token),
        }

        impl $model {
            fn split(self) -> (::std::option::Option<$id>, ::std::option::Option<$token>) {
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
