//! Compares pages with one large page, and elements with the order, the range or the value that a parameter selects.

use std::cmp::Ordering;

use serde_json::Value;

use super::filter::selecting;
use super::pages::{MAX_PAGES, pages_differ};
use super::{CHANGES, Comparison, Session, TOO_FEW, elements, json};
use crate::chain::{Member, Order, Range, Sizes, instant};
use crate::encode::text;
use crate::kind::ViolationKind;
use crate::transport::Transport;

type Compared = Result<Comparison, Comparison>;

/// A bound that no element is after, and one that no element is before.
const FAR: [&str; 2] = ["2999-12-31", "1970-01-01"];

/// Pages with the numbers from `first` on.
pub(super) async fn numbered<T: Transport>(
    session: &mut Session<'_, '_, T>,
    sizes: &Sizes,
    page: usize,
    first: u64,
) -> Compared {
    let whole = |size: u64, number: u64| [(sizes.limit, Value::from(size)), (page, Value::from(number))];
    let all = elements(&session.get(&whole(sizes.most, first)).await?, &sizes.pointer);
    let (mut paged, mut is_cut): (Vec<Value>, bool) = (Vec::new(), true);
    for number in first..first.saturating_add(MAX_PAGES) {
        if paged.len() >= all.len() {
            break;
        }
        let got = elements(&session.get(&whole(sizes.least, number)).await?, &sizes.pointer);
        if got.is_empty() {
            is_cut = false;
            break;
        }
        paged.extend(got);
    }
    let is_full = all.len() as u64 >= sizes.most;
    Ok(compared(sizes, &all, (&paged, is_cut), is_full))
}

/// Pages with the cursor that the page before has at `next`.
pub(super) async fn by_cursor<T: Transport>(
    session: &mut Session<'_, '_, T>,
    sizes: &Sizes,
    cursor: usize,
    next: &str,
) -> Compared {
    let large = session.get(&[(sizes.limit, sizes.most.into())]).await?;
    let all = elements(&large, &sizes.pointer);
    let (mut paged, mut is_cut): (Vec<Value>, bool) = (Vec::new(), true);
    let mut values = vec![(sizes.limit, Value::from(sizes.least))];
    for _ in 0..MAX_PAGES {
        let page = session.get(&values).await?;
        paged.extend(elements(&page, &sizes.pointer));
        let following =
            json(&page).pointer(next).cloned().filter(|next| next.as_str().is_some_and(|next| !next.is_empty()));
        let Some(following) = following else {
            is_cut = false;
            break;
        };
        // The list is longer than the large page.
        if paged.len() > all.len() {
            break;
        }
        values.truncate(1);
        values.push((cursor, following));
    }
    let is_longer = json(&large).pointer(next).and_then(Value::as_str).is_some_and(|next| !next.is_empty());
    Ok(compared(sizes, &all, (&paged, is_cut), is_longer))
}

/// Whether small pages have the elements of a large one. `is_cut` tells that the list may have more small pages than were read: a page may
/// have fewer elements than its size. `is_longer` tells that the list may have more elements than the large page.
fn compared(sizes: &Sizes, all: &[Value], (paged, is_cut): (&[Value], bool), is_longer: bool) -> Comparison {
    if u64::try_from(all.len()).is_ok_and(|count| count <= sizes.least) {
        return Comparison::Open(TOO_FEW);
    }
    let is_same = all.iter().zip(paged).all(|(one, other)| one == other)
        && match paged.len().cmp(&all.len()) {
            Ordering::Equal => true,
            Ordering::Greater => is_longer,
            Ordering::Less => is_cut,
        };
    if is_same { Comparison::Same } else { pages_differ(sizes.least, sizes.most) }
}

/// The elements in the order that a parameter selects.
pub(super) async fn ordered<T: Transport>(session: &mut Session<'_, '_, T>, order: &Order) -> Compared {
    let mut values = vec![(order.parameter, Value::from(order.value.as_str()))];
    values.extend(order.limit.map(|(limit, most)| (limit, most.into())));
    let all = elements(&session.get(&values).await?, &order.pointer);
    let values: Vec<&Value> = all.iter().filter_map(|element| element.get(&order.property)).collect();
    let orders: Vec<Ordering> = values.windows(2).filter_map(|pair| by_value(pair.first()?, pair.last()?)).collect();
    let wrong = if order.is_descending { Ordering::Less } else { Ordering::Greater };
    Ok(if orders.contains(&wrong) {
        Comparison::Differs(
            ViolationKind::NotSorted,
            format!("expected the elements in the order {}, got another order", order.value),
        )
    } else if orders.iter().all(|order| order.is_eq()) {
        Comparison::Open(TOO_FEW)
    } else {
        Comparison::Same
    })
}

/// A bound that should select no element: far in the future for elements after it, far in the past for those before it. Then the other
/// bound, which should select all elements on its side. Some elements may be older than 1970.
pub(super) async fn range<T: Transport>(session: &mut Session<'_, '_, T>, range: &Range) -> Compared {
    let all = elements(&session.get(&[]).await?, &range.pointer);
    let Some(shown) = all.iter().find_map(|element| element.get(&range.property)?.as_str()) else {
        return Ok(Comparison::Open(TOO_FEW));
    };
    let bound = |day: &str| if shown.contains(':') { format!("{day}T00:00:00Z") } else { day.to_owned() };
    let [outer, inner] = if range.is_after { FAR } else { [FAR[1], FAR[0]] };
    let none = elements(&session.get(&[(range.parameter, bound(outer).into())]).await?, &range.pointer);
    let is_beyond = |element: &&Value| {
        let order = by_value(element.get(&range.property)?, &bound(outer).into());
        order.map(|order| if range.is_after { order.is_lt() } else { order.is_gt() })
    };
    let name = &range.property;
    if none.iter().any(|element| is_beyond(&element) == Some(true)) {
        let side = if range.is_after { "after" } else { "before" };
        return Ok(Comparison::Differs(
            ViolationKind::FilterIgnored,
            format!("expected only elements with {name} {side} {}, got another one", bound(outer)),
        ));
    }
    let again = elements(&session.get(&[]).await?, &range.pointer);
    let every = elements(&session.get(&[(range.parameter, bound(inner).into())]).await?, &range.pointer);
    let is_selected = |element: &&Value| {
        let order = element.get(name).and_then(|value| by_value(value, &bound(inner).into()));
        order.is_some_and(|order| if range.is_after { order.is_gt() } else { order.is_lt() })
    };
    let wanted = all.iter().filter(is_selected).count();
    Ok(match every.len() < wanted {
        true if again.len() != all.len() => Comparison::Open(CHANGES),
        true => Comparison::Differs(
            ViolationKind::FilterOmits,
            format!("expected all elements with a bound of {}, got only some", bound(inner)),
        ),
        false => Comparison::Same,
    })
}

/// The elements whose list has the value of a parameter.
pub(super) async fn member<T: Transport>(session: &mut Session<'_, '_, T>, member: &Member) -> Compared {
    let all = elements(&session.get(&[]).await?, &member.pointer);
    let list = |element: &Value| element.get(&member.property).and_then(Value::as_array).cloned().unwrap_or_default();
    let Some(first) = all.iter().find_map(|element| list(element).first().cloned()) else {
        return Ok(Comparison::Open(TOO_FEW));
    };
    // If all elements have the value, a filter with it shows nothing. A value that no element has must select no element.
    let is_absent = |value: &&Value| !all.iter().any(|element| list(element).contains(value));
    let is_in_all = all.iter().all(|element| list(element).contains(&first));
    let Some(wanted) = (if is_in_all { member.listed.iter().find(is_absent) } else { Some(&first) }) else {
        return Ok(Comparison::Open(TOO_FEW));
    };
    let value = selecting(wanted, member.is_list);
    let filtered = elements(&session.get(&[(member.parameter, value)]).await?, &member.pointer);
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

/// The order of two numbers, instants or days. `None` for other values.
fn by_value(one: &Value, other: &Value) -> Option<Ordering> {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64()?.partial_cmp(&other.as_f64()?),
        (Value::String(one), Value::String(other)) => match (instant(one), instant(other)) {
            (Some((first, one)), Some((second, other))) => Some(first.cmp(&second).then_with(|| one.cmp(other))),
            _ => Some(one.cmp(other)).filter(|_| one.len() == 10 && other.len() == 10),
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use serde_json::json;

    use super::by_value;

    #[test]
    fn instants_are_ordered_in_any_zone() {
        let later = [json!("2020-01-31T12:00:00.25Z"), json!("2020-01-31T14:00:00.2+02:00")];
        assert_eq!(by_value(&later[0], &later[1]), Some(Ordering::Greater));
        assert_eq!(by_value(&json!("2020-01-31"), &json!("2020-02-01")), Some(Ordering::Less));
        assert_eq!(by_value(&json!("b"), &json!("a")), None);
        assert_eq!(by_value(&json!(10), &json!(9.5)), Some(Ordering::Greater));
    }
}
