//! A JSON value by its text, which serde can read on from after a value that did not fit.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::Error;
use serde_json::value::RawValue;

use super::recorder::{Segment, depth, note_spelling, within};

/// As deep as serde_json itself reads.
const MAX_DEPTH: usize = 128;

/// One value of the body.
#[derive(Clone, Copy)]
pub(super) struct Node<'de> {
    raw: &'de RawValue,
}

impl<'de> Node<'de> {
    pub(super) fn new(raw: &'de RawValue) -> Self {
        Self { raw }
    }

    fn text(self) -> &'de str {
        self.raw.get()
    }
}

impl<'de> Deserializer<'de> for Node<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let text = self.text();
        if depth() > MAX_DEPTH {
            return Err(Error::custom(format_args!(
                "expected at most {MAX_DEPTH} levels"
            )));
        }
        if text.starts_with('{') {
            let Members(members) = serde_json::from_str(text)?;
            return visitor.visit_map(MemberAccess {
                members: members.into_iter(),
                value: None,
            });
        }
        if text.starts_with('[') {
            let items: Vec<&'de RawValue> = serde_json::from_str(text)?;
            return visitor.visit_seq(ItemAccess {
                items: items.into_iter().enumerate(),
            });
        }
        if is_past_f64(text) {
            note_spelling();
            return visitor.visit_borrowed_str(text);
        }
        serde_json::Deserializer::from_str(text).deserialize_any(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.text() == "null" {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        // Only a value of any kind takes the text of a number.
        if is_past_f64(self.text()) {
            return Err(Error::invalid_type(Unexpected::Other("number"), &visitor));
        }
        serde_json::Deserializer::from_str(self.text()).deserialize_str(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        // serde_json's reader knows the names by which it hands out a number's text.
        serde_json::Deserializer::from_str(self.text()).deserialize_newtype_struct(name, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        serde_json::Deserializer::from_str(self.text()).deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// Whether the text is a number that is infinite as an `f64`; serde_json refuses those.
fn is_past_f64(text: &str) -> bool {
    let is_number = text.starts_with(|first: char| first.is_ascii_digit() || first == '-');
    is_number && text.parse::<f64>().is_ok_and(f64::is_infinite)
}

/// The members of an object, in the order of the body.
struct Members<'de>(Vec<(Cow<'de, str>, &'de RawValue)>);

impl<'de> serde::Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;

        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(name) = map.next_key_seed(crate::wire::Name)? {
                    members.push((name, map.next_value()?));
                }
                drop_repeated(&mut members);
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(MembersVisitor)
    }
}

/// Of members with one name the last one counts.
fn drop_repeated(members: &mut Vec<(Cow<'_, str>, &RawValue)>) {
    let mut last = HashMap::with_capacity(members.len());
    for (index, (name, _)) in members.iter().enumerate() {
        last.insert(name.clone(), index);
    }
    if last.len() < members.len() {
        let mut index = 0;
        members.retain(|(name, _)| {
            index += 1;
            last.get(name) == Some(&(index - 1))
        });
    }
}

struct MemberAccess<'de> {
    members: std::vec::IntoIter<(Cow<'de, str>, &'de RawValue)>,
    value: Option<(Cow<'de, str>, &'de RawValue)>,
}

impl<'de> MapAccess<'de> for MemberAccess<'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let Some((name, raw)) = self.members.next() else {
            return Ok(None);
        };
        let key = match &name {
            Cow::Borrowed(name) => seed.deserialize(BorrowedStrDeserializer::new(name)),
            Cow::Owned(name) => seed.deserialize(serde::de::value::StrDeserializer::new(name)),
        };
        self.value = Some((name, raw));
        key.map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let Some((name, raw)) = self.value.take() else {
            return Err(Error::custom("a value was asked for before its name"));
        };
        within(Segment::Name(name.into()), raw.get(), || {
            seed.deserialize(Node::new(raw))
        })
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.members.len())
    }
}

struct ItemAccess<'de> {
    items: std::iter::Enumerate<std::vec::IntoIter<&'de RawValue>>,
}

impl<'de> SeqAccess<'de> for ItemAccess<'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        let Some((index, raw)) = self.items.next() else {
            return Ok(None);
        };
        within(Segment::Index(index), raw.get(), || {
            seed.deserialize(Node::new(raw))
        })
        .map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}
