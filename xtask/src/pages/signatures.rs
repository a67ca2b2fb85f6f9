//! Functions as their users see them, in the short form of documentation.

use plaid_credit_codegen::api::{
    Answer, Argument, Direction, Field, Operation, Parameter, Struct, TypeRef,
};

/// The public functions of a struct: `new`, the setters, the getters.
pub fn functions(object: &Struct, direction: Direction) -> Vec<String> {
    let Some(arguments) = &object.new else {
        return Vec::new();
    };
    let arguments: Vec<String> = arguments
        .iter()
        .map(|argument| match argument {
            Argument::User => format!("{}: impl Into<UserIdentifier>", object.user_argument()),
            Argument::Field(wire) => match object.field(wire) {
                Some(field) => format!("{}: {}", field.name, taken(field.argument_type(direction))),
                None => format!("{wire}: not a field"),
            },
        })
        .collect();
    let new = format!("fn new({}) -> Self", arguments.join(", "));
    let setters = object.setters().map(|Field { name, ty, .. }| {
        let value = taken(ty.without_option());
        format!("fn {name}(self, {name}: {value}) -> Self")
    });
    let getters = object.fields.iter().filter(|field| field.names_user);
    let getters = getters.map(|Field { name, ty, .. }| {
        let value = ty.without_option();
        format!("fn {name}(&self) -> Option<&{value}>")
    });
    let extra = format!(
        "fn {}(self, name: impl Into<String>, value: impl Into<Value>) -> Self",
        object.extra
    );
    let functions = std::iter::once(new).chain(setters).chain([extra]);
    functions.chain(getters).collect()
}

/// How a function takes a value.
fn taken(ty: &TypeRef) -> String {
    match ty.is_converted() {
        true => format!("impl Into<{ty}>"),
        false => ty.to_string(),
    }
}

/// The client's method for an operation.
pub fn method(operation: &Operation) -> String {
    let arguments = operation.arguments.iter().map(parameter);
    let arguments: String = arguments.map(|argument| format!(", {argument}")).collect();
    let (name, answer) = (&operation.name, answer(&operation.answer));
    format!("fn {name}(&self{arguments}) -> Call<{answer}>")
}

/// What a call of a method gives.
pub(crate) fn answer(answer: &Answer) -> String {
    match answer {
        Answer::Json(name) => format!("Response<{name}>"),
        Answer::File(_) => "Download".to_owned(),
        Answer::Empty => "Response<()>".to_owned(),
    }
}

/// An argument of a method.
pub(crate) fn parameter(parameter: &Parameter) -> String {
    parameter.signature("Option", ToString::to_string)
}
