//! Puts back what stood in progenitor's way: the names of parameters on the wire, and the
//! media types of bodies that it sends as bytes.

use quote::format_ident;
use syn::parse_quote;
use syn::visit_mut::{VisitMut, visit_expr_method_call_mut};

use crate::model::{Model, Operation};

/// In a method of progenitor's client, says everything as the document does.
pub(crate) fn restore(method: &mut syn::ImplItemFn, model: &Model) {
    let mut operations = model.operations.iter();
    if let Some(operation) = operations.find(|operation| method.sig.ident == operation.name) {
        Restore(operation).visit_impl_item_fn_mut(method);
    }
}

struct Restore<'a>(&'a Operation);

impl VisitMut for Restore<'_> {
    /// Reqwest has no function for two of the methods.
    fn visit_expr_method_call_mut(&mut self, call: &mut syn::ExprMethodCall) {
        visit_expr_method_call_mut(self, call);
        let name = call.method.to_string();
        if call.args.len() == 1 && ["options", "trace"].contains(&name.as_str()) {
            let method = format_ident!("{}", name.to_uppercase());
            call.method = format_ident!("request");
            call.args
                .insert(0, parse_quote!(::reqwest::Method::#method));
        }
    }

    fn visit_lit_str_mut(&mut self, literal: &mut syn::LitStr) {
        let text = literal.value();
        let wire = match text.as_str() {
            "application/octet-stream" => self.0.request_media_type.as_ref(),
            name => self.0.wire_names.get(name),
        };
        if let Some(wire) = wire {
            *literal = syn::LitStr::new(wire, literal.span());
        }
    }
}
