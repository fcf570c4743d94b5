//! Fullest values: a value of a type with every optional part, and with one element in every list.

use serde_json::{Map, Value, json};

use crate::named::{Api, Constraints, Struct, TypeId, TypeKind, TypeRef, Union, Unknown};
use model::pattern;

/// The maximum depth of named types within each other. Below it, optional parts are omitted.
const DEPTH: usize = 6;

/// The maximum number of parts of one value. Beyond it, optional parts are omitted: types that contain each other could fill
/// a disk.
const PARTS: usize = 200;

/// Returns the fullest value of a type. `None` if no value can be made. The caller checks whether the value fits the schema,
/// which may have more constraints than the type.
pub fn fullest(api: &Api, ty: &TypeRef) -> Option<Value> {
    Filler { api, within: Vec::new(), parts: 0 }.value(ty)
}

struct Filler<'a> {
    api: &'a Api,
    /// The named types around the current value.
    within: Vec<TypeId>,
    parts: usize,
}

impl Filler<'_> {
    fn value(&mut self, ty: &TypeRef) -> Option<Value> {
        self.parts += 1;
        match ty {
            TypeRef::Bool => Some(json!(true)),
            TypeRef::Integer(_) => Some(json!(7)),
            TypeRef::F64 => Some(json!(0.5)),
            TypeRef::String | TypeRef::Any => Some(json!("text")),
            TypeRef::DateTime => Some(json!("2020-01-31T12:00:00Z")),
            TypeRef::Date => Some(json!("2020-01-31")),
            TypeRef::Uuid => Some(json!("00000000-0000-4000-8000-000000000000")),
            TypeRef::Array(inner) => Some(Value::Array(self.value(inner).into_iter().collect())),
            TypeRef::Tuple(elements) => elements.iter().map(|element| self.value(element)).collect(),
            TypeRef::Map(inner) => {
                let entry = self.value(inner).map(|value| ("key".to_owned(), value));
                Some(Value::Object(entry.into_iter().collect()))
            }
            TypeRef::Nullable(inner) => Some(self.value(inner).unwrap_or_default()),
            TypeRef::Named(id) if self.within.contains(id) => None,
            TypeRef::Named(id) => {
                self.within.push(*id);
                let value = self.named(&self.api.type_named(*id).kind);
                self.within.pop();
                value
            }
        }
    }

    fn named(&mut self, kind: &TypeKind) -> Option<Value> {
        match kind {
            TypeKind::Alias(inner) => self.value(inner),
            TypeKind::Enum(variants) => variants.first().map(|variant| json!(variant.wire)),
            TypeKind::Constrained { inner, constraints, .. } => self.constrained(inner, constraints),
            TypeKind::Struct(object) => self.object(object),
            TypeKind::Union(union) => (0..union.variants.len()).find_map(|index| self.variant(union, index)),
        }
    }

    fn object(&mut self, object: &Struct) -> Option<Value> {
        let mut out = Map::new();
        for field in &object.fields {
            if !field.required && (self.within.len() > DEPTH || self.parts > PARTS) {
                continue;
            }
            match self.value(&field.ty) {
                Some(value) => {
                    out.insert(field.wire.clone(), value);
                }
                None if field.required => return None,
                None => {}
            }
        }
        if let Unknown::Kept { ty, .. } = &object.unknown
            && let Some(value) = self.value(ty)
        {
            out.insert("not listed".to_owned(), value);
        }
        Some(Value::Object(out))
    }

    fn variant(&mut self, union: &Union, index: usize) -> Option<Value> {
        let variant = &union.variants[index];
        let mut value = self.value(&variant.ty)?;
        if let (Some(property), Some(tag), Value::Object(object)) =
            (&union.discriminator, variant.tags.first(), &mut value)
        {
            object.insert(property.clone(), json!(tag));
        }
        Some(value)
    }

    fn constrained(&mut self, inner: &TypeRef, constraints: &Constraints) -> Option<Value> {
        if let Some(first) = constraints.one_of.first() {
            return Some(first.clone());
        }
        let least = usize::try_from(constraints.min_length.unwrap_or(0)).ok().filter(|least| *least <= PARTS)?;
        let most = usize::try_from(constraints.max_length.unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
        match (inner, &constraints.pattern) {
            (TypeRef::Integer(_) | TypeRef::F64, _) => {
                let edges = [&constraints.minimum, &constraints.maximum].into_iter().flatten();
                let edge = edges.filter(|(_, excluded)| !excluded).map(|(edge, _)| edge.clone()).next();
                edge.or_else(|| constraints.multiple_of.clone()).or_else(|| self.value(inner))
            }
            (TypeRef::String, Some(pattern)) => pattern::text(pattern).map(Value::String),
            (TypeRef::String, None) => {
                let text = format!("{:x<least$}", "text");
                Some(text.chars().take(most).collect::<String>().into())
            }
            (TypeRef::Array(element), _) if least > 1 => {
                let element = self.value(element).filter(|_| !constraints.unique)?;
                Some(Value::Array(vec![element; least]))
            }
            (TypeRef::Array(_) | TypeRef::Map(_), _) if most == 0 => None,
            _ => self.value(inner),
        }
    }
}

/// The fullest values of the variants of a union.
pub(crate) fn variants(api: &Api, union: &Union) -> Vec<Value> {
    let filled = |index| Filler { api, within: Vec::new(), parts: 0 }.variant(union, index);
    (0..union.variants.len()).filter_map(filled).collect()
}
