//! The tables of the types crate, with the JSON names of properties and values. They are written as text with one line for
//! each name, because prettyplease cannot format the contents of a macro.

use proc_macro2::TokenStream;

use crate::emit::bounds;
use crate::emit::setter::{Argument, argument, is_converted, null_setters};
use crate::named::{Api, Field, Struct, TypeDef, TypeRef, Unknown, Variant};
use crate::rust::{code, is_foreign, prose, ty};

/// The table of an object, in the module of builders.
pub(super) fn properties(api: &Api, def: &TypeDef, object: &Struct) -> String {
    let mut table = head("object::properties!", &format!("{0} by {0}Builder", def.name), def);
    for (field, null) in object.fields.iter().zip(null_setters(object)) {
        let nullable = field.ty.is_nullable();
        let kind = match (field.required, nullable) {
            (true, _) => "required",
            (false, true) => "nullable",
            (false, false) => "optional",
        };
        let kind = if is_foreign(api, &field.ty) { format!("{kind}_foreign") } else { kind.to_owned() };
        let plain = written(api, field.ty.without_null());
        let boxed = if field.boxed { format!("Box<{plain}>") } else { plain.clone() };
        let held = if field.required && nullable { format!("Option<{boxed}>") } else { boxed };
        let deprecated = if field.deprecated { "#[deprecated] " } else { "" };
        let null = null.map(|null| format!(" or {deprecated}{null}")).unwrap_or_default();
        let setter = setter(api, field, &plain);
        table += &setter_docs(api, def, field);
        table += &format!("        {deprecated}{kind} {} {setter}{null}: {held} = {:?}", field.name, field.wire);
        table += &described(field.doc.as_deref());
        table += ";\n";
    }
    let others = match &object.unknown {
        Unknown::Kept { field, ty } => format!("rest {field}: {};", written(api, ty)),
        Unknown::Ignored => "others ignored".to_owned(),
        Unknown::Rejected => "others rejected".to_owned(),
    };
    let errors =
        if def.sensitive || object.fields.iter().any(|field| field.sensitive) { "\n    errors hidden" } else { "" };
    table + "    }\n    " + &others + &constants(object) + errors + "\n}\n"
}

/// The required properties that have only one value, each with it as JSON.
fn constants(object: &Struct) -> String {
    let required = object.fields.iter().filter(|field| field.required);
    let constants: String = required
        .filter_map(|field| Some(format!("        {} = {:?};\n", field.name, field.constant.as_ref()?.to_string())))
        .collect();
    if constants.is_empty() { String::new() } else { format!("\n    constants {{\n{constants}    }}") }
}

/// The documentation of a setter: the description, whether the property is required, its constraints, its only value and its default.
fn setter_docs(api: &Api, def: &TypeDef, field: &Field) -> String {
    let need = match (field.required, field.ty.is_nullable()) {
        (true, false) => "required",
        (true, true) => "required, may be `null`",
        (false, true) => "optional, may be `null`",
        (false, false) => "optional",
    };
    let property =
        if field.name == field.wire { "Property".to_owned() } else { format!("Property {}", code(&field.wire)) };
    let constant = field.constant.as_ref().filter(|_| field.required && !field.sensitive && !def.sensitive);
    let bounds = bounds::of_type(api, &field.ty).filter(|_| constant.is_none());
    let bounds = bounds.map(|bounds| format!(", {bounds}")).unwrap_or_default();
    let default = field.default.as_ref().filter(|_| !field.sensitive && !def.sensitive);
    let default = default.map(|default| format!(" Default: {}.", code(&default.to_string()))).unwrap_or_default();
    let constant = constant
        .map(|constant| format!(" Always {}, which `build` sets.", code(&constant.to_string())))
        .unwrap_or_default();
    let facts = format!("{property}, {need}{bounds}.{constant}{default}");
    let own = field.doc.as_deref().map(prose).filter(|text| !text.trim().is_empty());
    let text = own.map(|text| format!("{}\n\n", text.trim())).unwrap_or_default() + &facts;
    text.lines().map(|line| format!("        /// {line}").trim_end().to_owned() + "\n").collect()
}

/// The argument of a setter. A type around a string or a number takes what becomes one, plain values too, so that callers compile
/// without a change when the last constraint vanishes. Other constraints take the plain value.
fn setter(api: &Api, field: &Field, plain: &str) -> String {
    match argument(api, field.ty.without_null()) {
        Argument::Plain(ty) => match ty {
            TypeRef::Bool | TypeRef::Integer(_) | TypeRef::F64 => format!("set({plain})"),
            TypeRef::DateTime | TypeRef::Date | TypeRef::Uuid | TypeRef::Tuple(_) => format!("set({plain})"),
            TypeRef::String | TypeRef::Any => format!("into({plain})"),
            TypeRef::Array(element) => format!("{}({} as {plain})", of_elements(api, element), written(api, element)),
            TypeRef::Map(value) => format!("{}({} as {plain})", of_entries(api, value), written(api, value)),
            TypeRef::Named(_) | TypeRef::Nullable(_) => format!("convert({plain})"),
        },
        Argument::Checked(inner) => match inner {
            TypeRef::String | TypeRef::Integer(_) | TypeRef::F64 => format!("convert({plain})"),
            TypeRef::Array(element) => format!("{}({} as {plain})", of_elements(api, element), written(api, element)),
            TypeRef::Map(value) => format!("{}({} as {plain})", of_entries(api, value), written(api, value)),
            _ => format!("check({} as {plain})", written(api, inner)),
        },
    }
}

/// The word for the setter of an array.
fn of_elements(api: &Api, element: &TypeRef) -> &'static str {
    if is_converted(api, element) { "every" } else { "each" }
}

/// The word for the setter of a map.
fn of_entries(api: &Api, value: &TypeRef) -> &'static str {
    if is_converted(api, value) { "pairs" } else { "entries" }
}

/// The table of an enum.
pub(super) fn values(def: &TypeDef, variants: &[Variant]) -> String {
    let mut table = head("enumeration::values!", &def.name, def);
    for variant in variants {
        table += &format!("        {} = {:?};\n", variant.name, variant.wire);
    }
    let sensitive = if def.sensitive { " sensitive" } else { "" };
    table + "    }" + sensitive + "\n}\n"
}

fn head(of: &str, names: &str, def: &TypeDef) -> String {
    format!("{of} {{\n    {names}{} {{\n", described(def.doc.as_deref()))
}

/// The description for the JSON Schema, if the document has one.
fn described(doc: Option<&str>) -> String {
    doc.map(|doc| format!(": {doc:?}")).unwrap_or_default()
}

/// The text of a type.
fn written(api: &Api, of: &TypeRef) -> String {
    spaced(&ty(api, of))
}

/// The text of a type, without the spaces that tokens have.
pub(super) fn spaced(ty: &TokenStream) -> String {
    ty.to_string().replace(' ', "").replace(',', ", ")
}
