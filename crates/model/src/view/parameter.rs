//! Parameters (OpenAPI 3.0.4, Parameter Object).

use super::example::{Examples, examples};
use super::media_type::{Content, content};
use super::reference::{self, follow, text_of};
use super::shape::check;
use super::{DocumentReader, Spanned, field, fixed_fields};
use crate::annotations::Annotations;
use crate::node::Node;
use crate::schema::Schema;
use crate::source::Span;
use crate::version::Version;

/// A parameter of an operation or path item.
#[derive(Debug)]
pub(crate) struct Parameter<'d> {
    /// The place where the list of parameters names it: a reference, else the parameter's `name`.
    pub listed_at: Span,
    pub name: Spanned<&'d str>,
    /// The version of OpenAPI of its file.
    pub version: Version,
    /// `in`; `None` if it is missing, which is reported.
    pub location: Option<Spanned<&'d str>>,
    pub description: Option<&'d str>,
    pub required: bool,
    /// The place of the value of `required`.
    pub required_at: Option<Span>,
    pub allow_empty_value: bool,
    pub allow_reserved: bool,
    pub style: Option<Spanned<&'d str>>,
    pub explode: Option<bool>,
    pub schema: Option<Schema<'d>>,
    pub content: Option<Content<'d>>,
    pub examples: Examples<'d>,
    pub annotations: Annotations,
    /// The value of `x-rust-name`.
    pub rust_name: Option<&'d Node>,
}

impl Parameter<'_> {
    /// Returns the words that `in` may have.
    pub(crate) fn locations(&self) -> &'static [&'static str] {
        match self.version >= Version::V3_2 {
            true => &["path", "query", "header", "cookie", "querystring"],
            false => &["path", "query", "header", "cookie"],
        }
    }

    /// Returns the styles of cookies.
    pub(crate) fn cookie_styles(&self) -> &'static [&'static str] {
        match self.version >= Version::V3_2 {
            true => &["form", "cookie"],
            false => &["form"],
        }
    }
}

/// The `parameters` of an operation or path item.
#[derive(Debug)]
pub(crate) struct Parameters<'d> {
    pub list: Vec<Parameter<'d>>,
    /// Whether `list` has all of them. Those whose reference cannot be followed and those without a name are reported and missing.
    pub is_complete: bool,
}

/// Views the `parameters` of an operation or path item.
pub(super) fn parameters<'d>(reader: &mut DocumentReader<'d>, holder: &'d Node) -> Parameters<'d> {
    let elements = field::elements(holder, "parameters").iter();
    let all: Vec<Option<Parameter<'d>>> = elements.map(|element| parameter(reader, element)).collect();
    Parameters { is_complete: all.iter().all(Option::is_some), list: all.into_iter().flatten().collect() }
}

/// Views one parameter. `None` if its reference cannot be followed or it has no name, which is reported.
pub(super) fn parameter<'d>(reader: &mut DocumentReader<'d>, element: &'d Node) -> Option<Parameter<'d>> {
    let node = follow(reader, element, reference::PARAMETER)?;
    check(&mut reader.diagnostics, node, &fixed_fields::PARAMETER);
    let name = field::text(node, "name")?;
    Some(Parameter {
        listed_at: if element.at == node.at { name.at } else { element.at },
        name,
        version: node.version,
        location: field::text(node, "in"),
        description: text_of(element, node, "description"),
        required: node.is_true("required"),
        required_at: node.get("required").map(|required| required.at),
        allow_empty_value: node.is_true("allowEmptyValue"),
        allow_reserved: node.is_true("allowReserved"),
        style: field::text(node, "style"),
        explode: field::boolean(node, "explode"),
        schema: field::schema(node),
        content: content(reader, node),
        examples: examples(node),
        annotations: field::annotations(node, name.at),
        rust_name: field::rust_name(node),
    })
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::view::test_support::{load, problems};

    #[test]
    fn a_parameter_is_placed_where_the_list_names_it() {
        let text = "parameters: [{name: a, in: query}, {$ref: '#/components/parameters/B'}]
components: {parameters: {B: {name: b, in: header, required: true, x-rust-name: other}}}
";
        let bundle = load(text);
        let mut reader = DocumentReader::new(&bundle, false);
        let view = parameters(&mut reader, &bundle.root);
        assert!(view.is_complete);
        let view = view.list;
        let at = |index: usize| &text[view[index].listed_at.range()];
        assert_eq!((at(0), &at(1)[..5]), ("a", "{$ref"));
        assert_eq!(&text[view[1].name.at.range()], "b");
        assert_eq!((view[0].required, view[0].required_at), (false, None));
        assert!(view[1].required && view[1].rust_name.is_some());
        assert!(problems(reader).is_empty());
    }

    #[test]
    fn a_parameter_without_a_name_is_reported_and_missing_and_one_without_a_location_is_there() {
        let bundle = load("parameters: [{in: query}, {name: a}]");
        let mut reader = DocumentReader::new(&bundle, false);
        let view = parameters(&mut reader, &bundle.root);
        assert!(matches!(view.list.as_slice(), [one] if one.name.value == "a" && one.location.is_none()));
        assert!(!view.is_complete);
        assert_eq!(
            problems(reader),
            [
                "missing-key: a parameter object must have the field `name`",
                "missing-key: a parameter object must have the field `in`"
            ]
        );
    }
}
