mod alternatives;
mod buffered;
mod constrained;
mod enumeration;
mod object;
mod support;
