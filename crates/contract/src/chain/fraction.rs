//! Numbers that a server cannot store as integers, and that are not the ones it starts with.

use serde_json::{Value, json};

use crate::schemas::Schemas;

/// Hundredths that a binary floating-point number of any size holds exactly.
const QUARTERS: [f64; 3] = [0.25, 0.75, 0.5];

/// A number near `number` that fits a schema: with a fraction of two decimals where the schema has one, never zero, never its default. Numbers of
/// adjacent serial numbers differ. `None` if there is none.
pub(super) fn fraction(schemas: &Schemas, schema: &Value, number: f64, serial: u64) -> Option<Value> {
    let bound = |keyword: &str| schemas.keyword(schema, keyword).and_then(Value::as_f64);
    let default = bound("default");
    let is_new = |other: &f64| *other != 0.0 && *other != number && Some(*other) != default;
    let fitting = |candidates: Vec<f64>| {
        let fits = |other: &f64| schemas.accepts(schema, &json!(other));
        candidates.into_iter().map(rounded).filter(is_new).find(fits).map(|found| json!(found))
    };
    let least = bound("minimum").or(bound("exclusiveMinimum"));
    let most = bound("maximum").or(bound("exclusiveMaximum"));
    if let Some(step) = bound("multipleOf").filter(|step| *step > 0.0) {
        let counts = [serial % 997 + 3, serial % 997 + 310, serial % 97 + 2, serial % 7 + 1, 1, 2];
        let steps: Vec<f64> = counts.into_iter().map(|count| small(count) * step).collect();
        let all: Vec<f64> = steps.iter().flat_map(|step| [number + step, number - step]).collect();
        let broken = all.iter().copied().filter(|other| rounded(*other).fract() != 0.0).collect();
        return fitting(broken).or_else(|| fitting(all));
    }
    // In a small range, adjacent serial numbers lead to distant places.
    if let Some((least, most)) = least.zip(most).filter(|(least, most)| most - least < 1.0) {
        let places = [serial, serial + 2].map(|serial| small(serial.wrapping_mul(37) % 97 + 1) / 98.0);
        let within = places.map(|place| least + (most - least) * place);
        let hundredths = within.map(|number| (number * 100.0).round() / 100.0);
        let has_several = most - least >= 0.1;
        return fitting(hundredths.into_iter().filter(|_| has_several).chain(within).collect());
    }
    let quarter = QUARTERS[usize::try_from(serial % 3).unwrap_or(0)];
    let hundredths = small(serial % 97 + 1) / 100.0;
    let distances = [small(serial % 997) + quarter, small(serial % 7) + quarter, quarter, hundredths, 0.01, 0.02];
    let from = number.trunc();
    fitting(distances.into_iter().flat_map(|distance| [from + distance, from - distance]).collect())
}

/// A small integer as a number.
fn small(count: u64) -> f64 {
    u32::try_from(count).map(f64::from).unwrap_or_default()
}

/// The number without the error of floating point in its tenth decimal.
fn rounded(number: f64) -> f64 {
    (number * 1e10).round() / 1e10
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::fraction;
    use crate::schemas::Schemas;

    #[test]
    fn numbers_have_a_fraction_where_the_schema_accepts_one() -> Result<(), model::Problems> {
        let document = "{openapi: 3.1.0, info: {title: Rates, version: '1'}, paths: {}}";
        let schemas = Schemas::new(&model::resolve(&model::Source::new("rates.yaml", document))?.0);
        for (schema, start) in [
            (json!({ "type": "number" }), 0.0),
            (json!({ "type": ["number", "null"], "minimum": 0, "maximum": 1 }), 0.0),
            (json!({ "type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.01 }), 0.005),
            (json!({ "type": "number", "minimum": -90, "maximum": -89.5 }), -89.5),
            (json!({ "type": "number", "multipleOf": 0.05, "maximum": 10 }), 0.0),
            (json!({ "type": "number", "minimum": 1e6 }), 1e6),
            (json!({ "type": "number", "default": 12.5 }), 12.5),
        ] {
            for serial in 1..200 {
                let made = |serial| fraction(&schemas, &schema, start, serial).unwrap_or(Value::Null);
                let (one, next) = (made(serial), made(serial + 1));
                let is_broken = one.as_f64().is_some_and(|one| one.fract() != 0.0 && one != start);
                assert!(is_broken && schemas.accepts(&schema, &one), "{schema} {one}");
                assert_ne!(one, next, "{schema}");
            }
        }
        // Only integers fit.
        let whole = json!({ "type": "number", "multipleOf": 5, "minimum": 0 });
        assert!(fraction(&schemas, &whole, 0.0, 1).is_some_and(|made| made != json!(0.0)));
        Ok(())
    }
}
