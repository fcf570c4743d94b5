//! The ranges of integers that must fit several schemas.

use super::convert::Converter;
use crate::integer::Integer;
use crate::schema::{Schema, Type};

impl<'d> Converter<'d> {
    /// Returns the type of integers whose range the JSON Schema of a schema states. A schema without a format beside one with a format,
    /// in the same `allOf`, states none.
    pub(super) fn integer(&self, schema: Schema<'d>) -> Option<Integer> {
        let own = schema.is_type(Type::Integer).then(|| schema.integer());
        if self.is_member {
            return own.filter(|_| schema.integer_format().is_some());
        }
        let Some(combined) = self.combined_integer(schema) else { return own };
        match own {
            Some(own) if schema.integer_format().is_some() => Some(own),
            Some(_) => Some(combined),
            // A member may state it.
            None => {
                let states = |member: &Schema<'_>| member.is_type(Type::Integer) && member.integer() == combined;
                (!schema.conjunction(self.root).iter().any(states)).then_some(combined)
            }
        }
    }

    /// Returns the target of a member of the `allOf` of `outer`, if the reference must not be kept: the definition states the range of
    /// integers without a format, and `outer` has another.
    pub(super) fn without_range(&self, outer: Schema<'d>, member: Schema<'d>) -> Option<Schema<'d>> {
        let target = member.target(self.root)?;
        let is_plain = is_integer(target.accepted_types(self.root)) && {
            let all = target.conjunction(self.root);
            all.iter().all(|schema| schema.integer_format().is_none()) && Schema::integer_of(&all) == Integer::I64
        };
        let is_other = || self.combined_integer(outer).is_some_and(|combined| combined != Integer::I64);
        (is_plain && (self.is_member || is_other())).then_some(target)
    }

    /// Returns the type of integers of a schema with an `allOf`, if its values are integers.
    fn combined_integer(&self, schema: Schema<'d>) -> Option<Integer> {
        let is_combined = schema.all_of().is_some() && is_integer(schema.accepted_types(self.root));
        is_combined.then(|| Schema::integer_of(&schema.conjunction(self.root)))
    }
}

fn is_integer(types: Option<Vec<Type>>) -> bool {
    types.is_some_and(|types| types.contains(&Type::Integer) && types.iter().all(is_integer_or_null))
}

fn is_integer_or_null(ty: &Type) -> bool {
    matches!(ty, Type::Integer | Type::Null)
}
