//! Operations: parameters, bodies and responses.

use std::fmt::Write;

use model::api::{
    Content, Format, Framing, ItemValues, Items, Location, Operation, Part, Response, ResponseContent, Status,
};
use percent_encoding::percent_decode_str;

use crate::doc::Doc;
use crate::text::key;
use crate::types::Types;

/// Returns the name of a webhook.
pub(crate) fn webhook(operation: &Operation<String>) -> String {
    let path = operation.template();
    percent_decode_str(path.trim_start_matches('/')).decode_utf8_lossy().into_owned()
}

/// Writes the entry of an operation in `operations`.
pub(crate) fn operation(out: &mut String, types: Types<'_>, id: &str, operation: &Operation<String>) {
    let mut doc = Doc::default();
    doc.optional(operation.summary.as_deref());
    doc.optional(operation.description.as_deref());
    doc.deprecated(operation.annotations.deprecated);
    let _ = writeln!(out, "{}  {}: {{", doc.rendered(1), key(id));
    parameters(out, types, operation);
    body(out, types, operation);
    *out += "    responses: {\n";
    for documented in &operation.responses {
        response(out, types, documented);
    }
    *out += "    };\n  };\n";
}

fn parameters(out: &mut String, types: Types<'_>, operation: &Operation<String>) {
    *out += "    parameters: {\n";
    for location in [Location::Query, Location::Header, Location::Path, Location::Cookie] {
        let word = location.word();
        let mut there = operation.parameters.iter().enumerate().filter(|(_, parameter)| parameter.location == location);
        let Some(first) = there.next() else {
            let _ = writeln!(out, "      {word}?: never;");
            continue;
        };
        let there: Vec<_> = std::iter::once(first).chain(there).collect();
        let optional = if there.iter().any(|(_, parameter)| parameter.required) { "" } else { "?" };
        let _ = writeln!(out, "      {word}{optional}: {{");
        for (index, parameter) in there {
            let ty = parameter.whole();
            let mut doc = Doc::default();
            doc.optional(parameter.doc.as_deref());
            types.describe(&mut doc, ty);
            doc.deprecated(parameter.annotations.deprecated);
            if !types.is_sensitive(ty) {
                parameter.default.iter().for_each(|default| doc.value("default", default));
                let mut documented = operation.cases.iter().flat_map(|case| &case.parameters);
                let example = documented.find(|(of, _)| *of == index);
                example.iter().for_each(|(_, value)| doc.value("example", value));
            }
            let optional = if parameter.required { "" } else { "?" };
            let (comment, name, ty) = (doc.rendered(4), key(&parameter.wire), types.ty(ty, 4));
            let _ = writeln!(out, "{comment}        {name}{optional}: {ty};");
        }
        *out += "      };\n";
    }
    *out += "    };\n";
}

fn body(out: &mut String, types: Types<'_>, operation: &Operation<String>) {
    let Some(body) = &operation.body else {
        *out += "    requestBody?: never;\n";
        return;
    };
    let mut doc = Doc::default();
    doc.optional(body.doc.as_deref());
    let optional = if body.required { "" } else { "?" };
    let _ = writeln!(out, "{}    requestBody{optional}: {{\n      content: {{", doc.rendered(2));
    let mut members = Members::default();
    for content in &body.contents {
        let mut doc = Doc::default();
        if content.format == Format::Json {
            types.describe(&mut doc, &content.ty);
            let example = operation.cases.iter().find_map(|case| case.body.as_ref());
            example.filter(|_| !types.is_sensitive(&content.ty)).iter().for_each(|value| doc.value("example", value));
        }
        let (comment, ty) = (doc.rendered(4), request_type(types, content));
        content.media_types.iter().for_each(|media_type| members.add(key(media_type), &comment, &ty));
    }
    members.write(out, "        ");
    *out += "      };\n    };\n";
}

fn request_type(types: Types<'_>, content: &Content<String>) -> String {
    match (content.format, &content.items) {
        (Format::Multipart, None) if !content.parts.is_empty() => parts(types, &content.parts),
        (Format::Json | Format::Form | Format::Multipart, None) => types.ty(&content.ty, 4),
        (format, items) => stream(types, format, items.as_ref(), &|| types.ty(&content.ty, 4)),
    }
}

fn response_type(types: Types<'_>, content: &ResponseContent<String>) -> String {
    stream(types, content.format, content.items.as_ref(), &|| types.ty(&content.ty, 5))
}

/// Returns the type of a body that may be a stream of items. Streams are iterables, because no type of the platform has items:
/// `ReadableStream` is one of bytes, and one of values is an iterable too.
fn stream(types: Types<'_>, format: Format, items: Option<&Items>, value: &dyn Fn() -> String) -> String {
    let values = items.filter(|items| items.framing != Framing::Parts).and_then(Items::values);
    match (values, format) {
        (Some(ItemValues::Items(item) | ItemValues::Data(item) | ItemValues::Text(item)), _) => {
            format!("AsyncIterable<{}>", types.ty(item, 5))
        }
        (None, Format::Bytes | Format::Multipart) => "Blob".to_owned(),
        (None, Format::Text) => "string".to_owned(),
        (None, Format::Json | Format::Form) => value(),
    }
}

/// Returns the object with the parts of a multipart body. Files are blobs.
fn parts(types: Types<'_>, parts: &[Part<String>]) -> String {
    let mut out = String::from("{\n");
    for part in parts {
        let mut doc = Doc::default();
        doc.optional(part.doc.as_deref());
        types.describe(&mut doc, &part.ty);
        let one = if part.is_file { "Blob".to_owned() } else { types.ty(&part.ty, 5) };
        let ty = match (part.repeated, one.contains(['|', '&'])) {
            (false, _) => one,
            (true, false) => format!("{one}[]"),
            (true, true) => format!("({one})[]"),
        };
        let optional = if part.required { "" } else { "?" };
        let _ = writeln!(out, "{}          {}{optional}: {ty};", doc.rendered(5), key(&part.wire));
    }
    out += "        }";
    out
}

fn response(out: &mut String, types: Types<'_>, response: &Response<String>) {
    let mut doc = Doc::default();
    doc.optional(response.doc.as_deref());
    let status = match response.status {
        Status::Code(code) => code.to_string(),
        Status::Range(hundreds) => format!("\"{hundreds}XX\""),
        Status::Default => "default".to_owned(),
    };
    let _ = writeln!(out, "{}      {status}: {{\n        headers: {{", doc.rendered(3));
    for header in &response.headers {
        let mut doc = Doc::default();
        doc.optional(header.doc.as_deref());
        types.describe(&mut doc, &header.ty);
        doc.deprecated(header.annotations.deprecated);
        let optional = if header.required { "" } else { "?" };
        let (comment, name, ty) = (doc.rendered(5), key(&header.wire), types.ty(&header.ty, 5));
        let _ = writeln!(out, "{comment}          {name}{optional}: {ty};");
    }
    *out += "          [name: string]: unknown;\n        };\n";
    if response.contents.is_empty() {
        *out += "        content?: never;\n      };\n";
        return;
    }
    *out += "        content: {\n";
    let mut members = Members::default();
    for content in &response.contents {
        let mut doc = Doc::default();
        if content.format == Format::Json {
            types.describe(&mut doc, &content.ty);
        }
        let (comment, ty) = (doc.rendered(5), response_type(types, content));
        content.media_types.iter().for_each(|media_type| members.add(key(media_type), &comment, &ty));
    }
    members.write(out, "          ");
    *out += "        };\n      };\n";
}

/// The types of contents by media type. Several entries of the document may have one media type: requests with a range of JSON types, such as
/// `application/*+json`, are sent as `application/json`.
#[derive(Default)]
struct Members {
    /// Key, comment, and the different types.
    all: Vec<(String, String, Vec<String>)>,
}

impl Members {
    fn add(&mut self, key: String, comment: &str, ty: &str) {
        let Some((.., types)) = self.all.iter_mut().find(|(known, ..)| *known == key) else {
            self.all.push((key, comment.to_owned(), vec![ty.to_owned()]));
            return;
        };
        if !types.iter().any(|known| known == ty) {
            types.push(ty.to_owned());
        }
    }

    fn write(self, out: &mut String, indent: &str) {
        for (key, comment, types) in self.all {
            let _ = writeln!(out, "{comment}{indent}{key}: {};", types.join(" | "));
        }
    }
}

#[cfg(test)]
mod tests {
    /// The three media types that ASP.NET lists for each body. A client sends the range as `application/json`.
    const DOCUMENT: &str = "
openapi: 3.0.3
info: {title: Products, version: 1.0.0}
paths:
  /products:
    post:
      operationId: addProduct
      requestBody:
        content:
          application/json: {schema: {type: string}}
          text/json: {schema: {type: string}}
          application/*+json: {schema: {type: integer}}
      responses: {'204': {description: Added.}, '400': {description: Rejected.}}
";

    #[test]
    fn a_media_type_has_one_key() -> Result<(), model::Problems> {
        let (api, _) = model::resolve_named(&model::Source::new("products.yaml", DOCUMENT), true)?;
        let text = crate::render(&api, "");
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| line.contains("/json\"")).collect();
        assert_eq!(lines, ["\"application/json\": string | number;", "\"text/json\": string;"]);
        Ok(())
    }
}
