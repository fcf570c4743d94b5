//! The tables of the types crate, with the JSON names of properties and values. They are written as text with one line for
//! each name, because prettyplease cannot format the contents of a macro.

use super::property_ty;
use crate::named::{Api, Struct, TypeDef, TypeKind, Unknown, Variant};
use crate::rust::own_ty;

/// The table of a type, if it has one, with the module of the table's macro.
pub(crate) fn of(api: &Api, def: &TypeDef) -> Option<(&'static str, String)> {
    match &def.kind {
        TypeKind::Struct(object) => Some(("object", properties(api, def, object))),
        TypeKind::Enum(variants) => Some(("enumeration", values(def, variants))),
        TypeKind::Alias(_) | TypeKind::Union(_) | TypeKind::Constrained { .. } => None,
    }
}

fn properties(api: &Api, def: &TypeDef, object: &Struct) -> String {
    let mut table = head("object::properties!", def);
    for field in &object.fields {
        let kind = if field.required { "required" } else { "optional" };
        let ty = spaced(&property_ty(api, field).to_string());
        table += &format!("        {kind} {}: {ty} = {:?}", field.name, field.wire);
        table += &described(field.doc.as_deref());
        table += ";\n";
    }
    let others = match &object.unknown {
        Unknown::Kept { field, ty } => format!("rest {field}: {}", spaced(&own_ty(api, ty).to_string())),
        Unknown::Ignored => "others ignored".to_owned(),
        Unknown::Rejected => "others refused".to_owned(),
    };
    table + "    }\n    " + &others + "\n}\n"
}

fn values(def: &TypeDef, variants: &[Variant]) -> String {
    let mut table = head("enumeration::values!", def);
    for variant in variants {
        table += &format!("        {} = {:?};\n", variant.name, variant.wire);
    }
    table + "    }\n}\n"
}

fn head(of: &str, def: &TypeDef) -> String {
    format!("{of} {{\n    {}{} {{\n", def.name, described(def.doc.as_deref()))
}

/// The description for the JSON Schema, if the document has one.
fn described(doc: Option<&str>) -> String {
    doc.map(|doc| format!(": {doc:?}")).unwrap_or_default()
}

/// The text of a type without the spaces that tokens have.
fn spaced(tokens: &str) -> String {
    tokens.replace(' ', "").replace(',', ", ")
}
