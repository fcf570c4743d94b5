//! Parameters that select a page of a list.

use model::api::{Operation, Parameter, Text};
use model::listing::Paging;
use model::listing::words::is_page;

/// The parameters for pages of an operation. Numbers are integers too: some frameworks write all numbers as `type: number`.
pub(crate) fn paging(operation: &Operation) -> Paging {
    let mut of = operation.clone();
    of.parameters = of.parameters.iter().map(with_integer).collect();
    Paging::of(&of)
}

/// Whether a parameter is the number of a page. Numbers are integers too, see [`paging`].
pub(crate) fn is_page_number(parameter: &Parameter) -> bool {
    is_page(&with_integer(parameter))
}

/// The parameter with the text of an integer in place of that of a number.
fn with_integer(parameter: &Parameter) -> Parameter {
    let text = if parameter.text == Text::Number { Text::Integer } else { parameter.text };
    Parameter { text, ..parameter.clone() }
}
