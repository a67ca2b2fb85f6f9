//! What users make requests with: `new` takes what Plaid requires, setters the rest.

use super::text::{comment, indented, rust_type};
use crate::api::{Api, Argument, Direction, Field, Struct, Type, TypeRef};

/// `new`, a setter for each field that it leaves out and for extra ones, and getters of private
/// fields; nothing for a type that users never make.
pub(crate) fn of(ty: &Type, object: &Struct) -> String {
    let Some(arguments) = &object.new else {
        return String::new();
    };
    let (name, extra) = (&ty.name, &object.extra);
    let user = object.user_argument();
    let takes_user = arguments.contains(&Argument::User);
    let private = object.fields.iter().filter(|field| field.names_user);
    let both: Vec<&str> = private.clone().map(|field| field.name.as_str()).collect();
    let both = both.join(", ");
    let split = || format!("        let ({both}) = {user}.into().split();\n");
    let user_split = takes_user.then(split).unwrap_or_default();
    let parameters = arguments.iter().filter_map(|argument| match argument {
        Argument::User => Some(format!("{user}: impl ::std::convert::Into<UserIdentifier>")),
        Argument::Field(wire) => object.field(wire).map(|field| {
            let ty = accepted(field.argument_type(ty.direction));
            format!("{}: {ty}", field.name)
        }),
    });
    let parameters = parameters.collect::<Vec<_>>().join(", ");
    let fields = object.fields.iter();
    let values: String = fields.map(|it| value(it, ty.direction, object)).collect();
    let setters: String = object
        .setters()
        .map(|it| setter(it, ty.direction))
        .collect();
    let getters: String = private.map(getter).collect();
    let functions = indented(&(setters + &getters));
    format!(
        r#"impl {name} {{
    /// Creates a value with what Plaid requires. Other fields are left out unless set.
    #[allow(clippy::too_many_arguments, clippy::redundant_field_names)]
    pub fn new({parameters}) -> Self {{
{user_split}        Self {{
{values}            {extra}: ::std::default::Default::default(),
        }}
    }}
{functions}}}
crate::wire::extra_setter!({name}, {extra});
"#
    )
}

/// The value of a field in `new`.
fn value(field: &Field, direction: Direction, object: &Struct) -> String {
    let name = &field.name;
    if field.names_user {
        return format!("            {name},\n");
    }
    let value = match object.new_takes(field) {
        true => given(field, field.argument_type(direction)),
        false => "::std::default::Default::default()".to_owned(),
    };
    format!("            {name}: {value},\n")
}

/// The argument named like the field and of type `ty`, as the field holds it.
fn given(field: &Field, ty: &TypeRef) -> String {
    let name = &field.name;
    let value = match ty.is_converted() {
        true => format!("{name}.into()"),
        false => name.clone(),
    };
    match *ty == field.ty {
        true => value,
        false => format!("::std::option::Option::Some({value})"),
    }
}

fn accepted(ty: &TypeRef) -> String {
    match ty.is_converted() {
        true => format!("impl ::std::convert::Into<{}>", rust_type(ty)),
        false => rust_type(ty),
    }
}

fn setter(field: &Field, direction: Direction) -> String {
    let name = &field.name;
    let description = field.description.as_deref().unwrap_or_default();
    // A list that was not received is empty too.
    let remark = match direction.is_received() && field.ty.is_collection() {
        true => " It is not sent if it is empty.",
        false => "",
    };
    let doc = comment(&[&format!("Sets `{}`.{remark}", field.wire), description]);
    let inner = field.ty.without_option();
    let (accepted, value) = (accepted(inner), given(field, inner));
    format!(
        r#"{doc}#[must_use]
pub fn {name}(mut self, {name}: {accepted}) -> Self {{
    self.{name} = {value};
    self
}}
"#
    )
}

fn getter(field: &Field) -> String {
    let Field { name, wire, .. } = field;
    let inner = rust_type(field.ty.without_option());
    format!(
        r#"/// The user's `{wire}`, if the user is identified by one.
pub fn {name}(&self) -> ::std::option::Option<&{inner}> {{
    self.{name}.as_ref()
}}
"#
    )
}

/// The argument by which requests take a user, where one does.
pub(crate) fn user_identifier(api: &Api) -> String {
    let Some(fields) = api.user_identifier() else {
        return String::new();
    };
    let [(id_wire, id), (token_wire, token)] =
        fields.map(|field| (&field.wire, rust_type(field.ty.without_option())));
    format!(
        r#"crate::wire::user_identifier!(UserIdentifier {{
    {id_wire:?} => Id {id},
    {token_wire:?} => Token {token},
}});
"#
    )
}
