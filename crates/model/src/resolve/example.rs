//! Examples and defaults, checked against their schemas.

use serde_json::Value;

use super::context::{Check, Context};
use crate::node::Node;
use crate::problem::Kind;
use crate::sample;
use crate::schema::{Overlap, Schema};
use crate::view::{self, Example, Examples};

/// Checks the `example` and `examples` of a parameter, media type or header against its schema, and returns the named ones.
pub(crate) fn checked<'d>(
    context: &mut Context<'d>,
    schema: Option<Schema<'d>>,
    examples: Examples<'d>,
    what: &str,
) -> Vec<Example<'d>> {
    let mut named = view::named_examples(&mut context.reader, examples);
    if let Some(schema) = schema {
        for value in named.iter().map(|example| example.value).chain(examples.single) {
            check(context, schema, value, &format!("the example of {what}"));
        }
        // The report is a warning then, and a mismatching example is not used.
        if context.is_tolerant() {
            named.retain(|example| fits(context, schema, &example.value.to_json()));
        }
    }
    named
}

/// Returns the `default` of a schema or of the target of its reference. `None` if the default is ignored because it does not
/// fit.
pub(crate) fn default<'d>(context: &mut Context<'d>, schema: Schema<'d>) -> Option<Value> {
    let default = without_fractions(schema.target(context.root)?.default()?.to_json());
    (!context.is_tolerant() || fits(context, schema, &default)).then_some(default)
}

/// Writes numbers such as `20.0`, which is an integer since draft 6 of JSON Schema, without a fraction, as the types read integers.
fn without_fractions(value: Value) -> Value {
    /// 2 to the power of 53: up to it, doubles have all integers.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Value::Number(number) => match number.as_f64() {
            Some(whole) if number.is_f64() && whole.fract() == 0.0 && whole.abs() <= EXACT =>
            {
                #[allow(clippy::cast_possible_truncation, reason = "it has no fraction and is in the range")]
                Value::from(whole as i64)
            }
            _ => Value::Number(number),
        },
        Value::Array(elements) => elements.into_iter().map(without_fractions).collect(),
        Value::Object(entries) => entries.into_iter().map(|(key, value)| (key, without_fractions(value))).collect(),
        other => other,
    }
}

/// Stores a value to check against a schema. [`run_checks`] checks it.
pub(crate) fn check<'d>(context: &mut Context<'d>, schema: Schema<'d>, value: &'d Node, what: &str) {
    let what = what.to_owned();
    context.checks.push(Check { schema, node: value, value: None, what, direction: context.direction });
}

/// Checks all stored values. Called when all schemas are resolved and known not to be circular.
pub(crate) fn run_checks(context: &mut Context<'_>) {
    for check in std::mem::take(&mut context.checks) {
        if !context.is_circular() {
            context.in_direction(check.direction, |context| run_check(context, &check));
        }
    }
}

/// Checks a value against a schema, and reports the first violation at its place in the value.
fn run_check<'d>(context: &mut Context<'d>, check: &Check<'d>) {
    let compiled = context.json_schema(check.schema);
    let value = check.value.clone().unwrap_or_else(|| check.node.to_json());
    // The message does not repeat the value, which may be personal data. The report shows the line of the document.
    let Some((tokens, why)) = context.validators().fault(&compiled, &value) else { return };
    let node = check.node.descend(&tokens).filter(|_| check.value.is_none()).unwrap_or(check.node);
    context.report(node.at, Kind::ExampleMismatch { what: check.what.clone(), why });
}

/// Returns a value for a parameter, media type or header: the first example, else a generated value. `None` if neither fits
/// the schema.
pub(crate) fn sample<'d>(
    context: &mut Context<'d>,
    schema: Schema<'d>,
    examples: Examples<'d>,
    named: &[Example<'d>],
) -> Option<Value> {
    let shown = named.first().map(|example| example.value).or(examples.single).map(Node::to_json);
    shown.filter(|value| fits(context, schema, value)).or_else(|| generated(context, schema))
}

/// Returns a generated value that fits a schema.
pub(crate) fn generated<'d>(context: &mut Context<'d>, schema: Schema<'d>) -> Option<Value> {
    for generate in [sample::sample_in, sample::sample_with_optional] {
        let value = generate(context.root, schema, context.direction).filter(|value| fits(context, schema, value));
        if value.is_some() {
            return value;
        }
    }
    let target = schema.target(context.root).filter(|target| target.overlap(context.root) == Some(Overlap::Excluded));
    let others = target.and_then(Schema::one_of).map_or(0, |list| list.iter().count());
    (1..others).find_map(|skipped| {
        sample::sample_of_alternative(context.root, schema, context.direction, skipped)
            .filter(|value| fits(context, schema, value))
    })
}

/// Whether a value fits a schema.
pub(crate) fn fits<'d>(context: &mut Context<'d>, schema: Schema<'d>, value: &Value) -> bool {
    if context.is_circular() {
        return false;
    }
    let compiled = context.json_schema(schema);
    context.validators().accepts(&compiled, value)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::without_fractions;

    /// JSON Schema Validation 2020-12 section 6.1.1: a number with a zero fractional part is an integer.
    #[test]
    fn a_default_without_a_fraction_is_an_integer() {
        let default = json!({ "whole": [20.0, -1.0, 2], "half": 0.5, "large": 1e300 });
        let expected = json!({ "whole": [20, -1, 2], "half": 0.5, "large": 1e300 });
        assert_eq!(without_fractions(default), expected);
    }
}
