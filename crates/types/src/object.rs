// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Objects. A table for each type generates its serde implementations and its JSON Schema.
//!
//! Derived implementations would do the same at several times the cost in compile time and memory. The largest documents have tens
//! of thousands of properties.

#![allow(dead_code, reason = "which parts are used depends on the document")]

#[allow(unused_imports, reason = "which are used depends on the document")]
pub(crate) use super::object_builder::{Builder, Object, build, is_missing, missing, slot};
#[allow(unused_imports, reason = "which are used depends on the document")]
pub(crate) use super::object_reader::{keep, read, read_other, read_value};
#[allow(unused_imports, reason = "which are used depends on the document")]
pub(crate) use super::object_schema::{Property, describe, describe_others, is_required, schema_of};
#[allow(unused_imports, reason = "which are used depends on the document")]
pub(crate) use super::object_writer::Writer;

/// The table of a type: each property with its setter, the type of its value and its name in JSON, and how other properties are
/// handled: `others ignored`, `others rejected`, or `rest` with the field that holds them. It declares the builder of the type,
/// which also holds the properties while an object is read. `constants` has the JSON of required properties that `build` sets, because they
/// have only one value. With `errors hidden`, errors of reading do not have the values that were read.
///
/// The word of a property is `required`, `optional` or `nullable`, with `_foreign` if its type is not of this crate: nothing is
/// known of the JSON Schema of such a type.
///
/// A setter takes a value of the type (`set`), what becomes one (`into`), what may become one (`convert`), a value that is checked
/// (`check`), elements (`each`), or entries (`entries`). The setters `every` and `pairs` convert each element or entry. Types of literals
/// are concrete where the literal has no other.
///
/// The functions are `#[inline]`, so that rustc compiles only those that a program calls, as part of the program. Otherwise it compiles
/// the builder and the JSON Schema of every type.
macro_rules! properties {
    (
        $name:ident by $builder:ident $(: $doc:literal)? {
            $(
                $(#[$attribute:meta])*
                $kind:ident $field:ident
                $(set($one:ty))? $(into($into:ty))? $(convert($converted:ty))? $(check($inner:ty as $checked:ty))?
                $(each($element:ty as $list:ty))? $(entries($value:ty as $map:ty))?
                $(every($of_element:ty as $of_list:ty))? $(pairs($of_value:ty as $of_map:ty))?
                $(or $(#[$of_null:meta])* $null:ident)?: $ty:ty = $wire:literal $(: $field_doc:literal)?;
            )*
        }
        $(others $others:ident)?
        $(rest $rest:ident: $rest_ty:ty;)?
        $(constants { $($constant:ident = $json:literal;)+ })?
        $(errors $errors:ident)?
    ) => {
        #[doc = concat!("Builder of [`", stringify!($name), "`](types::", stringify!($name), ").")]
        #[must_use = "`build` makes the value"]
        pub struct $builder {
            $($field: $crate::object::slot::$kind<$ty>,)*
            $($rest: std::collections::BTreeMap<String, $rest_ty>,)?
            // No property has a name that starts with two underscores.
            __faults: Vec<$crate::setter::Fault>,
        }

        impl types::$name {
            /// Creates a builder without any value.
            #[inline]
            pub fn builder() -> $builder {
                $crate::object::Builder::empty()
            }
        }

        impl $builder {
            $(
                $(#[$attribute])*
                #[inline]
                pub fn $field(
                    mut self,
                    value: $($one)? $(impl Into<$into>)? $(impl TryInto<$converted, Error: std::fmt::Display>)? $($inner)?
                        $(impl IntoIterator<Item = $element>)? $(impl IntoIterator<Item = (String, $value)>)?
                        $(impl IntoIterator<Item = impl TryInto<$of_element, Error: std::fmt::Display>>)?
                        $(impl IntoIterator<Item = (impl Into<String>, impl TryInto<$of_value, Error: std::fmt::Display>)>)?,
                ) -> Self {
                    $($crate::setter::set::<_, $one>(&mut self.$field, value);)?
                    $($crate::setter::set::<_, $into>(&mut self.$field, value.into());)?
                    $($crate::setter::convert::<_, $converted, _>(
                        &mut self.$field, value, &mut self.__faults, stringify!($field), $wire,
                    );)?
                    $($crate::setter::convert::<_, $checked, _>(
                        &mut self.$field, value, &mut self.__faults, stringify!($field), $wire,
                    );)?
                    $($crate::setter::list::<_, $list, $element>(
                        &mut self.$field, value, &mut self.__faults, stringify!($field), $wire,
                    );)?
                    $($crate::setter::entries::<_, $map, $value>(
                        &mut self.$field, value, &mut self.__faults, stringify!($field), $wire,
                    );)?
                    $($crate::setter::every::<_, $of_list, $of_element, _>(
                        &mut self.$field, value, &mut self.__faults, stringify!($field), $wire,
                    );)?
                    $($crate::setter::pairs::<_, $of_map, $of_value, _, _>(
                        &mut self.$field, value, &mut self.__faults, stringify!($field), $wire,
                    );)?
                    self
                }

                $(
                    /// Sets the field to `null`.
                    $(#[$of_null])*
                    #[inline]
                    pub fn $null(mut self) -> Self {
                        $crate::setter::null::$kind(&mut self.$field);
                        self
                    }
                )?
            )*

            $(
                /// Sets the properties that the schema does not list.
                #[inline]
                pub fn $rest(
                    mut self,
                    values: impl IntoIterator<Item = (String, $rest_ty)>,
                ) -> Self {
                    let listed = <types::$name as $crate::object::Object>::PROPERTIES;
                    self.$rest = $crate::setter::others(values, listed, &mut self.__faults, stringify!($rest));
                    self
                }
            )?

            /// Makes the value.
            ///
            /// # Errors
            ///
            /// The required properties that were not set, and the values that do not fit.
            #[inline]
            pub fn build(self) -> Result<types::$name, $crate::setter::BuildError> {
                $crate::object::build(self)
            }
        }

        impl std::fmt::Debug for $builder {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($builder), " { .. }"))
            }
        }

        impl TryFrom<$builder> for types::$name {
            type Error = $crate::setter::BuildError;

            #[inline]
            fn try_from(builder: $builder) -> Result<Self, $crate::setter::BuildError> {
                builder.build()
            }
        }

        impl $crate::object::Builder for $builder {
            const NAME: &'static str = stringify!($name);

            type Built = types::$name;

            #[inline]
            fn empty() -> Self {
                $builder {
                    $($field: $crate::object::empty!($kind),)*
                    $($rest: std::collections::BTreeMap::new(),)?
                    __faults: Vec::new(),
                }
            }

            #[inline]
            fn faults(&mut self) -> &mut Vec<$crate::setter::Fault> {
                &mut self.__faults
            }

            $(
                #[inline]
                fn set_constants(&mut self) {
                    $($crate::setter::constant(&mut self.$constant, $json);)+
                }
            )?
        }

        impl $crate::object::Object for types::$name {
            type Builder = $builder;

            const HIDES_ERRORS: bool = !<[&str]>::is_empty(&[$(stringify!($errors))?]);

            const PROPERTIES: &'static [$crate::object::Property] = &[$($crate::object::Property {
                field: stringify!($field),
                name: $wire,
                is_required: $crate::object::is_required::$kind,
                doc: &[$($field_doc)?],
                schema: $crate::object::schema_of::$kind::<$ty>,
            },)*];

            #[allow(unused_variables, reason = "which are used depends on the table")]
            fn read<'de, __A: serde::de::MapAccess<'de>>(
                builder: &mut $builder,
                name: std::borrow::Cow<'de, str>,
                object: &mut __A,
            ) -> Result<(), __A::Error> {
                match &*name {
                    $($wire => $crate::object::read_value::$kind(&mut builder.$field, &name, object),)*
                    $(_ => $crate::object::read_other::$others(&name, <Self as $crate::object::Object>::PROPERTIES, object),)?
                    $(_ => $crate::object::keep(&mut builder.$rest, name, object),)?
                }
            }

            #[inline]
            fn finish(builder: $builder) -> Result<Self, $builder> {
                match builder {
                    $builder { $($field: $crate::object::pattern!($kind, $field),)* $($rest,)? .. } => {
                        Ok(types::$name { $($field,)* $($rest,)? })
                    }
                    #[allow(unreachable_patterns, reason = "all properties may be optional")]
                    builder => Err(builder),
                }
            }

            #[allow(unused_variables, reason = "the table may be empty")]
            #[inline]
            fn missing(builder: &$builder) -> Vec<$crate::setter::Fault> {
                $crate::object::missing(Self::PROPERTIES, &[$($crate::object::is_missing::$kind(&builder.$field)),*])
            }
        }

        impl<'de> serde::Deserialize<'de> for types::$name {
            fn deserialize<__D: serde::Deserializer<'de>>(deserializer: __D) -> Result<Self, __D::Error> {
                $crate::object::read(deserializer)
            }
        }

        impl serde::Serialize for types::$name {
            fn serialize<__S: serde::Serializer>(&self, serializer: __S) -> Result<__S::Ok, __S::Error> {
                #[allow(unused_mut, reason = "the table may be empty")]
                let mut object = $crate::object::Writer::start(serializer);
                $(object.$kind($wire, &self.$field);)*
                $(object.others(&self.$rest);)?
                object.end()
            }
        }

        impl schemars::JsonSchema for types::$name {
            #[inline]
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            #[inline]
            fn schema_id() -> std::borrow::Cow<'static, str> {
                concat!(module_path!(), "::", stringify!($name)).into()
            }

            #[inline]
            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let properties = <Self as $crate::object::Object>::PROPERTIES;
                $(let others = $crate::object::describe_others::$others();)?
                $(let others = Some(generator.subschema_for::<$rest_ty>());)?
                $crate::object::describe(generator, &[$($doc)?], properties, others)
            }
        }
    };
}

/// The pattern that a property must match once the object is read.
macro_rules! pattern {
    (required, $field:ident) => {
        $crate::setter::Required::Given($field)
    };
    (optional, $field:ident) => {
        $field
    };
    (nullable, $field:ident) => {
        $field
    };
    (required_foreign, $field:ident) => {
        $crate::setter::Required::Given($field)
    };
    (optional_foreign, $field:ident) => {
        $field
    };
    (nullable_foreign, $field:ident) => {
        $field
    };
}

/// The field of a builder that no value was set for.
macro_rules! empty {
    (required) => {
        $crate::setter::Required::Missing
    };
    (optional) => {
        None
    };
    (nullable) => {
        types::Nullable::Absent
    };
    (required_foreign) => {
        $crate::setter::Required::Missing
    };
    (optional_foreign) => {
        None
    };
    (nullable_foreign) => {
        types::Nullable::Absent
    };
}

#[allow(unused_imports, reason = "which are used depends on the document")]
pub(crate) use {empty, pattern, properties};
