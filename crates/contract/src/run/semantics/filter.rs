//! Parameters that select elements by the value of a property, or by an element of a list.

use serde_json::Value;

use super::{Comparison, NO_TOTAL, RelationCheck, TOO_FEW, elements, has_next, integer};
use crate::chain::{Member, NextPage, TotalAt, other_id};
use crate::encode::text;
use crate::kind::ViolationKind;
use crate::transport::Transport;

impl<T: Transport> RelationCheck<'_, '_, T> {
    /// Compares the elements that a filter selects with all elements.
    pub(super) async fn filter(
        &mut self,
        pointer: &str,
        parameter: usize,
        is_list: bool,
    ) -> Result<Comparison, Comparison> {
        let name = self.derivation.operation.parameters[parameter].wire.clone();
        let all = elements(&self.get(&[]).await?, pointer);
        // `null` has no text form in a query.
        let mut values = all.iter().filter_map(|element| element.get(&name)).filter(|value| !value.is_null());
        let Some(wanted) = values.next() else { return Ok(Comparison::Open(TOO_FEW)) };
        let other = values.find(|other| *other != wanted);
        if let Some(other) = other.filter(|_| is_list) {
            let both = Value::Array(vec![wanted.clone(), other.clone()]);
            let filtered = elements(&self.get(&[(parameter, both)]).await?, pointer);
            let has = |value: &Value| filtered.iter().any(|element| element.get(&name) == Some(value));
            if !has(wanted) || !has(other) {
                let shown = format!("{} and {}", text(wanted), text(other));
                let message = format!("expected the elements with {name} {shown}, got only some");
                return Ok(Comparison::Differs(ViolationKind::FilterOmits, message));
            }
        }
        let filtered = elements(&self.get(&[(parameter, selecting(wanted, is_list))]).await?, pointer);
        // Many servers leave out a property with its default.
        let has = |element: &Value, wanted: &Value| element.get(&name).is_none_or(|value| value == wanted);
        let ignored = |wanted: &Value| {
            let message = format!("expected only elements with {name} {}, got another one", text(wanted));
            Ok(Comparison::Differs(ViolationKind::FilterIgnored, message))
        };
        if !filtered.iter().all(|element| has(element, wanted)) {
            return ignored(wanted);
        }
        if filtered.is_empty() {
            let message = format!("expected the elements with {name} {}, got none", text(wanted));
            return Ok(Comparison::Differs(ViolationKind::FilterOmits, message));
        }
        if other.is_some() {
            let is_same = all.iter().all(|element| has(element, wanted));
            return Ok(if is_same { Comparison::Open(TOO_FEW) } else { Comparison::Same });
        }
        // If all elements have one value, another one must select none of them.
        let opposite = match wanted.as_bool() {
            Some(wanted) => Some(Value::Bool(!wanted)),
            None => self.other_listed(parameter, wanted, is_list),
        };
        let Some(opposite) = opposite else { return Ok(Comparison::Open(TOO_FEW)) };
        let filtered = elements(&self.get(&[(parameter, selecting(&opposite, is_list))]).await?, pointer);
        if filtered.iter().all(|element| has(element, &opposite)) { Ok(Comparison::Same) } else { ignored(&opposite) }
    }

    /// A listed value of a parameter other than this one.
    fn other_listed(&self, parameter: usize, wanted: &Value, is_list: bool) -> Option<Value> {
        let (schemas, schema) = (self.derivation.schemas, &self.derivation.operation.parameters[parameter].schema);
        let of = if is_list { schemas.keyword(schema, "items")? } else { schema };
        let listed = schemas.keyword(of, "enum")?.as_array()?;
        listed.iter().find(|other| !other.is_null() && *other != wanted).cloned()
    }

    /// Compares the elements that a filter by a text, an integer or an id selects with its value.
    pub(super) async fn free_filter(&mut self, pointer: &str, parameter: usize) -> Result<Comparison, Comparison> {
        let of = &self.derivation.operation.parameters[parameter];
        let (name, schemas) = (of.wire.clone(), self.derivation.schemas);
        let all = elements(&self.get(&[]).await?, pointer);
        // A server may remove spaces at the ends of a parameter.
        let is_clear = |value: &Value| value.as_str().is_none_or(|text| !text.is_empty() && text.trim() == text);
        // `null` has no text form in a query.
        let is_usable = |value: &&Value| !value.is_null() && schemas.accepts(&of.schema, value);
        let values = all.iter().filter_map(|element| element.get(&name)).filter(is_usable);
        // A value that all elements have shows nothing.
        let tells = |value: &&Value| is_clear(value) && all.iter().any(|element| !has_value(element, &name, value));
        // The chain's own element is one of the last; others may be of a kind that no filter selects.
        let Some(wanted) = values.clone().rev().find(tells) else {
            // A value that no element has selects none.
            let other = values.rev().find_map(|value| other_id(schemas, &of.schema, value));
            let Some(other) = other else { return Ok(Comparison::Open(TOO_FEW)) };
            let filtered = elements(&self.get(&[(parameter, other.clone())]).await?, pointer);
            return Ok(match filtered.iter().any(|element| !has_value(element, &name, &other)) {
                true => {
                    let message = format!("expected no element with {name} {}, got one", text(&other));
                    Comparison::Differs(ViolationKind::FilterIgnored, message)
                }
                false => Comparison::Same,
            });
        };
        let filtered = elements(&self.get(&[(parameter, wanted.clone())]).await?, pointer);
        let shown = text(wanted);
        Ok(if filtered.iter().any(|element| !has_value(element, &name, wanted)) {
            let message = format!("expected only elements with {name} {shown}, got another one");
            Comparison::Differs(ViolationKind::FilterIgnored, message)
        } else if !filtered.is_empty() {
            Comparison::Same
        } else if wanted.is_string() && !is_id(wanted) {
            // A server that looks for words finds no text of other alphabets.
            Comparison::Open(TOO_FEW)
        } else {
            let message = format!("expected the elements with {name} {shown}, got none");
            Comparison::Differs(ViolationKind::FilterOmits, message)
        })
    }

    /// The elements whose list has the value of a parameter.
    pub(super) async fn member(&mut self, member: &Member) -> Result<Comparison, Comparison> {
        let all = elements(&self.get(&[]).await?, &member.pointer);
        let list =
            |element: &Value| element.get(&member.property).and_then(Value::as_array).cloned().unwrap_or_default();
        let schema = &self.derivation.operation.parameters[member.parameter].schema;
        let is_accepted = |value: &Value| self.derivation.schemas.accepts(schema, &selecting(value, member.is_list));
        let first = |element: &Value| list(element).into_iter().find(|value| !value.is_null() && is_accepted(value));
        let Some(first) = all.iter().find_map(first) else {
            return Ok(Comparison::Open(TOO_FEW));
        };
        // If all elements have the value, a filter with it shows nothing. A value that no element has must select no element.
        let is_absent = |value: &&Value| !all.iter().any(|element| list(element).contains(value));
        let is_in_all = all.iter().all(|element| list(element).contains(&first));
        let Some(wanted) = (if is_in_all { member.listed.iter().find(is_absent) } else { Some(&first) }) else {
            return Ok(Comparison::Open(TOO_FEW));
        };
        let value = selecting(wanted, member.is_list);
        let filtered = elements(&self.get(&[(member.parameter, value)]).await?, &member.pointer);
        let (name, shown) = (&member.property, text(wanted));
        Ok(if filtered.iter().any(|element| !list(element).contains(wanted)) {
            let message = format!("expected only elements with {shown} in {name}, got another one");
            Comparison::Differs(ViolationKind::FilterIgnored, message)
        } else if filtered.is_empty() && !is_in_all {
            let message = format!("expected the elements with {shown} in {name}, got none");
            Comparison::Differs(ViolationKind::FilterOmits, message)
        } else {
            Comparison::Same
        })
    }

    /// Compares the total of a filtered list with the number of its elements. `limit` has the largest size of a page.
    pub(super) async fn filtered_total(
        &mut self,
        (pointer, place, next): (&str, &TotalAt, &NextPage),
        (parameter, is_list): (usize, bool),
        limit: Option<(usize, u64)>,
    ) -> Result<Comparison, Comparison> {
        let name = self.derivation.operation.parameters[parameter].wire.clone();
        let size: Vec<(usize, Value)> = limit.iter().map(|(limit, most)| (*limit, (*most).into())).collect();
        let all = elements(&self.get(&size).await?, pointer);
        let Some(wanted) = all.iter().find_map(|element| element.get(&name).filter(|value| !value.is_null())) else {
            return Ok(Comparison::Open(TOO_FEW));
        };
        let values: Vec<(usize, Value)> = size.into_iter().chain([(parameter, selecting(wanted, is_list))]).collect();
        let filtered = self.get(&values).await?;
        let count = elements(&filtered, pointer).len() as u64;
        let is_cut = limit.is_some_and(|(_, most)| count >= most) || has_next(&filtered, next) == Some(true);
        Ok(match integer(&filtered, place) {
            None => Comparison::Open(NO_TOTAL),
            _ if is_cut || count >= all.len() as u64 => Comparison::Open(TOO_FEW),
            Some(total) if total == count => Comparison::Same,
            Some(total) => {
                let (shown, at) = (text(wanted), place.shown());
                let message =
                    format!("expected {count} in `{at}`, the number of elements with {name} {shown}, got {total}");
                Comparison::Differs(ViolationKind::Total, message)
            }
        })
    }
}

/// Whether an element has a value, or a text that contains it in any case: many servers look for a part of a text.
fn has_value(element: &Value, name: &str, wanted: &Value) -> bool {
    match (element.get(name), wanted) {
        (Some(Value::String(own)), Value::String(wanted)) => own.to_lowercase().contains(&wanted.to_lowercase()),
        (own, wanted) => own == Some(wanted),
    }
}

/// Whether a value has the form of a UUID.
fn is_id(value: &Value) -> bool {
    let is_digit = |byte: u8| byte == b'-' || byte.is_ascii_hexdigit();
    value.as_str().is_some_and(|text| text.len() == 36 && text.bytes().all(is_digit))
}

/// The value of a parameter that selects elements with a value.
fn selecting(wanted: &Value, is_list: bool) -> Value {
    if is_list { Value::Array(vec![wanted.clone()]) } else { wanted.clone() }
}
